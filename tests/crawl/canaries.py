"""What is hidden where, and who may meet it: one literal table.

A canary is a made-up word in a field that the visibility matrix keeps from most people. `spot` names the paper (by
who stands in what relation to it), `plant` writes the word past every command, `may` names the personas who may meet
it as the demonstration's editions stand: 2026 is over and public, 2027 is being reviewed, 2028 takes papers.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import pikepdf
from allauth.account.models import EmailAddress
from django.utils import timezone

from artifacts.domain import ArtifactAudience, EvaluatorState, next_label
from artifacts.models import ArtifactPost, BadgeDecision, Evaluation, Evaluator
from committee.domain import AssignmentState, MemberState
from committee.models import Assignment, Conflict, Member
from reviews.domain import RequestState, ReviewKind, ReviewState, ThreadAudience, Verdict
from reviews.models import (
    Answer,
    Decision,
    DeskReject,
    MetaReview,
    Post,
    Question,
    Response,
    Review,
    ReviewRequest,
    ReviewVersion,
    Thread,
)
from submissions.domain import DocumentKind, Outcome, Status
from submissions.models import Authorship, Document, DocumentCheck, Submission
from sysml.conference import viewer
from sysml.conference.models import Edition
from sysml.conference.viewer import Tie
from sysml.desk.demo.personas import PERSONAS
from sysml.kernel import audit, blobs
from sysml.kernel.models import AffiliationSpell, ApiToken, Job, Letter, User

NOW = timezone.now()
CHAIRS = frozenset({"chair", "chair-author"})
"""Both chairs of 2027, on papers with which neither has a conflict."""


def word_of(name: str) -> str:
    """The canary's word: letters and digits only, so that no escaping changes it."""
    return "canary" + hashlib.sha256(name.encode()).hexdigest()[:14]


@dataclass(frozen=True)
class Canary:
    """One hidden word."""

    name: str
    plant: Callable[["Ground", str], None]
    may: frozenset[str]

    @property
    def word(self) -> str:
        return word_of(self.name)


class Ground:
    """The papers on which canaries sit, found by the relations of the personas to them."""

    @cached_property
    def people(self) -> dict[str, User]:
        by_email = {user.email: user for user in User.objects.filter(email__in=[p.email for p in PERSONAS])}
        return {persona.key: by_email[persona.email] for persona in PERSONAS}

    def edition(self, year: int) -> Edition:
        return Edition.objects.get(slug=f"sysml-{year}")

    def tied(self, persona: str, year: int, tie: Tie) -> frozenset[int]:
        return viewer.for_person(self.people[persona], self.edition(year)).tied(tie)

    def paper(self, year: int, *, with_: frozenset[int] | None = None, **fields: Any) -> Submission:
        """The first paper of the edition that fits, with which no chair of it has a conflict."""
        walled = frozenset().union(
            *(self.tied(chair, year, Tie.CONFLICTED) for chair in ("chair", "chair-author"))
        )
        rows = Submission.objects.filter(edition=self.edition(year), **fields).exclude(pk__in=walled)
        rows = rows if with_ is None else rows.filter(pk__in=with_)
        return rows.order_by("number")[0]

    @cached_property
    def of_author(self) -> Submission:
        """Under review in 2027; the author persona has written it."""
        return self.paper(2027, with_=self.tied("author", 2027, Tie.AUTHORED))

    @cached_property
    def of_chair(self) -> Submission:
        """Under review in 2027; written by one of its chairs, handled by the other."""
        return Submission.objects.get(pk__in=self.tied("chair-author", 2027, Tie.AUTHORED))

    @cached_property
    def reviewed(self) -> Submission:
        """The ML member's own review is in; the external reviewer has accepted and not begun."""
        return self.paper(2027, with_=self.tied("ml-member", 2027, Tie.REVIEWED))

    @cached_property
    def assigned(self) -> Submission:
        """The ML member reviews it, and their review is not in."""
        open_ = self.tied("ml-member", 2027, Tie.ASSIGNED) - self.tied("ml-member", 2027, Tie.REVIEWED)
        return self.paper(2027, with_=open_)

    @cached_property
    def far(self) -> Submission:
        """Under review in 2027; no persona but the chairs has to do with it."""
        near = frozenset().union(
            *(
                self.tied(persona.key, 2027, tie)
                for persona in PERSONAS
                for tie in (Tie.ASSIGNED, Tie.AUTHORED, Tie.EXTERNAL, Tie.EXTERNAL_ASKED)
            )
        )
        rows = Submission.objects.filter(edition=self.edition(2027), status=Status.COMPLETE, outcome="")
        return self.paper(2027, with_=frozenset(rows.values_list("pk", flat=True)) - near)

    @cached_property
    def accepted(self) -> Submission:
        """Accepted in 2026, public, with a badge; the author persona has written it."""
        return Submission.objects.get(pk__in=self.tied("author", 2026, Tie.AUTHORED))

    @cached_property
    def rejected(self) -> Submission:
        return self.paper(2026, outcome=Outcome.REJECTED)

    @cached_property
    def evaluated(self) -> Submission:
        """The evaluator persona has evaluated its artifact."""
        return self.paper(2026, with_=self.tied("artifact-evaluator", 2026, Tie.EVALUATES))

    @cached_property
    def draft(self) -> Submission:
        """Begun in 2028 by somebody who is no persona."""
        mine = self.tied("author", 2028, Tie.AUTHORED)
        drafts = Submission.objects.filter(edition=self.edition(2028), status=Status.DRAFT)
        return self.paper(2028, with_=frozenset(drafts.values_list("pk", flat=True)) - mine)

    @cached_property
    def registered(self) -> Submission:
        """Complete in 2028, where bidding is still ahead, by somebody who is no persona."""
        mine = self.tied("author", 2028, Tie.AUTHORED)
        rows = Submission.objects.filter(edition=self.edition(2028), status=Status.COMPLETE)
        return self.paper(2028, with_=frozenset(rows.values_list("pk", flat=True)) - mine)

    @cached_property
    def own_draft(self) -> Submission:
        mine = Submission.objects.filter(pk__in=self.tied("author", 2028, Tie.AUTHORED))
        return mine.filter(status=Status.DRAFT)[0]

    def member(self) -> User:
        """A member of the committee of 2027 who is no persona."""
        seats = Member.objects.filter(edition=self.edition(2027), state=MemberState.ACCEPTED)
        others = seats.exclude(person__in=self.people.values())
        return others.order_by("pk")[0].person  # type: ignore[return-value]

    def stranger(self, name: str) -> User:
        """Somebody who is in no public list."""
        user = User.objects.create(email=f"{name}@canary.example.org", name=name, password="!")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


def _review(paper: Submission, but: User | None = None) -> Review:
    """A submitted review of the paper by somebody else."""
    rows = Review.objects.filter(submission=paper, state=ReviewState.SUBMITTED)
    rows = rows.exclude(reviewer=but) if but else rows
    return rows.order_by("pk").first() or _written(paper, but)


def _written(paper: Submission, but: User | None) -> Review:
    """Such a review, made where the demonstration has none yet: by an assigned reviewer who has not begun."""
    seats = Assignment.objects.filter(submission=paper, state=AssignmentState.ACTIVE).exclude(
        member__person=but
    )
    for seat in seats.order_by("pk"):
        person = seat.member.person
        if person is None or person.email.endswith("@demo.example.org"):
            continue
        Review.objects.filter(submission=paper, reviewer=person).delete()
        row = Review.objects.create(
            submission=paper, reviewer=person, side=seat.side, label=f"Q{seat.pk % 90}"[:3],
            state=ReviewState.SUBMITTED, version=1, first_submitted_at=NOW, submitted_at=NOW,
        )  # fmt: skip
        ReviewVersion.objects.create(review=row, number=1, at=NOW)
        return row
    raise LookupError(f"nobody reviews paper {paper.number}")


def _answer(review: Review, key: str, word: str) -> None:
    version = ReviewVersion.objects.get(review=review, is_current=True)
    question = Question.objects.get(track=review.submission.track, key=key)
    row = Answer.objects.filter(version=version, question=question).first()
    row = row or Answer(version=version, question=question, submission=review.submission)
    row.text = f"{row.text} {word}".strip()
    row.save()


def answers(spot: str, key: str, but: str = "") -> Callable[[Ground, str], None]:
    """Somebody's submitted answer to this question, on this paper."""

    def plant(ground: Ground, word: str) -> None:
        paper = getattr(ground, spot)
        _answer(_review(paper, ground.people[but] if but else None), key, word)

    return plant


def _thread(paper: Submission, audience: str, word: str, by: User) -> None:
    thread = Thread.objects.create(
        submission=paper, audience=audience, opened_by=by, opened_at=NOW, subject=f"About {word}"
    )
    Post.objects.create(thread=thread, submission=paper, person=by, signed_as="Reviewer A", text=word, at=NOW)


def threads(spot: str, audience: ThreadAudience) -> Callable[[Ground, str], None]:
    def plant(ground: Ground, word: str) -> None:
        paper = getattr(ground, spot)
        _thread(paper, audience, word, paper.handling.person)

    return plant


def column(spot: str, name: str) -> Callable[[Ground, str], None]:
    """The word in a column of the paper itself."""

    def plant(ground: Ground, word: str) -> None:
        paper = getattr(ground, spot)
        value = f"{getattr(paper, name)} {word}".strip()
        changes = {name: value} | ({"title_key": value.casefold()} if name == "title" else {})
        Submission.objects.filter(pk=paper.pk).update(**changes)

    return plant


def author(spot: str, part: str) -> Callable[[Ground, str], None]:
    """The word in the name, address or institution of a further author."""

    def plant(ground: Ground, word: str) -> None:
        paper = getattr(ground, spot)
        given = {
            "name": "Further Author",
            "email": f"{part}{paper.number}@canary.example.net",
            "affiliation": "There",
        }
        given[part] = f"{word}@canary.example.net" if part == "email" else f"Dr {word}"
        Authorship.objects.create(submission=paper, position=paper.authorships.count(), **given)

    return plant


def _decision(spot: str) -> Callable[[Ground, str], None]:
    def plant(ground: Ground, word: str) -> None:
        paper = getattr(ground, spot)
        Decision.objects.update_or_create(
            submission=paper,
            defaults={"verdict": Verdict.REJECT, "note": word, "by": paper.handling.person, "at": NOW},
        )

    return plant


def _desk_reject(ground: Ground, word: str) -> None:
    rows = DeskReject.objects.filter(submission__edition=ground.edition(2027), released_at=None)
    row = rows.order_by("pk")[0]
    DeskReject.objects.filter(pk=row.pk).update(reason=f"{row.reason} {word}")


def _conflict_note(spot: str) -> Callable[[Ground, str], None]:
    def plant(ground: Ground, word: str) -> None:
        paper = getattr(ground, spot)
        Conflict.objects.create(
            submission=paper, person=ground.stranger(f"knows {paper.number}"), reason="other", note=word,
            source="declared by the member", at=NOW,
        )  # fmt: skip

    return plant


def _own_conflict(ground: Ground, word: str) -> None:
    """Who named the ML member, and why: they themselves may not know."""
    Conflict.objects.create(
        submission=ground.far, person=ground.people["ml-member"], reason="other", note=word,
        source="declared by the authors", at=NOW,
    )  # fmt: skip


def _external(ground: Ground, word: str) -> None:
    """An external reviewer of the author's paper, whose name stands in no public list."""
    paper = ground.of_author
    seat = Assignment.objects.filter(submission=paper, state=AssignmentState.ACTIVE).order_by("pk")[0]
    person = ground.stranger(word)
    ReviewRequest.objects.create(
        submission=paper, requested_by=seat.member.person, name=word, email=person.email, person=person,
        state=RequestState.ACCEPTED, asked_at=NOW, answered_at=NOW,
    )  # fmt: skip
    Review.objects.create(
        submission=paper, reviewer=person, requested_by=seat.member.person, kind=ReviewKind.EXTERNAL, label="Z",
        state=ReviewState.SUBMITTED, first_submitted_at=NOW, submitted_at=NOW, version=1,
    )  # fmt: skip


def _held_request(ground: Ground, word: str) -> None:
    paper = ground.far
    seat = Assignment.objects.filter(submission=paper, state=AssignmentState.ACTIVE).order_by("pk")[0]
    ReviewRequest.objects.create(
        submission=paper, requested_by=seat.member.person, name="Held", email="held@canary.example.org",
        held_reason=word, asked_at=NOW,
    )  # fmt: skip


def _review_draft(ground: Ground, word: str) -> None:
    """Begun by a reviewer who is no persona, on the first of these papers that has such a one."""
    papers = [ground.assigned, ground.far, ground.of_author, ground.reviewed]
    seats = Assignment.objects.filter(submission__in=papers, state=AssignmentState.ACTIVE)
    for seat in seats.select_related("member__person", "submission").order_by("pk"):
        person = seat.member.person
        if person is None or person.email.endswith("@demo.example.org"):
            continue
        row = Review.objects.filter(submission=seat.submission, reviewer=person).first()
        if row is None or row.state == ReviewState.DRAFT:
            row = row or Review(submission=seat.submission, reviewer=person, label="Y", side=seat.side)
            row.draft, row.draft_words, row.draft_saved_at = {"summary": word}, 1, NOW
            row.save()
            return
    raise LookupError("every review of these papers is in")


def _answer_note(ground: Ground, word: str) -> None:
    rows = Member.objects.filter(edition=ground.edition(2027), state=MemberState.DECLINED)
    row = rows.order_by("pk").first() or Member(
        edition=ground.edition(2027),
        email="no@canary.example.org",
        name="Said No",
        state=MemberState.DECLINED,
    )
    row.answer_note = word
    row.save()


def _filename(ground: Ground, word: str) -> None:
    Document.objects.filter(submission=ground.assigned, kind=DocumentKind.PAPER).update(
        filename=f"{word}.pdf"
    )


def _metadata(ground: Ground, word: str) -> None:
    """The author's name in the properties of the file that the ML member reviews."""
    paper = ground.assigned
    document = Document.objects.get(submission=paper, kind=DocumentKind.PAPER, is_current=True)
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(blobs.read(document.blob_id))) as pdf:
        pdf.docinfo["/Author"] = word
        with pdf.open_metadata() as data:
            data["dc:creator"] = [word]
        pdf.save(made, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    made.seek(0)
    stored = blobs.put(made, now=NOW)
    Document.objects.filter(pk=document.pk).update(blob_id=stored.sha256)


def _finding(ground: Ground, word: str) -> None:
    """What a check says to the chairs alone."""
    check = DocumentCheck.objects.get(
        document__submission=ground.of_author, document__kind=DocumentKind.PAPER, document__is_current=True
    )
    check.findings = [
        *check.findings,
        {
            "code": "hidden-text", "severity": "chair", "message": f"Hidden text: {word}", "page": None, "box": None,
            "measured": "", "required": "", "fix": "",
        },
    ]  # fmt: skip
    check.save()


def _withdrawn(ground: Ground, word: str) -> None:
    paper = ground.paper(2027, status=Status.WITHDRAWN)
    Submission.objects.filter(pk=paper.pk).update(withdrawn_reason=word)


def _letter(spot: str) -> Callable[[Ground, str], None]:
    def plant(ground: Ground, word: str) -> None:
        paper = getattr(ground, spot)
        Letter.objects.create(
            key=f"canary:{word}", kind="review-reminder", scope=paper.edition.slug, about=paper.xid,
            to="somebody@canary.example.org", subject=f"About {word}", body=word, status=Letter.Status.SENT,
            created_at=NOW, sent_at=NOW,
        )  # fmt: skip

    return plant


def _log(spot: str) -> Callable[[Ground, str], None]:
    def plant(ground: Ground, word: str) -> None:
        paper = getattr(ground, spot)
        audit.record(
            actor_id=paper.handling.person_id, action="handling.appointed", now=NOW, scope=paper.edition.slug,
            about=paper.xid, subject=f"handling:{paper.handling.xid}", summary=word, reason=word,
        )  # fmt: skip

    return plant


def _job(ground: Ground, word: str) -> None:
    Job.objects.create(
        kind="planted", scope="sysml-2027", created_at=NOW, due_at=NOW, finished_at=NOW, error=word,
        status=Job.Status.FAILED,
    )  # fmt: skip


def _response(ground: Ground, word: str) -> None:
    Response.objects.create(submission=ground.of_author, draft=word, draft_saved_at=NOW)


def _meta(ground: Ground, word: str) -> None:
    row = MetaReview.objects.get(submission=ground.accepted)
    MetaReview.objects.filter(pk=row.pk).update(remarks=f"{row.remarks} {word}")


def _artifact_post(spot: str, audience: ArtifactAudience) -> Callable[[Ground, str], None]:
    def plant(ground: Ground, word: str) -> None:
        paper = getattr(ground, spot)
        ArtifactPost.objects.create(
            artifact=paper.artifact, submission=paper, audience=audience, person=ground.people["artifact-chair"],
            signed_as="The artifact chairs", text=word, at=NOW,
        )  # fmt: skip

    return plant


def _evaluation(ground: Ground, word: str) -> None:
    """Remarks of another evaluator of the same artifact."""
    rows = Evaluation.objects.filter(submission=ground.evaluated).exclude(
        evaluator__person=ground.people["artifact-evaluator"]
    )
    Evaluation.objects.filter(pk=rows.order_by("pk")[0].pk).update(remarks=word)


def _evaluator(ground: Ground, word: str) -> None:
    """Who evaluates the author's artifact: a person with no place in any public list."""
    artifact, person = ground.accepted.artifact, ground.stranger(word)
    seat = Evaluator.objects.create(
        edition=ground.edition(2026),
        person=person,
        email=person.email,
        name=word,
        state=EvaluatorState.REMOVED,
    )
    taken = set(artifact.evaluations.values_list("label", flat=True))
    Evaluation.objects.create(
        artifact=artifact, submission=ground.accepted, evaluator=seat, label=next_label(taken), assigned_at=NOW,
        kick_at=NOW, kick_text="It installs.", submitted_at=NOW, text="It runs.",
    )  # fmt: skip


def _resources(ground: Ground, word: str) -> None:
    rows = Evaluator.objects.filter(edition=ground.edition(2026), state=EvaluatorState.ACCEPTED)
    row = rows.exclude(person=ground.people["artifact-evaluator"]).order_by("pk")[0]
    Evaluator.objects.filter(pk=row.pk).update(resources=word)


def _refused_badge(ground: Ground, word: str) -> None:
    paper = ground.accepted
    BadgeDecision.objects.update_or_create(
        artifact=paper.artifact, badge="reproduced",
        defaults={"submission": paper, "scheme": "acm-1.1", "is_awarded": False, "reason": word,
                  "by": ground.people["artifact-chair"], "at": NOW},
    )  # fmt: skip


def _history(ground: Ground, word: str) -> None:
    person = ground.member()
    AffiliationSpell.objects.create(person=person, name=word, since=2009, until=2011)


def _token(ground: Ground, word: str) -> None:
    person = ground.member()
    ApiToken.objects.create(
        person=person, name=word, prefix="sysml_canary", digest=hashlib.sha256(word.encode()).hexdigest(),
        scopes=["submissions:read"], created_at=NOW, expires_at=NOW + timedelta(days=9),
    )  # fmt: skip


def _table(*rows: tuple[str, Callable[[Ground, str], None], str]) -> tuple[Canary, ...]:
    return tuple(Canary(name, plant, frozenset(may.split())) for name, plant, may in rows)


BOTH = "chair chair-author"
CANARIES: tuple[Canary, ...] = _table(
    # 2027, under review: what chairs without a conflict may know, and reviewers in part
    ("a review of the author's paper", answers("of_author", "summary"), BOTH),
    ("remarks to the committee on the author's paper", answers("of_author", "remarks"), BOTH),
    ("remarks to the chairs on the author's paper", answers("of_author", "chairs"), BOTH),
    ("another's review before one's own", answers("assigned", "summary", "ml-member"), BOTH),
    ("another's review after one's own", answers("reviewed", "summary", "ml-member"), f"ml-member {BOTH}"),
    ("another's remarks after one's own", answers("reviewed", "remarks", "ml-member"), f"ml-member {BOTH}"),
    ("another's remarks to the chairs", answers("reviewed", "chairs", "ml-member"), BOTH),
    ("another's review in the writing", _review_draft, ""),
    ("an external reviewer's name", _external, BOTH),
    ("a request that is held", _held_request, BOTH),
    ("a thread of the chairs", threads("of_author", ThreadAudience.CHAIRS), BOTH),
    ("a thread of the reviewers, before the discussion", threads("assigned", ThreadAudience.REVIEWERS), BOTH),
    ("an author's name on a blind paper", author("assigned", "name"), ""),
    ("an author's address on a blind paper", author("assigned", "email"), ""),
    ("an author's institution on a blind paper", author("assigned", "affiliation"), ""),
    ("an author in the file's properties", _metadata, ""),
    ("the name of the uploaded file", _filename, ""),
    ("one's own co-author", author("of_author", "name"), "author"),
    ("what a check says to the chairs", _finding, BOTH),
    ("a response in the writing", _response, "author"),
    ("a decision before its release", _decision("far"), BOTH),
    ("a desk reject in preparation", _desk_reject, BOTH),
    ("why a paper was withdrawn", _withdrawn, BOTH),
    ("why somebody has a conflict", _conflict_note("far"), BOTH),
    ("why oneself has a conflict", _own_conflict, BOTH),
    ("why somebody declined", _answer_note, BOTH),
    ("a letter about a paper", _letter("far"), BOTH),
    ("the log of a paper", _log("far"), BOTH),
    ("why a job failed", _job, BOTH),
    # The paper of a chair: the other chair alone
    ("a review of a chair's paper", answers("of_chair", "summary"), "chair"),
    ("remarks on a chair's paper", answers("of_chair", "remarks"), "chair"),
    ("a decision on a chair's paper", _decision("of_chair"), "chair"),
    ("a conflict with a chair's paper", _conflict_note("of_chair"), "chair"),
    ("a letter about a chair's paper", _letter("of_chair"), "chair"),
    ("the log of a chair's paper", _log("of_chair"), "chair"),
    ("a thread about a chair's paper", threads("of_chair", ThreadAudience.CHAIRS), "chair"),
    # 2028, open: drafts are their authors' own; the rest is for the chairs until bidding
    ("the title of a draft", column("draft", "title"), ""),
    ("the abstract of a draft", column("draft", "abstract"), ""),
    ("the title of one's own draft", column("own_draft", "title"), "author"),
    ("the title of a new paper", column("registered", "title"), "chair"),
    ("the abstract of a new paper", column("registered", "abstract"), "chair"),
    ("an author of a new paper", author("registered", "name"), ""),
    # 2026, over: accepted papers are public, the rest is not
    ("the title of a rejected paper", column("rejected", "title"), "chair"),
    ("the abstract of a rejected paper", column("rejected", "abstract"), "chair"),
    ("an author of a rejected paper", author("rejected", "name"), ""),
    ("a released review", answers("accepted", "summary"), "author chair"),
    ("remarks to the committee, after the release", answers("accepted", "remarks"), "chair"),
    ("remarks to the chairs, after the release", answers("accepted", "chairs"), "chair"),
    ("a discussion, after the release", threads("accepted", ThreadAudience.REVIEWERS), "chair"),
    ("the lead's remarks, after the release", _meta, "chair"),
    ("evaluators among themselves", _artifact_post("evaluated", ArtifactAudience.EVALUATORS),
     "artifact-evaluator artifact-chair"),
    ("evaluators of the author's artifact", _artifact_post("accepted", ArtifactAudience.EVALUATORS), "artifact-chair"),
    ("artifact chairs among themselves", _artifact_post("evaluated", ArtifactAudience.CHAIRS), "artifact-chair"),
    ("another evaluator's remarks", _evaluation, "artifact-evaluator artifact-chair"),
    ("who evaluates the author's artifact", _evaluator, "artifact-chair"),
    ("an evaluator's machines", _resources, "artifact-chair"),
    ("a badge refused", _refused_badge, "author artifact-chair"),
    # People
    ("where a member has worked", _history, ""),
    ("the name of another's token", _token, ""),
)  # fmt: skip


def plant() -> Ground:
    """Write every canary; the caller opens a transaction."""
    ground = Ground()
    for canary in CANARIES:
        canary.plant(ground, canary.word)
    return ground


def hints(ground: Ground) -> list[str]:
    """What somebody may have overheard: numbers and ids of the papers that carry canaries."""
    spots = ("of_author", "of_chair", "reviewed", "assigned", "far", "accepted", "rejected", "evaluated", "draft",
             "registered", "own_draft")  # fmt: skip
    papers = [getattr(ground, spot) for spot in spots]
    keys = [paper.pk for paper in papers]
    rows: list[str] = [str(paper.number) for paper in papers]
    for model in (Document, Thread, Review, ReviewRequest, Conflict):
        rows += model.objects.filter(submission__in=keys).values_list("xid", flat=True)
    return rows
