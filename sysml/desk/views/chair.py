"""The chair's desk, the log, jobs, search, and looking as somebody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sysml.conference.commands import jobs as commands
from sysml.conference.commands import looking
from sysml.conference.pages import VIEW_AS_KEY, SiteRequest, link, page_of, paging, render
from sysml.conference.policies import may_chair
from sysml.desk.forms import LookAsForm
from sysml.desk.queries import chair, jobs, log, people, search


@require_GET
def chair_desk(request: SiteRequest) -> HttpResponse:
    """Where the edition stands and what needs a hand."""
    may_chair(request.viewer).require()
    desk = chair.desk(request.viewer, request.at, request.edition, request.user.timezone)
    return render(request, "desk/chair.html", {"desk": desk, "look_form": LookAsForm()})


@require_GET
def log_page(request: SiteRequest) -> HttpResponse:
    """Who did or read what, searchable."""
    may_chair(request.viewer).require()
    text, action = request.GET.get("q", "").strip(), request.GET.get("action", "").strip()
    page = page_of(request, log.log_rows(request.viewer, request.edition, text=text, action=action), 50)
    lines = log.log_lines(list(page.object_list), request.edition)
    return render(
        request,
        "desk/log.html",
        {
            "lines": lines,
            "paging": paging(request, page),
            "q": text,
            "action": action,
            "searched": log.SEARCHED,
        },
    )


@require_GET
def search_page(request: SiteRequest) -> HttpResponse:
    """Papers that the viewer may see and whose visible words match."""
    text = request.GET.get("q", "").strip()[:200]
    page = page_of(request, search.search_rows(request.viewer, request.at, text)) if text else None
    found = search.hits(list(page.object_list), request.edition) if page else []
    values = {"q": text, "hits": found, "count": page.paginator.count if page else 0}
    return render(request, "desk/search.html", {**values, "paging": paging(request, page) if page else None})


@require_GET
def jobs_page(request: SiteRequest) -> HttpResponse:
    """Slow work of this edition, with progress and why it failed."""
    may_chair(request.viewer).require()
    page = page_of(request, jobs.job_rows(request.viewer, request.edition))
    lines = [jobs.job_line(job, request.edition) for job in page.object_list]
    return render(request, "desk/jobs.html", {"jobs": lines, "paging": paging(request, page)})


@require_GET
def job_page(request: SiteRequest, xid: str) -> HttpResponse:
    """One job, polled by its page."""
    line = jobs.job_line(jobs.job(request.viewer, request.edition, xid), request.edition)
    part = request.headers.get("X-Poll") or request.headers.get("HX-Request")
    template = "desk/job_part.html" if part else "desk/job.html"
    return render(request, template, {"job": line})


@require_POST
def cancel_job(request: SiteRequest, xid: str) -> HttpResponse:
    """Ask a job to stop."""
    commands.cancel_job(by=request.viewer, edition=request.edition, xid=xid, now=request.now)
    messages.success(request, "The job was asked to stop.")
    return redirect(link(request.edition, "job", xid=xid))


@require_http_methods(["GET", "POST"])
def view_as(request: SiteRequest) -> HttpResponse:
    """See pages as somebody else would, and only what oneself may see. Read-only."""
    may_chair(request.viewer).require()
    form = LookAsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = people.taking_part(request.viewer, request.at, request.edition, form.cleaned_data["email"])
        if person is None:
            form.add_error(
                "email", "Nobody with this address takes part in this edition, as far as you may know."
            )
        else:
            looking.look_as(by=request.viewer, edition=request.edition, person=person, now=request.now)
            request.session[VIEW_AS_KEY] = {"edition": request.edition.slug, "person": person.pk}
            return redirect(link(request.edition, "home"))
    return render(request, "desk/view_as.html", {"form": form})


@require_POST
def stop_view_as(request: SiteRequest) -> HttpResponse:
    """Be oneself again."""
    request.session.pop(VIEW_AS_KEY, None)
    return redirect(link(request.edition, "chair-desk"))
