"""The chain over the log: each link holds the digest of a row, and a head made of the head before it.

Rows are written without it, so that nobody waits for anybody; a job chains them in batches. `verify` walks the chain
and says where it breaks: a row that was changed, taken out or put in, links that were forged or reordered. Only the end
can be cut off unseen, so the head belongs somewhere outside the site too: `verify` takes one that was noted before.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from sysml.kernel import jobs
from sysml.kernel.models import AuditEntry, AuditLink, Job, Read

BATCH = 1000
OVERLAP = 10_000
"""How far below the newest chained row the job looks again: transactions do not commit in the order of their keys."""

WAITS = timedelta(hours=1)
"""How long a row may wait for its link before it counts as overlooked."""

SLOWEST = timedelta(hours=6)
"""How much older than its link a row may be: the longest that any job runs."""

EVERY = timedelta(minutes=1)
"""How often rows are chained; more often would only make more jobs."""

KEPT = timedelta(days=1)
"""How long the job rows of chaining are kept; they say nothing that the chain does not."""

JOB = "audit.chain"
GENESIS = hashlib.sha256(b"sysml log").hexdigest()

Row = AuditEntry | Read
_TABLES: dict[str, type[AuditEntry] | type[Read]] = {
    AuditLink.Table.ENTRY: AuditEntry,
    AuditLink.Table.READ: Read,
}


def digest_of(row: Row) -> str:
    """The SHA-256 of everything that a row holds, in one spelling for both databases."""
    held = {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    text = json.dumps([row._meta.model_name, held], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _head(before: str, table: str, row: int, digest: str, at: datetime) -> str:
    return hashlib.sha256("|".join([before, table, str(row), digest, str(_plain(at))]).encode()).hexdigest()


def _waiting(table: str) -> QuerySet[AuditEntry] | QuerySet[Read]:
    """Rows of a table without a link, in the order of their keys, as far back as the job looks."""
    newest = AuditLink.objects.filter(table=table).aggregate(newest=Max("row"))["newest"] or 0
    rows = _TABLES[table]._default_manager.filter(pk__gt=newest - OVERLAP)
    return rows.filter(~Exists(AuditLink.objects.filter(table=table, row=OuterRef("pk")))).order_by("pk")


def chain(now: datetime) -> int:
    """Link every row that waits, a batch a transaction; returns how many."""
    linked = 0
    while count := _chain_batch(now):
        linked += count
    Job.objects.filter(kind=JOB, status=Job.Status.DONE, finished_at__lt=now - KEPT).delete()
    return linked


@transaction.atomic
def _chain_batch(now: datetime) -> int:
    last = AuditLink.objects.select_for_update().order_by("-position").first()
    position, head = (last.position, last.head) if last else (0, GENESIS)
    links: list[AuditLink] = []
    for table in _TABLES:
        for row in _waiting(table)[: BATCH - len(links)]:
            digest = digest_of(row)
            position, head = position + 1, _head(head, table, row.pk, digest, now)
            links.append(
                AuditLink(
                    position=position,
                    table=table,
                    row=row.pk,
                    row_at=row.at,
                    digest=digest,
                    head=head,
                    at=now,
                )
            )
    AuditLink.objects.bulk_create(links)
    return len(links)


def sweep(now: datetime) -> int:
    """Have a worker chain what waits, at most once a minute; called at every tick."""
    if Job.objects.filter(kind=JOB, created_at__gt=now - EVERY).exists():
        return 0
    if not any(_waiting(table).exists() for table in _TABLES):
        return 0
    with transaction.atomic():
        jobs.enqueue(JOB, now=now, key="chain")
    return 1


@dataclass(frozen=True)
class Break:
    """One place where the chain does not hold."""

    kind: str
    words: str


@dataclass(frozen=True)
class Verdict:
    """What walking the chain has found; `head` is to be noted outside the site."""

    links: int
    waiting: int
    head: str
    breaks: tuple[Break, ...]


def verify(now: datetime, *, noted_head: str = "", newest: int | None = None) -> Verdict:
    """Walk the whole chain, and see that every row is in it; memory stays at one batch.

    `noted_head` is the head that an earlier walk has given: it must still be in the chain. `newest` walks only so many
    links at the end, which is what a nightly look has time for.
    """
    walk = _Walk(noted_head)
    links = AuditLink.objects.order_by("position")
    if newest is not None and (last := links.last()) is not None:
        walk.begin_after(links.filter(position__lte=last.position - newest).last(), links[0])
        links = links.filter(position__gt=walk.position)
    rest = links.iterator(chunk_size=BATCH)
    while batch := list(islice(rest, BATCH)):
        walk.batch(batch)
    breaks = [*walk.breaks, *_overlooked(now)]
    if noted_head and not walk.met_noted:
        breaks.append(
            Break("cut", "The noted head is not in the chain: its end was cut off or written anew.")
        )
    waiting = sum(_without_link(table).count() for table in _TABLES)
    return Verdict(walk.count, waiting, walk.head, tuple(breaks))


class _Walk:
    """Goes along the chain, link by link, beside the rows."""

    def __init__(self, noted_head: str) -> None:
        self.head, self.position, self.count = GENESIS, 0, 0
        self.breaks: list[Break] = []
        self.begun: datetime | None = None
        self.before: datetime | None = None
        self._noted, self.met_noted = noted_head, noted_head in {"", GENESIS}

    def begin_after(self, link: AuditLink | None, first: AuditLink) -> None:
        """Trust the chain up to this link."""
        if link is not None:
            self.head, self.position, self.before, self.begun = link.head, link.position, link.at, first.at

    def batch(self, links: Sequence[AuditLink]) -> None:
        rows = {
            (table, row.pk): row
            for table, model in _TABLES.items()
            for row in model._default_manager.filter(
                pk__in=[link.row for link in links if link.table == table]
            )
        }
        for link in links:
            self._link(link)
            self._row(link, rows.get((link.table, link.row)))
            self.before = link.at

    def _link(self, link: AuditLink) -> None:
        expected = _head(self.head, link.table, link.row, link.digest, link.at)
        if link.position != self.position + 1:
            self._break("link-removed", link, "Links are missing before")
        if link.head != expected:
            self._break("link-changed", link, "The chain does not continue at")
        self.head, self.position, self.count = link.head, link.position, self.count + 1
        self.met_noted = self.met_noted or link.head == self._noted

    def _row(self, link: AuditLink, row: Row | None) -> None:
        self.begun = self.begun or link.at
        if row is None:
            self._break("removed", link, "Taken out of the log:")
        elif digest_of(row) != link.digest:
            self._break("changed", link, "Changed after it was chained:")
        elif self._backdated(link, row):
            self._break("inserted", link, "Put into the log later than it says:")

    def _backdated(self, link: AuditLink, row: Row) -> bool:
        """Older than its link by more than any job takes, although the chain was there; not when it was begun."""
        if self.begun is None or self.before is None or link.at - self.begun <= WAITS:
            return False
        return row.at < min(self.before, link.at) - SLOWEST

    def _break(self, kind: str, link: AuditLink, words: str) -> None:
        what = "an entry" if link.table == AuditLink.Table.ENTRY else "a read"
        self.breaks.append(Break(kind, f"{words} {what} of {_plain(link.row_at)} ({link.table} {link.row})"))


def _without_link(table: str) -> QuerySet[AuditEntry] | QuerySet[Read]:
    rows: QuerySet[AuditEntry] | QuerySet[Read] = _TABLES[table]._default_manager.all()
    return rows.filter(~Exists(AuditLink.objects.filter(table=table, row=OuterRef("pk"))))


def _overlooked(now: datetime) -> Iterator[Break]:
    """Rows that should long have had a link: put in below where the job looks, or the job does not run."""
    for table in _TABLES:
        for row in _without_link(table).filter(at__lt=now - WAITS).order_by("pk")[:BATCH]:
            words = f"Never chained: {table} {row.pk} of {_plain(row.at)}"
            yield Break("unchained", words)


def allow_demolition() -> None:
    """Let this transaction take rows out of the log. For `demolish`, for a restore over what was
    here, and for tests that play somebody who does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL sysml.demolition = 'on'")


def demolish(scopes: Iterable[str]) -> None:
    """Take these editions out of the log, and begin the chain anew. For a demonstration that is made again, whose
    invented past was never anybody's; a site with a real conference refuses to hold one."""
    allow_demolition()
    AuditLink.objects.all().delete()
    for model in _TABLES.values():
        rows = model._default_manager.filter(scope__in=list(scopes))
        rows._raw_delete(rows.db)
