"""Snapshots of reviews, and going back to one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.commands import snapshots as commands
from reviews.forms.snapshots import ChooseForm, ProposeForm, WhyForm
from reviews.queries import snapshots as queries
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render
from sysml.conference.policies import may_look_at_settings
from sysml.kernel.errors import NotFound

ROWS = 200
"""Changed reviews on one page of the list."""


def _only_chairs(request: SiteRequest) -> None:
    if not may_look_at_settings(request.viewer):
        raise NotFound


@require_safe
def snapshot_list(request: SiteRequest) -> HttpResponse:
    """Every snapshot, and what waits for a second chair."""
    _only_chairs(request)
    values = {
        "snapshots": queries.snapshots(request.viewer, request.at, request.edition),
        "rollbacks": queries.open_rollbacks(request.viewer, request.at, request.edition),
    }
    return render(request, "reviews/snapshots/list.html", values)


@require_POST
def snapshot_take(request: SiteRequest) -> HttpResponse:
    """A snapshot of this instant."""
    attempt(
        request,
        None,
        lambda: commands.take_snapshot(by=request.viewer, edition=request.edition, now=request.now),
        done="The reviews are kept as they stand now.",
    )
    return redirect(link(request.edition, "snapshots"))


@require_http_methods(["GET", "HEAD", "POST"])
def snapshot(request: SiteRequest, xid: str) -> HttpResponse:
    """What going back to a snapshot would change; a form proposes it."""
    _only_chairs(request)
    number = ChooseForm(request.GET or None).number()
    page = queries.snapshot_page(request.viewer, request.at, request.edition, xid, number)
    form = ProposeForm(request.POST or None, initial={"paper": number})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: commands.propose_rollback(
                by=request.viewer,
                edition=request.edition,
                snapshot=xid,
                number=form.number(),
                reason=form.cleaned_data["reason"],
                now=request.now,
            ),
            done="Proposed. Another chair confirms it; nothing has changed yet.",
        )
    ):
        return redirect(link(request.edition, "snapshots"))
    rows = page_of(request, page.changes.changed, ROWS)
    values = {
        "page": page,
        "form": form,
        "choose": ChooseForm(initial={"paper": number}),
        "rows": list(rows.object_list),
        "paging": paging(request, rows),
    }
    return render(request, "reviews/snapshots/snapshot.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def rollback(request: SiteRequest, xid: str) -> HttpResponse:
    """A proposal with everything that it would change; another chair confirms it here."""
    _only_chairs(request)
    if request.method == "POST":
        attempt(
            request,
            None,
            lambda: commands.confirm_rollback(
                by=request.viewer, edition=request.edition, rollback=xid, now=request.now
            ),
            done="Done: the reviews say again what they said then, in new versions.",
        )
        return redirect(link(request.edition, "snapshots"))
    page = queries.rollback_page(request.viewer, request.at, request.edition, xid)
    rows = page_of(request, page.changes.changed, ROWS)
    values = {
        "page": page,
        "drop_form": WhyForm(),
        "rows": list(rows.object_list),
        "paging": paging(request, rows),
    }
    return render(request, "reviews/snapshots/rollback.html", values)


@require_POST
def rollback_drop(request: SiteRequest, xid: str) -> HttpResponse:
    """It is not to be."""
    _only_chairs(request)
    form = WhyForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    attempt(
        request,
        None,
        lambda: commands.drop_rollback(
            by=request.viewer, edition=request.edition, rollback=xid, reason=reason, now=request.now
        ),
        done="Dropped; nothing has changed.",
    )
    return redirect(link(request.edition, "snapshots"))
