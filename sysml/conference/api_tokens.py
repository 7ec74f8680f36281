"""A person's API tokens as endpoints. They stand on this floor because a token may be bound to one edition."""

from dataclasses import asdict
from typing import Any

from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.conference import queries
from sysml.conference.guard.queries import asks_it_of
from sysml.conference.serializers import list_of
from sysml.conference.views.tokens import SECOND_STEP_FIRST
from sysml.kernel import tokens
from sysml.kernel.api import ApiView
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.queries import TokenRow, token_of, tokens_of
from sysml.kernel.serializers import NewTokenSerializer, TokenSerializer


class TokenList(ApiView):
    """My tokens."""

    scopes = {"GET": "profile:read", "POST": "tokens:write"}

    @extend_schema(operation_id="tokens_list", responses=list_of(TokenSerializer), tags=["me"])
    def get(self, request: Request) -> Response:
        """My tokens, newest first; of a token that is bound to an edition, those that are bound to it as well."""
        own = self.site.api_token
        rows = tokens_of(self.site.user, now=self.site.now)
        if own is not None and own.edition_slug:
            rows = [row for row in rows if row.edition_slug == own.edition_slug]
        return Response({"results": [_shown(row) for row in rows], "next": None})

    @sensitive_variables("secret")
    @extend_schema(
        operation_id="tokens_create",
        request=TokenSerializer,
        responses={201: NewTokenSerializer},
        tags=["me"],
    )
    def post(self, request: Request) -> Response:
        """A new token. By a token: with no scope, edition or time that this one does not have.

        The answer is the only place where the secret ever stands, so it is not kept for an Idempotency-Key either.
        """
        form = TokenSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data, site = form.validated_data, self.site
        known = {row.slug for row in queries.editions(site.viewer, site.now)}
        if data["edition_slug"] and data["edition_slug"] not in known:
            raise Invalid({"edition": "There is no such edition, or none that you may know of."})
        if asks_it_of(site.user, data["edition_slug"]):
            raise Invalid({"": SECOND_STEP_FIRST})
        made, secret = tokens.create(person=site.user, now=site.now, under=site.api_token, **data)
        row = next(row for row in tokens_of(site.user, now=site.now) if row.xid == made.xid)
        return Response({**_shown(row), "secret": secret}, status=201)

    def _keep(self, response: Any) -> None:
        """Nothing that holds a secret is kept."""
        self._free()


class TokenDetail(ApiView):
    """One of my tokens."""

    scopes = {"DELETE": "tokens:write"}

    @extend_schema(operation_id="tokens_revoke", request=None, responses={204: None}, tags=["me"])
    def delete(self, request: Request, xid: str) -> Response:
        """End a token at once; the one in use too."""
        token = token_of(self.site.user, xid)
        if token is None:
            raise NotFound
        tokens.revoke(token=token, now=self.site.now)
        return Response(status=204)


def _shown(row: TokenRow) -> dict[str, Any]:
    values = asdict(row)
    return {"edition" if name == "edition_slug" else name: value for name, value in values.items()}
