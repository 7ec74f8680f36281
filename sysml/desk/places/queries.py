"""Places that a person can claim. Which paper it is, the claim's own page says after one more press."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from artifacts.domain import EvaluatorState
from artifacts.models import Evaluator
from committee.domain import MemberState
from committee.models import Member
from submissions.models import Authorship
from sysml.conference.pages import link
from sysml.kernel.models import User


@dataclass(frozen=True)
class Place:
    """One thing that waits for a person."""

    title: str
    words: str
    url: str = ""
    button: str = ""


def places(person: User) -> list[Place]:
    """Everything that waits for the person's proven addresses; four queries."""
    emails = list(EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True))
    return [*_authors(emails), *_members(emails), *_evaluators(emails)]


def _authors(emails: list[str]) -> list[Place]:
    rows = (
        Authorship.objects.filter(person=None, email__in=emails)
        .select_related("submission__edition")
        .order_by("submission__edition__name", "xid")
    )
    return [
        Place(
            f"A place as author at {row.submission.edition.name}",
            f"A co-author has named you as {row.name} <{row.email}>. Until you claim the place you do not see the "
            "paper, and you count as conflicted with it.",
            link(row.submission.edition, "author-claim", xid=row.xid),
            "Claim it",
        )
        for row in rows
    ]


def _members(emails: list[str]) -> list[Place]:
    rows = (
        Member.objects.filter(person=None, email__in=emails, state=MemberState.INVITED)
        .select_related("edition")
        .order_by("edition__name", "xid")
    )
    return [_invitation(row.edition.name, "the programme committee", row.email) for row in rows]


def _evaluators(emails: list[str]) -> list[Place]:
    rows = (
        Evaluator.objects.filter(person=None, email__in=emails, state=EvaluatorState.INVITED)
        .select_related("edition")
        .order_by("edition__name", "xid")
    )
    return [_invitation(row.edition.name, "the artifact evaluation committee", row.email) for row in rows]


def _invitation(edition: str, body: str, email: str) -> Place:
    return Place(
        f"An invitation to {body} of {edition}",
        f"The letter that went to {email} has the link by which you accept or decline.",
    )
