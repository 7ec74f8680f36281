"""The page of exports, and its lists and files."""

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from sysml.conference.pages import SiteRequest, render
from sysml.conference.policies import may_chair
from sysml.desk import exporting
from sysml.desk.queries import exports


@require_GET
def exports_page(request: SiteRequest) -> HttpResponse:
    """The lists that a chair may take out."""
    may_chair(request.viewer).require()
    rows = [(export.key, export.words) for export in exports.EXPORTS]
    return render(request, "desk/exports.html", {"exports": rows})


@require_GET
def export_csv(request: SiteRequest, key: str) -> HttpResponse:
    """One list as CSV."""
    return exporting.list_as_csv(request, key)


@require_GET
def export_json(request: SiteRequest, key: str) -> JsonResponse:
    """One list as JSON."""
    return exporting.list_as_json(request, key)


@require_GET
def export_files(request: SiteRequest) -> StreamingHttpResponse:
    """The current files of all complete papers as one zip."""
    return exporting.files_as_zip(request)
