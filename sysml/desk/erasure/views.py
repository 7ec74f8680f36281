"""The pages of the erasure: what goes and what stays, the announcement, the last step."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sysml.conference.commands import looking
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.conference.policies import may_chair
from sysml.desk.erasure import commands, queries
from sysml.desk.erasure.archive import archive
from sysml.desk.erasure.forms import AnnounceForm, CarryOutForm, ReasonForm


@require_http_methods(("GET", "HEAD", "POST"))
def erasure(request: SiteRequest) -> HttpResponse:
    """What would go and what would stay; name the day."""
    may_chair(request.viewer).require()
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told: list[int] = []
        if attempt(request, form, lambda: told.append(_announce(request, form)), done="The day is named."):
            return redirect(link(request.edition, "erasure"))
    return _page(request, {"form": form})


def _announce(request: SiteRequest, form: AnnounceForm) -> int:
    return commands.announce_erasure(
        by=request.viewer, edition=request.edition, now=request.now, **form.cleaned_data
    )


def _page(request: SiteRequest, forms: dict[str, object]) -> HttpResponse:
    page = queries.erasure(request.viewer, request.at, request.edition, commands.earliest(request.now))
    values = {"page": page, "slug": request.edition.slug, "name": request.edition.name}
    shown = {"form": AnnounceForm(), "cancel_form": ReasonForm(), "last_form": CarryOutForm(), **forms}
    return render(request, "desk/erasure/page.html", {**values, **shown})


@require_POST
def cancel(request: SiteRequest) -> HttpResponse:
    """Take the day back."""
    may_chair(request.viewer).require()
    form = ReasonForm(request.POST)
    if form.is_valid() and attempt(
        request,
        form,
        lambda: commands.cancel_erasure(
            by=request.viewer, edition=request.edition, now=request.now, **form.cleaned_data
        ),
        done="No day is named any more.",
    ):
        return redirect(link(request.edition, "erasure"))
    return _page(request, {"cancel_form": form})


@require_POST
def carry_out(request: SiteRequest) -> HttpResponse:
    """Erase."""
    may_chair(request.viewer).require()
    form = CarryOutForm(request.POST)
    if form.is_valid() and attempt(
        request,
        form,
        lambda: commands.carry_out_erasure(
            by=request.viewer, edition=request.edition, now=request.now, **form.cleaned_data
        ),
        done="The erasure has begun.",
    ):
        return redirect(link(request.edition, "erasure"))
    return _page(request, {"last_form": form})


@require_GET
def take_out(request: SiteRequest) -> HttpResponse:
    """All lists as a zip; noted in the log before its first byte leaves."""
    may_chair(request.viewer).require()
    looking.note_export(
        by=request.viewer, edition=request.edition, what="all lists, before the erasure", now=request.now
    )
    response = HttpResponse(archive(request.viewer, request.at), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{request.edition.slug}-all.zip"'
    return response
