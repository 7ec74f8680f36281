"""External reviewers."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import listed, taken
from reviews.api.reviewing import Endpoint
from reviews.commands import requests as commands
from reviews.queries.requests import all_requests, invitation, own_invitation, requests_page
from reviews.serializers import reviewing as s
from sysml.kernel.api import ApiView


class PaperRequests(Endpoint):
    """Whom you have asked to review a paper."""

    scopes: ClassVar = {"GET": "reviews:read", "POST": "reviews:write"}

    @extend_schema(
        operation_id="review_requests_list", parameters=[s.PageNumber], responses=s.ExternalRequestsPage
    )
    def get(self, request: Request, number: int) -> Response:
        rows = requests_page(self.site.viewer, self.site.at, number).requests
        return listed(request, rows, s.ExternalRequestOut, taken(s.PageNumber, request.query_params)["page"])

    @extend_schema(
        operation_id="review_requests_ask",
        request=s.ExternalRequestIn,
        responses={201: s.ExternalRequestXidOut},
    )
    def post(self, request: Request, number: int) -> Response:
        """Ask somebody outside the committee for a review."""
        made = commands.ask_external(**self.common(number), **taken(s.ExternalRequestIn, request.data))
        return Response({"xid": made.xid}, status=201)


class OneRequest(Endpoint):
    """One request."""

    scopes: ClassVar = {"DELETE": "reviews:write", "POST": "chair:write"}

    @extend_schema(operation_id="review_request_withdraw", responses={204: None})
    def delete(self, request: Request, number: int, xid: str) -> Response:
        """Withdraw it; for its requester and for chairs."""
        commands.withdraw_request(**self.common(number), request=xid)
        return Response(status=204)

    @extend_schema(operation_id="review_request_send", request=s.ReviewReasonIn, responses={204: None})
    def post(self, request: Request, number: int, xid: str) -> Response:
        """Let a held letter leave; for chairs."""
        values = taken(s.ReviewReasonIn, request.data)
        commands.send_held_request(**self.common(number), request=xid, **values)
        return Response(status=204)


class AllRequests(ApiView):
    """Every request, for chairs."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(
        operation_id="all_review_requests", parameters=[s.PageNumber], responses=s.ExternalRequestsPage
    )
    def get(self, request: Request) -> Response:
        rows = all_requests(self.site.viewer, self.site.at)
        return listed(request, rows, s.ExternalRequestOut, taken(s.PageNumber, request.query_params)["page"])


class ReviewInvitation(ApiView):
    """The request behind a letter's link; no sign-in needed."""

    permission_classes = (AllowAny,)
    scopes: ClassVar = {"GET": "reviews:read", "POST": "reviews:write"}

    @extend_schema(operation_id="review_invitation", responses=s.ReviewInvitationOut, auth=[])
    def get(self, request: Request, token: str) -> Response:
        return Response(s.ReviewInvitationOut(invitation(self.site.edition, self.site.at, token)).data)

    @extend_schema(
        operation_id="review_invitation_answer",
        request=s.ReviewInvitationIn,
        responses=s.ReviewInvitationStateOut,
        auth=[],
    )
    def post(self, request: Request, token: str) -> Response:
        values = taken(s.ReviewInvitationIn, request.data)
        state = commands.answer_request(
            by=self.site.viewer, edition=self.site.edition, token=token, now=self.site.now, **values
        )
        return Response({"state": state.value})


class OwnInvitation(ApiView):
    """A request that was made to you, at an address that is proven to be yours."""

    scopes: ClassVar = {"GET": "reviews:read", "POST": "reviews:write"}

    @extend_schema(operation_id="review_request_read", responses=s.ReviewInvitationOut)
    def get(self, request: Request, xid: str) -> Response:
        page = own_invitation(self.site.viewer, self.site.edition, self.site.at, xid)
        return Response(s.ReviewInvitationOut(page).data)

    @extend_schema(
        operation_id="review_request_answer",
        request=s.ReviewInvitationIn,
        responses=s.ReviewInvitationStateOut,
    )
    def post(self, request: Request, xid: str) -> Response:
        values = taken(s.ReviewInvitationIn, request.data)
        state = commands.answer_own_request(
            by=self.site.viewer, edition=self.site.edition, request=xid, now=self.site.now, **values
        )
        return Response({"state": state.value})
