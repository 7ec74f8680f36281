"""The private steps that the commands of this app share. They run inside a command's transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max, Q

from submissions import letters
from submissions.domain import AuthorEntry, Status, next_status
from submissions.events import AuthorsChanged, SubmissionRegistered
from submissions.locking import Locked
from submissions.models import Authorship, Submission
from submissions.standing import load_standing
from sysml.conference.acting import record
from sysml.conference.letters import write
from sysml.conference.models import Edition
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import events
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, StaleWrite
from sysml.kernel.models import AuditEntry, User
from sysml.kernel.models.people import normalise_email


def move(paper: Submission, status: Status | None, now: datetime) -> None:
    """Set the status that the transition table gave; None is a refusal."""
    if status is None:
        raise IllegalTransition("This is not possible in the state that the submission is in now.")
    paper.status = status
    if status is Status.COMPLETE and paper.completed_at is None:
        paper.completed_at = now


def settle(paper: Submission, now: datetime) -> Status:
    """Let the status follow from what the submission has; returns it. The caller saves."""
    was_draft = paper.status == Status.DRAFT
    action = load_standing(paper).action()
    move(paper, next_status(Status(paper.status), action), now)
    if was_draft and paper.status != Status.DRAFT:
        paper.save()  # before the handlers, which read the row
        events.publish(SubmissionRegistered(paper.pk, now))
    return Status(paper.status)


def touch(paper: Submission, now: datetime) -> None:
    """Count the change and save."""
    paper.version += 1
    paper.changed_at = now
    paper.save()


def check_version(paper: Submission, version: int | None) -> None:
    """Refuse a form that was filled in before somebody else's change; None does not ask."""
    if version is not None and version != paper.version:
        raise StaleWrite


def person_of(viewer: Viewer) -> int:
    """The key of the person who acts; nobody else may."""
    if viewer.person_id is None:
        raise NotAllowed("Sign in first.")
    return viewer.person_id


def is_author(locked: Locked) -> bool:
    """The actor is an author of the paper, and acts for themselves."""
    return locked.paper.pk in locked.by.tied(Tie.AUTHORED)


def note(
    locked: Locked,
    edition: Edition,
    action: str,
    *,
    now: datetime,
    what: str,
    reason: str = "",
    subject: str = "",
) -> None:
    """Record an act on the paper; if a chair did it for the authors, a reason is needed and the authors are told."""
    paper = locked.paper
    behalf = None if is_author(locked) or locked.by.is_system else paper.registered_by_id
    if behalf is not None and not reason.strip():
        raise Invalid({"reason": "You act for the authors: say why. They will read it."})
    record(
        locked.by,
        action,
        now=now,
        about=paper.xid,
        subject=subject or f"submission:{paper.xid}",
        summary=what,
        reason=reason,
        on_behalf_of_id=behalf,
    )
    if behalf is not None:
        letters.to_authors(
            letters.ON_BEHALF,
            paper,
            edition=edition,
            key=f"{action}:{now.isoformat()}",
            now=now,
            context={"what": what, "reason": reason},
        )


def note_autosave(locked: Locked, now: datetime) -> None:
    """Record that a form saves itself, once in ten minutes of writing."""
    paper, actor = locked.paper, locked.by.person_id
    lately = AuditEntry.objects.filter(
        action="submission.saved", actor_id=actor, about=paper.xid, at__gt=now - timedelta(minutes=10)
    )
    if not lately.exists():
        record(locked.by, "submission.saved", now=now, about=paper.xid, subject=f"submission:{paper.xid}")


def name_authors(locked: Locked, entries: Sequence[AuthorEntry], now: datetime) -> bool:
    """Make the paper's author places those of the form, in its order; says whether anything changed.

    A claimed place keeps its person and its address. Somebody who keeps access must remain.
    """
    paper = locked.paper
    entries = _tidy(entries)
    before = list(Authorship.objects.filter(submission=paper).order_by("position"))
    known = {place.xid: place for place in before} | {place.email: place for place in before if place.email}
    kept: list[tuple[Authorship, AuthorEntry]] = []
    for entry in entries:
        place = known.get(entry.email) or known.get(entry.xid) or Authorship(submission=paper)
        if any(place is other for other, _ in kept if other.pk):
            place = Authorship(submission=paper)
        kept.append((place, entry))
    _check_places(kept, locked)
    left = {place.pk for place, _ in kept if place.pk}
    Authorship.objects.filter(submission=paper).exclude(pk__in=left).delete()
    changed = len(left) != len(before)
    for position, (place, entry) in enumerate(kept):
        changed |= _fill(place, entry, position)
    if changed:
        events.publish(AuthorsChanged(paper.pk, now))
    return changed


def _tidy(entries: Sequence[AuthorEntry]) -> list[AuthorEntry]:
    """Without empty lines, addresses in one spelling; refuses what cannot be meant."""
    tidy: list[AuthorEntry] = []
    for entry in entries:
        email = normalise_email(entry.email)
        if not entry.name.strip() and not email:
            continue
        if not entry.name.strip():
            raise Invalid({"authors": f"Give the name of the author with the address {email}."})
        if email and any(email == other.email for other in tidy):
            raise Invalid({"authors": f"{email} is named twice."})
        tidy.append(
            AuthorEntry(
                entry.name.strip()[:200],
                email,
                entry.affiliation.strip()[:200],
                entry.country.strip().upper()[:2],
                entry.is_corresponding,
                entry.xid,
            )
        )
    return tidy


def _check_places(kept: Sequence[tuple[Authorship, AuthorEntry]], locked: Locked) -> None:
    for place, entry in kept:
        if place.person_id is not None and entry.email != place.email:
            raise Invalid(
                {"authors": f"{place.name} has confirmed this place. Remove it and add a new one instead."}
            )
    if is_author(locked) and not any(place.person_id for place, _ in kept):
        raise Invalid(
            {"authors": "One author who has confirmed their place must remain, or nobody has access."}
        )


def _fill(place: Authorship, entry: AuthorEntry, position: int) -> bool:
    fresh = place.pk is None
    after = (entry.name, entry.email, entry.affiliation, entry.country, entry.is_corresponding, position)
    before = (
        place.name,
        place.email,
        place.affiliation,
        place.country,
        place.is_corresponding,
        place.position,
    )
    if not fresh and before == after:
        return False
    if entry.email != place.email:
        place.invited_at = None
    place.name, place.email, place.affiliation, place.country, place.is_corresponding, place.position = after
    place.save()
    return True


def invite_authors(locked: Locked, edition: Edition, now: datetime) -> int:
    """Write to everybody who is named and has neither confirmed nor been written to; returns how many."""
    waiting = Authorship.objects.filter(submission=locked.paper, person=None, invited_at=None).exclude(
        email=""
    )
    by = User.objects.filter(pk=locked.paper.registered_by_id).first()
    for place in waiting:
        write(
            letters.AUTHOR_INVITATION,
            edition=edition,
            key=f"{place.xid}:{place.email}",
            now=now,
            context={
                "by": by.name or by.email if by else "A colleague",
                "link": letters.address(edition, "author-claim", xid=place.xid),
            },
            email=place.email,
            name=place.name,
            about=locked.paper.xid,
        )
        place.invited_at = now
        place.save(update_fields=["invited_at"])
    return len(waiting)


def next_version(paper: Submission, kind: str) -> int:
    """The version that the next file of this kind gets."""
    last = paper.documents.filter(Q(kind=kind)).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1
