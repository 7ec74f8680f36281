"""Steps that releasing, desk rejects and conditions share. Each runs inside the caller's transaction."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from reviews.models import ProceedingsEntry
from reviews.queries.release import Draft, PaperDraft, address_of, name_of
from submissions.domain import ACCEPTED, Outcome
from submissions.models import Authorship, Submission
from sysml.conference import letters
from sysml.conference.models import Edition
from sysml.kernel.models import Letter, User


def send(
    edition: Edition,
    drafts: Sequence[PaperDraft],
    *,
    now: datetime,
    batch: str = "",
    waiting: Collection[int] = (),
) -> int:
    """Queue these letters for every author and shepherd; returns how many there are.

    They do not wait for the rule of their kind: somebody has pressed the button below their previews. Those about the
    papers `waiting` (keys), which the sender may not see, are held for who handles the paper.
    """
    authors: dict[int, list[Authorship]] = {}
    rows = Authorship.objects.filter(submission__in=[draft.paper for draft in drafts])
    for row in rows.select_related("person").order_by("submission_id", "position"):
        authors.setdefault(row.submission_id, []).append(row)
    held, queued = Letter.Status.HELD, Letter.Status.QUEUED
    return sum(
        _send_one(
            edition,
            draft,
            authors.get(draft.paper.pk, ()),
            now,
            batch,
            held if draft.paper.pk in waiting else queued,
        )
        for draft in drafts
    )


def _send_one(
    edition: Edition,
    draft: PaperDraft,
    authors: Iterable[Authorship],
    now: datetime,
    batch: str,
    status: str,
) -> int:
    count = 0

    def write(letter: Draft, address: str, name: str, reader: str, person: User | None) -> None:
        letters.write(
            letter.kind,
            edition=edition,
            key=f"{draft.paper.xid}:{reader}",
            now=now,
            context=letter.context,
            person=person,
            email=address,
            name=name,
            about=draft.paper.xid,
            batch=batch,
            status=status,
        )

    for author in authors:
        if address := address_of(author):
            letter = draft.claimed if author.person_id else draft.unclaimed
            write(letter, address, name_of(author), author.xid, author.person)
            count += 1
    if draft.shepherd is not None and draft.shepherding is not None:
        person = draft.shepherding.person
        write(draft.shepherd, person.email, person.name, draft.shepherding.xid, person)
        count += 1
    return count


def set_outcome(papers: Sequence[Submission], outcome: Outcome, now: datetime) -> None:
    """Write what is now released of these papers; an accepted one gets its place in the proceedings."""
    Submission.objects.filter(pk__in=[paper.pk for paper in papers]).update(outcome=outcome, outcome_at=now)
    if outcome not in ACCEPTED:
        return
    known = set(
        ProceedingsEntry.objects.filter(submission__in=papers).values_list("submission_id", flat=True)
    )
    for paper in papers:
        if paper.pk not in known:
            ProceedingsEntry.objects.create(submission=paper, accepted_title=paper.title)
