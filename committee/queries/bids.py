"""Papers to bid on, in an order of one's own; and how many bids papers have, for the chairs."""

import csv
import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from committee.domain import ANY_BAND, BID_KEYS, BID_WORDS, Bid, MemberState
from committee.models import Member, PaperBid
from committee.policies import ARRANGED, BID, BIDDABLE
from committee.queries.listing import Listing
from committee.queries.matching import fit
from committee.queries.members import sides_of
from submissions.domain import Status
from submissions.models import Submission
from sysml.conference.domain import Side, WindowKind
from sysml.conference.models import Edition, Topic
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import NotFound
from sysml.kernel.spreadsheets import csv_text

SHARE = 5
"""How many times their load members are asked to bid on, so that the solver has a choice."""


@dataclass(frozen=True)
class BidOption:
    """One of the bids that can be pressed."""

    value: int
    label: str
    key: str
    chosen: bool


@dataclass(frozen=True)
class BidRow:
    """A paper to bid on. It names no author, whatever the track."""

    number: int
    title: str
    abstract: str
    topics: tuple[str, ...]
    value: int | None
    fit: int
    """Affinity by topics, in per cent."""

    @property
    def options(self) -> list[BidOption]:
        return [BidOption(int(bid), BID_WORDS[bid], BID_KEYS[bid], self.value == bid) for bid in BID_KEYS]

    @property
    def said(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class BidProgress:
    """How far a member is with bidding."""

    done: int
    total: int
    positive: int
    target: int

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.target) if self.target else 100


def member_of(viewer: Viewer) -> Member:
    """The viewer's place on the committee; raises NotFound for who has none."""
    member = Member.objects.filter(pk__in=viewer.tied(Tie.MEMBER)).first()
    if member is None:
        raise NotFound
    return member


def to_bid_on(
    viewer: Viewer, at: Moment, *, only: str = "", leans: str = "", text: str = ""
) -> Listing[BidRow]:
    """Papers by affinity in bands; inside a band the order differs from person to person and stays the same for each.

    So what is read first is not the same for all, and no paper goes without bids for its number.
    """
    member = member_of(viewer)
    papers = BIDDABLE.rows(viewer, at)
    if only == "unbid":
        papers = papers.exclude(bids__member=member)
    elif only in {str(int(bid)) for bid in Bid}:
        papers = papers.filter(bids__member=member, bids__value=int(only))
    if leans in {Side.ML, Side.SYSTEMS}:
        papers = papers.filter(topics__in=Topic.objects.filter(edition_id=member.edition_id, leans=leans))
    if text:
        papers = papers.filter(
            Q(title__icontains=text) | Q(abstract__icontains=text) | Q(keywords__icontains=text)
        )
    rows = list(papers.distinct().only("pk", "xid", "number", "title", "abstract").order_by("pk"))
    fits = fit(rows, [member], member.edition_id).affinity.topic
    score = {paper.pk: float(fits[at, 0]) for at, paper in enumerate(rows)}
    rows.sort(key=lambda paper: (-int(score[paper.pk] * ANY_BAND), _shuffled(member, paper)))
    return Listing(rows, lambda page: _bid_rows(page, member, score))


def _shuffled(member: Member, paper: Submission) -> str:
    return hashlib.sha256(f"{member.xid}:{paper.xid}".encode()).hexdigest()


def _bid_rows(page: list[Submission], member: Member, score: Mapping[int, float]) -> list[BidRow]:
    ids = [paper.pk for paper in page]
    bids = dict(
        PaperBid.objects.filter(member=member, submission_id__in=ids).values_list("submission_id", "value")
    )
    topics: defaultdict[int, list[str]] = defaultdict(list)
    for paper, name in (
        Topic.objects.filter(submissions__in=ids)
        .order_by("position", "name")
        .values_list("submissions", "name")
    ):
        topics[paper].append(name)
    return [
        BidRow(
            number=paper.number,
            title=paper.title,
            abstract=paper.abstract,
            topics=tuple(topics[paper.pk]),
            value=bids.get(paper.pk),
            fit=round(100 * score[paper.pk]),
        )
        for paper in page
    ]


def one_to_bid_on(viewer: Viewer, at: Moment, number: int) -> BidRow:
    """One row of the list, as it is after a bid; raises NotFound for a paper that is not on it."""
    member = member_of(viewer)
    paper = BIDDABLE.rows(viewer, at).filter(number=number).first()
    if paper is None:
        raise NotFound
    fits = fit([paper], [member], member.edition_id).affinity.topic
    return _bid_rows([paper], member, {paper.pk: float(fits[0, 0])})[0]


def progress(viewer: Viewer, at: Moment) -> BidProgress:
    """How many papers the viewer has said something about, of how many, and how many are asked for."""
    member = member_of(viewer)
    papers = BIDDABLE.rows(viewer, at)
    total = papers.count()
    said = PaperBid.objects.filter(member=member, submission__in=papers.values("pk"))
    counts = said.aggregate(done=Count("pk"), positive=Count("pk", filter=Q(value__gt=0)))
    return BidProgress(counts["done"], total, counts["positive"], min(total, SHARE * member.load))


def is_open(viewer: Viewer, at: Moment, edition: Edition) -> bool:
    """Whether bids are taken on any track."""
    return any(
        at.clock(track.pk, None, viewer.person_id).takes(WindowKind.BIDDING) for track in edition.tracks.all()
    )


COLUMNS = ("number", "title", "bid")


def own_as_csv(viewer: Viewer, at: Moment) -> str:
    """The viewer's list with bids, as a file that can be filled in and handed back."""
    words = {int(bid): word for bid, word in BID_WORDS.items()}
    rows = [[row.number, row.title, words.get(row.value or 0, "")] for row in to_bid_on(viewer, at)[:]]
    return csv_text(COLUMNS, rows)


@dataclass(frozen=True)
class BidLine:
    """One line of a file of bids, as understood."""

    line: int
    number: int | None
    title: str
    value: int | None
    word: str
    before: int | None
    error: str = ""

    @property
    def changes(self) -> bool:
        return not self.error and self.value != self.before


@dataclass(frozen=True)
class CheckedBids:
    """A file of bids after checking."""

    lines: tuple[BidLine, ...]

    @property
    def wrong(self) -> int:
        return sum(bool(line.error) for line in self.lines)

    @property
    def changed(self) -> dict[int, int | None]:
        return {line.number: line.value for line in self.lines if line.changes and line.number is not None}


def check_csv(viewer: Viewer, at: Moment, text: str) -> CheckedBids:
    """What handing in this file would do: the bids that change, and what cannot be understood."""
    member = member_of(viewer)
    papers = {paper.number: paper for paper in BIDDABLE.rows(viewer, at)}
    before = dict(PaperBid.objects.filter(member=member).values_list("submission_id", "value"))
    words = {word: int(bid) for bid, word in BID_WORDS.items()}
    words |= {str(int(bid)): int(bid) for bid in Bid}
    lines: list[BidLine] = []
    seen: set[int] = set()
    for at_line, cells in enumerate(csv.reader(io.StringIO(text.lstrip("\ufeff"))), 1):
        if not any(cells) or (not lines and cells[0].strip().casefold() == "number"):
            continue
        lines.append(_line(at_line, cells, papers, before, words, seen))
    return CheckedBids(tuple(lines))


def _line(
    at_line: int,
    cells: list[str],
    papers: Mapping[int, Submission],
    before: Mapping[int, int],
    words: Mapping[str, int],
    seen: set[int],
) -> BidLine:
    raw, word = cells[0].strip(), cells[-1].strip().casefold() if len(cells) > 1 else ""
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
    paper = papers.get(number) if number is not None else None
    error = ""
    if paper is None:
        error = f"“{raw}” is not the number of a paper on your list."
    elif number in seen:
        error = f"Paper {number} stands twice in this file."
    elif word and word not in words:
        error = f"“{word}” is not a bid; use {', '.join(BID_WORDS.values())}, or leave it empty."
    if number is not None:
        seen.add(number)
    title, old = (paper.title, before.get(paper.pk)) if paper is not None else ("", None)
    return BidLine(at_line, number, title, words.get(word), word, old, error)


@dataclass(frozen=True)
class PaperBids:
    """How many members would review a paper, per side: what a chair looks at while bidding is open."""

    number: int
    title: str
    ml: int
    systems: int
    bridge: int
    want_ml: int
    want_systems: int
    two: bool

    @property
    def all(self) -> int:
        return self.ml + self.systems + self.bridge

    @property
    def shown_ml(self) -> int:
        """As much of it as the meter has room for."""
        return min(self.want_ml, self.ml if self.two else self.all)

    @property
    def shown_systems(self) -> int:
        return min(self.want_systems, self.systems)

    @property
    def short(self) -> int:
        """Willing reviewers that are missing, bridge members counted once."""
        if not self.two:
            return max(0, self.want_ml - self.ml - self.systems - self.bridge)
        lacks = max(0, self.want_ml - self.ml) + max(0, self.want_systems - self.systems)
        return max(0, lacks - self.bridge)


@dataclass(frozen=True)
class BidBalance:
    """Bids over all papers that the viewer may see."""

    papers: int
    short: int
    bids: int
    bidders: int
    members: int
    silent: tuple[str, ...]
    """Members who have not bid at all."""
    ml_label: str
    systems_label: str
    two: bool
    rows: tuple[PaperBids, ...]


def bid_balance(viewer: Viewer, at: Moment, edition: Edition, *, short_only: bool = False) -> BidBalance:
    """Papers with too few willing reviewers of one side first."""
    sides = sides_of(edition)
    papers = list(
        ARRANGED.rows(viewer, at)
        .filter(status__in=[Status.REGISTERED, Status.COMPLETE], outcome="")
        .select_related("track")
        .order_by("number")
    )
    members = dict(
        Member.objects.filter(edition=edition, state=MemberState.ACCEPTED).values_list("pk", "name")
    )
    willing: defaultdict[int, Counter[str]] = defaultdict(Counter)
    bidders: Counter[int] = Counter()
    rows = BID.rows(viewer, at).filter(
        submission__in=[paper.pk for paper in papers], member__state=MemberState.ACCEPTED
    )
    for paper, member, side, value in rows.values_list("submission_id", "member_id", "member__side", "value"):
        bidders[member] += 1
        if value > 0:
            willing[paper][side] += 1
    found = [
        PaperBids(
            number=paper.number,
            title=paper.title,
            ml=willing[paper.pk][Side.ML],
            systems=willing[paper.pk][Side.SYSTEMS],
            bridge=willing[paper.pk][Side.BRIDGE],
            want_ml=paper.track.wanted_a,
            want_systems=paper.track.wanted_b if paper.track.two_sided else 0,
            two=paper.track.two_sided,
        )
        for paper in papers
    ]
    found.sort(key=lambda row: (-row.short, row.ml + row.systems + row.bridge, row.number))
    return BidBalance(
        papers=len(papers),
        short=sum(row.short > 0 for row in found),
        bids=sum(bidders.values()),
        bidders=len(bidders),
        members=len(members),
        silent=tuple(sorted(name for pk, name in members.items() if pk not in bidders)),
        ml_label=sides.ml,
        systems_label=sides.systems,
        two=sides.two,
        rows=tuple(row for row in found if row.short or not short_only),
    )
