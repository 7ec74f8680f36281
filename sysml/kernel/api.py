"""What every endpoint shares: token scopes, RFC 9457 problems, encrypted cursors, ETags, idempotency keys.

Endpoints are `ApiView`s whose methods fetch through policies, call queries or commands, and return plain data.
Nothing here knows a domain.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.utils.http import parse_etags
from rest_framework import status
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    NotAuthenticated,
    PermissionDenied,
    Throttled,
)
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from sysml.kernel.door.clients import address_of, network_of
from sysml.kernel.errors import Invalid, NotFound, Refused
from sysml.kernel.models import IdempotentReply, User

PROBLEM = "application/problem+json"
RATE = 600
RATE_SECONDS = 60
KEY_LENGTH = 120
KEPT = timedelta(days=1)
ABANDONED = timedelta(minutes=5)


class TokenAuthentication(BaseAuthentication):
    """The token that middleware found; without one, the browser's session is tried next."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        """The token and its person. A dead token is refused, so that no script works on as somebody else."""
        token = request._request.api_token  # type: ignore[attr-defined]
        if token is not None:
            return token.person, token
        if request.headers.get("Authorization", "")[:7].lower() == "bearer ":
            raise AuthenticationFailed("This token does not exist, has expired or was revoked.")
        return None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class ApiView(APIView):
    """Base of all endpoints. `scopes` maps a method to the scope that a token needs for it.

    A POST with an Idempotency-Key is done once: see `_claim`.
    """

    authentication_classes = (TokenAuthentication, SessionAuthentication)
    scopes: ClassVar[Mapping[str, str]] = {}
    rate: Mapping[str, str] = MappingProxyType({})
    claimed: IdempotentReply | None = None

    @property
    def site(self) -> Any:
        """The request that middleware prepared: viewer, edition, at, now."""
        return self.request._request

    def check_permissions(self, request: Request) -> None:
        """Count the request first, so that refused ones are counted too."""
        self._limit(request)
        super().check_permissions(request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks, whether they ask too often, whether the token may do this, whether it has been done."""
        super().initial(request, *args, **kwargs)
        needed = self.scopes.get("GET" if request.method == "HEAD" else request.method or "")
        token = request._request.api_token  # type: ignore[attr-defined]
        if token is not None and (needed is None or needed not in token.scopes):
            raise PermissionDenied(
                f"This token lacks the scope {needed}." if needed else "Tokens cannot do this."
            )
        key = request.headers.get("Idempotency-Key", "")
        if request.method == "POST" and key and request.user.is_authenticated:
            self._claim(request.user, request, key)

    def _limit(self, request: Request) -> None:
        signed_in = request.user.is_authenticated
        who = f"p{request.user.pk}" if signed_in else network_of(address_of(request._request))
        second = int(self.site.now.timestamp())
        key = f"rate:{who}:{second // RATE_SECONDS}"
        rest = RATE_SECONDS - second % RATE_SECONDS
        cache.add(key, 0, RATE_SECONDS * 2)
        try:
            used = cache.incr(key)
        except ValueError:  # the cache threw the counter out just now
            used = 1
        self.rate = {
            "RateLimit-Limit": str(RATE),
            "RateLimit-Remaining": str(max(0, RATE - used)),
            "RateLimit-Reset": str(rest),
        }
        if used > RATE:
            raise Throttled(rest)

    def _claim(self, person: User, request: Request, key: str) -> None:
        """Take the key for this request, or answer as it was answered.

        Only answers of success are kept, for a day: what was refused changed nothing, so its key is free again.
        A row whose answer never came (the process was killed) may be taken over after five minutes.
        """
        if len(key) > KEY_LENGTH:
            raise Invalid({"Idempotency-Key": f"A key has at most {KEY_LENGTH} characters."})
        now, digest = self.site.now, _digest(request)
        IdempotentReply.objects.filter(created_at__lt=now - KEPT).delete()
        try:
            with transaction.atomic():
                self.claimed = IdempotentReply.objects.create(
                    person=person, key=key, request_digest=digest, created_at=now
                )
        except IntegrityError:
            self._take_over(person, key, digest)

    def _take_over(self, person: User, key: str, digest: str) -> None:
        """Claim an abandoned row; raises Answered for every other."""
        row = IdempotentReply.objects.filter(person=person, key=key).first()
        if row is None or row.status == 0:
            abandoned = IdempotentReply.objects.filter(
                person=person,
                key=key,
                request_digest=digest,
                status=0,
                created_at__lt=self.site.now - ABANDONED,
            )
            if abandoned.update(created_at=self.site.now):
                self.claimed = row
                return
        raise Answered(_repeated(row, digest))

    def handle_exception(self, exc: Exception) -> Response:
        """An answer for every error that we know; any other one frees the key and is raised on."""
        if isinstance(exc, Answered):
            return exc.response
        try:
            return super().handle_exception(exc)
        except Exception:
            self._free()
            raise

    def _free(self) -> None:
        if self.claimed is not None:
            self.claimed.delete()
            self.claimed = None

    def _keep(self, response: Any) -> None:
        """Keep the answer for whoever sends the request again."""
        if self.claimed is None:
            return
        if response.status_code >= 400 or not isinstance(response, Response):
            self._free()
            return
        body = (
            JSONRenderer().render(response.data).decode()
        )  # as text: the database would sort an object's keys
        headers = {name: response[name] for name in ("Location",) if response.has_header(name)}
        IdempotentReply.objects.filter(pk=self.claimed.pk).update(
            status=response.status_code, body=body, headers=headers
        )

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep what was claimed, state the rate, and answer 304 where nothing has changed."""
        response = super().finalize_response(request, response, *args, **kwargs)
        self._keep(response)
        for name, value in self.rate.items():
            response[name] = value
        if request.method in {"GET", "HEAD"} and response.status_code == 200 and hasattr(response, "data"):
            content = json.dumps(response.data, default=str, sort_keys=True).encode()
            tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
            response["ETag"] = tag
            if tag in parse_etags(request.headers.get("If-None-Match", "")):
                response.status_code, response.data = 304, None
        return response


class Answered(Exception):
    """The request needs no doing: here is its answer."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def _digest(request: Request) -> str:
    """What makes two requests the same: method, address and body.

    Of a multipart body the length alone, because a file may be large and is read but once, by the parser.
    """
    plain = request._request
    if (plain.content_type or "").startswith("multipart/"):
        body = plain.headers.get("Content-Length", "").encode()
    else:
        body = plain.body
    parts = [str(plain.method).encode(), plain.get_full_path().encode(), body]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _repeated(row: IdempotentReply | None, digest: str) -> Response:
    """What a request is told whose key is taken."""
    if row is not None and row.request_digest != digest:
        return problem(422, "idempotency-key-reused", "This Idempotency-Key was used for another request.")
    if row is None or row.status == 0:
        return problem(409, "request-in-progress", "The first request with this Idempotency-Key still runs.")
    body = json.loads(row.body) if row.body else None
    return Response(body, status=row.status, headers={**row.headers, "Idempotent-Replay": "true"})


def problem(code: int, kind: str, title: str, **extra: Any) -> Response:
    """An RFC 9457 problem."""
    body = {"type": f"urn:sysml:problem:{kind}", "title": title, "status": code, **extra}
    return Response(body, status=code, content_type=PROBLEM)


def problem_page(status_code: int) -> HttpResponse:
    """The problem of a request that reached no endpoint: an unknown address, edition or a failure of ours."""
    if status_code == 404:
        kind, title = "not-found", NotFound().message
    else:
        kind = HTTPStatus(status_code).phrase.lower().replace(" ", "-")
        title = HTTPStatus(status_code).phrase
    return problem_answer(status_code, kind, title)


def problem_answer(code: int, kind: str, title: str) -> HttpResponse:
    """An RFC 9457 problem, made outside of an endpoint."""
    body = {"type": f"urn:sysml:problem:{kind}", "title": title, "status": code}
    return HttpResponse(JSONRenderer().render(body), status=code, content_type=PROBLEM)


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
    offset_cutoff = None  # type: ignore[assignment]  # a cursor is sealed, so nobody can ask for a costly one
    ordering: str | tuple[str, ...] = "xid"

    @staticmethod
    def _box() -> AESSIV:
        """A cipher that gives the same letters for the same cursor, so that pages keep their ETag."""
        return AESSIV(hashlib.sha512(b"cursor:" + settings.SECRET_KEY.encode()).digest())

    def encode_cursor(self, cursor: Any) -> str:
        """The address of a page, its cursor sealed."""
        url = super().encode_cursor(cursor)
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        sealed = self._box().encrypt(query[self.cursor_query_param].encode(), None)
        query[self.cursor_query_param] = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
        return urlunsplit(parts._replace(query=urlencode(query)))

    def decode_cursor(self, request: Request) -> Any:
        """The place where a page begins. NotFound for a cursor that is not ours."""
        sealed = request.query_params.get(self.cursor_query_param)
        if sealed is None:
            return None
        try:
            padded = sealed + "=" * (-len(sealed) % 4)
            raw = self._box().decrypt(base64.urlsafe_b64decode(padded), None).decode()
        except (InvalidTag, ValueError):
            raise NotFound from None
        query = request._request.GET.copy()
        query[self.cursor_query_param] = raw
        request._request.GET = query  # type: ignore[assignment]
        return super().decode_cursor(request)
