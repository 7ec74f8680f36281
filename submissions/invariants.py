"""What must be true of every paper, its authors and its files."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from submissions.domain import (
    ACCEPTED,
    LIVING,
    CheckState,
    DocumentKind,
    Outcome,
    Status,
    next_status,
)
from submissions.models import AuthorReveal, Authorship, Document, Submission
from submissions.standing import standing_of
from sysml.conference.domain import ActKind
from sysml.conference.invariants import erased
from sysml.conference.models import Act
from sysml.kernel.invariants import Fault, Invariant, uncaused_papers
from sysml.kernel.models import AuditEntry

UNDER_RELEASE = (Outcome.ACCEPTED, Outcome.CONDITIONAL, Outcome.REJECTED)
RELEASE_ENTRIES = ("decision.released",)
_SINGLE = (DocumentKind.PAPER, DocumentKind.CAMERA_READY, DocumentKind.RIGHTS)


def faults(papers: QuerySet[Submission], words: str) -> Iterator[Fault]:
    """One fault for each of these papers, with the same words."""
    for slug, number in papers.order_by("edition__slug", "number").values_list("edition__slug", "number"):
        yield Fault(slug, number, words)


def faults_of(rows: QuerySet[Any], words: str, *columns: str) -> Iterator[Fault]:
    """One fault for each row that belongs to a `submission`; `words` is filled with the given columns."""
    asked = rows.order_by("submission__edition__slug", "submission__number", "pk")
    for slug, number, *values in asked.values_list(
        "submission__edition__slug", "submission__number", *columns
    ):
        yield Fault(slug, number, words.format(*values))


def _unreleased(now: datetime) -> Iterator[Fault]:
    """An outcome stands only after its track, or the whole edition, was released."""
    act = Act.objects.filter(
        edition=OuterRef("edition"), kind=ActKind.RELEASED, at__lte=OuterRef("outcome_at")
    )
    released = Exists(act.filter(Q(track=None) | Q(track=OuterRef("track"))))
    rows = Submission.objects.filter(~released, outcome__in=UNDER_RELEASE)
    yield from faults(rows, "has an outcome, but nothing was released before it")


def _premature(now: datetime) -> Iterator[Fault]:
    rows = Submission.objects.filter(status__in=[Status.DRAFT, Status.REGISTERED, Status.CLOSED])
    yield from faults(rows.exclude(outcome=Outcome.NONE), "has an outcome although it was never complete")


def _incomplete(now: datetime) -> Iterator[Fault]:
    """Complete papers that lack what no setting of a track could waive."""
    current = Document.objects.filter(submission=OuterRef("pk"), kind=DocumentKind.PAPER, is_current=True)
    unreadable = current.filter(check_result__state=CheckState.UNREADABLE)
    named = Authorship.objects.filter(submission=OuterRef("pk")).exclude(name="").exclude(email="")
    topic = Submission.topics.through.objects.filter(submission=OuterRef("pk"))
    complete = Submission.objects.filter(~erased("edition"), status=Status.COMPLETE)
    undecided = complete.filter(outcome=Outcome.NONE)
    yield from faults(undecided.filter(title__regex=r"^\s*$"), "counts as complete without a title")
    yield from faults(undecided.filter(abstract__regex=r"^\s*$"), "counts as complete without an abstract")
    yield from faults(undecided.filter(~Exists(topic)), "counts as complete without a topic")
    yield from faults(complete.filter(~Exists(named)), "counts as complete without a named author")
    yield from faults(complete.filter(~Exists(current)), "counts as complete without a file")
    yield from faults(
        undecided.filter(Exists(unreadable)), "counts as complete with a file that cannot be read"
    )


def _held_back(now: datetime) -> Iterator[Fault]:
    """Drafts and registered papers that have everything for more; the pure rule is asked over three bulk queries."""
    rows = Submission.objects.filter(status__in=[Status.DRAFT, Status.REGISTERED], outcome=Outcome.NONE)
    papers = list(
        rows.exclude(title="")
        .exclude(abstract="")
        .select_related("track", "edition")
        .annotate(n=Count("topics"))
    )
    keys = rows.values("pk")
    places = _grouped(Authorship.objects.filter(submission__in=keys))
    current = Document.objects.filter(submission__in=keys, kind=DocumentKind.PAPER, is_current=True)
    files = {row.submission_id: row for row in current.select_related("check_result")}
    for paper in papers:
        standing = standing_of(
            paper, topics=paper.n, places=places.get(paper.pk, ()), document=files.get(paper.pk)
        )
        due = next_status(Status(paper.status), standing.action())
        if due is not None and LIVING.index(due) > LIVING.index(Status(paper.status)):
            yield Fault(
                paper.edition.slug, paper.number, f"counts as {paper.status} but has all of a {due} paper"
            )


def _grouped(rows: Iterable[Authorship]) -> dict[int, list[Authorship]]:
    found: dict[int, list[Authorship]] = {}
    for row in rows:
        found.setdefault(row.submission_id, []).append(row)
    return found


def _versions(now: datetime) -> Iterator[Fault]:
    """Versions count from one without a gap, and the newest of a kind is the current one."""
    kinds = Document.objects.filter(~erased("submission__edition")).order_by()
    grouped = kinds.values("submission__edition__slug", "submission__number", "kind").annotate(
        n=Count("pk"), low=Min("version"), high=Max("version")
    )
    for row in grouped.exclude(low=1, high=F("n")).order_by(
        "submission__edition__slug", "submission__number"
    ):
        words = f"{row['n']} versions of the {row['kind']} are kept, of {row['high']}"
        yield Fault(row["submission__edition__slug"], row["submission__number"], words)
    newer = Document.objects.filter(
        submission=OuterRef("submission"), kind=OuterRef("kind"), version__gt=OuterRef("version")
    )
    rows = Document.objects.filter(kind__in=_SINGLE)
    yield from faults_of(
        rows.filter(~Exists(newer), is_current=False), "the newest {0} does not count", "kind"
    )
    yield from faults_of(
        rows.filter(Exists(newer), is_current=True), "an old version of the {0} counts", "kind"
    )


def _strangers(now: datetime) -> Iterator[Fault]:
    """Tracks and topics are of the paper's own edition."""
    yield from faults(
        Submission.objects.exclude(edition=F("track__edition")), "is on a track of another edition"
    )
    through = Submission.topics.through.objects.exclude(submission__edition=F("topic__edition"))
    papers = Submission.objects.filter(pk__in=through.values("submission"))
    yield from faults(papers, "has a topic of another edition")


_ENTRIES: tuple[tuple[Q, tuple[str, ...], str], ...] = (
    (Q(), ("submission.registered",), "nobody registered it"),
    (Q(status=Status.WITHDRAWN), ("submission.withdrawn",), "it is withdrawn and nobody withdrew it"),
    (Q(status=Status.CLOSED), ("submission.closed",), "it is closed and nobody closed it"),
    (Q(outcome__in=UNDER_RELEASE), RELEASE_ENTRIES, "it has an outcome that nobody released"),
    (
        Q(outcome=Outcome.DESK_REJECTED),
        ("desk-reject.released",),
        "it is desk-rejected and nobody released that",
    ),
)


def _uncaused(now: datetime) -> Iterator[Fault]:
    for condition, actions, words in _ENTRIES:
        rows = Submission.objects.filter(condition)
        missing = rows.filter(xid__in=uncaused_papers(rows, actions))
        yield from faults(missing, f"says the log: {words}")


def _reveals(now: datetime) -> Iterator[Fault]:
    said = AuditEntry.objects.filter(action="authors.revealed", about=OuterRef("submission__xid"))
    rows = AuthorReveal.objects.filter(~Exists(said))
    yield from faults_of(rows, "{0} has its authors revealed without an entry in the log", "person__name")


def _authorless(now: datetime) -> Iterator[Fault]:
    """A released acceptance has an author who can be reached."""
    reached = Authorship.objects.filter(submission=OuterRef("pk")).exclude(person=None, email="")
    rows = Submission.objects.filter(~Exists(reached), outcome__in=ACCEPTED)
    yield from faults(rows, "is accepted and no author of it can be reached")


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "release-needs-an-act",
        "A paper has an outcome only after the release of its track or edition.",
        "Take the outcome back in the database, and find out in the log who wrote it and who was told.",
        _unreleased,
    ),
    Invariant(
        "outcome-of-complete-papers",
        "Only papers that were complete have an outcome.",
        "Find out in the log which act set it; a chair settles the paper's state.",
        _premature,
    ),
    Invariant(
        "complete-papers-are-complete",
        "A complete paper has title, abstract, topic, named author and a readable file.",
        "Save the paper's form once (as a chair, with a reason): its state then follows from what it has.",
        _incomplete,
    ),
    Invariant(
        "status-follows",
        "A paper that has everything counts as what it is.",
        "Judge the track's files again on its settings page, or save the paper's form once.",
        _held_back,
    ),
    Invariant(
        "every-version-is-kept",
        "All versions of a file are kept, and the newest counts.",
        "Restore the missing rows from a backup.",
        _versions,
    ),
    Invariant(
        "papers-stay-in-their-edition",
        "A paper's track and topics are of its own edition.",
        "Move the paper to a track of its edition.",
        _strangers,
    ),
    Invariant(
        "papers-have-a-cause",
        "Registration, withdrawal, closing and outcome of every paper are in the log.",
        "Find out who wrote the row; undo it, or record it with its reason.",
        _uncaused,
    ),
    Invariant(
        "reveals-have-a-cause",
        "Whoever looks at the authors of a blind paper is in the log.",
        "Ask the person; end the reveal.",
        _reveals,
    ),
    Invariant(
        "accepted-papers-have-authors",
        "Every accepted paper has an author who can be reached.",
        "Enter an author's address on the paper's form, with a reason.",
        _authorless,
    ),
)
