"""Plans of assignment: asked for, looked at, edited, published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from committee.commands import plans as commands
from committee.forms import PlanForm
from committee.queries import plans as queries
from committee.queries.assignments import desk as paper_desk
from committee.queries.members import track_for
from committee.views.shared import Confirm, ask
from sysml.conference.models import Edition
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render
from sysml.kernel.models import Job


@require_http_methods(["GET", "POST"])
def desk(request: SiteRequest) -> HttpResponse:
    """The plans of a track, and the form for a new one."""
    track = track_for(request.edition, request.GET.get("track", ""))
    shown = queries.plan_desk(request.viewer, request.at, track)
    form = PlanForm(request.POST or None, sides=(track.side_a, track.side_b), start=shown.parameters)
    if request.method == "POST" and form.is_valid():
        made: list[str] = []
        if attempt(
            request,
            form,
            lambda: made.append(
                commands.start_plan(
                    by=request.viewer,
                    edition=request.edition,
                    track=track,
                    parameters=form.parameters(),
                    now=request.now,
                ).xid
            ),
        ):
            return redirect(link(request.edition, "plan", xid=made[0]))
    tracks = [(one.slug, one.name) for one in request.edition.tracks.all()]
    context = {"desk": shown, "form": form, "tracks": tracks, "slug": request.edition.slug}
    return render(request, "committee/plan_desk.html", context)


@require_GET
def plan(request: SiteRequest, xid: str) -> HttpResponse:
    """A plan, worst papers first."""
    shown = queries.plan_page(request.viewer, request.at, request.edition, xid)
    if shown.is_solving:
        context = {"plan": shown, "job": _job(shown.job, request.edition, xid), "slug": request.edition.slug}
        return render(request, "committee/plan_solving.html", context)
    short = request.GET.get("short", "") == "1"
    page = page_of(request, shown.short if short else shown.rows, 30)
    context = {
        "plan": shown,
        "rows": list(page.object_list),
        "paging": paging(request, page),
        "short": short,
        "slug": request.edition.slug,
    }
    return render(request, "committee/plan.html", context)


@require_GET
def progress(request: SiteRequest, xid: str) -> HttpResponse:
    """How far the solver is; fetched by the page while it waits."""
    found = queries.plan_for(request.viewer, request.edition, xid)
    job = _job(found.job, request.edition, xid)
    return render(request, "committee/plan_progress.html", {"job": job, "slug": request.edition.slug})


def _job(job: Job | None, edition: Edition, xid: str) -> queries.JobShown:
    state = job.status if job is not None else "failed"
    words = {"queued": "waiting"}.get(state, state)
    return queries.JobShown(
        xid=job.xid if job is not None else xid,
        title="Making the plan",
        percent=job.percent if job is not None else None,
        words=job.progress if job is not None else "",
        state=words,
        poll_url=link(edition, "plan-progress", xid=xid),
        cancel_url=link(edition, "plan-discard", xid=xid),
        result_url=link(edition, "plan", xid=xid),
        why="The work ended with an error. Discard the plan and make another.",
    )


@require_POST
def discard(request: SiteRequest, xid: str) -> HttpResponse:
    """Throw a plan away."""
    attempt(
        request,
        None,
        lambda: commands.discard_plan(by=request.viewer, edition=request.edition, xid=xid, now=request.now),
        done="The plan is gone.",
    )
    return redirect(link(request.edition, "plans"))


@require_http_methods(["GET", "POST"])
def paper(request: SiteRequest, xid: str, number: int) -> HttpResponse:
    """The planned reviewers of one paper, and everybody who could be."""
    if request.method == "POST":
        attempt(
            request,
            None,
            lambda: commands.change_plan(
                by=request.viewer,
                edition=request.edition,
                xid=xid,
                number=number,
                add=request.POST.get("add", ""),
                remove=request.POST.get("remove", ""),
                side=request.POST.get("side", ""),
                now=request.now,
            ),
            done="The plan is changed.",
        )
        return redirect(link(request.edition, "plan-paper", xid=xid, number=number))
    found = queries.plan_for(request.viewer, request.edition, xid)
    side, text = request.GET.get("side", ""), request.GET.get("q", "")
    shown = paper_desk(request.viewer, request.at, number, plan=found, side=side, text=text)
    page = page_of(request, shown.candidates, 30)
    context = {
        "desk": shown,
        "candidates": list(page.object_list),
        "paging": paging(request, page),
        "side": side,
        "text": text,
        "plan_xid": xid,
        "slug": request.edition.slug,
    }
    return render(request, "committee/plan_paper.html", context)


@require_http_methods(["GET", "POST"])
def publish(request: SiteRequest, xid: str) -> HttpResponse:
    """Say exactly what publishing does, then do it."""
    shown = queries.plan_page(request.viewer, request.at, request.edition, xid)
    skipped: list[int] = []
    if request.method == "POST" and attempt(
        request,
        None,
        lambda: skipped.extend(
            commands.publish_plan(
                by=request.viewer, edition=request.edition, xid=xid, now=request.now
            ).skipped
        ),
        done="Published. Reviewers see their papers now; their letters are in the outbox.",
    ):
        _say_skipped(request, skipped)
        return redirect(link(request.edition, "assignment-papers"))
    return ask(
        request,
        Confirm(
            title="Publish this plan?",
            label="Publish the plan",
            kind="primary",
            action=request.path,
            cancel_url=link(request.edition, "plan", xid=xid),
            text="This is one act; papers with which you have a conflict, if there are any, are published by it too.",
            consequences=_consequences(shown),
        ),
    )


def _consequences(plan: queries.PlanPage) -> tuple[str, ...]:
    lines = [
        f"{plan.members_used} members get {plan.pairs} reviews of {plan.papers} papers (of those that you may see).",
        "Each of them gets one letter with the list of their papers.",
    ]
    if plan.missing:
        lines.append(f"Places that stay empty: {plan.missing}, on {len(plan.short)} of the papers.")
    if plan.ending:
        lines.append(f"Present reviewers who are not in the plan and lose a paper: {plan.ending}.")
    lines.append("Reviewers see titles, abstracts and files of their papers from then on.")
    return tuple(lines)


def _say_skipped(request: SiteRequest, skipped: list[int]) -> None:
    if skipped:
        numbers = ", ".join(str(number) for number in skipped)
        words = f"Since the plan was made, a conflict or an answer came in the way on paper {numbers}: choose by hand."
        messages.warning(request, words)
