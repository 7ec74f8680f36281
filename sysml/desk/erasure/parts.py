"""What goes when an edition is erased, and what stays and why: one table, from which the preview is read and by which
the job works. Every model of the site is in it; a test fails for one that is not.

Rows go in the order of the table, those that point to others first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Concat

from artifacts.domain import EvaluatorState
from artifacts.models import (
    Artifact,
    ArtifactConflict,
    ArtifactPost,
    ArtifactVersion,
    BadgeDecision,
    BadgeVote,
    Evaluation,
    Evaluator,
)
from committee.domain import MemberState
from committee.models import Assignment, Conflict, Expertise, Handling, Member, PaperBid, Plan, PlanPair
from reviews.models import (
    Answer,
    Decision,
    DeskReject,
    Lead,
    MetaReview,
    Post,
    ProceedingsEntry,
    ProgrammeSession,
    Question,
    Response,
    Review,
    ReviewRequest,
    ReviewVersion,
    Rollback,
    Shepherding,
    Snapshot,
    SnapshotLine,
    Thread,
)
from submissions.domain import ACCEPTED, DocumentKind, Status
from submissions.models import (
    AuthorReveal,
    Authorship,
    Document,
    DocumentCheck,
    FalseAlarm,
    Submission,
    Upload,
)
from sysml.conference.models import (
    Act,
    Conference,
    Edition,
    LetterTemplate,
    Role,
    Topic,
    Track,
    UnusualReading,
    Window,
)
from sysml.kernel.models import Job, Letter

Rows = Callable[[Edition], QuerySet[Any]]
JOB = "erasure.carry-out"


@dataclass(frozen=True)
class Part:
    """One kind of thing: which rows go, what is blanked in those that stay, and why they stay."""

    words: str
    model: type[Model]
    goes: Rows | None = None
    clears: Mapping[str, Any] = field(default_factory=dict)
    stays: str = ""
    of: str = "edition"

    def rows(self, edition: Edition) -> QuerySet[Any]:
        """All rows of the edition."""
        return self.model._base_manager.filter(**{self.of: edition})


def _all(model: type[Model], of: str) -> Rows:
    return lambda edition: model._base_manager.filter(**{of: edition})


def _whole(words: str, model: type[Model], of: str = "submission__edition") -> Part:
    """A kind of thing that goes altogether."""
    return Part(words, model, _all(model, of), of=of)


def _kept(path: str) -> Q:
    prefix = f"{path}__" if path else ""
    return Q(**{f"{prefix}status": Status.COMPLETE, f"{prefix}outcome__in": list(ACCEPTED)})


def _of_other_papers(model: type[Model], path: str = "submission") -> Rows:
    of = f"{path}__edition" if path else "edition"
    return lambda edition: model._base_manager.filter(**{of: edition}).exclude(_kept(path))


def _documents(edition: Edition) -> QuerySet[Document]:
    final = Q(kind__in=[DocumentKind.CAMERA_READY, DocumentKind.RIGHTS], is_current=True) & _kept(
        "submission"
    )
    return Document.objects.filter(submission__edition=edition).exclude(final)


_NOWHERE = Concat(F("xid"), Value("@erased.invalid"))
_NO_ANSWER: dict[str, Any] = {"email": _NOWHERE, "token_digest": ""}

PARTS: tuple[Part, ...] = (
    _whole("Proposals to go back", Rollback, "snapshot__edition"),
    _whole("Lines of snapshots", SnapshotLine, "snapshot__edition"),
    _whole("Snapshots of reviews", Snapshot, "edition"),
    _whole("Reports of unusual reading", UnusualReading, "edition"),
    _whole("Scores and texts of reviews", Answer),
    _whole("Versions of reviews", ReviewVersion, "review__submission__edition"),
    _whole("Reviews", Review),
    _whole("Requests to external reviewers", ReviewRequest),
    _whole("Posts of discussions", Post),
    _whole("Discussions and questions", Thread),
    _whole("Responses of authors", Response),
    _whole("Discussion leads", Lead),
    _whole("Meta-reviews", MetaReview),
    _whole("Notes and conditions of decisions", Decision),
    _whole("Desk rejects", DeskReject),
    _whole("Shepherds", Shepherding),
    _whole("Conflicts of interest", Conflict),
    _whole("Bids", PaperBid),
    _whole("Pairs of assignment plans", PlanPair, "plan__track__edition"),
    _whole("Assignments", Assignment),
    _whole("Assignment plans", Plan, "track__edition"),
    _whole("Who handled which paper", Handling),
    _whole("Votes on badges", BadgeVote, "evaluation__submission__edition"),
    _whole("Evaluations of artifacts", Evaluation),
    _whole("Posts about artifacts", ArtifactPost),
    _whole("Conflicts of evaluators", ArtifactConflict),
    _whole("Archives of artifacts", ArtifactVersion),
    Part(
        "Badges",
        BadgeDecision,
        lambda edition: BadgeDecision.objects.filter(submission__edition=edition).exclude(
            _kept("submission"), is_awarded=True
        ),
        {"reason": ""},
        "badges that were awarded are public",
        "submission__edition",
    ),
    Part(
        "Artifacts",
        Artifact,
        lambda edition: Artifact.objects.filter(submission__edition=edition).exclude(
            _kept("submission"), pk__in=BadgeDecision.objects.filter(is_awarded=True).values("artifact_id")
        ),
        {"decision_note": "", "checklist": {}, "badges_asked": [], "requirements": "", "claims": ""},
        "where a badge was awarded, its public description",
        "submission__edition",
    ),
    Part(
        "Members of the committee",
        Member,
        lambda edition: Member.objects.filter(edition=edition).exclude(state=MemberState.ACCEPTED),
        {**_NO_ANSWER, "answer_note": "", "load_wished": None},
        "names of those who served, without address, answers or load",
    ),
    _whole("What members know of which topic", Expertise, "member__edition"),
    Part(
        "Artifact evaluators",
        Evaluator,
        lambda edition: Evaluator.objects.filter(edition=edition).exclude(state=EvaluatorState.ACCEPTED),
        {**_NO_ANSWER, "resources": ""},
        "names of those who served",
    ),
    _whole("False alarms", FalseAlarm, "document__submission__edition"),
    _whole("Results of PDF checks", DocumentCheck, "document__submission__edition"),
    _whole("Uploads under way", Upload),
    _whole("Looks at authors", AuthorReveal),
    Part(
        "Files",
        Document,
        _documents,
        {"filename": ""},
        "the final file of each accepted paper, and the agreement on its rights",
        "submission__edition",
    ),
    Part(
        "Authors",
        Authorship,
        _of_other_papers(Authorship),
        {"email": ""},
        "authors of accepted papers, without their addresses",
        "submission__edition",
    ),
    Part(
        "Places in the proceedings",
        ProceedingsEntry,
        _of_other_papers(ProceedingsEntry),
        {},
        "of accepted papers",
        "submission__edition",
    ),
    Part(
        "Topics of papers",
        Submission.topics.through,
        _of_other_papers(Submission.topics.through),
        {},
        "of accepted papers",
        "submission__edition",
    ),
    Part(
        "Papers",
        Submission,
        _of_other_papers(Submission, ""),
        {"attributes": {}, "checklist": {}, "withdrawn_reason": "", "once": ""},
        "accepted papers: title, abstract, topics; the number of all others stays in the log",
    ),
    Part(
        "Extensions for one paper or person",
        Window,
        lambda edition: Window.objects.filter(edition=edition).exclude(paper_id=None, person=None),
        {},
        "the calendar itself",
    ),
    Part(
        "Letters",
        Letter,
        lambda edition: Letter.objects.filter(scope=edition.slug),
        of="scope",
    ),
    Part(
        "Traces of slow work",
        Job,
        lambda edition: Job.objects.filter(scope=edition.slug).exclude(kind=JOB),
        of="scope",
    ),
)

WHOLE_STAYS: dict[type[Model] | str, str] = {
    Conference: "the series",
    Edition: "the edition's public description",
    Track: "the settings of tracks",
    Topic: "the list of topics",
    Role: "who held which office",
    Act: "the dates of acts",
    LetterTemplate: "the chairs' words for letters",
    Question: "the review form without answers",
    ProgrammeSession: "the programme",
    "kernel": "accounts belong to persons, not to an edition; the log of who did what stays, its chain unbroken",
}
"""Kinds of things of which all stays."""
