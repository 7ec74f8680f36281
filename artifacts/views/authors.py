"""What authors do with an artifact."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from artifacts.commands import registration
from artifacts.forms import ArchiveForm, DescriptionForm, LinkForm, most_megabytes
from artifacts.queries import page
from artifacts.queries.page import Described
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.kernel import blobs
from sysml.kernel.errors import NotFound

READERS = "The evaluators of this artifact and the artifact chairs will read this. Nobody else does before the release."


@require_http_methods(["GET", "POST"])
def register(request: SiteRequest, number: int) -> HttpResponse:
    """Register an artifact, or change what is said of it."""
    found = page.described(request.viewer, request.at, request.edition, number)
    fresh = not found.exists or found.is_withdrawn
    form = DescriptionForm(request.POST or None, page=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(request, form, lambda: _save(request, found, form), done="Saved.")
    ):
        name = "artifact-hand-in" if fresh else "artifact-detail"
        return HttpResponseRedirect(link(request.edition, name, number=number))
    permit = found.register if fresh else found.change
    values = {"form": form, "page": found, "fresh": fresh, "permit": permit, "readers": READERS}
    return render(request, "artifacts/describe.html", values, status=422 if form.errors else 200)


def _save(request: SiteRequest, found: Described, form: DescriptionForm) -> None:
    if not found.exists or found.is_withdrawn:
        registration.register(
            by=request.viewer,
            edition=request.edition,
            number=found.number,
            description=form.description(),
            now=request.now,
        )
        return
    registration.describe(
        by=request.viewer,
        edition=request.edition,
        number=found.number,
        revision=form.cleaned_data["revision"] or 0,
        description=form.description(),
        now=request.now,
    )


@require_http_methods(["GET", "POST"])
def hand_in(request: SiteRequest, number: int) -> HttpResponse:
    """Hand in an archive, or a link with its checksum."""
    found = page.described(request.viewer, request.at, request.edition, number)
    if not found.exists or found.is_withdrawn:
        return HttpResponseRedirect(link(request.edition, "artifact-register", number=number))
    by_link = request.method == "POST" and "url" in request.POST
    archive = ArchiveForm(
        request.POST if request.method == "POST" and not by_link else None,
        request.FILES if request.method == "POST" and not by_link else None,
        auto_id="archive_%s",
    )
    address = LinkForm(request.POST if by_link else None, auto_id="link_%s")
    sent: ArchiveForm | LinkForm = address if by_link else archive
    if (
        request.method == "POST"
        and sent.is_valid()
        and attempt(request, sent, lambda: _take(request, found, sent), done="Handed in.")
    ):
        return HttpResponseRedirect(link(request.edition, "artifact-detail", number=number))
    values = {
        "archive": archive,
        "address": address,
        "page": found,
        "most": most_megabytes(),
        "by_link": by_link,
    }
    return render(request, "artifacts/hand_in.html", values, status=422 if sent.errors else 200)


def _take(request: SiteRequest, found: Described, form: ArchiveForm | LinkForm) -> None:
    """Ask first, store, then tell: what is refused at the door leaves nothing behind."""
    found.change.require()
    data = form.cleaned_data
    if isinstance(form, LinkForm):
        registration.hand_in_link(
            by=request.viewer,
            edition=request.edition,
            number=found.number,
            url=data["url"],
            sha256=data["sha256"],
            note=data["note"],
            now=request.now,
        )
        return
    stored = blobs.put(data["file"].file, now=request.now)
    registration.hand_in_archive(
        by=request.viewer,
        edition=request.edition,
        number=found.number,
        stored=stored,
        filename=data["file"].name,
        stated_sha256=data["sha256"],
        note=data["note"],
        now=request.now,
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: SiteRequest, number: int) -> HttpResponse:
    """Withdraw the artifact, after a question."""
    found = page.described(request.viewer, request.at, request.edition, number)
    if not found.exists or found.is_withdrawn:
        raise NotFound
    back = link(request.edition, "artifact-detail", number=number)
    if request.method == "POST":
        attempt(
            request,
            None,
            lambda: registration.withdraw(
                by=request.viewer, edition=request.edition, number=number, now=request.now
            ),
            done="The artifact is withdrawn.",
        )
        return HttpResponseRedirect(back)
    return render(request, "artifacts/withdraw.html", {"page": found, "back_url": back})
