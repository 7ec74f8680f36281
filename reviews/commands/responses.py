"""The authors' response: drafted, submitted, replaced until the window ends; or entered by a chair on behalf."""

from dataclasses import dataclass
from datetime import datetime

from reviews.commands.steps import check_revision, clean_text, tell, tell_on_behalf
from reviews.letters import RESPONSE_IN
from reviews.models import Response
from reviews.policies import may_act_for, may_respond
from submissions.locking import Locked, lock_paper
from submissions.models import Authorship
from sysml.conference.acting import command, record
from sysml.conference.models import Edition
from sysml.conference.viewer import Viewer
from sysml.kernel import markdown
from sysml.kernel.errors import Invalid
from sysml.kernel.models import User


@dataclass(frozen=True)
class ResponseSaved:
    """What a save answers: the revision that the next save must carry."""

    revision: int
    saved_at: datetime
    words: int


@command
def save_response_draft(
    *, by: Viewer, edition: Edition, number: int, text: str, revision: int, now: datetime
) -> ResponseSaved:
    """Keep what an author has typed; co-authors see it, others learn that a draft exists."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_respond(locked.by, locked.paper, locked.clock).require()
    row = _row(locked, revision)
    row.draft, row.draft_saved_at = clean_text(text, "text", required=False), now
    row.revision += 1
    row.save()
    return ResponseSaved(row.revision, now, markdown.words(row.draft))


@command
def submit_response(
    *, by: Viewer, edition: Edition, number: int, text: str, revision: int, now: datetime
) -> ResponseSaved:
    """Hand the response in, or replace it, within the track's word limit."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_respond(locked.by, locked.paper, locked.clock).require()
    row = _row(locked, revision)
    _submit(locked, row, text, now)
    _record(locked, "response.submitted", now)
    _tell_authors(locked, edition, row, now)
    return ResponseSaved(row.revision, now, markdown.words(row.text))


@command
def submit_response_on_behalf(
    *, by: Viewer, edition: Edition, number: int, text: str, reason: str, now: datetime
) -> ResponseSaved:
    """A chair enters the authors' response for them, at any time before the release; every author is told."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_act_for(locked.by, locked.paper, locked.clock).require()
    why = clean_text(reason, "reason")
    row = Response.objects.filter(submission=locked.paper).first() or Response(
        submission=locked.paper, revision=0
    )
    _submit(locked, row, text, now)
    authors = _authors(locked)
    _record(locked, "response.entered", now, reason=why, on_behalf_of_id=authors[0].pk if authors else None)
    for author in authors:
        tell_on_behalf(locked, author, edition, "response", why, now)
    return ResponseSaved(row.revision, now, markdown.words(row.text))


def _row(locked: Locked, revision: int) -> Response:
    row = Response.objects.filter(submission=locked.paper).first()
    check_revision(revision, row.revision if row else 0)
    return row or Response(submission=locked.paper, revision=0)


def _submit(locked: Locked, row: Response, text: str, now: datetime) -> None:
    cleaned = clean_text(text, "text")
    limit, words = locked.paper.track.response_words, markdown.words(cleaned)
    if words > limit:
        raise Invalid(
            {"text": f"This has {words} words; at most {limit} are taken. Please cut {words - limit}."}
        )
    row.text, row.submitted_at, row.submitted_by_id = cleaned, now, locked.by.person_id
    row.draft, row.draft_saved_at = "", now
    row.revision += 1
    row.save()


def _authors(locked: Locked) -> list[User]:
    rows = Authorship.objects.filter(submission=locked.paper, person__isnull=False).select_related("person")
    return [row.person for row in rows.order_by("position", "pk") if row.person is not None]


def _tell_authors(locked: Locked, edition: Edition, row: Response, now: datetime) -> None:
    for author in _authors(locked):
        tell(
            RESPONSE_IN, locked, author, edition, f"{locked.paper.xid}:{author.xid}:{row.revision}", now, "response",
            at=f"{now:%Y-%m-%d %H:%M} UTC", words=str(markdown.words(row.text)),
        )  # fmt: skip


def _record(
    locked: Locked, action: str, now: datetime, *, reason: str = "", on_behalf_of_id: int | None = None
) -> None:
    record(
        locked.by,
        action,
        now=now,
        about=locked.paper.xid,
        subject=f"submission:{locked.paper.xid}",
        summary=f"Response for paper {locked.paper.number}",
        reason=reason,
        on_behalf_of_id=on_behalf_of_id,
    )
