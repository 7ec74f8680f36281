"""Lists of papers: one's own, and those that one may know of."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from submissions.queries import lists
from submissions.queries.lists import SORTS, FilterChoices, Filters
from submissions.queries.papers import claims_of, tracks_open_to
from sysml.conference.pages import SiteRequest, link, page_of, paging, render

PAGE = 30


@dataclass(frozen=True)
class Column:
    """A heading that sorts."""

    label: str
    url: str
    direction: str


@dataclass(frozen=True)
class Pill:
    """A filter that is in force."""

    name: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class Select:
    """One way to narrow the list."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]


@require_GET
def my_submissions(request: SiteRequest) -> HttpResponse:
    """The person's own submissions, and places as an author that wait for them."""
    tracks = tracks_open_to(request.viewer, request.at, request.edition)
    values = {
        "papers": lists.my_papers(request.viewer, request.at, request.edition),
        "claims": claims_of(request.viewer),
        "may_register": any(track.permit for track in tracks),
        "why_not": next((track.permit.reason for track in tracks if not track.permit), ""),
        "edition": request.edition.slug,
    }
    return render(request, "submissions/mine.html", values)


@require_GET
def all_papers(request: SiteRequest) -> HttpResponse:
    """The papers that this person may know of, filtered and sorted as the address says."""
    filters = Filters.parse(request.GET.dict())
    choices = lists.filter_choices(request.edition)
    page = page_of(request, lists.papers(request.viewer, request.at, filters), PAGE)
    rows = lists.rows_of(request.viewer, request.at, list(page.object_list))
    values = {
        "rows": rows,
        "paging": paging(request, page),
        "filters": filters,
        "selects": _selects(filters, choices),
        "show_authors": any(row.authors for row in rows),
        "pills": _pills(filters, choices),
        "columns": _columns(filters),
        "clear_url": request.path,
        "edition": request.edition.slug,
        "tools_url": link(request.edition, "submission-tools") if request.viewer.is_chair else "",
        "unfinished_url": link(request.edition, "submission-unfinished") if request.viewer.is_chair else "",
    }
    return render(request, "submissions/all.html", values)


def _selects(filters: Filters, choices: FilterChoices) -> list[Select]:
    every = [
        Select("status", "Status", filters.status, choices.statuses),
        Select("track", "Track", filters.track, choices.tracks),
        Select("topic", "Topic", filters.topic, choices.topics),
    ]
    return [select for select in every if len(select.choices) > 1]


def _pills(filters: Filters, choices: FilterChoices) -> list[Pill]:
    query = filters.query()
    names = {"q": "Text", "status": "Status", "track": "Track", "topic": "Topic"}
    words = {**dict(choices.statuses), **dict(choices.tracks), **dict(choices.topics)}
    return [
        Pill(
            names[key], words.get(value, value), f"?{urlencode({k: v for k, v in query.items() if k != key})}"
        )
        for key, value in query.items()
        if key in names
    ]


def _columns(filters: Filters) -> dict[str, Column]:
    query = filters.query()
    columns = {}
    for key, (_, label) in SORTS.items():
        here = filters.sort == key
        after = f"-{key}" if here and not filters.descending else key
        direction = ("desc" if filters.descending else "asc") if here else ""
        columns[key] = Column(label, f"?{urlencode({**query, 'sort': after})}", direction)
    return columns
