"""The cast among many: as many more papers, members and rows of every list as wanted, for counting queries."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpResponse

from submissions.models import Submission
from sysml.conference.domain import Side
from sysml.kernel.audit import record
from sysml.kernel.models import ApiToken, Job, Letter
from tests.architecture.cast import PAPERS, UNDER_RELEASE, Cast
from tests.factories.committee import knows, proposed

MULTIPLIED = ("draft", "undecided", "accepted")


class Crowd(Cast):
    """A cast with `size` papers of the usual states, each with its reviews, threads and artifact."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        first = dict(self.papers)
        for number in range(size):
            self._office_rows(number)
        for number in range(1, size):
            for state in MULTIPLIED:
                self._paper(state)
            self._newcomers(number)
        self.papers = first

    def move_to(self, phase: str) -> None:
        """As for the cast, with the outcomes of all papers."""
        super().move_to(phase)
        for state, (_, outcome) in PAPERS.items():
            if outcome in UNDER_RELEASE:
                row = self.papers[state]
                row.refresh_from_db()
                Submission.objects.filter(edition=self.made.edition, title=state).update(
                    outcome=row.outcome, outcome_at=row.outcome_at
                )

    def _office_rows(self, number: int) -> None:
        """A letter, a job, an entry in the log and a token, all of the chair's."""
        chair, now, slug = self.people["C"], self.made.now, self.made.edition.slug
        Letter.objects.create(
            key=f"letter-{number}", kind="mailing", scope=slug, person=chair, to=chair.email, subject="…", body="…",
            created_at=now,
        )  # fmt: skip
        Job.objects.create(
            kind="check", key=f"job-{number}", scope=slug, requested_by=chair, due_at=now, created_at=now
        )
        record(actor_id=chair.pk, action="crowd.tested", scope=slug, now=now)
        ApiToken.objects.create(
            person=chair, name="…", prefix="p", digest=f"digest-{number}", created_at=now, expires_at=now
        )

    def _newcomers(self, number: int) -> None:
        """A member more of each side, who knows topics, reviews a paper and is in a plan."""
        made = self.made
        for side in (Side.ML, Side.SYSTEMS):
            seat = made.member(f"{side.value} {number}", side)
            for topic in made.edition.topics.all():
                knows(seat, topic, 2)
            made.assign(self.papers["undecided"], seat)
            made.conflict(self.papers["accepted"], self.made.people[seat.name])
            proposed(made, [(self.papers["undecided"], seat)])


def queries(ask: Callable[[], HttpResponse]) -> tuple[HttpResponse, list[str]]:
    """The answer, and the SQL that it took."""
    found: list[str] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        found.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        return ask(), found
