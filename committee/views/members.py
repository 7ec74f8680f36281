"""The roster, inviting, answering, one's own profile."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from committee.commands import members as commands
from committee.forms import AnswerForm, ImportForm, MemberForm, ProfileForm
from committee.queries import members as queries
from committee.views.shared import Confirm, ask, chairs_only
from sysml.conference.pages import SiteRequest, attempt, link, page_of, paging, render

FILTERS = ("side", "state", "load")


@require_GET
def roster(request: SiteRequest) -> HttpResponse:
    """The committee, for its chairs, with its balance always in view."""
    chairs_only(request)
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    text = request.GET.get("q", "")
    page = page_of(request, queries.roster(request.viewer, request.at, text=text, **chosen), 50)
    return render(
        request,
        "committee/roster.html",
        {
            "members": list(page.object_list),
            "paging": paging(request, page),
            "balance": queries.balance(request.viewer, request.at, request.edition),
            "chosen": chosen,
            "text": text,
            "slug": request.edition.slug,
        },
    )


@require_http_methods(["GET", "POST"])
def import_members(request: SiteRequest) -> HttpResponse:
    """Paste or upload a list; look at every line; then take all of it or nothing."""
    chairs_only(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    checked = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        checked = queries.check_roster(request.edition, values["text"])
        if request.POST.get("step") == "import" and attempt(
            request,
            form,
            lambda: commands.import_members(
                by=request.viewer,
                edition=request.edition,
                text=values["text"],
                load=values["load"],
                invite=values["invite"],
                now=request.now,
            ),
            done=f"{len(checked.fresh)} people are on the list now.",
        ):
            return redirect(link(request.edition, "committee-roster"))
    text = form.cleaned_data.get("text", "") if form.is_bound and form.is_valid() else ""
    return render(
        request,
        "committee/import.html",
        {"form": form, "checked": checked, "text": text, "slug": request.edition.slug},
    )


@require_http_methods(["GET", "POST"])
def member(request: SiteRequest, xid: str) -> HttpResponse:
    """One member: side and load, invitation, papers."""
    row = queries.member_for_chair(request.viewer, request.at, xid)
    form = MemberForm(request.POST or None, sides=queries.sides_of(request.edition), member=row)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: commands.change_member(
                by=request.viewer, edition=request.edition, xid=xid, now=request.now, **values
            ),
            done="Saved.",
        ):
            return redirect(link(request.edition, "committee-member", xid=xid))
    held = queries.held_by(request.viewer, request.at, xid)
    return render(
        request,
        "committee/member.html",
        {"member": row, "form": form, "held": held, "slug": request.edition.slug},
    )


@require_POST
def invite(request: SiteRequest, xid: str) -> HttpResponse:
    """Write the invitation again."""
    attempt(
        request,
        None,
        lambda: commands.send_invitation(
            by=request.viewer, edition=request.edition, xid=xid, now=request.now
        ),
        done="The letter is in the outbox. The link of an earlier letter no longer works.",
    )
    return redirect(link(request.edition, "committee-member", xid=xid))


@require_POST
def invite_waiting(request: SiteRequest) -> HttpResponse:
    """Write to all who have not been written to."""
    attempt(
        request,
        None,
        lambda: commands.send_waiting_invitations(
            by=request.viewer, edition=request.edition, now=request.now
        ),
        done="The letters are in the outbox.",
    )
    return redirect(link(request.edition, "committee-roster"))


@require_http_methods(["GET", "POST"])
def remove(request: SiteRequest, xid: str) -> HttpResponse:
    """Take a place back, after saying what ends with it."""
    row = queries.member_for_chair(request.viewer, request.at, xid)
    if request.method == "POST" and attempt(
        request,
        None,
        lambda: commands.remove_member(
            by=request.viewer,
            edition=request.edition,
            xid=xid,
            reason=request.POST.get("reason", ""),
            now=request.now,
        ),
        done=f"{row.name} is no longer on the committee.",
    ):
        return redirect(link(request.edition, "committee-roster"))
    held = queries.held_by(request.viewer, request.at, xid)
    lines = [f"Paper {paper.number}, “{paper.title}”, needs another reviewer." for paper in held]
    return ask(
        request,
        Confirm(
            title=f"Remove {row.name} from the committee?",
            label="Remove",
            action=request.path,
            cancel_url=link(request.edition, "committee-member", xid=xid),
            text="They keep what they wrote themselves. They get no letter about it: write to them.",
            consequences=tuple(lines or ["No paper that you may see is in their hands."]),
            reason="Reason (the log keeps it)",
        ),
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: SiteRequest, token: str) -> HttpResponse:
    """The page behind the letter's link: shows the invitation, takes the answer after one press."""
    shown = queries.invitation(request.edition, token)
    start = {"load_wished": shown.load_wished, "note": shown.note}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: commands.answer_invitation(
                by=request.viewer,
                edition=request.edition,
                token=token,
                accept=values["answer"] == "accept",
                load_wished=values["load_wished"],
                note=values["note"],
                now=request.now,
            ),
        ):
            return redirect(request.path)
    response = render(
        request,
        "committee/invitation.html",
        {"invitation": shown, "form": form, "slug": request.edition.slug},
    )
    response["Referrer-Policy"] = "same-origin"
    return response


@require_http_methods(["GET", "POST"])
def profile(request: SiteRequest) -> HttpResponse:
    """A member's own side, load and expertise."""
    shown = queries.profile(request.viewer, request.edition)
    form = ProfileForm(request.POST or None, profile=shown)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            request,
            form,
            lambda: commands.save_profile(
                by=request.viewer,
                edition=request.edition,
                side=values["side"],
                expertise=form.expertise(),
                load_wished=values["load_wished"],
                now=request.now,
            ),
            done="Saved. Thank you.",
        ):
            return redirect(link(request.edition, "committee-profile"))
    return render(
        request, "committee/profile.html", {"profile": shown, "form": form, "slug": request.edition.slug}
    )


@require_http_methods(["GET", "POST"])
def leave(request: SiteRequest) -> HttpResponse:
    """Give the place up."""
    queries.profile(request.viewer, request.edition)
    if request.method == "POST" and attempt(
        request,
        None,
        lambda: commands.leave_committee(
            by=request.viewer, edition=request.edition, note=request.POST.get("reason", ""), now=request.now
        ),
        done="You are no longer on the committee. Thank you for what you did.",
    ):
        return redirect("/")
    return ask(
        request,
        Confirm(
            title="Leave the committee?",
            label="Leave the committee",
            action=request.path,
            cancel_url=link(request.edition, "committee-profile"),
            text="Your papers go back to the chairs, who find somebody else. You keep what you wrote yourself.",
            reason="A word to the chairs",
        ),
    )
