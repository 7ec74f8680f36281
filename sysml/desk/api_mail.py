"""Endpoints of letters: the outbox, and writing to groups of people."""

from typing import ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.conference import groups
from sysml.conference.commands import mailing
from sysml.conference.policies import may_chair
from sysml.desk import serializers as shapes
from sysml.desk.api import CURSOR, SIZE, Newest, cut
from sysml.desk.queries import log
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound


class NewestLetters(Newest):
    ordering = ("-created_at", "xid")


class Outbox(ApiView):
    """Letters of the edition."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(
        operation_id="letters_list",
        responses=shapes.OutboxList,
        parameters=[OpenApiParameter(n, OpenApiTypes.STR) for n in ("status", "kind", "mailing")]
        + [CURSOR, SIZE],
    )
    def get(self, request: Request) -> Response:
        """Letters with where they stand, newest first."""
        site = self.site
        may_chair(site.viewer).require()
        query = request.query_params
        rows = log.letter_rows(
            site.viewer,
            site.edition,
            status=query.get("status", ""),
            kind=query.get("kind", ""),
            batch=query.get("mailing", ""),
        )
        pages = NewestLetters()
        keys = ("xid", "to", "subject", "body", "kind", "status", "at", "error", "again_at")
        lines = log.letter_lines(site.viewer, site.at, list(cut(request, pages, rows)))
        results = [{key: getattr(line, key) for key in keys} for line in lines]
        return Response({"next": pages.get_next_link(), "results": results})


class Mailings(ApiView):
    """Letters to groups of people."""

    scopes: ClassVar = {"GET": "chair:read", "POST": "chair:write"}

    @extend_schema(operation_id="mailings_groups", responses=shapes.GroupList)
    def get(self, request: Request) -> Response:
        """The groups to which you may write."""
        may_chair(self.site.viewer).require()
        return Response({"results": [{"key": one.key, "words": one.label} for one in groups.groups()]})

    @extend_schema(
        operation_id="mailings_create", request=shapes.MailingIn, responses={201: shapes.MailingOut}
    )
    def post(self, request: Request) -> Response:
        """Draft a letter to each person of a group; nothing leaves before the mailing is sent."""
        site = self.site
        may_chair(site.viewer).require()
        form = shapes.MailingIn(data=request.data)
        form.is_valid(raise_exception=True)
        made = mailing.draft_mailing(
            by=site.viewer, edition=site.edition, now=site.now, **form.validated_data
        )
        return Response({"mailing": made.batch, "letters": made.letters, "sent": 0}, status=201)


class SendMailing(ApiView):
    """The act that lets a mailing go."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="mailings_send", request=None, responses=shapes.MailingOut)
    def post(self, request: Request, batch: str) -> Response:
        """Let the drafted letters of a mailing go."""
        site = self.site
        may_chair(site.viewer).require()
        total = log.letter_rows(site.viewer, site.edition, batch=batch).count()
        if not total:
            raise NotFound
        sent = mailing.send_mailing(by=site.viewer, edition=site.edition, batch=batch, now=site.now)
        return Response({"mailing": batch, "letters": total, "sent": sent})


class DropMailing(ApiView):
    """The act that discards a mailing."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="mailings_drop", request=None, responses=shapes.LetterCountOut)
    def post(self, request: Request, batch: str) -> Response:
        """Discard the letters of a mailing that have not left."""
        site = self.site
        may_chair(site.viewer).require()
        if not log.letter_rows(site.viewer, site.edition, batch=batch).exists():
            raise NotFound
        count = mailing.drop_mailing(by=site.viewer, edition=site.edition, batch=batch, now=site.now)
        return Response({"letters": count})


class TestLetter(ApiView):
    """One letter to yourself."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(
        operation_id="letters_test", request=shapes.LetterIn, responses={202: shapes.WrittenLetterOut}
    )
    def post(self, request: Request) -> Response:
        """Send a letter to yourself alone, to see how it arrives."""
        site = self.site
        form = shapes.LetterIn(data=request.data)
        form.is_valid(raise_exception=True)
        letter = mailing.send_test_letter(
            by=site.viewer, edition=site.edition, to=site.user.email, now=site.now, **form.validated_data
        )
        return Response({"xid": letter.xid}, status=202)


class ReleaseHeld(ApiView):
    """Letters that wait for a chair."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="letters_release", request=shapes.KindIn, responses=shapes.LetterCountOut)
    def post(self, request: Request) -> Response:
        """Let go the held letters of one kind; `chair/letters?status=held` lists them first."""
        site = self.site
        form = shapes.KindIn(data=request.data)
        form.is_valid(raise_exception=True)
        kind = form.validated_data["kind"]
        count = mailing.release_held(by=site.viewer, edition=site.edition, kind=kind, now=site.now)
        return Response({"letters": count})


class RetryLetter(ApiView):
    """One letter that failed."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="letters_retry", request=None, responses={204: None})
    def post(self, request: Request, xid: str) -> Response:
        """Try a failed letter again."""
        site = self.site
        mailing.retry_letter(by=site.viewer, edition=site.edition, xid=xid, now=site.now)
        return Response(status=204)
