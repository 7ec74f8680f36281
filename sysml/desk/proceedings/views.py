"""The publication chair's desk, and the public proceedings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from reviews.commands import proceedings as commands
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render
from sysml.desk.proceedings import queries, sending
from sysml.desk.proceedings.forms import PlaceForm, SessionsForm

PAGE = 50


@require_http_methods(["GET", "POST"])
def desk(request: SiteRequest) -> HttpResponse:
    """Accepted papers with their final versions, in the order of the proceedings, which is edited here."""
    found = queries.production(request.viewer, request.at, request.edition)
    page = page_of(request, found.rows, PAGE)
    data = request.POST if request.method == "POST" else None
    names = [session.name for session in found.sessions]
    forms = [PlaceForm(names, row.number, data, _initial(row)) for row in page.object_list]
    wrong = [form for form in forms if data is not None and not form.is_valid()]
    if data is not None and not wrong:
        call = lambda: commands.arrange(  # noqa: E731
            by=request.viewer,
            edition=request.edition,
            places=[form.place() for form in forms],
            now=request.now,
        )
        if attempt(request, forms[0] if forms else None, call, done="The order is kept."):
            return HttpResponseRedirect(request.get_full_path())
    values = {
        "desk": found,
        "rows": list(zip(page.object_list, forms, strict=True)),
        "paging": paging(request, page),
        "errors": _errors(forms) if data is not None else [],
    }
    return render(request, "desk/proceedings/desk.html", values)


def _initial(row: queries.ProductionRow) -> dict[str, object]:
    return {
        "number": row.number,
        "session": row.session,
        "position": row.position,
        "first_page": row.first_page,
        "last_page": row.last_page,
    }


def _errors(forms: list[PlaceForm]) -> list[str]:
    return [str(text) for form in forms for texts in form.errors.values() for text in texts]


@require_http_methods(["GET", "POST"])
def sessions(request: SiteRequest) -> HttpResponse:
    """The sessions of the programme, one a line."""
    found = queries.production(request.viewer, request.at, request.edition)
    lines = "\n".join(session.line for session in found.sessions)
    form = SessionsForm(request.POST or None, initial={"sessions": lines})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: commands.set_sessions(
                by=request.viewer,
                edition=request.edition,
                sessions=form.cleaned_data["sessions"],
                now=request.now,
            ),
            done="The sessions are kept.",
        )
    ):
        return HttpResponseRedirect(link(request.edition, "proceedings-desk"))
    return render(request, "desk/proceedings/sessions.html", {"form": form})


@require_POST
def remind(request: SiteRequest) -> HttpResponse:
    """Write to the authors whose final version is missing."""
    queries.production(request.viewer, request.at, request.edition)
    told: list[int] = []
    call = lambda: told.append(  # noqa: E731
        commands.remind_camera_ready(by=request.viewer, edition=request.edition, now=request.now)
    )
    if attempt(request, None, call):
        messages.success(
            request, f"The authors of {told[0]} {'paper' if told[0] == 1 else 'papers'} are reminded."
        )
    return HttpResponseRedirect(link(request.edition, "proceedings-desk"))


@require_POST
def order_print(request: SiteRequest) -> HttpResponse:
    """Have the front matter or the programme printed."""
    queries.production(request.viewer, request.at, request.edition)
    what = request.POST.get("what", "")
    attempt(
        request,
        None,
        lambda: commands.order_print(by=request.viewer, edition=request.edition, what=what, now=request.now),
    )
    return HttpResponseRedirect(link(request.edition, "proceedings-desk") + "#print")


@require_GET
def print_state(request: SiteRequest, xid: str) -> HttpResponse:
    """The area of one print, which the page fetches again while the work is under way."""
    _, shown = queries.print_job(request.viewer, request.edition, xid)
    return render(request, "desk/proceedings/print.html", {"job": shown})


@require_GET
def print_file(request: SiteRequest, xid: str) -> HttpResponseBase:
    """The finished print."""
    return sending.print_pdf(request, xid)


@login_not_required
@require_safe
def public(request: SiteRequest) -> HttpResponse:
    """The proceedings, for everybody."""
    found = queries.public_proceedings(request.at, request.edition)
    return render(request, "desk/proceedings/public.html", {"proceedings": found})


@login_not_required
@require_safe
def public_file(request: SiteRequest, number: int) -> HttpResponseBase:
    """A paper's final PDF, for everybody."""
    return sending.public_pdf(request, number)


@login_not_required
@require_safe
def citation(request: SiteRequest, number: int) -> HttpResponse:
    """One paper's BibTeX."""
    return _bibtex(queries.public_paper(request.at, request.edition, number).bibtex)


@login_not_required
@require_safe
def bibliography(request: SiteRequest) -> HttpResponse:
    """The BibTeX of all papers."""
    return _bibtex("\n".join(paper.bibtex for paper in queries.public_papers(request.at, request.edition)))


def _bibtex(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/x-bibtex; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response
