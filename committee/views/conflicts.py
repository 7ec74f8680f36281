"""Conflicts of interest: declared by authors and members, decided by chairs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from committee.commands import conflicts as commands
from committee.domain import ConflictAct
from committee.forms import ChairConflictForm, DeclareForm, OwnConflictForm
from committee.queries import conflicts as queries
from committee.views.shared import Confirm, ask, chairs_only
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render
from sysml.kernel.errors import NotFound


@require_http_methods(["GET", "POST"])
def of_paper(request: SiteRequest, number: int) -> HttpResponse:
    """Authors name people of the committee who may not judge their paper."""
    shown = queries.declared_by_authors(request.viewer, request.at, number)
    form = DeclareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: commands.declare_by_author(
                by=request.viewer, edition=request.edition, number=number, now=request.now, **values
            ),
            done="Declared. The person does not learn who named them or why.",
        ):
            return redirect(link(request.edition, "submission-conflicts", number=number))
    text = request.GET.get("q", "")
    page = page_of(request, queries.people(request.edition, text), 20)
    return render(
        request,
        "committee/of_paper.html",
        {
            "shown": shown,
            "form": form,
            "people": list(page.object_list),
            "reasons": queries.reason_choices(),
            "paging": paging(request, page),
            "text": text,
            "slug": request.edition.slug,
        },
    )


@require_POST
def take_back(request: SiteRequest, number: int, xid: str) -> HttpResponse:
    """Authors take a declaration back."""
    attempt(
        request,
        None,
        lambda: commands.take_back_declaration(
            by=request.viewer, edition=request.edition, number=number, xid=xid, now=request.now
        ),
        done="Taken back.",
    )
    return redirect(link(request.edition, "submission-conflicts", number=number))


@require_GET
def own(request: SiteRequest) -> HttpResponse:
    """The viewer's own conflicts: papers, never who named them or why."""
    if not (request.viewer.is_member or request.viewer.is_chair):
        raise NotFound
    rows = queries.own(request.viewer, request.at)
    return render(request, "committee/own_conflicts.html", {"rows": rows, "slug": request.edition.slug})


@require_http_methods(["GET", "POST"])
def declare_own(request: SiteRequest, number: int) -> HttpResponse:
    """A member says that they have a conflict with this paper."""
    form = OwnConflictForm(request.POST or None)
    back = request.POST.get("next", "")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: commands.declare_own(
                by=request.viewer, edition=request.edition, number=number, now=request.now, **values
            ),
            done=f"Paper {number} is gone from your lists.",
        ):
            name = "bids" if back == "bids" else "own-conflicts"
            return redirect(link(request.edition, name))
    return render(
        request, "committee/declare_own.html", {"form": form, "number": number, "slug": request.edition.slug}
    )


@require_GET
def worklist(request: SiteRequest) -> HttpResponse:
    """Suggestions to decide, grouped by person; other states by a filter."""
    chairs_only(request)
    state, text = request.GET.get("state", "suggested"), request.GET.get("q", "")
    page = page_of(request, queries.worklist(request.viewer, request.at, state=state, text=text), 30)
    return render(
        request,
        "committee/worklist.html",
        {
            "rows": list(page.object_list),
            "paging": paging(request, page),
            "state": state,
            "text": text,
            "form": ChairConflictForm(people=_choices(request)),
            "slug": request.edition.slug,
        },
    )


def _choices(request: SiteRequest) -> list[tuple[str, str]]:
    return [(one.xid, f"{one.name}, {one.affiliation}") for one in queries.people(request.edition)[:]]


@require_http_methods(["GET", "POST"])
def add(request: SiteRequest) -> HttpResponse:
    """A chair enters a conflict."""
    chairs_only(request)
    start = {"number": request.GET.get("number", "")}
    form = ChairConflictForm(request.POST or None, people=_choices(request), initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        ended: list[bool] = []
        if attempt(
            request,
            form,
            lambda: ended.append(
                commands.add_by_chair(
                    by=request.viewer, edition=request.edition, now=request.now, **values
                ).ended
            ),
            done="The conflict holds from now on.",
        ):
            _say_if_ended(request, ended)
            return redirect(link(request.edition, "conflict-worklist") + "?state=confirmed")
    return render(request, "committee/add_conflict.html", {"form": form, "slug": request.edition.slug})


def _say_if_ended(request: SiteRequest, ended: list[bool]) -> None:
    if any(ended):
        messages.warning(
            request, "The person was a reviewer of this paper; that has ended. Choose somebody else."
        )


@require_POST
def confirm(request: SiteRequest, xid: str) -> HttpResponse:
    """The suggestion is right."""
    attempt(
        request,
        None,
        lambda: commands.decide_conflict(
            by=request.viewer, edition=request.edition, xid=xid, act=ConflictAct.CONFIRM, now=request.now
        ),
        done="Confirmed.",
    )
    return redirect(link(request.edition, "conflict-worklist"))


@require_http_methods(["GET", "POST"])
def dismiss(request: SiteRequest, xid: str) -> HttpResponse:
    """There is no conflict; a reason is needed."""
    row = queries.conflict_of(request.viewer, request.at, xid)
    if request.method == "POST" and attempt(
        request,
        None,
        lambda: commands.decide_conflict(
            by=request.viewer,
            edition=request.edition,
            xid=xid,
            act=ConflictAct.DISMISS,
            reason=request.POST.get("reason", ""),
            now=request.now,
        ),
        done="Dismissed. The reason is kept in the log.",
    ):
        return redirect(link(request.edition, "conflict-worklist"))
    return ask(
        request,
        Confirm(
            title=f"No conflict between {row.person} and paper {row.number}?",
            label="There is no conflict",
            action=request.path,
            cancel_url=link(request.edition, "conflict-worklist"),
            text=f"{row.source}: {row.note or row.reason}".strip(": ").capitalize() + ".",
            consequences=("They may see and review the paper, unless another conflict stands.",),
            reason="Why there is none (the log keeps it)",
        ),
    )


@require_POST
def search_again(request: SiteRequest) -> HttpResponse:
    """Search all papers and people once more."""
    attempt(
        request,
        None,
        lambda: commands.find_conflicts(by=request.viewer, edition=request.edition, now=request.now),
        done="All papers and people were compared; what is new stands on this list.",
    )
    return redirect(link(request.edition, "conflict-worklist"))
