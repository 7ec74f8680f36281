"""Leads and meta-reviews."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from reviews.commands import meta as commands
from reviews.domain import LeadRule
from reviews.forms.talk import BulkLeadForm, LeadForm, MetaForm
from reviews.panels.cards import by_side, cards
from reviews.queries.meta import lead_page, meta_form, papers_without_lead
from reviews.views.common import autosaved, clock, number_in, to_paper
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.kernel.errors import Refused
from sysml.kernel.plain import whole


@require_http_methods(["GET", "POST"])
def meta_review(request: SiteRequest, number: int) -> HttpResponse:
    """The lead's summary and recommendation, beside the reviews."""
    page = meta_form(request.viewer, request.at, number)
    initial = {
        "summary": page.summary,
        "remarks": page.remarks,
        "recommendation": page.recommendation,
        "version": page.revision,
    }
    form = MetaForm(request.POST or None, initial=initial)
    if request.method == "POST":
        form.full_clean()
        if attempt(
            request, form, lambda: _save(request, number, submit="save" not in request.POST), done="Saved."
        ):
            return to_paper(request, number, "#meta-review")
    columns = by_side(cards(page.reviews, request.viewer.zone), page.reviews.sides)
    return render(
        request,
        "reviews/meta.html",
        {"page": page, "form": form, "columns": columns, "saved": clock(request, page.saved_at)},
    )


def _save(request: SiteRequest, number: int, *, submit: bool) -> commands.MetaSaved:
    return commands.save_meta_review(
        by=request.viewer,
        edition=request.edition,
        number=number,
        summary=request.POST.get("summary", ""),
        remarks=request.POST.get("remarks", ""),
        recommendation=request.POST.get("recommendation", ""),
        submit=submit,
        revision=number_in(request.POST.get("version")),
        now=request.now,
    )


@require_POST
def meta_draft(request: SiteRequest, number: int) -> HttpResponse:
    """Where the meta-review saves itself."""
    return autosaved(lambda: _save(request, number, submit=False))


@require_http_methods(["GET", "POST"])
def lead(request: SiteRequest, number: int) -> HttpResponse:
    """A chair chooses the lead of one paper."""
    page = lead_page(request.viewer, request.at, number)
    people = [
        (c.xid, f"{c.name}{' · reviews this paper' if c.reviews_it else ''} · leads {c.leads}")
        for c in page.candidates
    ]
    form = LeadForm(people, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: commands.appoint_lead(
                by=request.viewer,
                edition=request.edition,
                number=number,
                person=form.cleaned_data["person"],
                now=request.now,
            ),
            done="The lead is appointed.",
        )
    ):
        return to_paper(request, number)
    return render(request, "reviews/lead.html", {"page": page, "form": form})


@require_POST
def lead_remove(request: SiteRequest, number: int) -> HttpResponse:
    """Take the lead back."""
    attempt(
        request,
        None,
        lambda: commands.remove_lead(
            by=request.viewer, edition=request.edition, number=number, now=request.now
        ),
        done="The paper has no lead now.",
    )
    return HttpResponseRedirect(link(request.edition, "lead", number=number))


@require_http_methods(["GET", "POST"])
def leads(request: SiteRequest) -> HttpResponse:
    """Leads for many papers by one rule."""
    rows = papers_without_lead(request.viewer, request.at)
    form = BulkLeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = [number for raw in request.POST.getlist("paper") if (number := whole(raw))]
        try:
            result = commands.appoint_leads(
                by=request.viewer,
                edition=request.edition,
                numbers=chosen,
                rule=LeadRule(form.cleaned_data["rule"]),
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                f"{len(result.appointed)} leads appointed; nobody fits for {len(result.without)} papers.",
            )
            return HttpResponseRedirect(link(request.edition, "leads"))
    return render(request, "reviews/leads.html", {"rows": rows, "form": form})
