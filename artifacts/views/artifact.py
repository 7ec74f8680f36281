"""The list, the page of one artifact, and its files."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST, require_safe

from artifacts.commands import evaluation
from artifacts.domain import ArtifactAudience
from artifacts.forms import PostForm
from artifacts.queries import lists, page
from submissions import downloads
from submissions.foreign import send_foreign
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render
from sysml.kernel import blobs
from sysml.kernel.errors import NotFound


@require_GET
def artifact_list(request: SiteRequest) -> HttpResponse:
    """One's own artifacts, what one evaluates, and for artifact chairs the table of all."""
    show = request.GET.get("show", "")
    found = lists.lists(request.viewer, request.at, request.edition, show)
    shown = page_of(request, found.chaired or (), 30)
    values = {
        "lists": found,
        "rows": list(shown.object_list),
        "paging": paging(request, shown),
        "filters": [(key, words, key == show) for key, words in lists.FILTERS.items()],
    }
    return render(request, "artifacts/list.html", values)


@require_GET
def artifact_detail(request: SiteRequest, number: int) -> HttpResponse:
    """One artifact with all that this person may see of it."""
    return _detail(request, number, None)


def _detail(request: SiteRequest, number: int, failed: tuple[str, PostForm] | None) -> HttpResponse:
    found = page.artifact_page(request.viewer, request.at, request.edition, number)
    threads = [
        (
            thread,
            failed[1]
            if failed and failed[0] == thread.audience
            else PostForm(auto_id=f"{thread.audience}_%s"),
        )
        for thread in found.threads
    ]
    values = {"page": found, "threads": threads}
    return render(request, "artifacts/detail.html", values, status=422 if failed else 200)


@require_POST
def post(request: SiteRequest, number: int, audience: str) -> HttpResponse:
    """Write into one of the conversations."""
    if audience not in set(ArtifactAudience):
        raise NotFound
    form = PostForm(request.POST, auto_id=f"{audience}_%s")
    if form.is_valid() and attempt(
        request,
        form,
        lambda: evaluation.post(
            by=request.viewer,
            edition=request.edition,
            number=number,
            audience=ArtifactAudience(audience),
            text=form.cleaned_data["text"],
            now=request.now,
        ),
        done="Your message is posted.",
    ):
        return HttpResponseRedirect(f"{link(request.edition, 'artifact-detail', number=number)}#{audience}")
    return _detail(request, number, (audience, form))


@require_safe
def download(request: SiteRequest, number: int, xid: str) -> HttpResponseBase:
    """An archive, always as an attachment: nothing in it runs in the browser."""
    file = page.version_file(request.viewer, request.at, request.edition, number, xid)
    return send_foreign(request, file.sha256, name=file.name, etag=file.sha256)


@login_not_required
@require_safe
def stamped_paper(request: SiteRequest, number: int) -> HttpResponseBase:
    """The camera-ready paper with its badges on page one."""
    file = page.stamped_file(request.viewer, request.at, request.edition, number)
    return downloads.send(
        request, blobs.open_blob(file.sha256), name=file.name, media_type="application/pdf", inline=True
    )
