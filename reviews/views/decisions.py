"""The decision desk: the table of all papers, one decision, many decisions."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reviews.commands import decisions as commands
from reviews.domain import Verdict
from reviews.forms.decisions import DecisionForm, FilterForm, ManyForm, ShepherdForm
from reviews.policies import decides
from reviews.queries import decisions as queries
from reviews.queries.shepherding import shepherd_choices
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render
from sysml.conference.plots import AgreementPlot, PaperMeans, agreement_plot
from sysml.kernel.errors import NotFound
from sysml.kernel.plain import whole
from sysml.kernel.spreadsheets import csv_text

PAGE = 50


@dataclass(frozen=True)
class Column:
    """A heading that sorts the table."""

    label: str
    url: str
    direction: str
    css: str
    sub: str


@dataclass(frozen=True)
class Pill:
    """A filter in force."""

    name: str
    value: str
    remove_url: str


@require_GET
def decide(request: SiteRequest) -> HttpResponse:
    """Every paper that the viewer decides about, with the plot of where the sides agree."""
    form, desk = _desk(request)
    page = page_of(request, desk.rows, PAGE)
    values = {
        "desk": desk,
        "form": form,
        "rows": page.object_list,
        "paging": paging(request, page),
        "columns": _columns(request, desk),
        "pills": _pills(request, form),
        "plot": _plot(request, desk) if desk.sides.two else None,
        "query": request.GET.urlencode(),
        "verdicts": [(v.value, queries.VERDICT_WORDS[v]) for v in Verdict],
    }
    return render(request, "reviews/decide.html", values)


def _desk(request: SiteRequest) -> tuple[FilterForm, queries.Desk]:
    form = FilterForm(queries.track_names(request.viewer), request.GET)
    return form, queries.desk(request.viewer, request.at, form.filters())


def _address(request: SiteRequest, **changes: str) -> str:
    """The list's own address with some parameters changed, from its first page."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _columns(request: SiteRequest, desk: queries.Desk) -> list[Column]:
    sort, descending = request.GET.get("sort", "number"), bool(request.GET.get("desc"))
    wanted = [("number", "No.", "n", ""), ("title", "Title", "", ""), ("", "Scores", "", "")]
    if desk.sides.two:
        wanted += [
            ("ml", desk.sides.ml, "n", "n"),
            ("systems", desk.sides.systems, "n", "n"),
            ("gap", "Gap", "n", ""),
        ]
    else:
        wanted.append(("mean", "Mean", "n", "n"))
    wanted += [("lead", "Lead", "", ""), ("advice", "Advice", "", ""), ("decision", "Decision", "", "")]
    found = []
    for key, label, css, sub in wanted:
        here = key == sort
        direction = ("desc" if descending else "asc") if here else ""
        url = _address(request, sort=key, desc="1" if here and not descending else "") if key else ""
        found.append(Column(label, url, direction, css, sub))
    return found


def _pills(request: SiteRequest, form: FilterForm) -> list[Pill]:
    pills = []
    for name in ("verdict", "sides", "track"):
        value = form.cleaned_data.get(name)
        if value:
            field: Any = form.fields[name]
            pills.append(
                Pill(str(field.label).lower(), dict(field.choices)[value], _address(request, **{name: ""}))
            )
    if form.cleaned_data.get("gap"):
        pills.append(Pill("gap", f"{form.cleaned_data['gap']:g} or more", _address(request, gap="")))
    for name, label in (("ml", "first mean"), ("sys", "second mean")):
        if form.cleaned_data.get(name) is not None:
            pills.append(Pill(label, f"{form.cleaned_data[name]:g}", _address(request, **{name: ""})))
    return pills


def _plot(request: SiteRequest, desk: queries.Desk) -> AgreementPlot:
    means = [
        PaperMeans(
            title=f"{row.number} {row.title}",
            url=link(request.edition, "decide-one", number=row.number),
            ml=row.ml.mean,
            ml_n=row.ml.n,
            sys=row.systems.mean,
            sys_n=row.systems.n,
        )
        for row in desk.plotted
        if row.ml.mean is not None and row.systems.mean is not None
    ]
    note = (
        f"A bubble is one or more papers with the same two means. Coloured: they differ by {desk.gap:g} or more. "
        f"{desk.agreement.words}"
    )
    return agreement_plot(
        means,
        low=desk.scale[0],
        high=desk.scale[1],
        gap=desk.gap,
        list_url=link(request.edition, "decide") + "?ml={ml}&sys={sys}",
        note=note,
        labels=(desk.sides.ml, desk.sides.systems),
    )


@require_GET
def decide_export(request: SiteRequest) -> HttpResponse:
    """The same list as a CSV file, with the filters of the address."""
    _, desk = _desk(request)
    head, *rows = queries.export_rows(desk)
    response = HttpResponse(
        csv_text([str(cell) for cell in head], rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{request.edition.slug}-decisions.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def decide_one(request: SiteRequest, number: int) -> HttpResponse:
    """One paper's decision, its shepherd, its desk reject."""
    page = queries.decide_page(request.viewer, request.at, number)
    initial = {
        "verdict": page.verdict,
        "note": page.note,
        "conditions": page.conditions,
        "one_sided_reason": page.one_sided_reason,
    }
    form = DecisionForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(request, form, lambda: _decide(request, number, form), done=f"Paper {number} is decided.")
    ):
        return HttpResponseRedirect(link(request.edition, "decide-one", number=number))
    people = (
        shepherd_choices(request.viewer, request.at, number) if page.verdict == Verdict.CONDITIONAL else ()
    )
    shepherd = ShepherdForm([(p.xid, p.name) for p in people])
    return render(request, "reviews/decide_one.html", {"page": page, "form": form, "shepherd_form": shepherd})


def _decide(request: SiteRequest, number: int, form: DecisionForm) -> None:
    read = form.cleaned_data
    commands.decide(
        by=request.viewer,
        edition=request.edition,
        number=number,
        verdict=Verdict(read["verdict"]),
        now=request.now,
        note=read["note"],
        conditions=read["conditions"],
        one_sided_reason=read["one_sided_reason"],
    )


@require_POST
def decide_clear(request: SiteRequest, number: int) -> HttpResponse:
    """Take a decision back."""
    queries.decidable(request.viewer, request.at, number)
    attempt(
        request,
        None,
        lambda: commands.clear_decision(
            by=request.viewer, edition=request.edition, number=number, now=request.now
        ),
        done=f"Paper {number} is undecided again.",
    )
    return HttpResponseRedirect(link(request.edition, "decide-one", number=number))


@require_POST
def decide_many(request: SiteRequest) -> HttpResponse:
    """Say how many papers would be decided and how; then, confirmed, decide them."""
    if not decides(request.viewer):
        raise NotFound
    numbers = sorted({number for raw in request.POST.getlist("numbers") if (number := whole(raw))})
    form = ManyForm(request.POST)
    if not numbers:
        messages.error(request, "Choose at least one paper.")
        return HttpResponseRedirect(link(request.edition, "decide"))
    if "confirmed" in request.POST and form.is_valid():
        verdict = Verdict(form.cleaned_data["verdict"])
        papers = "1 paper" if len(numbers) == 1 else f"{len(numbers)} papers"
        words = f"{papers}: {queries.VERDICT_WORDS[verdict].lower()}."
        if attempt(request, form, lambda: _decide_many(request, numbers, verdict, form), done=words):
            return HttpResponseRedirect(link(request.edition, "decide"))
    rows = [row for row in queries.desk_rows(request.viewer, request.at) if row.number in set(numbers)]
    values = {"form": form, "rows": rows, "numbers": numbers, "confirmed": "confirmed" in request.POST}
    return render(request, "reviews/decide_many.html", values)


def _decide_many(request: SiteRequest, numbers: list[int], verdict: Verdict, form: ManyForm) -> None:
    commands.decide_many(
        by=request.viewer,
        edition=request.edition,
        numbers=numbers,
        verdict=verdict,
        now=request.now,
        conditions=form.cleaned_data["conditions"],
    )
