"""Taking lists and files out of the site, by page or endpoint: noted in the log before the first byte leaves."""

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse

from reviews.archive import stream
from sysml.conference.commands import looking
from sysml.conference.pages import SiteRequest
from sysml.conference.policies import may_chair
from sysml.desk.queries import exports
from sysml.kernel.errors import NotFound
from sysml.kernel.spreadsheets import csv_text


def list_as_csv(request: SiteRequest, key: str) -> HttpResponse:
    """One list as CSV; cells that a spreadsheet would take for formulas are made harmless."""
    export = _export(request, key, "csv")
    rows = export.rows(request.viewer, request.at)
    text = csv_text(export.columns, [[row[name] for name in export.columns] for row in rows])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.edition.slug}-{key}.csv"'
    return response


def list_as_json(request: SiteRequest, key: str) -> JsonResponse:
    """One list as JSON."""
    export = _export(request, key, "json")
    response = JsonResponse({key: export.rows(request.viewer, request.at)})
    response["Content-Disposition"] = f'attachment; filename="{request.edition.slug}-{key}.json"'
    return response


def files_as_zip(request: SiteRequest) -> StreamingHttpResponse:
    """The current files of all complete papers as one zip, sent while it is made."""
    may_chair(request.viewer).require()
    files = exports.files(request.viewer, request.at)
    if not files:
        raise NotFound
    looking.note_export(
        by=request.viewer, edition=request.edition, what=f"{len(files)} files as a zip", now=request.now
    )
    response = StreamingHttpResponse(stream(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{request.edition.slug}-files.zip"'
    return response


def _export(request: SiteRequest, key: str, form: str) -> exports.Export:
    may_chair(request.viewer).require()
    export = exports.export(key)
    if export is None:
        raise NotFound
    looking.note_export(by=request.viewer, edition=request.edition, what=f"{key}.{form}", now=request.now)
    return export
