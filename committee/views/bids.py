"""Bidding, for members; and how bids stand, for chairs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from committee.commands import bids as commands
from committee.forms import BidForm, BidsFileForm
from committee.queries import bids as queries
from committee.queries.members import sides_of
from committee.views.shared import chairs_only, download
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render


@require_GET
def bids(request: SiteRequest) -> HttpResponse:
    """Papers to bid on, best fitting first; one press or one key a bid."""
    only, leans, text = (request.GET.get(name, "") for name in ("only", "leans", "q"))
    rows = queries.to_bid_on(request.viewer, request.at, only=only, leans=leans, text=text)
    page = page_of(request, rows, 30)
    sides = sides_of(request.edition)
    return render(
        request,
        "committee/bids.html",
        {
            "rows": list(page.object_list),
            "paging": paging(request, page),
            "progress": queries.progress(request.viewer, request.at),
            "open": queries.is_open(request.viewer, request.at, request.edition),
            "only": only,
            "leans": leans,
            "text": text,
            "sides": sides,
            "query": request.GET.urlencode(),
            "slug": request.edition.slug,
        },
    )


@require_POST
def place(request: SiteRequest) -> HttpResponse:
    """One bid; with htmx the row alone comes back."""
    form = BidForm(request.POST)
    done = form.is_valid() and attempt(
        request,
        None,
        lambda: commands.place_bid(
            by=request.viewer,
            edition=request.edition,
            number=form.cleaned_data["number"],
            value=form.cleaned_data["value"],
            now=request.now,
        ),
    )
    if not done and not form.is_valid():
        messages.error(request, "This is not a bid.")
    if done and request.headers.get("HX-Request"):
        row = queries.one_to_bid_on(request.viewer, request.at, form.cleaned_data["number"])
        progress = queries.progress(request.viewer, request.at)
        shown = {
            "row": row,
            "progress": progress,
            "open": True,
            "swapped": True,
            "slug": request.edition.slug,
        }
        return render(request, "committee/bid_row.html", shown)
    number = form.cleaned_data.get("number", "") if form.is_valid() else ""
    query = request.POST.get("query", "")
    return redirect(f"{link(request.edition, 'bids')}{'?' + query if query else ''}#paper-{number}")


@require_GET
def bids_csv(request: SiteRequest) -> HttpResponse:
    """The list as a file to fill in."""
    text = queries.own_as_csv(request.viewer, request.at)
    return download(text, f"{request.edition.slug}-bids.csv")


@require_http_methods(["GET", "POST"])
def upload(request: SiteRequest) -> HttpResponse:
    """A filled-in file; every line is shown before anything is taken."""
    queries.member_of(request.viewer)
    form = BidsFileForm(request.POST or None, request.FILES or None)
    checked, text = None, ""
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        checked = queries.check_csv(request.viewer, request.at, text)
        changed = checked.changed
        if (
            request.POST.get("step") == "import"
            and not checked.wrong
            and attempt(
                request,
                form,
                lambda: commands.place_bids(
                    by=request.viewer, edition=request.edition, bids=changed, now=request.now
                ),
                done=f"{len(changed)} bids changed.",
            )
        ):
            return redirect(link(request.edition, "bids"))
    shown = {"form": form, "checked": checked, "text": text, "slug": request.edition.slug}
    return render(request, "committee/bids_upload.html", shown)


@require_GET
def balance(request: SiteRequest) -> HttpResponse:
    """Papers short of bids on one side, for chairs."""
    chairs_only(request)
    short = request.GET.get("short", "1") == "1"
    shown = queries.bid_balance(request.viewer, request.at, request.edition, short_only=short)
    page = page_of(request, shown.rows, 50)
    return render(
        request,
        "committee/bid_balance.html",
        {
            "balance": shown,
            "rows": list(page.object_list),
            "paging": paging(request, page),
            "short": short,
            "slug": request.edition.slug,
        },
    )
