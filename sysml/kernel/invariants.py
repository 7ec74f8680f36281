"""What must be true of a site at every moment, as sentences that a query can refute.

An `Invariant` names one illegal state and finds every instance of it with a few set-based queries. Each app lists
its own in `invariants.py`; the desk runs them all (`manage.py check_invariants`, and nightly as a job).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import CharField, Count, F, ForeignKey, Model, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower

from sysml.kernel import audit_chain, blobs
from sysml.kernel.models import AuditEntry, Blob, Job, Letter, Read, User

OVERDUE = timedelta(hours=2)
SILENT = timedelta(minutes=10)


@dataclass(frozen=True)
class Fault:
    """One illegal state: where it is and what is wrong. `about` is a paper's xid where only that is known."""

    edition: str
    number: int | None
    what: str
    about: str = ""


Find = Callable[[datetime], Iterable[Fault]]


@dataclass(frozen=True)
class Invariant:
    """One sentence that is true of every legal site, how its breaches are found and how they are mended."""

    name: str
    sentence: str
    mend: str
    find: Find


def uncaused(rows: QuerySet[Any], kind: str, actions: Sequence[str], limit: int = 1000) -> list[str]:
    """The xids among `rows` for which the log has no entry `<kind>:<xid>` with one of these actions.

    Asked as one EXCEPT over both tables: neither side is walked row by row.
    """
    subject = Concat(Value(f"{kind}:"), F("xid"), output_field=CharField())
    there = rows.order_by().annotate(cause=subject).values_list("cause", flat=True)
    said = AuditEntry.objects.filter(action__in=actions).order_by().values_list("subject", flat=True)
    return [cause.partition(":")[2] for cause in there.difference(said)[:limit]]


def uncaused_papers(rows: QuerySet[Any], actions: Sequence[str], limit: int = 1000) -> list[str]:
    """As `uncaused`, for papers: the xids to whose paper no entry with one of these actions belongs."""
    there = rows.order_by().values_list("xid", flat=True)
    said = AuditEntry.objects.filter(action__in=actions).order_by().values_list("about", flat=True)
    return list(there.difference(said)[:limit])


def file_faults(*, hashes: bool) -> Iterator[Fault]:
    """Blobs whose bytes are missing, of another size or, if `hashes`, of another content."""
    stored = blobs.sizes()
    for sha256, size in Blob.objects.order_by("pk").values_list("sha256", "size").iterator():
        there = stored.get(sha256)
        if there is None:
            yield Fault("", None, f"file {sha256[:12]}… is missing")
        elif there != size:
            yield Fault("", None, f"file {sha256[:12]}… has {there} bytes, not {size}")
        elif hashes and not blobs.is_whole(sha256):
            yield Fault("", None, f"file {sha256[:12]}… has other bytes than its name says")


def _files(now: datetime) -> Iterator[Fault]:
    yield from file_faults(hashes=False)


def _contents(now: datetime) -> Iterator[Fault]:
    yield from file_faults(hashes=True)


def _jobs(now: datetime) -> Iterator[Fault]:
    waiting = Q(status=Job.Status.QUEUED, due_at__lt=now - OVERDUE)
    silent = Q(status=Job.Status.RUNNING, heartbeat_at__lt=now - SILENT)
    for job in Job.objects.filter(waiting | silent).order_by("due_at"):
        words = "waits since" if job.status == Job.Status.QUEUED else "runs without a sign of life since"
        since = job.due_at if job.status == Job.Status.QUEUED else job.heartbeat_at
        yield Fault(job.scope, None, f"job {job.kind} ({job.xid}) {words} {since:%Y-%m-%d %H:%M} UTC")


def _held(now: datetime) -> Iterator[Fault]:
    kept = Q(status__in=[Letter.Status.HELD, Letter.Status.DRAFT])
    left = Q(sent_at__isnull=False) | Q(claimed_at__isnull=False)
    for letter in Letter.objects.filter(kept & left).order_by("pk"):
        yield Fault(
            letter.scope, None, f"letter {letter.xid} ({letter.kind}) left while it was held", letter.about
        )


def _undated(now: datetime) -> Iterator[Fault]:
    for letter in Letter.objects.filter(status=Letter.Status.SENT, sent_at=None).order_by("pk"):
        yield Fault(letter.scope, None, f"letter {letter.xid} is sent at no known time", letter.about)


def _waiting_letters(now: datetime) -> Iterator[Fault]:
    late = Letter.objects.filter(
        status__in=[Letter.Status.QUEUED, Letter.Status.SENDING], next_attempt_at__lt=now - OVERDUE
    )
    for scope, count in late.order_by("scope").values_list("scope").annotate(n=Count("pk")):
        yield Fault(scope, None, f"{count} letters are due for over two hours and have not left")


def _twins(now: datetime) -> Iterator[Fault]:
    living = User.objects.filter(merged_into=None)
    shared = living.exclude(orcid="").order_by().values("orcid").annotate(n=Count("pk")).filter(n__gt=1)
    for row in shared.order_by("orcid"):
        yield Fault("", None, f"{row['n']} accounts have the ORCID {row['orcid']}")
    proven = EmailAddress.objects.filter(verified=True).annotate(folded=Lower("email"))
    doubled = proven.values("folded").annotate(n=Count("user", distinct=True)).filter(n__gt=1)
    for row in doubled.order_by("folded"):
        yield Fault("", None, f"{row['n']} accounts have proven the address {row['folded']}")
    foreign = proven.exclude(user__email__iexact=F("email")).filter(
        folded__in=living.annotate(name_key=Lower("email")).values("name_key")
    )
    for address in foreign.order_by("folded").values_list("email", flat=True):
        yield Fault("", None, f"the address {address} signs in to one account and is proven by another")


def _ended_accounts(now: datetime) -> Iterator[Fault]:
    """What still hangs on an account that was merged into another; the log alone may."""
    ended = User.objects.exclude(merged_into=None)
    if not ended.exists():
        return
    for field in _person_fields():
        rows = field.model._base_manager.filter(**{f"{field.name}__merged_into__isnull": False})
        if count := rows.count():
            words = field.model._meta.verbose_name_plural
            yield Fault("", None, f"{count} {words} belong to accounts that were merged into others")


def _person_fields() -> "Iterator[ForeignKey[Any, Any]]":
    for model in apps.get_models(include_auto_created=True):
        if _stays(model):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is User:
                yield field


def _stays(model: type[Model]) -> bool:
    return model in {AuditEntry, Read, User} or model._meta.proxy or not model._meta.managed


FILES = Invariant(
    "files-are-there",
    "Every file that was accepted is stored, whole.",
    "Restore the file from the newest backup (manage.py restore), or ask its authors for it again.",
    _files,
)
CONTENTS = Invariant(
    "files-are-unchanged",
    "Every stored file has the content by whose hash it is named.",
    "Restore the file from the newest backup; look at the disk.",
    _contents,
)
"""Reads every byte, so it is asked for by `--files` only, in place of FILES."""

CHECKED_LINKS = 20_000
"""How much of the log's chain is walked each night; `manage.py verify_audit` walks all of it."""


def _log(now: datetime) -> Iterator[Fault]:
    """Where the newest part of the log's chain breaks."""
    for one in audit_chain.verify(now, newest=CHECKED_LINKS).breaks:
        yield Fault("", None, one.words)


INVARIANTS: tuple[Invariant, ...] = (
    FILES,
    Invariant(
        "log-is-whole",
        "Nothing in the log was changed, taken out, put in late or left without a link.",
        "Run manage.py verify_audit; compare the log with the newest backup, and find out who reached the database.",
        _log,
    ),
    Invariant(
        "jobs-move",
        "No job waits for hours or runs in silence.",
        "See that a worker and beat run; the job is taken up again by itself. Else cancel it on the jobs page.",
        _jobs,
    ),
    Invariant(
        "held-letters-stay",
        "A letter that is held or a draft has not left.",
        "Find out in the log who let it go; tell whom it reached.",
        _held,
    ),
    Invariant(
        "sent-letters-have-a-time",
        "Every sent letter has the time at which it left.",
        "Compare with the mail server's log and retry the letter from the outbox if it never arrived.",
        _undated,
    ),
    Invariant(
        "letters-leave",
        "Letters that are due leave.",
        "See that a worker runs and that the mail server answers (manage.py check_invariants again afterwards).",
        _waiting_letters,
    ),
    Invariant(
        "one-account-a-person",
        "No two accounts are one person.",
        "Ask the person to merge the accounts on their profile.",
        _twins,
    ),
    Invariant(
        "merged-accounts-hold-nothing",
        "Nothing hangs on an account that was merged into another.",
        "Move the rows to the account that stays, in one transaction, and note it in the log.",
        _ended_accounts,
    ),
)
