"""Desk rejects, and shepherds with their conditions: acts upon one paper of the desk."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from reviews.commands import desk_rejects as commands
from reviews.forms.decisions import DeskRejectForm
from reviews.queries.decisions import decidable, decide_page
from reviews.queries.release import preview_desk_reject
from sysml.conference.pages import SiteRequest, attempt, link, render


@require_http_methods(["GET", "POST"])
def desk_reject(request: SiteRequest, number: int) -> HttpResponse:
    """Write the reason of a desk reject, and look at its letters."""
    page = decide_page(request.viewer, request.at, number)
    form = DeskRejectForm(request.POST or None, initial={"reason": page.desk_reject_reason})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: _prepare(request, number, form),
            done="Prepared. Nobody is told before you release it.",
        )
    ):
        return HttpResponseRedirect(link(request.edition, "desk-reject", number=number))
    prepared = bool(page.desk_reject_reason)
    letters = preview_desk_reject(request.viewer, request.at, request.edition, number) if prepared else None
    return render(
        request, "reviews/decide_desk_reject.html", {"page": page, "form": form, "letters": letters}
    )


def _prepare(request: SiteRequest, number: int, form: DeskRejectForm) -> None:
    commands.prepare_desk_reject(
        by=request.viewer,
        edition=request.edition,
        number=number,
        reason=form.cleaned_data["reason"],
        now=request.now,
    )


@require_POST
def desk_reject_drop(request: SiteRequest, number: int) -> HttpResponse:
    """Take a prepared desk reject back."""
    decidable(request.viewer, request.at, number)
    attempt(
        request,
        None,
        lambda: commands.drop_desk_reject(
            by=request.viewer, edition=request.edition, number=number, now=request.now
        ),
        done="The desk reject is taken back.",
    )
    return HttpResponseRedirect(link(request.edition, "decide-one", number=number))


@require_POST
def desk_reject_release(request: SiteRequest, number: int) -> HttpResponse:
    """Tell the authors."""
    decidable(request.viewer, request.at, number)
    done = attempt(
        request,
        None,
        lambda: commands.release_desk_reject(
            by=request.viewer,
            edition=request.edition,
            number=number,
            reason=request.POST.get("reason", ""),
            now=request.now,
        ),
        done=f"Paper {number} is desk-rejected, and its authors are told.",
    )
    return HttpResponseRedirect(link(request.edition, "decide-one" if done else "desk-reject", number=number))
