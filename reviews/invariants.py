"""What must be true of reviews, decisions, desk rejects and their letters."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from committee.domain import ConflictState
from committee.invariants import parted
from committee.models import Assignment, Conflict
from reviews import letters_decisions as kinds
from reviews.domain import RequestState, ReviewKind, ReviewState, Verdict
from reviews.models import (
    Decision,
    DeskReject,
    Lead,
    MetaReview,
    ProceedingsEntry,
    Response,
    Review,
    ReviewRequest,
    ReviewVersion,
    Shepherding,
)
from submissions.domain import ACCEPTED, Outcome, Status
from submissions.invariants import UNDER_RELEASE, faults, faults_of
from submissions.models import Submission
from sysml.conference.domain import Side
from sysml.conference.invariants import erased
from sysml.kernel.invariants import Fault, Invariant, uncaused, uncaused_papers
from sysml.kernel.models import Letter

_KEPT = ~Q(state=ReviewState.DISCARDED)
_LEFT = (Letter.Status.QUEUED, Letter.Status.SENDING, Letter.Status.SENT)
TELLING: dict[str, tuple[Outcome, ...]] = {
    kinds.ACCEPT.key: (*ACCEPTED, Outcome.REJECTED),
    kinds.CONDITIONAL.key: (*ACCEPTED, Outcome.REJECTED),
    kinds.REJECT.key: (Outcome.REJECTED,),
    kinds.UNCLAIMED.key: UNDER_RELEASE,
    kinds.DESK_REJECTED.key: (Outcome.DESK_REJECTED,),
    kinds.SHEPHERD.key: (*ACCEPTED, Outcome.REJECTED),
    kinds.CONDITIONS_MET.key: (Outcome.ACCEPTED,),
    kinds.CONDITIONS_FAILED.key: (Outcome.REJECTED,),
    kinds.CAMERA_READY_REMINDER.key: (*ACCEPTED, Outcome.REJECTED),
}
"""Letters that tell a decision, and the released outcomes that a paper may have from then on."""
AGREES: dict[str, tuple[Outcome, ...]] = {
    Verdict.ACCEPT: (Outcome.ACCEPTED,),
    Verdict.CONDITIONAL: (Outcome.CONDITIONAL, Outcome.ACCEPTED, Outcome.REJECTED),
    Verdict.REJECT: (Outcome.REJECTED,),
}


def _uninvited(now: datetime) -> Iterator[Fault]:
    """A review is written by whoever is or was assigned, or has accepted a request."""
    seat = Assignment.objects.filter(submission=OuterRef("submission"), member__person=OuterRef("reviewer"))
    asked = ReviewRequest.objects.filter(submission=OuterRef("submission"), person=OuterRef("reviewer"))
    accepted = asked.filter(state__in=[RequestState.ACCEPTED, RequestState.WITHDRAWN])
    rows = Review.objects.filter(_KEPT)
    alone = rows.filter(~Exists(seat), kind=ReviewKind.COMMITTEE)
    yield from faults_of(alone, "{0} wrote review {1} without an assignment", "reviewer__name", "label")
    external = rows.filter(~Exists(accepted), kind=ReviewKind.EXTERNAL)
    yield from faults_of(external, "{0} wrote review {1} without a request", "reviewer__name", "label")


def _against_conflict(now: datetime) -> Iterator[Fault]:
    """Nothing is handed in after a conflict was known. What was in before it stays, for its writer alone."""
    earlier = Conflict.objects.filter(
        submission=OuterRef("submission"), person=OuterRef("reviewer"), at__lt=OuterRef("submitted_at")
    ).exclude(state=ConflictState.DISMISSED)
    rows = Review.objects.filter(Exists(earlier), state=ReviewState.SUBMITTED)
    yield from faults_of(rows, "{0} handed in review {1} against a conflict", "reviewer__name", "label")


def _versions(now: datetime) -> Iterator[Fault]:
    """Every submitted version is kept; the newest of a submitted review is the current one."""
    rows = Review.objects.filter(~erased("submission__edition")).annotate(
        n=Count("versions"), high=Max("versions__number")
    )
    lost = rows.filter(version__gt=0).exclude(n=F("version"), high=F("version"))
    yield from faults_of(lost, "review {0} has {1} of its {2} versions", "label", "n", "version")
    current = ReviewVersion.objects.filter(review=OuterRef("pk"), is_current=True, number=OuterRef("version"))
    unread = Review.objects.filter(
        ~Exists(current) & ~erased("submission__edition"), state=ReviewState.SUBMITTED
    )
    yield from faults_of(unread, "review {0} is in and has no current version", "label")


def _uncaused_reviews(now: datetime) -> Iterator[Fault]:
    """A version more needs no entry of its own here: the first of each review is asked for, and its end."""
    rows = Review.objects.filter(state=ReviewState.SUBMITTED)
    missing = rows.filter(xid__in=uncaused(rows, "review", ["review.submitted", "review.entered"]))
    yield from faults_of(missing, "says the log: nobody handed in review {0}", "label")
    gone = Review.objects.filter(state=ReviewState.DISCARDED)
    missing = gone.filter(xid__in=uncaused(gone, "review", ["review.discarded"]))
    yield from faults_of(missing, "says the log: nobody discarded review {0}", "label")


def _one_sided(now: datetime) -> Iterator[Fault]:
    """On a track with two sides both were heard before a decision, or one was waived with a reason."""
    submitted = Review.objects.filter(
        submission=OuterRef("submission"),
        first_submitted_at__lte=OuterRef("at"),
        state__in=[ReviewState.SUBMITTED, ReviewState.DISCARDED],
    )
    both = Exists(submitted.filter(side=Side.ML)) & Exists(submitted.filter(side=Side.SYSTEMS))
    rows = Decision.objects.filter(~Q(both) & ~erased("submission__edition"), one_sided_reason="")
    rows = rows.exclude(submission__track__side_a="")
    yield from faults_of(rows, "was decided without a review from both sides, and nobody waived one")


def _decisions(now: datetime) -> Iterator[Fault]:
    """Outcome and decision agree, and whoever decided had no conflict."""
    papers = Submission.objects.filter(outcome__in=UNDER_RELEASE)
    undecided = papers.filter(~Exists(Decision.objects.filter(submission=OuterRef("pk"))), ~erased("edition"))
    yield from faults(undecided, "has an outcome and was not decided")
    for verdict, outcomes in AGREES.items():
        rows = Decision.objects.filter(verdict=verdict).exclude(
            submission__outcome__in=[*outcomes, Outcome.NONE]
        )
        yield from faults_of(
            rows, "was decided “{0}” and released as “{1}”", "verdict", "submission__outcome"
        )
    for model in (Decision, DeskReject):
        known = Conflict.objects.filter(
            submission=OuterRef("submission"), person=OuterRef("by"), at__lt=OuterRef("at")
        ).exclude(state=ConflictState.DISMISSED)
        decided = model._default_manager.filter(Exists(known))
        yield from faults_of(decided, "{0} decided it against a conflict", "by__name")


def _uncaused_decisions(now: datetime) -> Iterator[Fault]:
    rows = Decision.objects.all()
    missing = rows.filter(xid__in=uncaused(rows, "decision", ["decision.recorded", "decision.changed"]))
    yield from faults_of(missing, "says the log: nobody decided it")
    rejects = DeskReject.objects.all()
    missing_rejects = rejects.filter(xid__in=uncaused(rejects, "desk-reject", ["desk-reject.prepared"]))
    yield from faults_of(missing_rejects, "says the log: nobody prepared its desk reject")


def _desk_rejects(now: datetime) -> Iterator[Fault]:
    released = DeskReject.objects.filter(submission=OuterRef("pk"), released_at__isnull=False)
    rows = Submission.objects.filter(outcome=Outcome.DESK_REJECTED)
    yield from faults(rows.filter(~Exists(released)), "is desk-rejected and no desk reject was released")
    silent = DeskReject.objects.filter(released_at__isnull=False).exclude(
        submission__outcome=Outcome.DESK_REJECTED
    )
    yield from faults_of(silent, "its desk reject was released and its outcome is another")


def _told(now: datetime) -> Iterator[Fault]:
    """No letter that tells a decision is on its way, or has gone, before the paper's decision is released."""
    for kind, outcomes in TELLING.items():
        known = Submission.objects.filter(xid=OuterRef("about"), outcome__in=outcomes)
        rows = Letter.objects.filter(~Exists(known), kind=kind, status__in=_LEFT)
        for scope, about, status in (
            rows.exclude(about="").order_by("pk").values_list("scope", "about", "status")
        ):
            yield Fault(
                scope, None, f"a letter “{kind}” is {status}, which its state does not bear out", about
            )


def _appointed(now: datetime) -> Iterator[Fault]:
    """Leads and shepherds have no conflict, and were appointed by an entry in the log."""
    for model, action, words in (
        (Lead, "lead.appointed", "leads its discussion"),
        (Shepherding, "shepherd.appointed", "shepherds it"),
    ):
        rows: QuerySet[Lead | Shepherding] = model._default_manager.all()
        conflicted = rows.filter(parted("submission", "person"))
        yield from faults_of(conflicted, f"{{0}} {words} against a conflict", "person__name")
        papers = Submission.objects.filter(pk__in=rows.values("submission"))
        missing = rows.filter(submission__xid__in=uncaused_papers(papers, [action]))
        yield from faults_of(missing, f"says the log: nobody appointed {{0}}, who {words}", "person__name")


def _unshepherded(now: datetime) -> Iterator[Fault]:
    """Only a conditional accept has a shepherd."""
    decided = Decision.objects.filter(submission=OuterRef("submission"), verdict=Verdict.CONDITIONAL)
    rows = Shepherding.objects.filter(~Exists(decided))
    yield from faults_of(rows, "{0} shepherds it and it has no conditions", "person__name")


def _uncaused_words(now: datetime) -> Iterator[Fault]:
    rows = Response.objects.filter(submitted_at__isnull=False)
    answered = Submission.objects.filter(pk__in=rows.values("submission"))
    silent = uncaused_papers(answered, ["response.submitted", "response.entered"])
    missing = rows.filter(submission__xid__in=silent)
    yield from faults_of(missing, "says the log: nobody handed in its response")
    metas = MetaReview.objects.filter(is_submitted=True)
    papers = Submission.objects.filter(pk__in=metas.values("submission"))
    unsaid = metas.filter(submission__xid__in=uncaused_papers(papers, ["meta-review.submitted"]))
    yield from faults_of(unsaid, "says the log: nobody handed in its meta-review")


def _unlisted(now: datetime) -> Iterator[Fault]:
    place = ProceedingsEntry.objects.filter(submission=OuterRef("pk"))
    rows = Submission.objects.filter(~Exists(place), outcome__in=ACCEPTED, status=Status.COMPLETE)
    yield from faults(rows, "is accepted and has no place in the proceedings")
    entries = ProceedingsEntry.objects.exclude(submission__outcome__in=ACCEPTED)
    yield from faults_of(entries, "has a place in the proceedings and is not accepted")


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "reviews-have-an-assignment",
        "Every review was written by an assigned reviewer or an external one who was asked.",
        "Discard the review with a reason; find out in the log how it came about.",
        _uninvited,
    ),
    Invariant(
        "no-review-against-a-conflict",
        "Nobody hands in a review after their conflict is known.",
        "Discard the review with a reason, and appoint another reviewer.",
        _against_conflict,
    ),
    Invariant(
        "every-review-version-is-kept",
        "All submitted versions of a review are kept.",
        "Restore the missing version from a backup.",
        _versions,
    ),
    Invariant(
        "reviews-have-a-cause",
        "The hand-in and the discarding of every review is in the log.",
        "Find out who wrote the row; roll the review back.",
        _uncaused_reviews,
    ),
    Invariant(
        "both-sides-before-a-decision",
        "No decision without a review from both sides, or a waiver with its reason.",
        "Decide the paper again: wait for the missing side, or say why not.",
        _one_sided,
    ),
    Invariant(
        "outcomes-follow-decisions",
        "What was released is what was decided, by somebody without a conflict.",
        "An unconflicted chair decides the paper again; tell its authors if they were told otherwise.",
        _decisions,
    ),
    Invariant(
        "decisions-have-a-cause",
        "Every decision and desk reject is in the log.",
        "Find out who wrote the row; decide anew by the page.",
        _uncaused_decisions,
    ),
    Invariant(
        "desk-rejects-are-released",
        "A paper is desk-rejected exactly when its desk reject was released.",
        "Release or drop the desk reject on the paper's page.",
        _desk_rejects,
    ),
    Invariant(
        "no-decision-letter-before-release",
        "No letter tells a decision that is not released.",
        "Stop the letter in the outbox; tell whom it reached, and consider releasing at once.",
        _told,
    ),
    Invariant(
        "leads-and-shepherds-have-no-conflict",
        "Leads and shepherds have no conflict and were appointed by somebody.",
        "Appoint somebody else on the paper's page.",
        _appointed,
    ),
    Invariant(
        "shepherds-have-conditions",
        "Only a conditional accept has a shepherd.",
        "Dismiss the shepherd on the paper's page.",
        _unshepherded,
    ),
    Invariant(
        "responses-have-a-cause",
        "Every submitted response and meta-review is in the log.",
        "Find out who wrote the row.",
        _uncaused_words,
    ),
    Invariant(
        "accepted-papers-are-in-the-proceedings",
        "Accepted papers, and only they, have a place in the proceedings.",
        "Save the paper's place on the page “Proceedings”.",
        _unlisted,
    ),
)
