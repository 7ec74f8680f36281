"""Endpoints by which a chair takes lists and files out of the site, or sees a paper as somebody else does."""

from typing import Any, ClassVar

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from submissions.api.common import paper_json
from submissions.queries.looking import seen_as
from submissions.queries.papers import get_paper
from submissions.serializers import SubmissionOut
from sysml.conference import viewer
from sysml.conference.commands import looking
from sysml.conference.policies import may_chair
from sysml.desk import exporting
from sysml.desk import serializers as shapes
from sysml.desk.queries import exports, people
from sysml.kernel.api import ApiView
from sysml.kernel.errors import Invalid


class Exports(ApiView):
    """The lists that a chair may take out."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="exports_list", responses=shapes.ExportList)
    def get(self, request: Request) -> Response:
        """Every list with its columns; each is there as `<key>.csv` and `<key>.json`."""
        may_chair(self.site.viewer).require()
        results = [{"key": e.key, "words": e.words, "columns": list(e.columns)} for e in exports.EXPORTS]
        return Response({"results": results})


class ExportCsv(ApiView):
    """One list as CSV."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="exports_csv", responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, key: str) -> HttpResponse:
        """What you see of the list on pages; the log notes that you took it."""
        return exporting.list_as_csv(self.site, key)


class ExportJson(ApiView):
    """One list as JSON."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="exports_json", responses={(200, "application/json"): OpenApiTypes.OBJECT})
    def get(self, request: Request, key: str) -> JsonResponse:
        """What you see of the list on pages, under its key; the log notes that you took it."""
        return exporting.list_as_json(self.site, key)


class ExportFiles(ApiView):
    """The files of all complete papers."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="exports_files", responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request) -> StreamingHttpResponse:
        """The current file of each complete paper that you have no conflict with, as one zip."""
        return exporting.files_as_zip(self.site)


class ViewAs(ApiView):
    """A paper as somebody else sees it."""

    scopes: ClassVar = {"POST": "chair:read"}

    @extend_schema(operation_id="view_as", request=shapes.ViewAsIn, responses=SubmissionOut)
    def post(self, request: Request) -> Response:
        """The paper as this person sees it, and no more of it than you may see yourself. The log notes it.

        It answers 404 where the page would: for a paper that either of you may not know of.
        """
        form = shapes.ViewAsIn(data=request.data)
        form.is_valid(raise_exception=True)
        seen = self._through(form.validated_data["email"])
        return Response(
            paper_json(seen, self.site.at, get_paper(seen, self.site.at, form.validated_data["number"]))
        )

    def _through(self, email: str) -> Any:
        site = self.site
        may_chair(site.viewer).require()
        person = people.taking_part(site.viewer, site.at, site.edition, email)
        if person is None:
            raise Invalid(
                {"email": "Nobody with this address takes part in this edition, as far as you may know."}
            )
        looking.look_as(by=site.viewer, edition=site.edition, person=person, now=site.now)
        return seen_as(site.viewer, viewer.for_person(person, site.edition), site.at)
