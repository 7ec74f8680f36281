"""Lists that a chair may take out of the site, as CSV or JSON: what the chair sees on pages, nothing more."""

from collections.abc import Callable
from dataclasses import dataclass

from reviews.policies import ANSWER, REVIEW, REVIEWER_NAME
from reviews.queries.archive import PaperFile
from submissions.domain import DocumentKind, Status
from submissions.filenames import public_name
from submissions.policies import ABSTRACT, AUTHORSHIP, DOCUMENT, SUBMISSION
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer

Row = dict[str, str | int | None]


@dataclass(frozen=True)
class Export:
    """One list: its name, words for the page, its columns and its rows."""

    key: str
    words: str
    columns: tuple[str, ...]
    rows: Callable[[Viewer, Moment], list[Row]]


def _papers(viewer: Viewer, at: Moment) -> list[Row]:
    abstracts = dict(ABSTRACT.rows(viewer, at).values_list("pk", "abstract"))
    found = SUBMISSION.rows(viewer, at).select_related("track").order_by("number")
    return [
        {
            "number": paper.number,
            "title": paper.title,
            "track": paper.track.slug,
            "status": paper.status,
            "outcome": paper.outcome if paper.pk in abstracts else "",
            "abstract": abstracts.get(paper.pk, ""),
            "keywords": paper.keywords if paper.pk in abstracts else "",
        }
        for paper in found
    ]


def _authors(viewer: Viewer, at: Moment) -> list[Row]:
    rows = AUTHORSHIP.rows(viewer, at).select_related("submission").order_by("submission__number", "position")
    return [
        {
            "number": row.submission.number,
            "position": row.position + 1,
            "name": row.name,
            "email": row.email,
            "affiliation": row.affiliation,
            "country": row.country,
            "confirmed": "yes" if row.person_id else "no",
        }
        for row in rows
    ]


def _reviews(viewer: Viewer, at: Moment) -> list[Row]:
    names = dict(REVIEWER_NAME.rows(viewer, at).values_list("pk", "reviewer__email"))
    rows = (
        ANSWER.rows(viewer, at)
        .filter(version__is_current=True, version__review__in=REVIEW.rows(viewer, at).values("pk"))
        .select_related("submission", "question", "version__review")
        .order_by("submission__number", "version__review__label", "question__position")
    )
    return [
        {
            "number": row.submission.number,
            "review": row.version.review.label,
            "reviewer": names.get(row.version.review_id, ""),
            "side": row.version.review.side,
            "question": row.question.key,
            "score": row.score,
            "text": row.text,
        }
        for row in rows
    ]


EXPORTS: tuple[Export, ...] = (
    Export(
        "papers",
        "Papers with title, track, status and abstract",
        ("number", "title", "track", "status", "outcome", "abstract", "keywords"),
        _papers,
    ),
    Export(
        "authors",
        "Authors, as far as you may see them now",
        ("number", "position", "name", "email", "affiliation", "country", "confirmed"),
        _authors,
    ),
    Export(
        "reviews",
        "Reviews, a line an answer",
        ("number", "review", "reviewer", "side", "question", "score", "text"),
        _reviews,
    ),
)


def export(key: str) -> Export | None:
    """The export with this key."""
    return next((found for found in EXPORTS if found.key == key), None)


def files(viewer: Viewer, at: Moment) -> list[PaperFile]:
    """The current PDF of every complete paper that the viewer may see without a conflict, by number; two queries.

    As with a single file, whoever does not see the authors gets a copy that names nobody.
    """
    rows = (
        DOCUMENT.rows(viewer, at)
        .filter(kind=DocumentKind.PAPER, is_current=True, submission__status=Status.COMPLETE)
        .exclude(submission__in=sorted(viewer.tied(Tie.CONFLICTED)))
        .select_related("blob", "submission")
        .order_by("submission__number")
    )
    named = set(AUTHORSHIP.rows(viewer, at).values_list("submission_id", flat=True))
    return [
        PaperFile(
            public_name(viewer.edition_slug, row.submission.number, row),
            row.blob_id,
            row.blob.size,
            scrub=row.submission_id not in named,
        )
        for row in rows
    ]
