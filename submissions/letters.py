"""The kinds of letters that this floor writes. Each has a link to the paper or the place that it is about."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from submissions.models import Authorship, Submission
from sysml.conference import letters
from sysml.conference.letters import COMMON, Kind, register
from sysml.conference.models import Edition
from sysml.conference.moving import moved_kind
from sysml.conference.pages import link

_PAPER = (*COMMON, "number", "title")

REGISTERED = register(
    Kind(
        "registered",
        "To the authors when a submission is registered",
        "Paper {{number}} is registered",
        "Dear {{name}},\n\nyour submission to {{edition}} is registered as paper {{number}}:\n\n  {{title}}\n\n"
        "{{consequence}}\n\n{{link}}\n",
        (*_PAPER, "consequence"),
    )
)
RECEIPT = register(
    Kind(
        "receipt",
        "To the authors when a file of theirs has been taken",
        "Receipt for paper {{number}}, {{file}}",
        "Dear {{name}},\n\nwe have received a file for paper {{number}} ({{title}}):\n\n  {{file}}, {{size}}\n"
        "  received {{time}}\n  SHA-256 {{sha}}\n\n{{consequence}}\n\n{{link}}\n",
        (*_PAPER, "file", "size", "time", "sha", "consequence"),
    )
)
AUTHOR_INVITATION = register(
    Kind(
        "author-invitation",
        "To a co-author who has been named and has not confirmed yet",
        "You are named as an author",
        "Dear {{name}},\n\n{{by}} has named you as an author of a submission to {{edition}}. Sign in (or sign up) with "
        "this address and confirm your place with one press; until then you do not see the paper, and count as having "
        "a conflict with it.\n\n{{link}}\n\nIf this is a mistake, write to {{contact}}.\n",
        (*COMMON, "by"),
    )
)
INCOMPLETE = register(
    Kind(
        "draft-reminder",
        "To the authors of a submission that is not complete, 48 and 6 hours before the deadline",
        "Paper {{number}} is not complete; {{left}} left",
        "Dear {{name}},\n\nyour submission {{number}} ({{title}}) is not complete. Missing: {{missing}}.\n\n"
        "The deadline is {{deadline}}. What is not complete by then will not be reviewed.\n\n{{link}}\n",
        (*_PAPER, "missing", "deadline", "left"),
    )
)
BLOCKED = register(
    Kind(
        "finding-to-mend",
        "To the authors when a check finds something without whose mending the paper is not complete",
        "Paper {{number}} has something that must be mended",
        "Dear {{name}},\n\nthe check of {{file}} of paper {{number}} ({{title}}) found:\n\n{{findings}}\n\n"
        "The submission is not complete before this is mended.\n\n{{link}}\n",
        (*_PAPER, "file", "findings"),
    )
)
ON_BEHALF = register(
    Kind(
        "changed-on-behalf",
        "To the authors when a chair has changed something of their submission for them",
        "A chair has changed paper {{number}} on your behalf",
        "Dear {{name}},\n\non your behalf a chair has done this with paper {{number}} ({{title}}): {{what}}.\n\n"
        "Reason: {{reason}}\n\n{{link}}\n",
        (*_PAPER, "what", "reason"),
    )
)
WITHDRAWN = register(
    Kind(
        "withdrawn",
        "To the authors when their submission is withdrawn",
        "Paper {{number}} is withdrawn",
        "Dear {{name}},\n\npaper {{number}} ({{title}}) has been withdrawn by {{by}}.\n\n{{link}}\n",
        (*_PAPER, "by"),
    )
)
REVIVED = register(
    Kind(
        "revived",
        "To the authors when their submission is active again",
        "Paper {{number}} is active again",
        "Dear {{name}},\n\npaper {{number}} ({{title}}) is active again.\n\n{{link}}\n",
        _PAPER,
    )
)
CLOSED = register(
    Kind(
        "closed-incomplete",
        "To the authors of a submission that was never completed, when the chairs close it",
        "Submission {{number}} is closed",
        "Dear {{name}},\n\nsubmission {{number}} was not complete at the deadline and has been closed. Nothing of it "
        "is lost; if this is a mistake, write to {{contact}}.\n\n{{link}}\n",
        _PAPER,
    )
)
MOVED = moved_kind("papers-deadline-moved", "the authors of a paper")


def address(edition: Edition, name: str, **kwargs: object) -> str:
    """The full address of a page, for a letter."""
    return settings.BASE_URL + link(edition, name, **kwargs)


def to_authors(
    kind: Kind,
    paper: Submission,
    *,
    edition: Edition,
    key: str,
    now: datetime,
    context: Mapping[str, str] | None = None,
) -> int:
    """Write to every author who has claimed their place; the others may not see the paper. Returns how many."""
    places = Authorship.objects.filter(submission=paper, person__isnull=False).select_related("person")
    common = {
        "number": str(paper.number),
        "title": paper.title or "without a title so far",
        "link": address(edition, "submission-detail", number=paper.number),
        **(context or {}),
    }
    for place in places:
        letters.write(
            kind,
            edition=edition,
            key=f"{paper.xid}:{key}:{place.person.xid}",  # type: ignore[union-attr]
            now=now,
            context=common,
            person=place.person,
            about=paper.xid,
        )
    return len(places)
