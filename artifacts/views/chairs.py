"""What artifact chairs do: the committee, who evaluates what, badges and their release."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from artifacts.commands import assigning, badges, committee
from artifacts.forms import DecideForm, LoadForm, ProposeForm, ReasonForm, RosterForm, pairs_of
from artifacts.policies import may_release, may_run
from artifacts.queries import badges as badge_queries
from artifacts.queries import committee as seats
from artifacts.queries.common import scheme
from committee import rosters
from sysml.conference.domain import ActKind
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.kernel.errors import NotFound


@require_http_methods(["GET", "POST"])
def roster(request: SiteRequest) -> HttpResponse:
    """The artifact committee; people are added by pasting a list, which is previewed first."""
    found = seats.roster(request.viewer, request.edition)
    form = RosterForm(request.POST or None, request.FILES or None)
    checked = None
    if request.method == "POST" and form.is_valid():
        checked = seats.check_roster(request.edition, form.cleaned_data["text"])
        if "confirmed" in request.POST and not checked.wrong:
            if attempt(request, form, lambda: _import(request, form)):
                return HttpResponseRedirect(link(request.edition, "artifact-committee"))
        else:
            return _preview(request, form, checked)
    values = {"roster": found, "form": form}
    return render(request, "artifacts/committee.html", values, status=422 if form.errors else 200)


def _preview(request: SiteRequest, form: RosterForm, checked: rosters.Checked) -> HttpResponse:
    data = form.cleaned_data
    hidden = [{"name": "text", "value": data["text"]}, {"name": "load", "value": data["load"]}]
    if data["invite"]:
        hidden.append({"name": "invite", "value": "on"})
    values = {"checked": checked, "hidden": hidden, "invite": data["invite"], "form": form}
    return render(request, "artifacts/committee_preview.html", values, status=422 if checked.wrong else 200)


def _import(request: SiteRequest, form: RosterForm) -> None:
    data = form.cleaned_data
    done = committee.import_evaluators(
        by=request.viewer,
        edition=request.edition,
        text=data["text"],
        load=data["load"],
        invite=data["invite"],
        now=request.now,
    )
    written = "; each gets a letter" if data["invite"] else ""
    messages.success(request, f"{done.added} added{written}.")


@require_POST
def invite_waiting(request: SiteRequest) -> HttpResponse:
    """Write to everybody who has not been written to."""
    attempt(
        request,
        None,
        lambda: committee.send_waiting_invitations(
            by=request.viewer, edition=request.edition, now=request.now
        ),
        done="The invitations are written.",
    )
    return HttpResponseRedirect(link(request.edition, "artifact-committee"))


@require_POST
def invite(request: SiteRequest, xid: str) -> HttpResponse:
    """Write the invitation to one person again."""
    attempt(
        request,
        None,
        lambda: committee.send_invitation(
            by=request.viewer, edition=request.edition, xid=xid, now=request.now
        ),
        done="The invitation is written; the link of an earlier letter stops working.",
    )
    return HttpResponseRedirect(link(request.edition, "artifact-committee"))


@require_http_methods(["GET", "POST"])
def seat(request: SiteRequest, xid: str) -> HttpResponse:
    """One evaluator: the load asked of them, and taking the place back."""
    found = seats.seat_of(request.viewer, request.edition, xid)
    removing = "reason" in request.POST
    load = LoadForm(
        request.POST if request.method == "POST" and not removing else None, initial={"load": found.load_max}
    )
    reason = ReasonForm(request.POST if removing else None)
    sent: LoadForm | ReasonForm = reason if removing else load
    if (
        request.method == "POST"
        and sent.is_valid()
        and attempt(request, sent, lambda: _change_seat(request, xid, sent), done="Saved.")
    ):
        return HttpResponseRedirect(link(request.edition, "artifact-committee"))
    values = {"seat": found, "load": load, "reason": reason}
    return render(request, "artifacts/evaluator.html", values, status=422 if sent.errors else 200)


def _change_seat(request: SiteRequest, xid: str, form: LoadForm | ReasonForm) -> None:
    if isinstance(form, ReasonForm):
        committee.remove_evaluator(
            by=request.viewer,
            edition=request.edition,
            xid=xid,
            reason=form.cleaned_data["reason"],
            now=request.now,
        )
        return
    committee.change_load(
        by=request.viewer, edition=request.edition, xid=xid, load=form.cleaned_data["load"], now=request.now
    )


@require_http_methods(["GET", "POST"])
def assign(request: SiteRequest) -> HttpResponse:
    """A proposal to look at and take; nothing of it is kept before."""
    if not may_run(request.viewer):
        raise NotFound
    scheme(request.edition)
    form = ProposeForm(request.GET if "wanted" in request.GET else None)
    if request.method == "POST":
        pairs = pairs_of(request.POST.getlist("pairs"))
        if attempt(
            request,
            None,
            lambda: assigning.assign_many(
                by=request.viewer, edition=request.edition, pairs=pairs, now=request.now
            ),
            done=f"{len(pairs)} assigned; the evaluators get letters.",
        ):
            return HttpResponseRedirect(link(request.edition, "artifact-list"))
    wanted = form.cleaned_data["wanted"] if form.is_bound and form.is_valid() else seats.WANTED
    proposal = seats.proposal(request.viewer, request.at, request.edition, wanted)
    values = {"form": ProposeForm(initial={"wanted": wanted}), "proposal": proposal}
    return render(request, "artifacts/assign.html", values)


@require_http_methods(["GET", "POST"])
def evaluators(request: SiteRequest, number: int) -> HttpResponse:
    """Who evaluates one artifact: give, take back, bar."""
    found = seats.evaluators_page(request.viewer, request.at, request.edition, number)
    if request.method == "POST":
        attempt(request, None, lambda: _arrange(request, number), done="Done.")
        return HttpResponseRedirect(link(request.edition, "artifact-evaluators", number=number))
    return render(request, "artifacts/evaluators.html", {"page": found})


def _arrange(request: SiteRequest, number: int) -> None:
    who: dict[str, Any] = {
        "by": request.viewer,
        "edition": request.edition,
        "number": number,
        "now": request.now,
    }
    sent = request.POST
    if "assign" in sent:
        assigning.assign(evaluator=sent["assign"], **who)
    elif "unassign" in sent:
        assigning.unassign(evaluation=sent["unassign"], **who)
    elif "bar" in sent:
        assigning.add_conflict(evaluator=sent["bar"], reason=sent.get("reason", ""), **who)
    elif "lift" in sent:
        assigning.lift_conflict(conflict=sent["lift"], **who)


@require_http_methods(["GET", "POST"])
def decide(request: SiteRequest, number: int) -> HttpResponse:
    """Decide the badges of one artifact; nobody but evaluators and artifact chairs learns of it before the release."""
    found = badge_queries.decide_page(request.viewer, request.at, request.edition, number)
    form = DecideForm(request.POST or None, page=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: badges.decide_badges(
                by=request.viewer,
                edition=request.edition,
                number=number,
                rulings=form.rulings(),
                note=form.cleaned_data["note"],
                seen=form.cleaned_data["seen"],
                now=request.now,
            ),
            done="Decided. The authors learn of it at the release.",
        )
    ):
        return HttpResponseRedirect(f"{link(request.edition, 'artifact-list')}?show=undecided")
    values = {"page": found, "form": form}
    return render(request, "artifacts/decide.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def release(request: SiteRequest) -> HttpResponse:
    """Every letter that the release writes, and the act itself."""
    if not may_run(request.viewer):
        raise NotFound
    scheme(request.edition)
    if request.method == "POST":
        if "stamp" in request.POST:
            attempt(request, None, lambda: _stamp(request), done="Papers are being stamped.")
        else:
            attempt(
                request,
                None,
                lambda: badges.release_badges(
                    by=request.viewer,
                    edition=request.edition,
                    seen=request.POST.get("seen", ""),
                    now=request.now,
                ),
                done="The badges are released.",
            )
        return HttpResponseRedirect(link(request.edition, "artifact-release"))
    preview = badge_queries.release_preview(request.viewer, request.at, request.edition)
    permit = may_release(request.viewer, request.at.edition)
    released = request.at.edition.done(ActKind.BADGES_RELEASED)
    return render(
        request, "artifacts/release.html", {"preview": preview, "permit": permit, "released": released}
    )


def _stamp(request: SiteRequest) -> None:
    badges.stamp_again(by=request.viewer, edition=request.edition, now=request.now)
