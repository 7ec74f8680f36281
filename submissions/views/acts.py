"""Acts on papers: claiming a place, withdrawing, reviving, closing, revealing, judging again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from submissions import commands, policies
from submissions.forms import NumbersForm, ReasonForm
from submissions.queries import lists
from submissions.queries.papers import (
    claim_of,
    clock_of,
    get_paper,
    is_author,
    is_chair_of,
    tracks_open_to,
)
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.conference.policies import may_chair
from sysml.kernel.errors import NotFound, Permit


@require_http_methods(["GET", "POST"])
def claim(request: SiteRequest, xid: str) -> HttpResponse:
    """Confirm, with one press, that one is the author who was named."""
    place = claim_of(request.viewer, xid)
    if request.method == "POST":
        numbers: list[int] = []

        def take() -> None:
            paper = commands.claim(by=request.viewer, edition=request.edition, xid=xid, now=request.now)
            numbers.append(paper.number)

        if attempt(request, None, take, done="You are confirmed as an author."):
            return HttpResponseRedirect(link(request.edition, "submission-detail", number=numbers[0]))
    return render(request, "submissions/claim.html", {"place": place, "edition_name": request.edition.name})


@dataclass(frozen=True)
class Question:
    """What the page of an act asks before it does it."""

    title: str
    text: str
    consequences: tuple[str, ...]
    label: str
    kind: str
    reason: str
    reason_needed: bool
    audience: str
    permit: Permit
    number: int
    paper_title: str


@require_http_methods(["GET", "POST"])
def withdraw(request: SiteRequest, number: int) -> HttpResponse:
    """End a submission, with a reason."""
    question = _question(
        request,
        number,
        policies.may_withdraw,
        title="Withdraw this paper?",
        text="Nobody reviews it any longer.",
        consequences=(
            "All authors are told.",
            "Nothing is deleted.",
            "It can be made active again until the deadline.",
        ),
        label="Withdraw the paper",
        kind="danger",
        audience="The chairs read the reason, and your co-authors.",
    )
    return _ask(request, question, commands.withdraw, "The paper is withdrawn.")


@require_http_methods(["GET", "POST"])
def revive(request: SiteRequest, number: int) -> HttpResponse:
    """Make a withdrawn or closed submission active again."""
    question = _question(
        request,
        number,
        policies.may_revive,
        title="Make this paper active again?",
        text="It returns to the state that it has earned: complete, if nothing is missing.",
        consequences=("All authors are told.",),
        label="Make it active again",
        kind="primary",
        audience="The chairs read the reason, and your co-authors.",
    )
    return _ask(request, question, commands.revive, "The paper is active again.")


@require_http_methods(["GET", "POST"])
def reveal(request: SiteRequest, number: int) -> HttpResponse:
    """A chair looks at the authors of a blind paper."""
    question = _question(
        request,
        number,
        policies.may_reveal,
        title="Show the authors of this paper?",
        text="You see them on every page for eight hours.",
        consequences=("The log keeps that you looked, when and why.",),
        label="Show the authors",
        kind="primary",
        audience="The reason stands in the log, which the chairs read.",
        always_reason=True,
    )
    return _ask(request, question, commands.reveal_authors, "You see the authors for eight hours.")


def _question(
    request: SiteRequest,
    number: int,
    may: Callable[..., Permit],
    *,
    title: str,
    text: str,
    consequences: tuple[str, ...],
    label: str,
    kind: str,
    audience: str,
    always_reason: bool = False,
) -> Question:
    paper = get_paper(request.viewer, request.at, number)
    mine = is_author(request.viewer, paper)
    if not mine and not is_chair_of(request.viewer, paper):
        raise NotFound
    on_behalf = "" if mine or always_reason else " You act for the authors: they will read it too."
    return Question(
        title=title,
        text=text,
        consequences=consequences,
        label=label,
        kind=kind,
        reason="Reason",
        reason_needed=always_reason or not mine,
        audience=audience + on_behalf,
        permit=may(request.viewer, paper, clock_of(request.viewer, request.at, paper)),
        number=number,
        paper_title=paper.title,
    )


def _ask(request: SiteRequest, question: Question, command: Callable[..., Any], done: str) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    back = link(request.edition, "submission-detail", number=question.number)
    if request.method == "POST" and form.is_valid():
        said = {"number": question.number, "reason": form.cleaned_data["reason"]}
        common = {"by": request.viewer, "edition": request.edition, "now": request.now}
        if attempt(request, form, lambda: command(**said, **common), done=done):
            return HttpResponseRedirect(back)
    values = {"form": form, "question": question, "back_url": back}
    return render(request, "submissions/act.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def unfinished(request: SiteRequest) -> HttpResponse:
    """What was never completed: the list, and closing what is chosen after one more look at it."""
    _require_chair(request)
    rows = lists.unfinished(request.viewer, request.at)
    form = NumbersForm(request.POST, offered=[row.number for row in rows if row.may_close])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["numbers"]
        if not chosen or "confirmed" in request.POST:
            attempt(
                request, None, lambda: _close(request, chosen), done=f"{len(chosen)} submissions are closed."
            )
            return HttpResponseRedirect(link(request.edition, "submission-unfinished"))
        picked = [row for row in rows if row.number in chosen]
        return render(request, "submissions/close.html", {"rows": picked, "edition": request.edition.slug})
    values = {
        "rows": rows,
        "closed": lists.closed(request.viewer, request.at),
        "edition": request.edition.slug,
        "why_not": next((row.why_not for row in rows if not row.may_close), ""),
        "any_closable": any(row.may_close for row in rows),
    }
    return render(request, "submissions/unfinished.html", values)


def _close(request: SiteRequest, numbers: list[int]) -> None:
    commands.close_unfinished(by=request.viewer, edition=request.edition, numbers=numbers, now=request.now)


@require_POST
def reopen(request: SiteRequest) -> HttpResponse:
    """Undo closing."""
    _require_chair(request)
    form = NumbersForm(request.POST, offered=[row.number for row in lists.closed(request.viewer, request.at)])
    chosen = form.cleaned_data["numbers"] if form.is_valid() else []
    reason = str(request.POST.get("reason", "")) or "Closed by mistake"
    attempt(
        request,
        None,
        lambda: commands.reopen_closed(
            by=request.viewer, edition=request.edition, numbers=chosen, reason=reason, now=request.now
        ),
        done=f"{len(chosen)} submissions are active again.",
    )
    return HttpResponseRedirect(link(request.edition, "submission-unfinished"))


@require_GET
def tools(request: SiteRequest) -> HttpResponse:
    """What a chair does with all papers of a track."""
    _require_chair(request)
    tracks = tracks_open_to(request.viewer, request.at, request.edition)
    return render(request, "submissions/tools.html", {"tracks": tracks, "edition": request.edition.slug})


@require_POST
def rejudge(request: SiteRequest, track: str) -> HttpResponse:
    """Judge all papers of a track again."""
    _require_chair(request)
    jobs: list[str] = []

    def ask() -> None:
        job = commands.ask_to_rejudge(
            by=request.viewer, edition=request.edition, track=track, now=request.now
        )
        jobs.append(job.xid)

    if attempt(request, None, ask, done="The papers are being judged again."):
        return HttpResponseRedirect(link(request.edition, "job", xid=jobs[0]))
    return HttpResponseRedirect(link(request.edition, "submission-tools"))


@require_POST
def reveal_for_task(request: SiteRequest, track: str) -> HttpResponse:
    """Show the authors of a track's papers for a stated task."""
    _require_chair(request)
    attempt(
        request,
        None,
        lambda: commands.reveal_for_task(
            by=request.viewer,
            edition=request.edition,
            track=track,
            task=str(request.POST.get("reason", "")),
            now=request.now,
        ),
        done="You see the authors for eight hours.",
    )
    return HttpResponseRedirect(link(request.edition, "submission-tools"))


def _require_chair(request: SiteRequest) -> None:
    """Whoever chairs nothing here does not learn that these pages exist."""
    if not request.viewer.is_chair and not may_chair(request.viewer):
        raise NotFound
