"""Windows of one paper through the API."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.conference.commands.calendar import move_window, remove_window
from sysml.conference.domain import WindowKind
from sysml.desk.extensions import queries
from sysml.desk.extensions import serializers as shapes
from sysml.kernel.api import ApiView

_FIELDS = ("xid", "kind", "opens_at", "closes_at", "grace_minutes", "reason")


def _plain(row: queries.PaperWindow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name in _FIELDS}


class PaperWindows(ApiView):
    """More (or other) time for one paper."""

    scopes: ClassVar = {"GET": "chair:read", "POST": "chair:write"}

    @extend_schema(operation_id="paper_windows_list", responses=shapes.PaperWindowList, tags=["submissions"])
    def get(self, request: Request, number: int) -> Response:
        """The windows that hold for this paper alone."""
        paper = queries.paper(self.site.viewer, self.site.at, number)
        rows = queries.windows(self.site.edition, paper)
        return Response(shapes.PaperWindowList({"results": [_plain(row) for row in rows], "next": None}).data)

    @extend_schema(
        operation_id="paper_windows_set",
        request=shapes.PaperWindow,
        responses={201: shapes.PaperWindow},
        tags=["submissions"],
    )
    def post(self, request: Request, number: int) -> Response:
        """Set a window of this paper, or move the one that it has; those concerned are told."""
        form = shapes.PaperWindow(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        paper = queries.paper(self.site.viewer, self.site.at, number)
        moved = move_window(
            by=self.site.viewer,
            edition=self.site.edition,
            kind=WindowKind(data["kind"]),
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            grace=timedelta(minutes=data["grace_minutes"]),
            reason=data["reason"],
            scope=queries.scope(paper),
            now=self.site.now,
        )
        row = queries.window(self.site.edition, paper, moved.xid)
        return Response(shapes.PaperWindow(_plain(row)).data, status=201)


class PaperWindowDetail(ApiView):
    """One window of one paper."""

    scopes: ClassVar = {"DELETE": "chair:write"}

    @extend_schema(operation_id="paper_windows_remove", responses={204: None}, tags=["submissions"])
    def delete(self, request: Request, number: int, xid: str) -> Response:
        """End the exception; the dates of the paper's track hold again."""
        paper = queries.paper(self.site.viewer, self.site.at, number)
        row = queries.window(self.site.edition, paper, xid)
        remove_window(
            by=self.site.viewer,
            edition=self.site.edition,
            kind=row.kind,
            scope=queries.scope(paper),
            now=self.site.now,
        )
        return Response(status=204)
