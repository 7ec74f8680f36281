"""Programme and proceedings through the API."""

from typing import ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import taken
from reviews.commands import proceedings as commands
from reviews.commands.proceedings import Place, SessionPlan
from sysml.desk.proceedings import queries, sending
from sysml.desk.proceedings import serializers as s
from sysml.kernel.api import ApiView


class Production(ApiView):
    """Accepted papers on their way into the proceedings, in order."""

    scopes: ClassVar = {"GET": "chair:read", "PUT": "chair:write"}

    @extend_schema(operation_id="production_read", responses=s.ProductionOut)
    def get(self, request: Request) -> Response:
        found = queries.production(self.site.viewer, self.site.at, self.site.edition)
        return Response(s.ProductionOut(found).data)

    @extend_schema(operation_id="production_arrange", request=s.PlacesIn, responses={204: None})
    def put(self, request: Request) -> Response:
        """Places of the named papers, all or none."""
        places = [Place(**place) for place in taken(s.PlacesIn, request.data)["places"]]
        commands.arrange(by=self.site.viewer, edition=self.site.edition, places=places, now=self.site.now)
        return Response(status=204)


class Sessions(ApiView):
    """The sessions of the programme."""

    scopes: ClassVar = {"PUT": "chair:write"}

    @extend_schema(operation_id="sessions_set", request=s.SessionsIn, responses={204: None})
    def put(self, request: Request) -> Response:
        """Replace the list; papers stay in a session that keeps its name."""
        plans = [SessionPlan(**plan) for plan in taken(s.SessionsIn, request.data)["sessions"]]
        commands.set_sessions(
            by=self.site.viewer, edition=self.site.edition, sessions=plans, now=self.site.now
        )
        return Response(status=204)


class Reminders(ApiView):
    """Letters to authors whose final version is missing."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="production_remind", request=None, responses=s.RemindedOut)
    def post(self, request: Request) -> Response:
        done = commands.remind_camera_ready(by=self.site.viewer, edition=self.site.edition, now=self.site.now)
        return Response(s.RemindedOut({"papers": done}).data)


class Prints(ApiView):
    """Front matter and programme as PDF, made by a worker."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="prints_order", request=s.PrintIn, responses={202: s.PrintOut})
    def post(self, request: Request) -> Response:
        """Order a print; ask for its state until it is done."""
        what = taken(s.PrintIn, request.data)["what"]
        xid = commands.order_print(
            by=self.site.viewer, edition=self.site.edition, what=what, now=self.site.now
        )
        _, shown = queries.print_job(self.site.viewer, self.site.edition, xid)
        return Response(s.PrintOut(shown).data, status=202)


class PrintState(ApiView):
    """One print of yours."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="prints_read", responses=s.PrintOut)
    def get(self, request: Request, xid: str) -> Response:
        _, shown = queries.print_job(self.site.viewer, self.site.edition, xid)
        return Response(s.PrintOut(shown).data)


class PrintFile(ApiView):
    """The PDF of one print of yours."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="prints_file", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, xid: str) -> HttpResponseBase:
        """The finished print; 404 until it is done."""
        return sending.print_pdf(self.site, xid)


class PublicProceedings(ApiView):
    """The proceedings, for everybody, once they are public."""

    permission_classes = (AllowAny,)
    scopes: ClassVar = {"GET": "submissions:read"}

    @extend_schema(operation_id="proceedings_list", responses=s.PublicProceedingsOut)
    def get(self, request: Request) -> Response:
        """Each with its BibTeX."""
        papers = queries.public_papers(self.site.at, self.site.edition)
        return Response(s.PublicProceedingsOut({"results": papers, "next": None}).data)


class PublicFile(ApiView):
    """A paper's final PDF, for everybody, once the proceedings are public."""

    permission_classes = (AllowAny,)
    scopes: ClassVar = {"GET": "submissions:read"}

    @extend_schema(operation_id="proceedings_file", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, number: int) -> HttpResponseBase:
        """With its badges on it where it has any."""
        return sending.public_pdf(self.site, number)
