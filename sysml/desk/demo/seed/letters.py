"""Letters of an edition's invented past: those that the same acts would have written, nearly all of them sent."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from submissions.models import Submission
from sysml.conference.letters import Kind, fill
from sysml.conference.models import Edition
from sysml.conference.pages import link
from sysml.kernel.models import Letter, User


class Letters:
    """Collects letters of one edition. None of them leaves: what is sent here was sent in the past."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._letters: list[Letter] = []

    def url(self, page: str, **kwargs: object) -> str:
        """The full address of a page of the edition."""
        return settings.BASE_URL + link(self._edition, page, **kwargs)

    def add(
        self,
        kind: Kind,
        key: str,
        at: datetime,
        person: User | None,
        page: str,
        *,
        context: Mapping[str, str] | None = None,
        paper: Submission | None = None,
        name: str = "",
        email: str = "",
        batch: str = "",
        status: str = Letter.Status.SENT,
        error: str = "",
        **where: object,
    ) -> None:
        """One letter to one person; `page` and `where` say where its link leads."""
        if paper is not None:
            where.setdefault("number", paper.number)
        words = {
            "edition": self._edition.name,
            "contact": self._edition.contact,
            "name": name or (person.name if person else "colleague"),
            "link": self.url(page, **where),
            **({"number": str(paper.number), "title": paper.title} if paper is not None else {}),
            **(context or {}),
        }
        sent = status == Letter.Status.SENT
        failed = status == Letter.Status.FAILED
        self._letters.append(
            Letter(
                key=f"{self._edition.slug}:{kind.key}:{key}"[:160],
                kind=kind.key,
                scope=self._edition.slug,
                about=paper.xid if paper is not None else "",
                batch=batch,
                person=person,
                to=email or (person.email if person else ""),
                reply_to=self._edition.contact,
                subject=f"[{self._edition.name}] {fill(kind.subject, words)}"[:250],
                body=fill(kind.body, words),
                status=status,
                created_at=at,
                next_attempt_at=at,
                claimed_at=at if sent or failed else None,
                sent_at=at + timedelta(seconds=20) if sent else None,
                attempts=1 if sent else 8 if failed else 0,
                error=error,
            )
        )

    def write(self) -> int:
        """Store everything collected so far."""
        self._letters.sort(key=lambda letter: letter.created_at)
        Letter.objects.bulk_create(self._letters, batch_size=400)
        count = len(self._letters)
        self._letters.clear()
        return count
