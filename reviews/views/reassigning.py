"""Giving all papers that one person handles or leads to others."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from committee.queries.reassigning import person_of
from reviews.commands.reassigning import Reassigned
from reviews.commands.reassigning import reassign as do_reassign
from reviews.domain import DUTY_WORDS, Duty
from reviews.forms.reassigning import DutyForm, ReassignForm, WhoForm
from reviews.queries import reassigning as queries
from sysml.conference.pages import SiteRequest, attempt, link, render
from sysml.conference.policies import may_look_at_settings
from sysml.kernel.errors import NotFound


@require_http_methods(["GET", "HEAD", "POST"])
def reassign(request: SiteRequest) -> HttpResponse:
    """Choose from whom and to whom, look at what it would do, then do it."""
    if not may_look_at_settings(request.viewer):
        raise NotFound
    duty = DutyForm(request.POST or request.GET).chosen()
    found = queries.people(request.viewer, request.at, request.edition, duty)
    people = [(p.xid, f"{p.name} · {DUTY_WORDS[duty]} {p.papers}") for p in found]
    form = ReassignForm(people, request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid() and _do(request, form, duty):
        return redirect(link(request.edition, "reassign"))
    values = {
        "form": form,
        "duty": duty.value,
        "duties": [(one.value, words) for one, words in DUTY_WORDS.items()],
        "who": WhoForm(people, initial=request.GET.dict()),
        "plan": _plan(request, people, duty),
    }
    return render(request, "reviews/reassign.html", values, status=422 if form.errors else 200)


def _plan(request: SiteRequest, people: list[tuple[str, str]], duty: Duty) -> queries.Reassignment | None:
    """What the chosen persons would lead to, once somebody is chosen."""
    chosen = WhoForm(people, request.POST or request.GET)
    if not chosen.is_valid():
        return None
    source, target = chosen.cleaned_data["source"], chosen.cleaned_data["target"]
    return queries.reassignment(
        request.viewer,
        request.at,
        request.edition,
        duty,
        source=person_of(source, "source"),
        target=person_of(target, "target") if target else None,
    )


def _do(request: SiteRequest, form: ReassignForm, duty: Duty) -> bool:
    done: list[Reassigned] = []
    if not attempt(
        request,
        form,
        lambda: done.append(
            do_reassign(
                by=request.viewer, edition=request.edition, duty=duty, now=request.now, **form.cleaned_data
            )
        ),
    ):
        return False
    words = f"{len(done[0].moved)} papers are given to others."
    if done[0].stayed:
        words += f" {len(done[0].stayed)} stay where they are."
    messages.success(request, words)
    return True
