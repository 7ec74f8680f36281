"""The log and the outbox, as an unconflicted chair may read them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from submissions.models import Authorship, Submission
from submissions.policies import AUTHORSHIP, about_shown
from sysml.conference.abouts import shown_to
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.desk.erasure.queries import is_erased
from sysml.kernel.models import AuditEntry, Letter
from sysml.kernel.plain import whole

SEARCHED = 2000
"""Among how many of the newest entries words are looked for."""


@dataclass(frozen=True)
class LogLine:
    """One entry of the log."""

    at: datetime
    who: str
    as_whom: str
    action: str
    number: int | None
    summary: str
    reason: str
    token: str


def log_rows(viewer: Viewer, edition: Edition, *, text: str = "", action: str = "") -> QuerySet[AuditEntry]:
    """Entries of the edition, newest first, without those about papers that the viewer has a conflict with.

    Once the edition is erased, none that says who did what on a paper.
    """
    rows = AuditEntry.objects.filter(about_shown(viewer), scope=edition.slug)
    rows = rows.filter(Q(about="") | ~is_erased(edition))
    if action:
        rows = rows.filter(action__startswith=action)
    rows = rows.select_related("actor", "on_behalf_of", "owner").order_by("-at", "-id")
    if text:
        found = Q(actor__name__icontains=text) | Q(actor__email__iexact=text) | Q(pk__in=_saying(rows, text))
        if (number := whole(text)) is not None:
            papers = Submission.objects.filter(edition=edition, number=number)
            found |= Q(about__in=papers.values("xid"))
        rows = rows.filter(found)
    return rows


def _saying(rows: QuerySet[AuditEntry], text: str) -> list[int]:
    """The newest entries whose words hold the text. Words are sealed, so the database cannot look for them."""
    wanted = text.casefold()
    return [
        entry.pk
        for entry in rows[:SEARCHED]
        if wanted in entry.summary.casefold() or wanted in entry.reason.casefold()
    ]


def log_lines(entries: list[AuditEntry], edition: Edition) -> list[LogLine]:
    """The entries of one page in words; one query for the numbers of the papers that they name."""
    abouts = {entry.about for entry in entries if entry.about}
    numbers = dict(Submission.objects.filter(edition=edition, xid__in=abouts).values_list("xid", "number"))
    return [
        LogLine(
            at=entry.at,
            who=str(entry.actor) if entry.actor else "the system",
            as_whom=str(entry.on_behalf_of) if entry.on_behalf_of else "",
            action=entry.action,
            number=numbers.get(entry.about),
            summary=entry.summary,
            reason=entry.reason,
            token=entry.token,
        )
        for entry in entries
    ]


@dataclass(frozen=True)
class LetterLine:
    """One letter of the outbox."""

    xid: str
    to: str
    subject: str
    kind: str
    status: str
    status_words: str
    chip: str
    at: datetime
    error: str
    again_at: datetime | None
    """When the next attempt is due, of a letter whose last one failed."""
    body: str
    reply_to: str


CHIPS = {
    "sent": "ok",
    "failed": "bad",
    "queued": "",
    "sending": "",
    "held": "warn",
    "draft": "",
    "cancelled": "",
}


def letter_rows(
    viewer: Viewer, edition: Edition, *, status: str = "", kind: str = "", batch: str = ""
) -> QuerySet[Letter]:
    """Letters of the edition that the viewer may see, newest first."""
    rows = Letter.objects.filter(shown_to(viewer), scope=edition.slug)
    for name, value in (("status", status), ("kind", kind), ("batch", batch)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.order_by("-created_at", "xid")


SOMEBODY = "an author of a blind paper"
"""Stands for whoever may not be named before their paper's authors are revealed."""


def letter_lines(viewer: Viewer, at: Moment, letters: Sequence[Letter]) -> list[LetterLine]:
    """Letters as the outbox shows them; authors whom the viewer may not see are named in none of them."""
    hidden = _hidden_authors(viewer, at, letters)
    return [_letter_line(letter, hidden) for letter in letters]


def _hidden_authors(viewer: Viewer, at: Moment, letters: Sequence[Letter]) -> dict[str, list[str]]:
    """Names and addresses that the viewer may not see, by the xid of the paper; longest first."""
    named = {xid for letter in letters for xid in letter.about.split()}
    if not named:
        return {}
    seen = AUTHORSHIP.rows(viewer, at).values("pk")
    rows = Authorship.objects.filter(submission__xid__in=named).exclude(pk__in=seen)
    found: dict[str, set[str]] = {}
    for xid, *words in rows.values_list("submission__xid", "email", "name", "person__email", "person__name"):
        found.setdefault(xid, set()).update(word for word in words if word)
    return {xid: sorted(words, key=lambda word: (-len(word), word)) for xid, words in found.items()}


def _letter_line(letter: Letter, hidden: dict[str, list[str]]) -> LetterLine:
    words = [word for xid in letter.about.split() for word in hidden.get(xid, [])]

    def blind(text: str) -> str:
        for word in words:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", SOMEBODY, text, flags=re.IGNORECASE)
        return text

    return LetterLine(
        xid=letter.xid,
        to=blind(letter.to),
        subject=blind(letter.subject),
        kind=letter.kind,
        status=letter.status,
        status_words=Letter.Status(letter.status).label,
        chip=CHIPS[letter.status],
        at=letter.sent_at or letter.created_at,
        error=blind(letter.error),
        again_at=letter.next_attempt_at if letter.error and letter.status == Letter.Status.QUEUED else None,
        body=blind(letter.body),
        reply_to=blind(letter.reply_to),
    )


@dataclass(frozen=True)
class HeldKind:
    """A kind of letter of which some wait for a chair to switch its rule on."""

    kind: str
    count: int


def held_kinds(viewer: Viewer, edition: Edition) -> list[HeldKind]:
    """Kinds of letters that are held, with how many."""
    rows = (
        letter_rows(viewer, edition, status=Letter.Status.HELD)
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
    )
    return [HeldKind(kind, n) for kind, n in sorted(rows)]
