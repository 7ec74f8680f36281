"""Who sees what of a submission, and who may do what with it. See shared names in GLOSSARY.md.

Each table is one row of the visibility matrix; `may_*` functions answer for acts and say why not.
"""

from datetime import timedelta

from django.db.models import Q

from submissions.domain import ACCEPTED, DocumentKind, Outcome, Status
from submissions.models import Authorship, Document, DocumentCheck, Submission
from sysml.conference.domain import ActKind, Blindness, Clock, WindowKind
from sysml.conference.policies import blocked, may_chair
from sysml.conference.rules import Condition, Rule, Table, Who, begun, blind, choice, done
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import ALLOWED, Denied, Permit

_LISTED = Q(status__in=[Status.REGISTERED, Status.COMPLETE])
_KNOWN = Q(status__in=[Status.REGISTERED, Status.COMPLETE, Status.WITHDRAWN])
_ACCEPTED = Q(outcome__in=ACCEPTED)
_WORKING = (Who.REVIEWER_PENDING, Who.REVIEWER_IN, Who.LEAD, Who.EXTERNAL)

SUBMISSION = Table(
    "submission: number, title, track, state",
    Submission,
    (
        Rule(Who.AUTHOR),
        Rule(Who.MEMBER, begun(WindowKind.BIDDING) & choice("members_see_papers"), _LISTED),
        *(Rule(who, rows=_KNOWN) for who in (*_WORKING, Who.EXTERNAL_ASKED)),
        Rule(Who.SHEPHERD, rows=_KNOWN),
        Rule(Who.CONFLICTED, begun(WindowKind.BIDDING) & choice("members_see_papers"), _LISTED),
        Rule(Who.CHAIR, rows=~Q(status=Status.DRAFT)),
        Rule(Who.PUBLICATION, done(ActKind.RELEASED), _ACCEPTED & Q(status=Status.COMPLETE)),
        Rule(Who.ARTIFACT_CHAIR, done(ActKind.RELEASED), _ACCEPTED & Q(status=Status.COMPLETE)),
        Rule(Who.EVALUATOR, done(ActKind.RELEASED), _ACCEPTED & Q(status=Status.COMPLETE)),
        Rule(Who.ANYONE, done(ActKind.LIST_PUBLIC), _ACCEPTED & Q(status=Status.COMPLETE)),
    ),
)
"""Fetching a submission starts here. Hidden and missing look the same."""

DRAFT = Table(
    "draft: that it exists",
    Submission,
    (Rule(Who.AUTHOR, rows=Q(status=Status.DRAFT)), Rule(Who.CHAIR, rows=Q(status=Status.DRAFT))),
)

ABSTRACT = Table(
    "abstract, topics, keywords",
    Submission,
    tuple(rule for rule in SUBMISSION.rules if rule.who is not Who.CONFLICTED),
)

OUTCOME = Table(
    "decision released",
    Submission,
    (
        Rule(Who.AUTHOR),
        *(Rule(who) for who in _WORKING),
        Rule(Who.SHEPHERD),
        Rule(Who.CHAIR),
        Rule(Who.PUBLICATION, done(ActKind.RELEASED), Q(outcome=Outcome.ACCEPTED)),
        Rule(Who.ANYONE, done(ActKind.LIST_PUBLIC), Q(outcome=Outcome.ACCEPTED)),
    ),
)
"""A member without a tie learns of an acceptance when the list is public, and of a rejection never."""


def _in(path: str, condition: Q) -> Q:
    """The same condition, asked of the row's submission."""
    return Q(*[(f"{path}__{key}", value) for key, value in condition.children])  # type: ignore[misc]


_OF_LIVING = Q(submission__status=Status.COMPLETE)
_OF_ACCEPTED = _OF_LIVING & _in("submission", _ACCEPTED)
_FOR_REVIEW = Q(is_current=True, kind__in=[DocumentKind.PAPER, DocumentKind.SUPPLEMENT])


def _file_still_shown(clock: Clock) -> bool:
    released = clock.acts.get(ActKind.RELEASED)
    return released is None or clock.now < released + timedelta(days=clock.choices.rejected_file_days)


_UNTIL_AFTER_RELEASE = Condition("until some days after release", _file_still_shown)
_NOT_REJECTED = ~Q(submission__outcome__in=[Outcome.REJECTED, Outcome.DESK_REJECTED])

DOCUMENT = Table(
    "file, supplement",
    Document,
    (
        Rule(Who.AUTHOR),
        *(Rule(who, _UNTIL_AFTER_RELEASE, _OF_LIVING & _FOR_REVIEW) for who in _WORKING),
        *(Rule(who, ~_UNTIL_AFTER_RELEASE, _OF_LIVING & _FOR_REVIEW & _NOT_REJECTED) for who in _WORKING),
        Rule(
            Who.MEMBER,
            begun(WindowKind.REVIEWING) & choice("members_see_files"),
            _OF_LIVING & _FOR_REVIEW & _NOT_REJECTED,
        ),
        Rule(Who.SHEPHERD, done(ActKind.RELEASED), _OF_ACCEPTED),
        Rule(Who.CHAIR, rows=~Q(submission__status=Status.DRAFT)),
        Rule(
            Who.PUBLICATION,
            done(ActKind.RELEASED),
            _OF_ACCEPTED & Q(is_current=True, kind__in=[DocumentKind.CAMERA_READY, DocumentKind.RIGHTS]),
        ),
        *(
            Rule(
                who,
                done(ActKind.RELEASED),
                _OF_ACCEPTED & Q(is_current=True, kind__in=[DocumentKind.CAMERA_READY, DocumentKind.PAPER]),
            )
            for who in (Who.ARTIFACT_CHAIR, Who.EVALUATOR)
        ),
        Rule(
            Who.ANYONE,
            done(ActKind.PROCEEDINGS_PUBLIC),
            _OF_LIVING
            & Q(submission__outcome=Outcome.ACCEPTED, is_current=True, kind=DocumentKind.CAMERA_READY),
        ),
    ),
    path="submission",
)


def _revealed(viewer: Viewer) -> Q:
    return Q(submission_id__in=sorted(viewer.tied(Tie.REVEALED)))


_SINGLE = blind(Blindness.SINGLE)
_UNTIL = blind(Blindness.UNTIL_REVIEW)
_DOUBLE = blind(Blindness.DOUBLE)

AUTHORSHIP = Table(
    "authors",
    Authorship,
    (
        Rule(Who.AUTHOR),
        Rule(
            Who.MEMBER,
            _SINGLE & begun(WindowKind.BIDDING),
            Q(submission__status=Status.COMPLETE, submission__outcome=""),
        ),
        *(Rule(who, _SINGLE, _OF_LIVING) for who in (*_WORKING, Who.EXTERNAL_ASKED, Who.CHAIR)),
        *(Rule(who, _UNTIL, _OF_LIVING) for who in (Who.REVIEWER_IN, Who.LEAD, Who.CHAIR)),
        Rule(Who.CHAIR, _DOUBLE & choice("authors_revealed_to_chairs"), _revealed),
        *(
            Rule(who, done(ActKind.RELEASED), _OF_ACCEPTED)
            for who in (Who.PUBLICATION, Who.SHEPHERD, Who.ARTIFACT_CHAIR, Who.EVALUATOR)
        ),
        Rule(Who.ANYONE, done(ActKind.LIST_PUBLIC), _OF_LIVING & Q(submission__outcome=Outcome.ACCEPTED)),
    ),
    path="submission",
)
"""On a double-blind track a chair sees authors only behind the logged act of revealing them."""

CHECK = Table(
    "PDF findings",
    DocumentCheck,
    (Rule(Who.AUTHOR), Rule(Who.LEAD), Rule(Who.CHAIR)),
    path="document__submission",
)
"""Findings told to chairs only are taken out of the authors' copy by queries.findings_for."""


def may_change(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors change their submission while its window takes changes; chairs on behalf, at any time."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status in {Status.WITHDRAWN, Status.CLOSED}:
        return Denied("This submission is not active; revive it first.")
    if paper.outcome == Outcome.DESK_REJECTED:
        return Denied("This submission was desk-rejected.")
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return may_act_for_authors(viewer, paper)
    if clock.takes(WindowKind.SUBMISSION) or (
        paper.status == Status.DRAFT and clock.takes(WindowKind.REGISTRATION)
    ):
        return ALLOWED
    return Denied(
        "The deadline for changes has passed. Ask the chairs if something must be mended.", closed=True
    )


def may_upload(viewer: Viewer, paper: Submission, clock: Clock, kind: DocumentKind) -> Permit:
    """Papers and supplements in the submission window; camera-ready files of accepted papers in theirs."""
    if kind in {DocumentKind.PAPER, DocumentKind.SUPPLEMENT}:
        return may_change(viewer, paper, clock)
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.outcome not in ACCEPTED or paper.status != Status.COMPLETE:
        return Denied("Only accepted papers have a camera-ready version.")
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return may_act_for_authors(viewer, paper)
    if clock.takes(WindowKind.CAMERA_READY):
        return ALLOWED
    return Denied("Camera-ready papers are not taken now.", closed=True)


def may_withdraw(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors until the release of decisions; chairs on behalf."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status in {Status.WITHDRAWN, Status.CLOSED}:
        return Denied("This submission is not active.")
    if paper.outcome:
        return Denied("A decision has been released; write to the chairs.")
    if paper.pk in viewer.tied(Tie.AUTHORED):
        return ALLOWED
    return may_act_for_authors(viewer, paper)


def may_revive(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors while the submission window takes changes; chairs at any time."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status not in {Status.WITHDRAWN, Status.CLOSED}:
        return Denied("This submission is active.")
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return may_act_for_authors(viewer, paper)
    if clock.takes(WindowKind.SUBMISSION):
        return ALLOWED
    return Denied("The deadline has passed; only the chairs can revive this submission.", closed=True)


def may_register(viewer: Viewer, clock: Clock) -> Permit:
    """Whoever is signed in, while abstracts (or, without a window of their own, papers) are taken."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if viewer.person_id is None:
        return Denied("Sign in to submit a paper.")
    first = WindowKind.REGISTRATION if clock.has(WindowKind.REGISTRATION) else WindowKind.SUBMISSION
    if clock.takes(first):
        return ALLOWED
    return Denied("This track takes no new submissions now.", closed=True)


def may_act_for_authors(viewer: Viewer, paper: Submission) -> Permit:
    """An unconflicted chair of the paper's track, by an act that is shown to the authors and logged."""
    return may_chair(viewer, paper.track_id, paper.pk)
