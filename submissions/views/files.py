"""Files: uploading, downloading, what checks found, pictures of pages."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from submissions import commands, intake
from submissions.domain import DocumentKind
from submissions.foreign import send_signed
from submissions.forms import FalseAlarmForm, FileForm
from submissions.panels import check_panel
from submissions.queries import files
from submissions.queries.files import PageView, UploadTarget
from submissions.queries.papers import get_paper
from submissions.sending import send_file, send_picture
from submissions.views.common import acting
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.kernel.errors import NotFound


@require_http_methods(["GET", "POST"])
def upload(request: SiteRequest, number: int, kind: str) -> HttpResponse:
    """Take a file: a plain form, with progress where there is JavaScript."""
    target = files.upload_target(request.viewer, request.at, number, _kind(kind))
    form = FileForm(request.POST or None, request.FILES or None, kind=target.kind, on_behalf=target.on_behalf)
    back = link(request.edition, "submission-detail", number=number)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(request, form, lambda: _take(request, target, form))
    ):
        messages.success(
            request, f"{target.kind_words} received. The receipt stands on this page and is mailed."
        )
        return HttpResponseRedirect(back)
    values = {"form": form, "target": target, "back_url": back}
    return render(request, "submissions/upload.html", values, status=422 if form.errors else 200)


def _kind(word: str) -> DocumentKind:
    if word not in {DocumentKind.PAPER, DocumentKind.SUPPLEMENT, DocumentKind.CAMERA_READY}:
        raise Http404
    return DocumentKind(word)


def _take(request: SiteRequest, target: UploadTarget, form: FileForm) -> None:
    """Look, store, then tell: what is refused leaves nothing behind."""
    target.permit.require()
    sent = form.cleaned_data["file"]
    file = intake.store(
        sent.file,
        size=sent.size,
        kind=target.kind,
        filename=sent.name,
        max_mb=target.max_mb,
        now=request.now,
    )
    commands.add_file(
        by=request.viewer,
        edition=request.edition,
        number=target.number,
        file=file,
        reason=form.cleaned_data.get("reason", ""),
        now=request.now,
    )


@require_POST
def drop_supplement(request: SiteRequest, number: int, xid: str) -> HttpResponse:
    """Take a supplement out."""
    attempt(
        request,
        None,
        lambda: commands.drop_supplement(
            by=request.viewer, edition=request.edition, number=number, xid=xid, now=request.now
        ),
        done="The supplement is taken out. It stays among the earlier versions.",
    )
    return HttpResponseRedirect(link(request.edition, "submission-detail", number=number))


@require_safe
def download(request: SiteRequest, number: int, xid: str) -> HttpResponseBase:
    """The file as this person gets it: as it was uploaded, or cleaned of what could name its authors."""
    file = files.served(request.viewer, request.at, number, xid)
    return send_file(request, file)


@login_not_required
@require_safe
def foreign_file(request: SiteRequest, token: str) -> HttpResponseBase:
    """A file on the host of files, by its signed address."""
    return send_signed(request, token)


@require_GET
def check(request: SiteRequest, number: int) -> HttpResponse:
    """The area with the result of the check alone, which the page fetches again while it is under way."""
    paper = get_paper(request.viewer, request.at, number)
    report = files.report_of(request.viewer, request.at, paper)
    if report is None:
        raise NotFound
    panel = check_panel(request.edition.slug, number, report)
    return render(request, "submissions/panels/check.html", {"check": panel})


@dataclass(frozen=True)
class Rectangle:
    """A box in points from the page's upper left corner."""

    x: float
    y: float
    width: float
    height: float
    label: str = ""


def _rectangle(box: tuple[float, float, float, float], label: str = "") -> Rectangle:
    left, top, right, bottom = box
    return Rectangle(round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1), label)


@require_GET
def page(request: SiteRequest, number: int, xid: str, page: int) -> HttpResponse:
    """One page of the PDF, with the allowed box and what was found."""
    view = files.page_view(request.viewer, request.at, number, xid, page)
    values = {
        "view": view,
        "number": number,
        "picture_url": link(request.edition, "submission-page-picture", number=number, xid=xid, page=page),
        "allowed": _rectangle(view.allowed) if view.allowed else None,
        "boxes": [_rectangle(f.box, f.title) for f in view.findings if f.box is not None],
        "back_url": link(request.edition, "submission-detail", number=number),
        **_neighbours(request, number, xid, view),
    }
    return render(request, "submissions/page.html", values)


def _neighbours(request: SiteRequest, number: int, xid: str, view: PageView) -> dict[str, str]:
    def to(page: int) -> str:
        inside = 1 <= page <= view.pages
        return link(request.edition, "submission-page", number=number, xid=xid, page=page) if inside else ""

    return {"previous_url": to(view.number - 1), "next_url": to(view.number + 1)}


@require_safe
def page_picture(request: SiteRequest, number: int, xid: str, page: int) -> HttpResponseBase:
    """The picture of one page."""
    view = files.page_view(request.viewer, request.at, number, xid, page)
    return send_picture(request, view, number)


@require_http_methods(["GET", "POST"])
def false_alarm(request: SiteRequest, number: int, xid: str, code: str) -> HttpResponse:
    """An author says that a finding is wrong."""
    paper = get_paper(request.viewer, request.at, number)
    report = files.report_of(request.viewer, request.at, paper, xid)
    found = next((one for one in report.findings if one.code == code), None) if report else None
    if report is None or found is None or not report.may_dispute:
        raise NotFound
    form = FalseAlarmForm(request.POST or None)
    back = link(request.edition, "submission-detail", number=number)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["comment"]
        common = acting(request, number)
        if attempt(
            request,
            form,
            lambda: commands.say_false_alarm(xid=xid, code=code, comment=words, **common),
            done="The chairs will read this beside the finding.",
        ):
            return HttpResponseRedirect(back)
    values = {"form": form, "finding": found, "number": number, "back_url": back}
    return render(request, "submissions/false_alarm.html", values, status=422 if form.errors else 200)
