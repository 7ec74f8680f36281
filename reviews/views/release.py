"""The release of decisions, and of single ones after it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.commands import release as commands
from reviews.commands import waiting as sending
from reviews.queries import release as queries
from reviews.queries.decisions import decidable
from reviews.queries.waiting import waiting_page
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render

PAGE = 20


@require_http_methods(["GET", "POST"])
def release(request: SiteRequest) -> HttpResponse:
    """Whom the release reaches, with every letter; and the button."""
    slug = request.POST.get("track", request.GET.get("track", ""))
    page = queries.release_page(request.viewer, request.at, request.edition, slug)
    here = link(request.edition, "release") + (f"?track={slug}" if slug else "")
    if request.method == "POST":
        done = attempt(request, None, lambda: _release(request, slug), done="The decisions are released.")
        return HttpResponseRedirect(link(request.edition, "decide") if done else here)
    total = sum(count for _, _, count in page.by_verdict)
    part = page_of(request, range(total), PAGE)
    letters, _ = queries.page_of_previews(
        request.viewer, request.at, request.edition, slug, max(part.start_index() - 1, 0), PAGE
    )
    values = {"page": page, "letters": letters, "paging": paging(request, part)}
    return render(request, "reviews/decide_release.html", values)


def _release(request: SiteRequest, slug: str) -> None:
    commands.release_decisions(
        by=request.viewer,
        edition=request.edition,
        seen=request.POST.get("seen", ""),
        now=request.now,
        track=queries.track_of(request.edition, slug),
    )


@require_http_methods(["GET", "POST"])
def release_late(request: SiteRequest, number: int) -> HttpResponse:
    """The letters of one paper that was decided after the release, and the button."""
    paper = decidable(request.viewer, request.at, number)
    back = HttpResponseRedirect(link(request.edition, "decide-one", number=number))
    if request.method == "POST":
        attempt(
            request,
            None,
            lambda: commands.release_late(
                by=request.viewer,
                edition=request.edition,
                number=number,
                seen=request.POST.get("seen", ""),
                now=request.now,
            ),
            done=f"The decision of paper {number} is released.",
        )
        return back
    letters = queries.preview_one(request.viewer, request.at, request.edition, number)
    seen = queries.seen(request.viewer, request.at, request.edition, [paper])
    return render(request, "reviews/decide_late.html", {"letters": letters, "seen": seen})


@require_safe
def waiting(request: SiteRequest) -> HttpResponse:
    """Letters of the release that its sender might not see, for who handles their papers."""
    papers = waiting_page(request.viewer, request.at, request.edition)
    return render(request, "reviews/release_letters.html", {"papers": papers})


@require_POST
def send_waiting(request: SiteRequest, number: int) -> HttpResponse:
    """Send those of one paper."""
    attempt(
        request,
        None,
        lambda: sending.send_waiting(
            by=request.viewer, edition=request.edition, number=number, now=request.now
        ),
        done=f"The letters about paper {number} are leaving.",
    )
    return HttpResponseRedirect(link(request.edition, "release-letters"))
