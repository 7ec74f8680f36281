"""Endpoints that span apps: to-do list, search, the chair's desk, log, jobs."""

from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.conference.commands import jobs as commands
from sysml.conference.pages import page_of
from sysml.conference.policies import may_chair
from sysml.desk import serializers as shapes
from sysml.desk.queries import chair, home, jobs, log, search
from sysml.kernel.api import ApiView, SealedCursor

PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="number of the page, from 1")


def _list(request: Request, page: Page[Any], results: list[dict[str, Any]]) -> Response:
    following = None
    if page.has_next():
        query = request._request.GET.copy()
        query["page"] = str(page.next_page_number())
        following = f"{request.path}?{query.urlencode()}"
    return Response({"count": page.paginator.count, "next": following, "results": results})


class Newest(SealedCursor):
    """Pages of what only grows at its head; a cursor holds its place while new rows arrive."""

    page_size = 100


class NewestEntries(Newest):
    ordering = ("-at", "-id")


class NewestJobs(Newest):
    ordering = ("-created_at", "xid")


CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="as `next` gives it")
SIZE = OpenApiParameter("page_size", OpenApiTypes.INT, description="rows on a page, at most 200")


def cut(request: Request, pages: SealedCursor, rows: QuerySet[Any]) -> list[Any]:
    return pages.paginate_queryset(rows, request) or []


class Todos(ApiView):
    """What needs the person whose token this is."""

    scopes: ClassVar = {"GET": "submissions:read"}

    @extend_schema(operation_id="todo_list", responses=shapes.TodoList)
    def get(self, request: Request) -> Response:
        """Everything that needs you in this edition, in the order of deadlines."""
        site = self.site
        found = home.todos(site.viewer, site.at, site.edition)
        results = [
            {"kind": t.kind, "title": t.title, "url": t.url, "note": t.note, "due": t.due} for t in found
        ]
        return Response({"results": results})


class Search(ApiView):
    """Search over papers that the person may see."""

    scopes: ClassVar = {"GET": "submissions:read"}

    @extend_schema(
        operation_id="search",
        responses=shapes.HitList,
        parameters=[OpenApiParameter("q", OpenApiTypes.STR), PAGE],
    )
    def get(self, request: Request) -> Response:
        """Papers in which every word occurs, in fields that you may see."""
        site = self.site
        rows = search.search_rows(site.viewer, site.at, request.query_params.get("q", "")[:200])
        page = page_of(request._request, rows, 50)
        found = search.hits(list(page.object_list), site.edition)
        return _list(request, page, [{"number": h.number, "title": h.title, "track": h.track} for h in found])


class ChairDesk(ApiView):
    """The chair's desk in figures."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="chair_desk", responses=shapes.ChairDeskOut)
    def get(self, request: Request) -> Response:
        """Where the edition stands and what needs a hand, of the papers that you may see."""
        site = self.site
        may_chair(site.viewer).require()
        desk = chair.desk(site.viewer, site.at, site.edition, "UTC")
        return Response(
            {
                "stage": desk.stage.key,
                "figures": {figure.label: figure.value for figure in desk.figures},
                "needs": {need.words: need.count for need in desk.needs},
            }
        )


class Log(ApiView):
    """The log of the edition."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(
        operation_id="log_list",
        responses=shapes.LogList,
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR),
            OpenApiParameter("action", OpenApiTypes.STR),
            CURSOR,
            SIZE,
        ],
    )
    def get(self, request: Request) -> Response:
        """Who did or read what, newest first."""
        site = self.site
        may_chair(site.viewer).require()
        text, action = request.query_params.get("q", ""), request.query_params.get("action", "")
        pages = NewestEntries()
        entries = cut(request, pages, log.log_rows(site.viewer, site.edition, text=text, action=action))
        lines = log.log_lines(entries, site.edition)
        results = [
            {
                "at": line.at,
                "who": line.who,
                "on_behalf_of": line.as_whom,
                "action": line.action,
                "number": line.number,
                "summary": line.summary,
                "reason": line.reason,
            }
            for line in lines
        ]
        return Response({"next": pages.get_next_link(), "results": results})


class Jobs(ApiView):
    """Slow work of the edition."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="jobs_list", responses=shapes.JobList, parameters=[CURSOR, SIZE])
    def get(self, request: Request) -> Response:
        """Jobs with how far they are, newest first."""
        site = self.site
        may_chair(site.viewer).require()
        pages = NewestJobs()
        found = cut(request, pages, jobs.job_rows(site.viewer, site.edition))
        results = [_job(jobs.job_line(job, site.edition)) for job in found]
        return Response({"next": pages.get_next_link(), "results": results})


def _job(line: jobs.JobLine) -> dict[str, Any]:
    return {key: getattr(line, key) for key in ("xid", "title", "state", "percent", "words", "why")}


class JobView(ApiView):
    """One job."""

    scopes: ClassVar = {"GET": "submissions:read", "DELETE": "submissions:write"}

    @extend_schema(operation_id="jobs_read", responses=shapes.JobOut)
    def get(self, request: Request, xid: str) -> Response:
        """How far a job is that you asked for (or, for chairs, any of the edition)."""
        line = jobs.job_line(jobs.job(self.site.viewer, self.site.edition, xid), self.site.edition)
        return Response(_job(line))

    @extend_schema(operation_id="jobs_cancel", request=None, responses={204: None})
    def delete(self, request: Request, xid: str) -> Response:
        """Ask the job to stop."""
        site = self.site
        commands.cancel_job(by=site.viewer, edition=site.edition, xid=xid, now=site.now)
        return Response(status=204)
