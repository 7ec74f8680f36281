"""What evaluators do: the first look, the evaluation, their seat on the committee."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from artifacts.commands import assigning, committee, evaluation
from artifacts.domain import EvaluatorState
from artifacts.forms import EvaluationForm, KickForm, ReasonForm, SeatForm
from artifacts.queries import committee as seats
from artifacts.queries import page
from artifacts.queries.committee import Seat
from sysml.conference.pages import SiteRequest, attempt, link, render

TO_AUTHORS_NOW = (
    "The authors will read this at once, beside the other evaluators and the artifact chairs. They see you under "
    "your letter, never your name."
)
TO_AUTHORS_LATER = (
    "The authors will read this when the badges are released; the other evaluators and the artifact chairs at once. "
    "The authors see you under your letter, never your name."
)


@require_http_methods(["GET", "POST"])
def first_look(request: SiteRequest, number: int) -> HttpResponse:
    """Report the first look; it goes to the authors at once."""
    work = page.own_work(request.viewer, request.at, request.edition, number)
    form = KickForm(request.POST or None, work=work)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: evaluation.kick_the_tires(
                by=request.viewer,
                edition=request.edition,
                number=number,
                answers=form.answers(),
                text=form.cleaned_data["text"],
                revision=form.cleaned_data["revision"],
                now=request.now,
            ),
            done="Your first look is with the authors.",
        )
    ):
        return HttpResponseRedirect(link(request.edition, "artifact-detail", number=number))
    values = {"form": form, "work": work, "audience": TO_AUTHORS_NOW}
    return render(request, "artifacts/first_look.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def evaluate(request: SiteRequest, number: int) -> HttpResponse:
    """Hand in the evaluation, with a vote per badge; it can be changed while evaluations are taken."""
    work = page.own_work(request.viewer, request.at, request.edition, number)
    form = EvaluationForm(request.POST or None, work=work)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request, form, lambda: _evaluate(request, number, form), done="Your evaluation is handed in."
        )
    ):
        return HttpResponseRedirect(link(request.edition, "artifact-detail", number=number))
    values = {"form": form, "work": work, "audience": TO_AUTHORS_LATER}
    return render(request, "artifacts/evaluate.html", values, status=422 if form.errors else 200)


def _evaluate(request: SiteRequest, number: int, form: EvaluationForm) -> None:
    data = form.cleaned_data
    evaluation.evaluate(
        by=request.viewer,
        edition=request.edition,
        number=number,
        environment=data["environment"],
        text=data["text"],
        remarks=data["remarks"],
        hours=data["hours"],
        ballots=form.ballots(),
        revision=data["revision"],
        now=request.now,
    )


@require_http_methods(["GET", "POST"])
def conflict(request: SiteRequest, number: int) -> HttpResponse:
    """Say that one has a conflict; from then on one sees nothing of the artifact."""
    found = page.artifact_page(request.viewer, request.at, request.edition, number)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: assigning.declare_conflict(
                by=request.viewer,
                edition=request.edition,
                number=number,
                reason=form.cleaned_data["reason"],
                now=request.now,
            ),
            done="Noted. The artifact is no longer yours to look at.",
        )
    ):
        return HttpResponseRedirect(link(request.edition, "artifact-list"))
    values = {"form": form, "number": found.number, "title": found.title}
    return render(request, "artifacts/conflict.html", values, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: SiteRequest, token: str) -> HttpResponse:
    """Accept or decline by the letter's link: one press, no password."""
    seat = seats.invitation(request.edition, token)
    form = _seat_form(request, seat)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: committee.answer_invitation(
                by=request.viewer,
                edition=request.edition,
                token=token,
                accept="decline" not in request.POST,
                resources=form.cleaned_data["resources"],
                load=form.cleaned_data["load"],
                now=request.now,
            ),
            done="Thank you for answering.",
        )
    ):
        return HttpResponseRedirect(link(request.edition, "artifact-invitation", token=token))
    values = {"seat": seat, "form": form, "by_letter": True, **_standing(seat)}
    return render(request, "artifacts/seat.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def own_seat(request: SiteRequest) -> HttpResponse:
    """One's own seat: answer, say what one can run artifacts on, leave."""
    seat = seats.own_seat(request.viewer, request.edition)
    form = _seat_form(request, seat)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: committee.answer_own(
                by=request.viewer,
                edition=request.edition,
                accept="decline" not in request.POST,
                resources=form.cleaned_data["resources"],
                load=form.cleaned_data["load"],
                now=request.now,
            ),
            done="Saved.",
        )
    ):
        return HttpResponseRedirect(link(request.edition, "artifact-seat"))
    values = {"seat": seat, "form": form, "by_letter": False, **_standing(seat)}
    return render(request, "artifacts/seat.html", values, status=422 if form.errors else 200)


def _seat_form(request: SiteRequest, seat: Seat) -> SeatForm:
    initial = {"resources": seat.resources, "load": seat.load_max}
    return SeatForm(request.POST or None, initial=initial)


def _standing(seat: Seat) -> dict[str, bool]:
    return {
        "accepted": seat.state == EvaluatorState.ACCEPTED,
        "declined": seat.state == EvaluatorState.DECLINED,
    }
