"""Writing to groups of people, and the outbox."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sysml.conference import groups
from sysml.conference.commands import mailing
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render
from sysml.conference.policies import may_chair
from sysml.desk.forms import MailForm
from sysml.desk.queries import log
from sysml.kernel.errors import NotFound


@require_http_methods(["GET", "POST"])
def mail_page(request: SiteRequest) -> HttpResponse:
    """Write a letter to a group; the next page shows every letter before anything leaves."""
    may_chair(request.viewer).require()
    offered = [(group.key, group.label) for group in groups.groups()]
    form = MailForm(request.POST or None, groups=offered, initial={"group": request.GET.get("group", "")})
    if request.method == "POST" and form.is_valid():
        if "test" in request.POST:
            return _test(request, form)
        batch = _draft(request, form)
        if batch:
            return redirect(link(request.edition, "mailing", batch=batch))
    return render(request, "desk/mail.html", {"form": form})


def _draft(request: SiteRequest, form: MailForm) -> str:
    made: list[str] = []
    attempt(
        request,
        form,
        lambda: made.append(
            mailing.draft_mailing(
                by=request.viewer,
                edition=request.edition,
                group=form.cleaned_data["group"],
                subject=form.cleaned_data["subject"],
                body=form.cleaned_data["body"],
                now=request.now,
            ).batch
        ),
    )
    return made[0] if made else ""


def _test(request: SiteRequest, form: MailForm) -> HttpResponse:
    attempt(
        request,
        form,
        lambda: mailing.send_test_letter(
            by=request.viewer,
            edition=request.edition,
            to=request.user.email,
            subject=form.cleaned_data["subject"],
            body=form.cleaned_data["body"],
            now=request.now,
        ),
        done=f"A test letter is on its way to {request.user.email}. Nobody else gets it.",
    )
    return render(request, "desk/mail.html", {"form": form})


@require_GET
def mailing_page(request: SiteRequest, batch: str) -> HttpResponse:
    """Every letter of one mailing, before or after it left."""
    may_chair(request.viewer).require()
    rows = log.letter_rows(request.viewer, request.edition, batch=batch)
    page = page_of(request, rows, 20)
    if not page.paginator.count:
        raise NotFound
    letters = log.letter_lines(request.viewer, request.at, list(page.object_list))
    drafts = rows.filter(status="draft").count()
    values = {"letters": letters, "batch": batch, "drafts": drafts, "total": page.paginator.count}
    return render(request, "desk/mailing.html", {**values, "paging": paging(request, page)})


@require_POST
def send_mailing(request: SiteRequest, batch: str) -> HttpResponse:
    """Let the letters of a mailing go."""
    attempt(
        request,
        None,
        lambda: mailing.send_mailing(
            by=request.viewer, edition=request.edition, batch=batch, now=request.now
        ),
        done="The letters are leaving.",
    )
    return redirect(link(request.edition, "mailing", batch=batch))


@require_POST
def drop_mailing(request: SiteRequest, batch: str) -> HttpResponse:
    """Discard the letters of a mailing."""
    attempt(
        request,
        None,
        lambda: mailing.drop_mailing(
            by=request.viewer, edition=request.edition, batch=batch, now=request.now
        ),
        done="The drafts are discarded; nothing was sent.",
    )
    return redirect(link(request.edition, "mail"))


@require_GET
def outbox_page(request: SiteRequest) -> HttpResponse:
    """Letters of the edition with where they stand."""
    may_chair(request.viewer).require()
    status, kind = request.GET.get("status", ""), request.GET.get("kind", "")
    page = page_of(request, log.letter_rows(request.viewer, request.edition, status=status, kind=kind))
    values = {
        "letters": log.letter_lines(request.viewer, request.at, list(page.object_list)),
        "held": log.held_kinds(request.viewer, request.edition),
        "status": status,
        "kind": kind,
        "paging": paging(request, page),
    }
    return render(request, "desk/outbox.html", values)


@require_GET
def letter_page(request: SiteRequest, xid: str) -> HttpResponse:
    """One letter, to read or to copy where mail does not work yet."""
    may_chair(request.viewer).require()
    letter = log.letter_rows(request.viewer, request.edition).filter(xid=xid).first()
    if letter is None:
        raise NotFound
    (line,) = log.letter_lines(request.viewer, request.at, [letter])
    return render(request, "desk/letter.html", {"letter": line})


@require_POST
def release_held(request: SiteRequest) -> HttpResponse:
    """Let go the held letters of one kind."""
    kind = request.POST.get("kind", "")
    attempt(
        request,
        None,
        lambda: mailing.release_held(by=request.viewer, edition=request.edition, kind=kind, now=request.now),
        done="The letters are leaving.",
    )
    return redirect(link(request.edition, "outbox"))


@require_POST
def retry_letter(request: SiteRequest, xid: str) -> HttpResponse:
    """Try a failed letter again."""
    attempt(
        request,
        None,
        lambda: mailing.retry_letter(by=request.viewer, edition=request.edition, xid=xid, now=request.now),
        done="The letter will be tried again.",
    )
    return redirect(link(request.edition, "outbox"))
