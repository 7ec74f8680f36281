"""Reads of confidential things, and the acts by which somebody looked, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from submissions.models import Submission
from submissions.policies import LOGGED
from sysml.conference.models import Edition, UnusualReading
from sysml.conference.moment import Moment
from sysml.conference.pages import Todo, link
from sysml.conference.viewer import Viewer
from sysml.desk.erasure.queries import is_erased
from sysml.kernel.models import AuditEntry, Read

KIND_WORDS: Mapping[str, str] = {
    "paper": "a paper’s page",
    "artifact": "an artifact’s page",
    "authors": "authors",
    "file": "a file",
    "bundle": "many files at once",
    "export": "a list taken out",
    "reviewers": "who reviews",
    "reviews": "reviews or discussion",
    "view-as": "pages as somebody else",
}
"""What kinds of reading there are, in words."""

ACTS: Mapping[str, str] = {
    "authors.revealed": "authors",
    "export.read": "export",
    "viewed.as": "view-as",
    "review.draft-read": "reviews",
}
"""Entries of the log by which somebody looked, and their kinds."""

Row = tuple[datetime, str, int]


@dataclass(frozen=True)
class Filters:
    """What a chair looks for; empty fields do not narrow."""

    person: str = ""
    number: int | None = None
    kind: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Look:
    """One time that somebody looked."""

    at: datetime
    who: str
    as_whom: str
    token: str
    address: str
    kind: str
    kind_words: str
    number: int | None
    thing: str
    reason: str


def look_rows(viewer: Viewer, at: Moment, edition: Edition, filters: Filters) -> QuerySet[Any]:
    """(when, table, key) of what the viewer may know, newest first: nothing about papers with a conflict.

    Once the edition is erased, nothing that says who read which paper.
    """
    shown, there = LOGGED.rows(viewer, at), ~is_erased(edition)
    reads = Read.objects.filter(
        Q(number=None) | (Q(number__in=shown.values("number")) & Q(there)), scope=edition.slug
    ).filter(_narrowed(filters, "person"))
    entries = AuditEntry.objects.filter(
        Q(about="") | (Q(about__in=shown.values("xid")) & Q(there)), scope=edition.slug, action__in=ACTS
    ).filter(_narrowed(filters, "actor"))
    reads = reads.filter(Q(number=None) | ~is_erased(edition))
    entries = entries.filter(Q(about="") | ~is_erased(edition))
    if filters.number is not None:
        reads = reads.filter(number=filters.number)
        entries = entries.filter(about__in=shown.filter(number=filters.number).values("xid"))
    if filters.kind:
        reads = reads.filter(kind=filters.kind)
        entries = entries.filter(action__in=[act for act, kind in ACTS.items() if kind == filters.kind])
    found: QuerySet[Any] = _keys(reads, "read").union(_keys(entries, "entry"), all=True)
    return found.order_by("-at", "table", "-pk")


def _narrowed(filters: Filters, person: str) -> Q:
    found = Q()
    if filters.person:
        found &= Q(**{f"{person}__name__icontains": filters.person}) | Q(
            **{f"{person}__email__iexact": filters.person}
        )
    if filters.day is not None:
        begins = datetime(filters.day.year, filters.day.month, filters.day.day, tzinfo=UTC)
        found &= Q(at__gte=begins, at__lt=begins + timedelta(days=1))
    return found


def _keys(rows: QuerySet[Any], table: str) -> QuerySet[Any]:
    named = rows.order_by().annotate(table=Value(table, output_field=CharField()))
    keys: QuerySet[Any] = named.values_list("at", "table", "pk")
    return keys


def looks(rows: Sequence[Row], edition: Edition) -> list[Look]:
    """The rows of one page in words; three queries for any number."""
    reads = Read.objects.select_related("person", "seen_as", "owner").in_bulk(
        [key for _, table, key in rows if table == "read"]
    )
    entries = AuditEntry.objects.select_related("actor", "on_behalf_of", "owner").in_bulk(
        [key for _, table, key in rows if table == "entry"]
    )
    abouts = {entry.about for entry in entries.values() if entry.about}
    numbers = dict(Submission.objects.filter(edition=edition, xid__in=abouts).values_list("xid", "number"))
    return [
        _of_read(reads[key]) if table == "read" else _of_entry(entries[key], numbers)
        for _, table, key in rows
    ]


def _of_read(read: Read) -> Look:
    return Look(
        at=read.at,
        who=str(read.person),
        as_whom=str(read.seen_as) if read.seen_as else "",
        token=read.token,
        address=read.address,
        kind=read.kind,
        kind_words=KIND_WORDS[read.kind],
        number=read.number,
        thing=read.thing,
        reason="",
    )


def _of_entry(entry: AuditEntry, numbers: Mapping[str, int]) -> Look:
    kind = ACTS[entry.action]
    return Look(
        at=entry.at,
        who=str(entry.actor) if entry.actor else "the system",
        as_whom=str(entry.on_behalf_of) if entry.on_behalf_of else "",
        token=entry.token,
        address="",
        kind=kind,
        kind_words=KIND_WORDS[kind],
        number=numbers.get(entry.about),
        thing=entry.summary,
        reason=entry.reason,
    )


@dataclass(frozen=True)
class Report:
    """Somebody who was slowed because they read unusually much."""

    xid: str
    who: str
    email: str
    began_at: datetime
    limit: int


def reports(viewer: Viewer, edition: Edition) -> list[Report]:
    """Those that no chair has looked into yet, without the viewer's own."""
    rows = _open_reports(viewer).filter(edition=edition).select_related("person")
    return [Report(row.xid, str(row.person), row.person.email, row.began_at, row.limit) for row in rows]


def _open_reports(viewer: Viewer) -> QuerySet[UnusualReading]:
    rows = UnusualReading.objects.filter(seen_at=None).exclude(person_id=viewer.person_id)
    return rows.order_by("-began_at", "xid")


def todos(viewer: Viewer, at: Moment, edition: Edition) -> list[Todo]:
    """For chairs: one line a person who was slowed."""
    if not viewer.is_chair:
        return []
    return [
        Todo(
            kind="Reading",
            title=f"{report.who} has opened more than {report.limit} papers within an hour",
            url=link(edition, "who-looked") + f"?person={report.email}",
            button="Look",
            due=None,
            note="Papers that are none of their tasks; they are slowed",
            urgent=True,
        )
        for report in reports(viewer, edition)
    ]
