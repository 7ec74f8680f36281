"""Files through the API: whole, or in pieces; downloads and checks."""

from collections.abc import Sequence

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from submissions import commands, intake
from submissions import serializers as shapes
from submissions.api.common import READ_WRITE, acting, check_json, file_json, picked
from submissions.api.downloading import FILE, RANGE
from submissions.domain import DocumentKind
from submissions.queries import files
from submissions.queries.papers import get_paper
from submissions.sending import send_file, send_picture
from sysml.kernel.api import ApiView
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.plain import whole

PIECE_BYTES = 16 * 2**20
_UPLOAD = ("xid", "kind", "size", "received")


class Files(ApiView):
    """The files of a paper."""

    scopes = READ_WRITE
    parser_classes: Sequence[type[BaseParser]] = (MultiPartParser,)

    @extend_schema(operation_id="files_list", responses=shapes.FileOut(many=True))
    def get(self, request: Request, number: int) -> Response:
        """The files that you may open."""
        site = self.site
        paper = get_paper(site.viewer, site.at, number)
        return Response([file_json(paper, line) for line in files.files_of(site.viewer, site.at, paper)])

    @extend_schema(
        operation_id="files_create",
        request={"multipart/form-data": shapes.FileIn},
        responses={201: shapes.FileOut},
    )
    def post(self, request: Request, number: int) -> Response:
        """Upload a file in one piece."""
        form = shapes.FileIn(data=request.data)
        form.is_valid(raise_exception=True)
        site, said = self.site, form.validated_data
        target = files.upload_target(site.viewer, site.at, number, DocumentKind(said["kind"]))
        target.permit.require()
        sent = said["file"]
        file = intake.store(
            sent.file,
            size=sent.size,
            kind=target.kind,
            filename=sent.name,
            max_mb=target.max_mb,
            now=site.now,
        )
        document = commands.add_file(file=file, reason=said["reason"], **acting(site, number))
        return _file(self, number, document.xid, 201)


def _file(view: ApiView, number: int, xid: str, status: int) -> Response:
    site = view.site
    paper = get_paper(site.viewer, site.at, number)
    line = next(one for one in files.files_of(site.viewer, site.at, paper) if one.xid == xid)
    return Response(file_json(paper, line), status=status)


class File(ApiView):
    """One file."""

    scopes = READ_WRITE

    @extend_schema(
        operation_id="files_download",
        parameters=[RANGE],
        responses=FILE,
    )
    def get(self, request: Request, number: int, xid: str) -> HttpResponseBase:
        """The file as you get it; one range of bytes can be asked for."""
        site = self.site
        return send_file(site, files.served(site.viewer, site.at, number, xid))

    @extend_schema(operation_id="files_drop", responses={204: None})
    def delete(self, request: Request, number: int, xid: str) -> Response:
        """Take a supplement out; it stays among the earlier versions."""
        commands.drop_supplement(xid=xid, **acting(self.site, number))
        return Response(status=204)


class Check(ApiView):
    """What checking a file found."""

    scopes = READ_WRITE

    @extend_schema(operation_id="checks_retrieve", responses=shapes.CheckOut)
    def get(self, request: Request, number: int, xid: str) -> Response:
        """The result of the check, or that it still waits."""
        site = self.site
        report = files.report_of(site.viewer, site.at, get_paper(site.viewer, site.at, number), xid)
        if report is None:
            raise NotFound
        return Response(check_json(report))


class PagePicture(ApiView):
    """A page as a picture."""

    scopes = READ_WRITE

    @extend_schema(operation_id="pages_retrieve", responses={(200, "image/png"): OpenApiTypes.BINARY})
    def get(self, request: Request, number: int, xid: str, page: int) -> HttpResponseBase:
        """A PNG of one page, for whoever may read findings."""
        site = self.site
        view = files.page_view(site.viewer, site.at, number, xid, page)
        return send_picture(site, view, number)


class FalseAlarms(ApiView):
    """Disputing a finding."""

    scopes = READ_WRITE

    @extend_schema(
        operation_id="false_alarms_create", request=shapes.FalseAlarmIn, responses={201: shapes.FalseAlarmIn}
    )
    def post(self, request: Request, number: int, xid: str) -> Response:
        """Say why a finding is wrong; the chairs read it."""
        form = shapes.FalseAlarmIn(data=request.data)
        form.is_valid(raise_exception=True)
        alarm = commands.say_false_alarm(xid=xid, **form.validated_data, **acting(self.site, number))
        return Response({"code": alarm.code, "comment": alarm.comment}, status=201)


class Uploads(ApiView):
    """Uploads in pieces."""

    scopes = READ_WRITE

    @extend_schema(operation_id="uploads_create", request=shapes.UploadIn, responses={201: shapes.UploadOut})
    def post(self, request: Request, number: int) -> Response:
        """Open an upload. This instant counts against the deadline."""
        form = shapes.UploadIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        upload = commands.open_upload(
            **(said | {"kind": DocumentKind(said["kind"])}), **acting(self.site, number)
        )
        return Response(picked(upload, _UPLOAD), status=201)


class Upload(ApiView):
    """One upload under way."""

    scopes = READ_WRITE

    @extend_schema(operation_id="uploads_retrieve", responses=shapes.UploadOut)
    def get(self, request: Request, number: int, xid: str) -> Response:
        """How many bytes have arrived."""
        site = self.site
        return Response(picked(files.upload_state(site.viewer, site.at, number, xid), _UPLOAD))

    @extend_schema(
        operation_id="uploads_piece",
        parameters=[OpenApiParameter("offset", OpenApiTypes.INT, required=True)],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses=shapes.UploadOut,
    )
    def put(self, request: Request, number: int, xid: str) -> Response:
        """Send the next piece, of at most 16 MB; `offset` is the number of bytes before it."""
        site = self.site
        state = files.upload_state(site.viewer, site.at, number, xid)
        data = request._request.read(PIECE_BYTES + 1)
        if len(data) > PIECE_BYTES:
            raise Invalid({"": "A piece has at most 16 MB."})
        offset = whole(request.query_params.get("offset", ""))
        if offset is None or offset != state.received or offset + len(data) > state.size:
            raise Invalid(
                {"offset": f"{state.received} of {state.size} bytes have arrived; go on from there."}
            )
        intake.write_piece(xid, offset, data)
        upload = commands.note_piece(xid=xid, offset=offset, length=len(data), **acting(site, number))
        return Response(picked(upload, _UPLOAD))


class UploadComplete(ApiView):
    """The end of an upload."""

    scopes = READ_WRITE

    @extend_schema(operation_id="uploads_complete", request=shapes.ReasonIn, responses={201: shapes.FileOut})
    def post(self, request: Request, number: int, xid: str) -> Response:
        """All pieces are there: take the file."""
        form = shapes.ReasonIn(data=request.data)
        form.is_valid(raise_exception=True)
        site = self.site
        state = files.upload_state(site.viewer, site.at, number, xid)
        with intake.pieces(xid, state.sha256) as source:
            file = intake.store(
                source,
                size=state.size,
                kind=state.kind,
                filename=state.filename,
                max_mb=state.max_mb,
                now=site.now,
            )
        document = commands.finish_upload(
            xid=xid, file=file, reason=form.validated_data["reason"], **acting(site, number)
        )
        intake.forget(xid)
        return _file(self, number, document.xid, 201)
