"""Taking lists and files out of the site: each is noted in the log before its first byte leaves."""

import csv
import io

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from committee.queries.bids import safe_cell
from reviews.archive import stream
from sysml.conference.commands import looking
from sysml.conference.pages import SiteRequest, render
from sysml.conference.policies import may_chair
from sysml.desk.queries import exports
from sysml.kernel.errors import NotFound


@require_GET
def exports_page(request: SiteRequest) -> HttpResponse:
    """The lists that a chair may take out."""
    may_chair(request.viewer).require()
    rows = [(export.key, export.words) for export in exports.EXPORTS]
    return render(request, "desk/exports.html", {"exports": rows})


@require_GET
def export_csv(request: SiteRequest, key: str) -> HttpResponse:
    """One list as CSV; cells that a spreadsheet would take for formulas are made harmless."""
    export = _export(request, key, "csv")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(export.columns)
    for row in export.rows(request.viewer, request.at):
        writer.writerow(
            [safe_cell(str(row[name])) if row[name] is not None else "" for name in export.columns]
        )
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.edition.slug}-{key}.csv"'
    return response


@require_GET
def export_json(request: SiteRequest, key: str) -> JsonResponse:
    """One list as JSON."""
    export = _export(request, key, "json")
    response = JsonResponse({key: export.rows(request.viewer, request.at)})
    response["Content-Disposition"] = f'attachment; filename="{request.edition.slug}-{key}.json"'
    return response


@require_GET
def export_files(request: SiteRequest) -> StreamingHttpResponse:
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
