"""Reviewers of papers, by hand; and what a reviewer has been given."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from committee.commands import assignments as commands
from committee.commands.exports import export
from committee.commands.handling import appoint_handler, appoint_handlers
from committee.forms import AssignForm, GiveUpForm, HandlerForm, ReplaceForm
from committee.queries import assignments as queries
from committee.views.shared import Confirm, ask, chairs_only, download
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render
from sysml.kernel.errors import NotFound


@require_GET
def papers(request: SiteRequest) -> HttpResponse:
    """Who reviews what, papers with empty places first."""
    chairs_only(request)
    short, text = request.GET.get("short", "") == "1", request.GET.get("q", "")
    rows = queries.papers(request.viewer, request.at, short_only=short, text=text)
    page = page_of(request, rows, 30)
    shown = {"rows": list(page.object_list), "paging": paging(request, page), "short": short, "text": text}
    return render(request, "committee/papers.html", {**shown, "slug": request.edition.slug})


@require_GET
def reviewers(request: SiteRequest, number: int) -> HttpResponse:
    """Reviewers of one paper, and everybody who could be, with side, load, bid and conflict in view."""
    side, text = request.GET.get("side", ""), request.GET.get("q", "")
    desk = queries.desk(request.viewer, request.at, number, side=side, text=text)
    page = page_of(request, desk.candidates, 30)
    return render(
        request,
        "committee/reviewers.html",
        {
            "desk": desk,
            "candidates": list(page.object_list),
            "paging": paging(request, page),
            "handler_form": HandlerForm(people=desk.handlers),
            "side": side,
            "text": text,
            "slug": request.edition.slug,
        },
    )


@require_POST
def assign(request: SiteRequest, number: int) -> HttpResponse:
    """Give the paper to a member."""
    form = AssignForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        attempt(
            request,
            None,
            lambda: commands.assign(
                by=request.viewer, edition=request.edition, number=number, now=request.now, **values
            ),
            done="Assigned. The letter is in the outbox.",
        )
    return redirect(link(request.edition, "paper-reviewers", number=number))


@require_http_methods(["GET", "POST"])
def replace(request: SiteRequest, number: int, xid: str) -> HttpResponse:
    """Somebody else instead of this reviewer."""
    desk = queries.desk(request.viewer, request.at, number)
    leaving = _reviewer(desk, xid)
    people = [
        (one.xid, f"{one.name}, {one.load} of {one.load_max} papers, fits {one.fit} %")
        for one in desk.candidates
        if one.can and (not desk.two or one.side in {leaving.side, "bridge"})
    ]
    form = ReplaceForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: commands.replace_reviewer(
                by=request.viewer, edition=request.edition, number=number, old=xid, now=request.now, **values
            ),
            done=f"{leaving.name} was replaced.",
        ):
            return redirect(link(request.edition, "paper-reviewers", number=number))
    shown = {"desk": desk, "leaving": leaving, "form": form, "slug": request.edition.slug}
    return render(request, "committee/replace.html", shown)


def _reviewer(desk: queries.Desk, xid: str) -> queries.Reviewer:
    found = next((one for one in desk.reviewers if one.xid == xid), None)
    if found is None:
        raise NotFound
    return found


@require_http_methods(["GET", "POST"])
def remove(request: SiteRequest, number: int, xid: str) -> HttpResponse:
    """Take the paper back from a reviewer."""
    desk = queries.desk(request.viewer, request.at, number)
    leaving = _reviewer(desk, xid)
    back = link(request.edition, "paper-reviewers", number=number)
    if request.method == "POST" and attempt(
        request,
        None,
        lambda: commands.remove_reviewer(
            by=request.viewer,
            edition=request.edition,
            number=number,
            member=xid,
            reason=request.POST.get("reason", ""),
            now=request.now,
        ),
        done=f"{leaving.name} no longer reviews paper {number}.",
    ):
        return redirect(back)
    return ask(
        request,
        Confirm(
            title=f"Take paper {number} back from {leaving.name}?",
            label="Take it back",
            action=request.path,
            cancel_url=back,
            consequences=(
                "They get a letter.",
                "They keep what they wrote, and see nothing else of the paper.",
            ),
            reason="Reason (the log keeps it)",
        ),
    )


@require_POST
def handler(request: SiteRequest, number: int) -> HttpResponse:
    """Give the paper to another handling chair."""
    desk = queries.desk(request.viewer, request.at, number)
    form = HandlerForm(request.POST, people=desk.handlers)
    person = request.POST.get("person", "")
    attempt(
        request,
        form,
        lambda: appoint_handler(
            by=request.viewer, edition=request.edition, number=number, person=person, now=request.now
        ),
        done="Saved.",
    )
    return redirect(link(request.edition, "paper-reviewers", number=number))


@require_POST
def settle_handlers(request: SiteRequest) -> HttpResponse:
    """See that every paper has a handling chair."""
    attempt(
        request,
        None,
        lambda: appoint_handlers(by=request.viewer, edition=request.edition, now=request.now),
        done="Every paper for which there is an unconflicted chair has one.",
    )
    return redirect(link(request.edition, "assignment-papers"))


@require_GET
def mine(request: SiteRequest) -> HttpResponse:
    """What the viewer reviews."""
    if not request.viewer.is_member:
        raise NotFound
    rows = queries.my_papers(request.viewer, request.at, request.edition)
    return render(request, "committee/mine.html", {"rows": rows, "slug": request.edition.slug})


@require_http_methods(["GET", "POST"])
def give_up(request: SiteRequest, number: int) -> HttpResponse:
    """“I have a conflict”, or “I cannot review it”."""
    paper = queries.my_paper(request.viewer, request.at, request.edition, number)
    form = GiveUpForm(request.POST or None)
    done = f"Paper {number} is no longer yours to review."
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(request, form, _giving_up(request, number, form), done=done)
    ):
        return redirect(link(request.edition, "committee-papers"))
    return render(
        request, "committee/give_up.html", {"paper": paper, "form": form, "slug": request.edition.slug}
    )


def _giving_up(request: SiteRequest, number: int, form: GiveUpForm) -> Callable[[], object]:
    values = form.cleaned_data
    if values["why"] == "conflict":
        return lambda: commands.give_up_for_conflict(
            by=request.viewer,
            edition=request.edition,
            number=number,
            conflict=values["conflict"],
            note=values["reason"],
            now=request.now,
        )
    return lambda: commands.give_up(
        by=request.viewer, edition=request.edition, number=number, reason=values["reason"], now=request.now
    )


@require_GET
def export_csv(request: SiteRequest, kind: str) -> HttpResponse:
    """Members, bids, conflicts or assignments as CSV; the log notes it."""
    text = export(by=request.viewer, edition=request.edition, kind=kind, now=request.now)
    return download(text, f"{request.edition.slug}-{kind}.csv")
