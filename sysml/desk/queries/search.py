"""Search over what the viewer may see. Every field is searched through its own table: hidden means absent."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from submissions.models import Submission
from submissions.policies import ABSTRACT, AUTHORSHIP, SUBMISSION
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.pages import link
from sysml.conference.viewer import Viewer
from sysml.kernel.plain import whole


@dataclass(frozen=True)
class Hit:
    """One paper that was found."""

    number: int
    title: str
    track: str
    url: str


def search_rows(viewer: Viewer, at: Moment, text: str) -> QuerySet[Submission]:
    """Papers whose number, title, abstract, keywords or authors, as far as this viewer sees them, match.

    All words must occur, each in any of these fields.
    """
    found = SUBMISSION.rows(viewer, at)
    for word in text.split()[:8]:
        in_title = Q(title_key__contains=word.casefold()) | (
            Q(number=number) if (number := whole(word)) is not None else Q(pk__in=[])
        )
        abstracts = ABSTRACT.rows(viewer, at).filter(
            Q(abstract__icontains=word) | Q(keywords__icontains=word)
        )
        authors = AUTHORSHIP.rows(viewer, at).filter(name__icontains=word)
        found = found.filter(
            in_title | Q(pk__in=abstracts.values("pk")) | Q(pk__in=authors.values("submission_id"))
        )
    return found.select_related("track").order_by("title_key", "xid")


def hits(papers: list[Submission], edition: Edition) -> list[Hit]:
    """The papers of one page of results."""
    return [
        Hit(p.number, p.title, p.track.name, link(edition, "submission-detail", number=p.number))
        for p in papers
    ]
