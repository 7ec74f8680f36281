"""What must be true of artifacts, their evaluation and their badges."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from artifacts import letters as kinds
from artifacts.domain import SCHEMES, ArtifactState, EvaluatorState
from artifacts.models import (
    Artifact,
    ArtifactConflict,
    ArtifactVersion,
    BadgeDecision,
    Evaluation,
)
from submissions.domain import ACCEPTED, Outcome
from submissions.invariants import faults_of
from submissions.models import Authorship
from sysml.conference.domain import ActKind
from sysml.conference.invariants import erased
from sysml.conference.models import Act
from sysml.kernel.invariants import Fault, Invariant, uncaused
from sysml.kernel.models import Letter

_LEFT = (Letter.Status.QUEUED, Letter.Status.SENDING, Letter.Status.SENT)


def _conflicted(now: datetime) -> Iterator[Fault]:
    person = OuterRef("evaluator__person")
    declared = ArtifactConflict.objects.filter(submission=OuterRef("submission"), person=person)
    author = Authorship.objects.filter(submission=OuterRef("submission"), person=person)
    rows = Evaluation.objects.filter(Q(Exists(declared)) | Q(Exists(author)), is_active=True)
    yield from faults_of(rows, "{0} evaluates its artifact against a conflict", "evaluator__name")


def _unseated(now: datetime) -> Iterator[Fault]:
    rows = Evaluation.objects.filter(~erased("submission__edition"), is_active=True)
    absent = rows.filter(~Q(evaluator__state=EvaluatorState.ACCEPTED) | Q(evaluator__person=None))
    yield from faults_of(absent, "{0} evaluates its artifact and is not on the committee", "evaluator__name")
    foreign = rows.exclude(evaluator__edition=F("submission__edition"))
    yield from faults_of(foreign, "{0} of another edition evaluates its artifact", "evaluator__name")


def _unaccepted(now: datetime) -> Iterator[Fault]:
    """The artifact of a paper that was rejected later (on conditions not met) is withdrawn or was decided."""
    rows = Artifact.objects.exclude(submission__outcome__in=ACCEPTED)
    never = rows.filter(submission__outcome__in=[Outcome.NONE, Outcome.DESK_REJECTED])
    yield from faults_of(never, "has an artifact and was not accepted")


def _uncaused(now: datetime) -> Iterator[Fault]:
    artifacts = Artifact.objects.all()
    missing = artifacts.filter(xid__in=uncaused(artifacts, "artifact", ["artifact.registered"]))
    yield from faults_of(missing, "says the log: nobody registered its artifact")
    given = Evaluation.objects.all()
    silent = given.filter(xid__in=uncaused(given, "evaluation", ["evaluation.assigned"]))
    yield from faults_of(silent, "says the log: nobody gave its artifact to {0}", "evaluator__name")
    decided = Artifact.objects.filter(Exists(BadgeDecision.objects.filter(artifact=OuterRef("pk"))))
    ruled = decided.filter(xid__in=uncaused(decided, "artifact", ["badges.decided"]))
    yield from faults_of(ruled, "says the log: nobody decided its badges")


def _released(now: datetime) -> Iterator[Fault]:
    """Badges are out by the act of releasing them, and their letters not before."""
    act = Act.objects.filter(edition=OuterRef("submission__edition"), kind=ActKind.BADGES_RELEASED)
    rows = Artifact.objects.filter(~Exists(act), state=ArtifactState.DECIDED)
    yield from faults_of(rows, "its badges count as released and nobody released them")
    done = Act.objects.filter(edition__slug=OuterRef("scope"), kind=ActKind.BADGES_RELEASED)
    letters = Letter.objects.filter(~Exists(done), kind=kinds.BADGES.key, status__in=_LEFT)
    for scope, about in letters.order_by("pk").values_list("scope", "about"):
        yield Fault(scope, None, "a letter tells badges before their release", about)


def _schemes(now: datetime) -> Iterator[Fault]:
    """Awarded badges can stand together under the scheme by which they were awarded."""
    awarded: defaultdict[tuple[str, int, str], list[str]] = defaultdict(list)
    rows = BadgeDecision.objects.filter(is_awarded=True).order_by("pk")
    for slug, number, name, badge in rows.values_list(
        "submission__edition__slug", "submission__number", "scheme", "badge"
    ):
        awarded[slug, number, name].append(badge)
    for (slug, number, key), badges in sorted(awarded.items()):
        scheme = SCHEMES.get(key)
        problem = scheme.problem(badges) if scheme else f"There is no scheme {key}."
        if problem:
            yield Fault(slug, number, f"badges {', '.join(sorted(badges))}: {problem}")


def _versions(now: datetime) -> Iterator[Fault]:
    grouped = (
        ArtifactVersion.objects.filter(~erased("submission__edition"))
        .order_by()
        .values("submission__edition__slug", "submission__number")
        .annotate(n=Count("pk"), low=Min("number"), high=Max("number"))
    )
    for row in grouped.exclude(low=1, high=F("n")).order_by(
        "submission__edition__slug", "submission__number"
    ):
        words = f"{row['n']} versions of its artifact are kept, of {row['high']}"
        yield Fault(row["submission__edition__slug"], row["submission__number"], words)
    empty = Artifact.objects.filter(versions=None, state__in=[ArtifactState.SUBMITTED, ArtifactState.DECIDED])
    yield from faults_of(
        empty.filter(~erased("submission__edition")), "its artifact was handed in without a version"
    )


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "no-evaluation-against-a-conflict",
        "Nobody evaluates an artifact with which they have a conflict.",
        "Take the artifact back on its page, and give it to somebody else.",
        _conflicted,
    ),
    Invariant(
        "evaluators-are-on-the-committee",
        "Whoever evaluates has accepted a place on this edition's artifact committee.",
        "Take the artifact back on its page.",
        _unseated,
    ),
    Invariant(
        "artifacts-of-accepted-papers",
        "Only accepted papers have artifacts.",
        "Find out in the log how it was registered; have its authors withdraw it.",
        _unaccepted,
    ),
    Invariant(
        "artifacts-have-a-cause",
        "Registration, evaluation and badges of every artifact are in the log.",
        "Find out who wrote the row; do it again by the page.",
        _uncaused,
    ),
    Invariant(
        "badges-need-a-release",
        "Badges are told after their release only.",
        "Stop the letters in the outbox; tell whom they reached.",
        _released,
    ),
    Invariant(
        "badges-stand-together",
        "Awarded badges can stand together under their scheme.",
        "Decide the badges of this artifact again.",
        _schemes,
    ),
    Invariant(
        "every-artifact-version-is-kept",
        "All versions of an artifact are kept.",
        "Restore the missing rows from a backup.",
        _versions,
    ),
)
