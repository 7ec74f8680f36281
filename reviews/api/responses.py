"""Responses, meta-reviews and leads."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import taken
from reviews.api.reviewing import Endpoint
from reviews.commands import meta, responses
from reviews.domain import LeadRule
from reviews.queries.common import find_paper, looks_as_author
from reviews.queries.meta import lead_page, meta_review_of
from reviews.queries.responses import response_form, response_of
from reviews.serializers import reviewing as s
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound


class ResponseView(Endpoint):
    """The authors' response to the reviews of a paper."""

    scopes: ClassVar = {"GET": "reviews:read", "PUT": "reviews:write", "POST": "reviews:write"}

    @extend_schema(operation_id="response_read", responses=s.ResponseStateOut)
    def get(self, request: Request, number: int) -> Response:
        """Authors also get what they saved, and the revision that the next save must carry."""
        viewer, at = self.site.viewer, self.site.at
        paper = find_paper(viewer, at, number)
        shown = response_of(viewer, at, paper)
        form = response_form(viewer, at, number) if looks_as_author(viewer, paper) else None
        if shown is None and form is None:
            raise NotFound
        return Response(
            s.ResponseStateOut(
                {
                    "response": shown,
                    "draft": form.text if form else None,
                    "revision": form.revision if form else None,
                    "closes": form.closes if form else None,
                }
            ).data
        )

    @extend_schema(operation_id="response_save", request=s.ResponseIn, responses=s.ResponseSavedOut)
    def put(self, request: Request, number: int) -> Response:
        """Save a draft."""
        values = taken(s.ResponseIn, request.data)
        return Response(
            s.ResponseSavedOut(responses.save_response_draft(**self.common(number), **values)).data
        )

    @extend_schema(operation_id="response_submit", request=s.ResponseIn, responses=s.ResponseSavedOut)
    def post(self, request: Request, number: int) -> Response:
        """Submit or replace the response."""
        values = taken(s.ResponseIn, request.data)
        return Response(s.ResponseSavedOut(responses.submit_response(**self.common(number), **values)).data)


class BehalfResponse(Endpoint):
    """A response that a chair enters for the authors."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="response_enter", request=s.BehalfResponseIn, responses=s.ResponseSavedOut)
    def post(self, request: Request, number: int) -> Response:
        values = taken(s.BehalfResponseIn, request.data)
        saved = responses.submit_response_on_behalf(**self.common(number), **values)
        return Response(s.ResponseSavedOut(saved).data)


class MetaReviewView(Endpoint):
    """The lead's summary and recommendation."""

    scopes: ClassVar = {"GET": "reviews:read", "PUT": "reviews:write", "POST": "reviews:write"}

    @extend_schema(operation_id="meta_review_read", responses=s.MetaReviewOut)
    def get(self, request: Request, number: int) -> Response:
        paper = find_paper(self.site.viewer, self.site.at, number)
        shown = meta_review_of(self.site.viewer, self.site.at, paper)
        if shown is None:
            raise NotFound
        return Response(s.MetaReviewOut(shown).data)

    @extend_schema(operation_id="meta_review_save", request=s.MetaReviewIn, responses=s.MetaSavedOut)
    def put(self, request: Request, number: int) -> Response:
        """Save a draft."""
        return self._save(request, number, submit=False)

    @extend_schema(operation_id="meta_review_submit", request=s.MetaReviewIn, responses=s.MetaSavedOut)
    def post(self, request: Request, number: int) -> Response:
        """Show it to the paper's reviewers and, at the release, its summary to the authors."""
        return self._save(request, number, submit=True)

    def _save(self, request: Request, number: int, *, submit: bool) -> Response:
        values = taken(s.MetaReviewIn, request.data)
        return Response(
            s.MetaSavedOut(meta.save_meta_review(**self.common(number), submit=submit, **values)).data
        )


class LeadView(Endpoint):
    """Who leads the discussion of a paper, and who could."""

    scopes: ClassVar = {"GET": "chair:read", "PUT": "chair:write", "DELETE": "chair:write"}

    @extend_schema(operation_id="lead_read", responses=s.LeadPageOut)
    def get(self, request: Request, number: int) -> Response:
        return Response(s.LeadPageOut(lead_page(self.site.viewer, self.site.at, number)).data)

    @extend_schema(operation_id="lead_appoint", request=s.LeadIn, responses={204: None})
    def put(self, request: Request, number: int) -> Response:
        meta.appoint_lead(**self.common(number), **taken(s.LeadIn, request.data))
        return Response(status=204)

    @extend_schema(operation_id="lead_remove", responses={204: None})
    def delete(self, request: Request, number: int) -> Response:
        meta.remove_lead(**self.common(number))
        return Response(status=204)


class Leads(ApiView):
    """Leads for many papers by one rule."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="leads_appoint", request=s.LeadsIn, responses=s.LeadsOut)
    def post(self, request: Request) -> Response:
        values = taken(s.LeadsIn, request.data)
        done = meta.appoint_leads(
            by=self.site.viewer,
            edition=self.site.edition,
            numbers=values["numbers"],
            rule=LeadRule(values["rule"]),
            now=self.site.now,
        )
        return Response(s.LeadsOut(done).data)
