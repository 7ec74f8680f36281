"""External reviewers: asked by a reviewer, answering by a letter's link, overseen by chairs.

The requester must learn nothing about authors or other reviewers from how a request is taken. So a request that
needs a chair's look is taken like any other; only its letter waits, which chairs alone see.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from committee.domain import MemberState, institution
from committee.models import Assignment, Member
from reviews.commands.steps import clean_text, tell, url, viewer_of
from reviews.domain import RequestState
from reviews.letters import EXTERNAL_ANSWERED, EXTERNAL_REQUEST, EXTERNAL_WITHDRAWN
from reviews.models import Review, ReviewRequest
from reviews.policies import REQUEST, REVIEWING_OPEN, may_ask_external
from submissions.domain import Status
from submissions.locking import Locked, lock_paper
from submissions.models import Authorship, Submission
from sysml.conference import clockwork, letters
from sysml.conference.acting import at_now, command, record
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition
from sysml.conference.policies import blocked, may_chair
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import invitations
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.invitations import digest
from sysml.kernel.models import User
from sysml.kernel.models.people import normalise_email

MOST_REQUESTS = 5


@command
def ask_external(
    *,
    by: Viewer,
    edition: Edition,
    number: int,
    name: str,
    email: str,
    now: datetime,
    affiliation: str = "",
    note: str = "",
) -> ReviewRequest:
    """Ask somebody outside the committee to review a paper that the actor reviews."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_ask_external(locked.by, locked.paper, locked.clock).require()
    address = _checked_address(email)
    person_name = clean_text(name, "name")[:200]
    own = ReviewRequest.objects.filter(submission=locked.paper, requested_by_id=locked.by.person_id)
    if own.filter(email=address).exists():
        raise Invalid({"email": "You have asked this person already."})
    if own.exclude(state__in=[RequestState.DECLINED, RequestState.WITHDRAWN]).count() >= MOST_REQUESTS:
        raise Invalid({"": f"At most {MOST_REQUESTS} people can be asked at a time."})
    _refuse_committee(edition, address)
    requester = User.objects.get(pk=locked.by.person_id or 0)
    if normalise_email(requester.email) == address:
        raise Invalid({"email": "That is your own address."})
    request = ReviewRequest.objects.create(
        submission=locked.paper,
        requested_by=requester,
        name=person_name,
        email=address,
        affiliation=clean_text(affiliation, "affiliation", required=False)[:200],
        side=_side_of(locked),
        note=clean_text(note, "note", required=False),
        held_reason=_reason_to_hold(locked.paper, edition, address),
        asked_at=now,
    )
    if not request.held_reason:
        _send(locked, edition, request, now)
    _record(locked, "request.made", request, now)
    return request


def _checked_address(email: str) -> str:
    address = normalise_email(email)
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid({"email": "This is not an e-mail address."}) from None
    return address


def _refuse_committee(edition: Edition, address: str) -> None:
    """Members know who is on the committee, so this tells them nothing new."""
    user = _owner(address)
    members = Member.objects.filter(edition=edition, state=MemberState.ACCEPTED)
    if members.filter(email__iexact=address).exists() or (
        user is not None and members.filter(person=user).exists()
    ):
        raise Invalid(
            {"email": "This person is on the programme committee. Ask the chairs to assign the paper."}
        )


def _proven_owner(address: str) -> User | None:
    proven = EmailAddress.objects.filter(email__iexact=address, verified=True).select_related("user").first()
    return proven.user if proven else None


def _owner(address: str) -> User | None:
    return _proven_owner(address) or User.objects.filter(email__iexact=address).first()


def _side_of(locked: Locked) -> str:
    assignment = Assignment.objects.filter(
        submission=locked.paper, member__person_id=locked.by.person_id, state="active"
    ).first()
    return assignment.side if assignment else ""


def _reason_to_hold(paper: Submission, edition: Edition, address: str) -> str:
    """Why a chair should look before the letter leaves; "" if nothing is known against it."""
    authors = list(Authorship.objects.filter(submission=paper).values_list("email", "person__email"))
    addresses = {normalise_email(value) for row in authors for value in row if value}
    if address in addresses:
        return "This address belongs to an author of the paper."
    domain = institution(address)
    if domain and domain in {institution(value) for value in addresses}:
        return f"An author of the paper has an address of the same institution ({domain})."
    user = _owner(address)
    if user is not None:
        if paper.pk in viewer_of(user, edition).tied(Tie.CONFLICTED):
            return "This person has a conflict with the paper."
        if Review.objects.filter(submission=paper, reviewer=user).exists():
            return "This person reviews the paper already."
    if (
        ReviewRequest.objects.filter(submission=paper, email=address)
        .exclude(state=RequestState.WITHDRAWN)
        .exists()
    ):
        return "Another reviewer has asked this person too."
    return ""


def _send(locked: Locked, edition: Edition, request: ReviewRequest, now: datetime) -> None:
    token = invitations.new_token()
    request.token_digest = digest(token)
    request.person = _proven_owner(request.email)
    request.save(update_fields=["token_digest", "person"])
    span = locked.at.clock(locked.paper.track_id, locked.paper.pk).spans.get(WindowKind.REVIEWING)
    letters.write(
        EXTERNAL_REQUEST,
        edition=edition,
        key=f"{request.xid}:{now.isoformat()}",
        now=now,
        email=request.email,
        name=request.name,
        about=locked.paper.xid,
        context={
            "requester": str(request.requested_by),
            "title": locked.paper.title,
            "due": clockwork.day(span.closes, edition.zone) if span else "the end of reviewing",
            "link": url(edition, "external-invitation", token=token),
        },
    )


def _find(locked: Locked, xid: str) -> ReviewRequest:
    request = REQUEST.rows(locked.by, locked.at).filter(submission=locked.paper, xid=xid).first()
    if request is None:
        raise NotFound
    return request


@command
def withdraw_request(*, by: Viewer, edition: Edition, number: int, request: str, now: datetime) -> None:
    """The requester or a chair takes a request back; whoever accepted keeps their own text and sees no more."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    if (stop := blocked(locked.by, locked.clock)) is not None:
        stop.require()
    row = _find(locked, request)
    mine = row.requested_by_id == locked.by.person_id
    if not mine:
        may_chair(locked.by, locked.paper.track_id, locked.paper.pk).require()
    if row.state not in {RequestState.ASKED, RequestState.ACCEPTED}:
        raise IllegalTransition("This request is over already.")
    told = row.state == RequestState.ACCEPTED and row.person is not None
    row.state, row.token_digest, row.answered_at = RequestState.WITHDRAWN, "", row.answered_at or now
    row.save(update_fields=["state", "token_digest", "answered_at"])
    if told and row.person is not None:
        tell(
            EXTERNAL_WITHDRAWN, locked, row.person, edition, f"{row.xid}", now, "submission-detail",
        )  # fmt: skip
    _record(locked, "request.withdrawn", row, now)


@command
def send_held_request(
    *, by: Viewer, edition: Edition, number: int, request: str, reason: str, now: datetime
) -> None:
    """A chair has looked at a held request and lets its letter leave, with a reason that is kept."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    may_chair(locked.by, locked.paper.track_id, locked.paper.pk).require()
    row = _find(locked, request)
    why = clean_text(reason, "reason")
    if row.state != RequestState.ASKED or not row.held_reason:
        raise IllegalTransition("This request does not wait for a chair.")
    if (
        row.held_reason == _reason_to_hold(locked.paper, edition, row.email)
        and "author of the paper." in row.held_reason
    ):
        raise NotAllowed("An author cannot review their own paper.")
    row.held_reason = ""
    row.save(update_fields=["held_reason"])
    _send(locked, edition, row, now)
    _record(locked, "request.sent", row, now, reason=why)


@command
def answer_request(*, by: Viewer, edition: Edition, token: str, accept: bool, now: datetime) -> RequestState:
    """Accept or decline by the letter's link, without a password.

    Accepting makes the person if there is none with this address, which the link has proven. Somebody with a
    conflict is thanked like one who declines; the chairs see why.
    """
    if (stop := blocked(by, at_now(edition, now).edition)) is not None:
        stop.require()
    found = (
        ReviewRequest.objects.filter(submission__edition=edition, token_digest=digest(token)).first()
        if token
        else None
    )
    if found is None or found.state == RequestState.WITHDRAWN:
        raise NotFound
    return _answer(by, edition, found, accept, now)


@command
def answer_own_request(
    *, by: Viewer, edition: Edition, request: str, accept: bool, now: datetime
) -> RequestState:
    """Accept or decline signed in, for somebody who had proven the address when the letter was written."""
    actor, at = by.fresh(), at_now(edition, now)
    if (stop := blocked(actor, at.edition)) is not None:
        stop.require()
    found = REQUEST.rows(actor, at).filter(xid=request, person_id=actor.person_id).first()
    if found is None or found.state == RequestState.WITHDRAWN:
        raise NotFound
    return _answer(actor, edition, found, accept, now)


def _answer(by: Viewer, edition: Edition, found: ReviewRequest, accept: bool, now: datetime) -> RequestState:
    paper = (
        Submission.objects.select_for_update(of=("self",)).select_related("track").get(pk=found.submission_id)
    )
    row = ReviewRequest.objects.select_related("requested_by", "person").get(pk=found.pk)
    at = at_now(edition, now)
    clock = at.clock(paper.track_id, paper.pk)
    if row.state != RequestState.ASKED:
        raise IllegalTransition("This request has been answered already.")
    if paper.status != Status.COMPLETE or paper.outcome or not REVIEWING_OPEN.holds(clock):
        raise NotAllowed("Reviews of this paper are no longer taken. Thank you for answering.")
    state = RequestState.ACCEPTED if accept else RequestState.DECLINED
    if accept:
        person = invitations.person_at(row.email, name=row.name, affiliation=row.affiliation)
        obstacle = _obstacle(paper, edition, person)
        if obstacle:
            state, row.held_reason, row.person = RequestState.DECLINED, obstacle, None
        else:
            row.person = person
    row.state, row.answered_at = state, now
    row.save()
    locked = Locked(by, at, paper, clock)
    _record(locked, f"request.{state.value}", row, now, on_behalf_of_id=row.person_id)
    tell(
        EXTERNAL_ANSWERED, locked, row.requested_by, edition, f"{row.xid}", now, "review-requests", person=row.name,
        answer=state.value,
    )  # fmt: skip
    return state


def _obstacle(paper: Submission, edition: Edition, person: User) -> str:
    if paper.pk in viewer_of(person, edition).tied(Tie.CONFLICTED):
        return "A conflict was found when the request was accepted."
    if Review.objects.filter(submission=paper, reviewer=person).exists():
        return "This person reviews the paper already."
    others = ReviewRequest.objects.filter(submission=paper, person=person, state=RequestState.ACCEPTED)
    return "This person has accepted another request." if others.exists() else ""


def _record(
    locked: Locked,
    action: str,
    request: ReviewRequest,
    now: datetime,
    *,
    reason: str = "",
    on_behalf_of_id: int | None = None,
) -> None:
    record(
        locked.by,
        action,
        now=now,
        about=locked.paper.xid,
        subject=f"request:{request.xid}",
        summary=f"External review of paper {locked.paper.number} by {request.name}",
        named_id=request.person_id,
        reason=reason,
        on_behalf_of_id=on_behalf_of_id,
    )
