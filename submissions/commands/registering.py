"""Registering a paper and changing what is said of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from submissions import letters, policies
from submissions.commands import steps
from submissions.commands.reminding import schedule_reminders
from submissions.domain import (
    ABSTRACT_WORDS,
    KEYWORDS_LENGTH,
    MOST_AUTHORS,
    TITLE_LENGTH,
    AuthorEntry,
    Details,
    Question,
    Status,
    Tick,
    listed,
)
from submissions.locking import Locked, lock_paper
from submissions.models import Authorship, Submission
from submissions.standing import load_standing, sentence
from sysml.conference.acting import at_now, command, record
from sysml.conference.models import Edition, Topic, Track
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import ids
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.markdown import words
from sysml.kernel.models import User

_RANK = {Status.DRAFT: 0, Status.REGISTERED: 1, Status.COMPLETE: 2}


@command
def register(
    *,
    by: Viewer,
    edition: Edition,
    track: str,
    details: Details,
    now: datetime,
    once: str = "",
    invite: bool = True,
) -> Submission:
    """A new submission with the actor as its first author; the same `once` gives the same submission.

    Nothing but the form's hard limits is asked for: what is missing only decides the status. `invite` False is for
    autosaves, which must not write to half-typed addresses.
    """
    actor = by.fresh()
    Edition.objects.select_for_update().get(pk=edition.pk)
    if once and (made := Submission.objects.filter(registered_by_id=actor.person_id, once=once).first()):
        return made
    chosen = Track.objects.filter(edition=edition, slug=track).first()
    if chosen is None:
        raise Invalid({"track": "Choose one of the tracks."})
    at = at_now(edition, now)
    policies.may_register(actor, at.clock(chosen.pk, None, actor.person_id)).require()
    person = User.objects.get(pk=steps.person_of(actor))
    taken = set(Submission.objects.filter(edition=edition).values_list("number", flat=True))
    paper = Submission.objects.create(
        edition=edition,
        track=chosen,
        number=ids.new_number("submission", (edition.slug, person.email, once or details.title), taken),
        registered_by=person,
        registered_at=now,
        changed_at=now,
        once=once,
    )
    Authorship.objects.create(
        submission=paper,
        position=0,
        name=person.name or person.email,
        email=person.email,
        affiliation=person.affiliation,
        country=person.country,
        is_corresponding=True,
        person=person,
        claimed_at=now,
    )
    actor = actor.fresh()
    locked = Locked(actor, at, paper, at.clock(chosen.pk, paper.pk, actor.person_id))
    _apply(locked, _with_registrant(details, person), now)
    steps.settle(paper, now)
    paper.save()
    record(actor, "submission.registered", now=now, about=paper.xid, subject=f"submission:{paper.xid}")
    if invite:
        _after_explicit_save(locked, edition, now)
    schedule_reminders(edition, now)
    return paper


def _with_registrant(details: Details, person: User) -> Details:
    """The registering person is the first author unless the form already names them."""
    if details.authors is None or any(
        entry.email.strip().lower() == person.email for entry in details.authors
    ):
        return details
    me = AuthorEntry(person.name or person.email, person.email, person.affiliation, person.country, True)
    return replace(details, authors=(me, *details.authors))


@command
def change(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    details: Details,
    version: int | None,
    now: datetime,
    reason: str = "",
    invite: bool = True,
) -> Submission:
    """Change what is said of a paper. `version` is that of the form (None: do not ask).

    What a registered or complete submission needs cannot be taken out of it, so that no slip of an autosave loses a
    submission. A chair does this on behalf of the authors, with a reason.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_change(locked.by, locked.paper, locked.clock).require()
    steps.check_version(locked.paper, version)
    before = Status(locked.paper.status)
    _apply(locked, details, now)
    standing = load_standing(locked.paper)
    after = steps.settle(locked.paper, now)
    if _RANK[after] < _RANK[before]:
        lacks = (
            standing.lacks_for_registration()
            if before is Status.REGISTERED
            else standing.lacks_for_completion()
        )
        raise Invalid(
            {"": f"The submission is {before} and needs {listed(lacks)}; it cannot be left without."}
        )
    steps.touch(locked.paper, now)
    if invite or not steps.is_author(locked):
        steps.note(
            locked, edition, "submission.changed", now=now, what="title, abstract or authors", reason=reason
        )
        _after_explicit_save(locked, edition, now)
    else:
        steps.note_autosave(locked, now)
    return locked.paper


@command
def change_title(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    title: str,
    version: int | None,
    now: datetime,
    reason: str = "",
) -> Submission:
    """Change the title alone, which a track may still allow with the camera-ready version."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_change_title(locked.by, locked.paper, locked.clock).require()
    steps.check_version(locked.paper, version)
    if not title.strip():
        raise Invalid({"title": "A paper has a title."})
    old = locked.paper.title
    _set_title(locked.paper, title)
    steps.touch(locked.paper, now)
    steps.note(
        locked,
        edition,
        "submission.retitled",
        now=now,
        what=f"title “{old}” changed to “{locked.paper.title}”",
        reason=reason,
    )
    return locked.paper


@command
def change_authors(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    authors: Sequence[AuthorEntry],
    version: int | None,
    now: datetime,
    reason: str = "",
) -> Submission:
    """Change the authors alone, which a track may still allow after the deadline.

    A chair who does it on behalf must be allowed to see the authors: on a blind track, by revealing them first.
    """
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_change_authors(locked.by, locked.paper, locked.clock).require()
    steps.check_version(locked.paper, version)
    _require_sight_of_authors(locked)
    if not any(entry.name.strip() and entry.email.strip() for entry in authors):
        raise Invalid({"authors": "A paper has at least one author with name and e-mail address."})
    steps.name_authors(locked, authors, now)
    steps.touch(locked.paper, now)
    steps.note(
        locked, edition, "submission.authors-changed", now=now, what="the authors were changed", reason=reason
    )
    steps.invite_authors(locked, edition, now)
    return locked.paper


def _require_sight_of_authors(locked: Locked) -> None:
    if not policies.AUTHORSHIP.rows(locked.by, locked.at).filter(submission=locked.paper).exists():
        raise Invalid({"authors": "Reveal the authors of this paper first; that is an act of its own."})


def _after_explicit_save(locked: Locked, edition: Edition, now: datetime) -> None:
    steps.invite_authors(locked, edition, now)
    paper = locked.paper
    if paper.status == Status.DRAFT:
        return
    person = User.objects.get(pk=paper.registered_by_id)
    words_ = sentence(
        paper, load_standing(paper), locked.clock, own_zone=person.timezone, edition_zone=edition.zone
    )
    letters.to_authors(
        letters.REGISTERED, paper, edition=edition, key="registered", now=now, context={"consequence": words_}
    )


def _apply(locked: Locked, details: Details, now: datetime) -> None:
    """Check the form's limits and write its values; the caller settles and saves."""
    paper = locked.paper
    _check_limits(details)
    _set_title(paper, details.title)
    paper.abstract = details.abstract.replace("\r\n", "\n").strip()
    paper.keywords = " ".join(details.keywords.split())
    paper.attributes = _answers(paper.track, details)
    paper.checklist = {
        tick.key: True for tick in map(Tick.parse, paper.track.checklist) if tick.key in details.checklist
    }
    topics = list(Topic.objects.filter(edition_id=paper.edition_id, xid__in=details.topics))
    if len(topics) != len(set(details.topics)):
        raise Invalid({"topics": "Choose among the listed topics."})
    paper.topics.set(topics)
    if details.authors is not None:
        if not steps.is_author(locked):
            _require_sight_of_authors(locked)
        steps.name_authors(locked, details.authors, now)


def _set_title(paper: Submission, title: str) -> None:
    paper.title = " ".join(title.split())
    if len(paper.title) > TITLE_LENGTH:
        raise Invalid({"title": f"At most {TITLE_LENGTH} characters; these are {len(paper.title)}."})
    paper.title_key = paper.title.casefold()[:TITLE_LENGTH]


def _check_limits(details: Details) -> None:
    count = words(details.abstract)
    if count > ABSTRACT_WORDS:
        raise Invalid({"abstract": f"At most {ABSTRACT_WORDS} words; these are {count:,}."})
    if len(details.abstract) > ABSTRACT_WORDS * 30:
        raise Invalid({"abstract": f"At most {ABSTRACT_WORDS * 30:,} characters."})
    if len(details.keywords) > KEYWORDS_LENGTH:
        raise Invalid({"keywords": f"At most {KEYWORDS_LENGTH} characters."})
    if details.authors is not None and len(details.authors) > MOST_AUTHORS:
        raise Invalid({"authors": f"At most {MOST_AUTHORS} authors."})


def _answers(track: Track, details: Details) -> dict[str, str]:
    answers: dict[str, str] = {}
    for question in map(Question.parse, track.attributes):
        answer = details.attributes.get(question.key, "").strip()
        if answer and question.options and answer not in question.options:
            raise Invalid({f"attribute_{question.key}": "Choose one of the options."})
        if answer:
            answers[question.key] = answer[:2000]
    return answers


@command
def claim(*, by: Viewer, edition: Edition, xid: str, now: datetime) -> Submission:
    """The actor takes the author place that was named under one of their proven addresses."""
    if by.person_id is None or by.read_only:
        raise NotFound
    place = Authorship.objects.filter(policies.claimable(by.person_id, edition.pk), xid=xid).first()
    if place is None:
        raise NotFound
    paper = (
        Submission.objects.select_for_update(of=("self",)).select_related("track").get(pk=place.submission_id)
    )
    place = Authorship.objects.filter(policies.claimable(by.person_id, edition.pk), pk=place.pk).first()
    if place is None:
        raise NotFound
    actor = by.fresh()
    if paper.pk in actor.tied(Tie.AUTHORED):
        raise Invalid(
            {
                "": "You are an author of this paper already, under another address. Ask a co-author to mend the list."
            }
        )
    place.person_id, place.claimed_at = by.person_id, now
    place.save(update_fields=["person", "claimed_at"])
    record(actor, "authorship.claimed", now=now, about=paper.xid, subject=f"authorship:{place.xid}")
    return paper


def move_authorships(from_id: int, to_id: int) -> int:
    """Give all author places of one person to another: a private step of merging two accounts.

    Where both are authors of the same paper the first person's place goes. Runs inside the caller's transaction.
    """
    both = Authorship.objects.filter(person_id=to_id).values_list("submission_id", flat=True)
    Authorship.objects.filter(person_id=from_id, submission_id__in=list(both)).delete()
    Submission.objects.filter(registered_by_id=from_id, once__gt="").update(once="")
    Submission.objects.filter(registered_by_id=from_id).update(registered_by_id=to_id)
    return Authorship.objects.filter(person_id=from_id).update(person_id=to_id)
