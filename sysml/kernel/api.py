"""What every endpoint shares: token scopes, RFC 9457 problems, encrypted cursors, ETags, idempotency keys.

Endpoints are `ApiView`s whose methods fetch through policies, call queries or commands, and return plain data.
Nothing here knows a domain.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar, cast
from urllib.parse import unquote

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import Http404
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import status
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import APIException, NotAuthenticated, PermissionDenied, Throttled
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from sysml.kernel.errors import Invalid, NotFound, Refused
from sysml.kernel.models import IdempotentReply, User

PROBLEM = "application/problem+json"
RATE = 600
RATE_SECONDS = 60


class TokenAuthentication(BaseAuthentication):
    """The token that middleware found; without one, the browser's session is tried next."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        token = request._request.api_token  # type: ignore[attr-defined]
        return (token.person, token) if token is not None else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema speaks of tokens."""

    target_class = "sysml.kernel.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token, made on one's own page.",
        }


class ApiView(APIView):
    """Base of all endpoints. `scopes` maps a method to the scope that a token needs for it."""

    authentication_classes = (TokenAuthentication, SessionAuthentication)
    scopes: ClassVar[Mapping[str, str]] = {}

    @property
    def site(self) -> Any:
        """The request that middleware prepared: viewer, edition, at, now."""
        return self.request._request

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._limit(request)
        needed = self.scopes.get(request.method or "")
        token = request._request.api_token  # type: ignore[attr-defined]
        if token is not None and (needed is None or needed not in token.scopes):
            raise PermissionDenied(
                f"This token lacks the scope {needed}." if needed else "Tokens cannot do this."
            )

    def _limit(self, request: Request) -> None:
        who = f"p{request.user.pk}" if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")
        window = int(self.site.now.timestamp()) // RATE_SECONDS
        key = f"rate:{who}:{window}"
        cache.add(key, 0, RATE_SECONDS * 2)
        used = cache.incr(key)
        self.rate = {
            "RateLimit-Limit": str(RATE),
            "RateLimit-Remaining": str(max(0, RATE - used)),
            "RateLimit-Reset": str(RATE_SECONDS - int(self.site.now.timestamp()) % RATE_SECONDS),
        }
        if used > RATE:
            raise Throttled(RATE_SECONDS)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if request.method == "POST" and key and request.user.is_authenticated:
            return self._once(request, key, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def _once(self, request: Any, key: str, *args: Any, **kwargs: Any) -> Any:
        digest = hashlib.sha256(
            b"\0".join([request.method.encode(), request.path.encode(), request.body])
        ).hexdigest()
        try:
            with transaction.atomic():
                row = IdempotentReply.objects.create(
                    person=request.user, key=key[:120], request_digest=digest, created_at=request.now
                )
        except IntegrityError:
            return self._replay(request, key, digest)
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code >= 500:
            row.delete()
        else:
            row.status = response.status_code
            row.body = json.loads(cast(Response, response).render().content or b"null")
            row.headers = {
                n: response[n] for n in ("Location", "ETag", "Content-Type") if response.has_header(n)
            }
            row.save()
        return response

    def _replay(self, request: Any, key: str, digest: str) -> Any:
        row = IdempotentReply.objects.get(person=request.user, key=key[:120])
        if row.request_digest != digest:
            answer = problem(
                422, "idempotency-key-reused", "This Idempotency-Key was used for another request."
            )
        elif row.status == 0:
            answer = problem(
                409, "request-in-progress", "The first request with this Idempotency-Key still runs."
            )
        else:
            answer = Response(row.body, status=row.status, headers=row.headers)
        request.parsers, request.authenticators = [], []
        self.headers, self.format_kwarg = self.default_response_headers, None
        answer = self.finalize_response(self.initialize_request(request), answer)
        answer["Idempotent-Replay"] = "true"
        return answer

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(self, "rate", {}).items():
            response[name] = value
        if request.method in {"GET", "HEAD"} and response.status_code == 200 and hasattr(response, "data"):
            content = json.dumps(response.data, default=str, sort_keys=True).encode()
            tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
            response["ETag"] = tag
            if request.headers.get("If-None-Match") == tag:
                response.status_code, response.data = 304, None
        return response


def problem(code: int, kind: str, title: str, **extra: Any) -> Response:
    """An RFC 9457 problem."""
    body = {"type": f"urn:sysml:problem:{kind}", "title": title, "status": code, **extra}
    return Response(body, status=code, content_type=PROBLEM)


def on_exception(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every error of the API as a problem; hidden and missing things give the same bytes."""
    if isinstance(error, Http404 | NotFound):
        return problem(404, "not-found", NotFound().message)
    if isinstance(error, Invalid):
        return problem(error.status, error.code, error.message, errors=error.fields)
    if isinstance(error, Refused):
        return problem(error.status, error.code, error.message)
    if isinstance(error, NotAuthenticated):
        answer = problem(401, "not-authenticated", "Sign in, or send a token as “Authorization: Bearer …”.")
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    response = exception_handler(error, dict(context))
    if response is None:
        return None
    detail = error.detail if isinstance(error, APIException) else str(error)
    if response.status_code == status.HTTP_400_BAD_REQUEST and isinstance(detail, dict):
        return problem(422, "invalid", "Some fields cannot be taken as they are.", errors=detail)
    answer = problem(
        response.status_code, getattr(error, "default_code", "refused").replace("_", "-"), str(detail)
    )
    for name in ("Retry-After", "WWW-Authenticate"):
        if response.has_header(name):
            answer[name] = response[name]
    return answer


class SealedCursor(CursorPagination):
    """Cursor paging whose cursors are encrypted: the usual ones carry a raw sort value."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "xid"

    def _box(self) -> Fernet:
        key = hashlib.sha256(b"cursor:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encode_cursor(self, cursor: Any) -> str:
        url = super().encode_cursor(cursor)
        head, _, tail = url.partition("cursor=")
        raw, rest = [*tail.split("&", 1), ""][:2]
        return f"{head}cursor={self._box().encrypt(raw.encode()).decode()}{'&' + rest if rest else ''}"

    def decode_cursor(self, request: Request) -> Any:
        sealed = request.query_params.get(self.cursor_query_param)
        if sealed is None:
            return None
        try:
            raw = self._box().decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise NotFound from None
        query = request._request.GET.copy()
        query[self.cursor_query_param] = unquote(raw)
        request._request.GET = query  # type: ignore[assignment]
        return super().decode_cursor(request)
