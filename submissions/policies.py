"""Who sees what of a submission, and who may do what with it. See shared names in GLOSSARY.md.

Each table is one row of the visibility matrix; `may_*` functions answer for acts and say why not.
"""

from dataclasses import replace
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from submissions.domain import ACCEPTED, LIVING, DocumentKind, Outcome, Status
from submissions.models import Authorship, Document, DocumentCheck, Submission
from sysml.conference import abouts
from sysml.conference.domain import ActKind, Blindness, Clock, WindowKind
from sysml.conference.policies import blocked, may_chair
from sysml.conference.rules import Condition, Rule, Table, Who, begun, blind, choice, done
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import ALLOWED, Denied, Permit

_LISTED = Q(status__in=[Status.REGISTERED, Status.COMPLETE])
_KNOWN = Q(status__in=[Status.REGISTERED, Status.COMPLETE, Status.WITHDRAWN])
_REGISTERED = ~Q(status=Status.DRAFT)
_LIVE = Q(status=Status.COMPLETE)
_ACCEPTED = Q(outcome__in=ACCEPTED)


def _free_to_evaluate(viewer: Viewer, path: str) -> Q:
    """What the artifact committee sees of a paper, it does not see of one whose artifact it has a conflict with."""
    return ~Q(**{f"{path}__in": sorted(viewer.tied(Tie.ARTIFACT_CONFLICTED))})


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
        Rule(Who.CHAIR, rows=_REGISTERED),
        Rule(Who.PUBLICATION, done(ActKind.RELEASED), _ACCEPTED & Q(status=Status.COMPLETE)),
        *(
            Rule(
                who,
                done(ActKind.RELEASED),
                lambda viewer: _ACCEPTED & _LIVE & _free_to_evaluate(viewer, "pk"),
            )
            for who in (Who.ARTIFACT_CHAIR, Who.EVALUATOR)
        ),
        Rule(Who.ANYONE, done(ActKind.LIST_PUBLIC), _LIVE & Q(outcome=Outcome.ACCEPTED)),
    ),
)
"""Fetching a submission starts here. Hidden and missing look the same.

A conditional accept is not public: next to the list of accepted papers its title alone would tell.
"""

DRAFT = Table(
    "draft: that it exists",
    Submission,
    (Rule(Who.AUTHOR, rows=Q(status=Status.DRAFT)), Rule(Who.CHAIR, rows=Q(status=Status.DRAFT))),
)

LOGGED = Table("log entries about a paper", Submission, (Rule(Who.CHAIR, rows=_REGISTERED),))
"""Of which papers one may learn who has read them."""

ABSTRACT = Table(
    "abstract, topics, keywords",
    Submission,
    tuple(
        replace(rule, rows=_LISTED) if rule.rows == _KNOWN else rule
        for rule in SUBMISSION.rules
        if rule.who is not Who.CONFLICTED
    ),
)
"""Of a withdrawn paper its reviewers and lead keep the title."""

OUTCOME = Table(
    "decision released",
    Submission,
    (
        Rule(Who.AUTHOR),
        *(Rule(who, rows=_KNOWN) for who in (*_WORKING, Who.SHEPHERD)),
        Rule(Who.CHAIR, rows=_REGISTERED),
        Rule(Who.PUBLICATION, done(ActKind.RELEASED), _LIVE & Q(outcome=Outcome.ACCEPTED)),
        Rule(Who.ANYONE, done(ActKind.LIST_PUBLIC), _LIVE & Q(outcome=Outcome.ACCEPTED)),
    ),
)
"""A member without a tie learns of an acceptance when the list is public, and of a rejection never."""


def _in(path: str, condition: Q) -> Q:
    """The same condition, asked of the row's submission."""
    return Q(*[(f"{path}__{key}", value) for key, value in condition.children])  # type: ignore[misc]


_NOT_DRAFT = ~Q(submission__status=Status.DRAFT)
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
        Rule(Who.CHAIR, rows=_NOT_DRAFT),
        Rule(
            Who.PUBLICATION,
            done(ActKind.RELEASED),
            _OF_ACCEPTED & Q(is_current=True, kind__in=[DocumentKind.CAMERA_READY, DocumentKind.RIGHTS]),
        ),
        *(
            Rule(
                who,
                done(ActKind.RELEASED),
                lambda viewer: (
                    _OF_ACCEPTED
                    & Q(is_current=True, kind__in=[DocumentKind.CAMERA_READY, DocumentKind.PAPER])
                    & _free_to_evaluate(viewer, "submission")
                ),
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
    return Q(submission_id__in=sorted(viewer.tied(Tie.REVEALED))) & _NOT_DRAFT


_MAY_BE_REVEALED = choice("authors_revealed_to_chairs") | done(ActKind.RELEASED)


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
        *(Rule(who, _SINGLE, _OF_LIVING) for who in (*_WORKING, Who.EXTERNAL_ASKED)),
        *(Rule(who, _UNTIL, _OF_LIVING) for who in (Who.REVIEWER_IN, Who.LEAD)),
        Rule(Who.CHAIR, _SINGLE | _UNTIL, _NOT_DRAFT),
        Rule(Who.CHAIR, _DOUBLE & _MAY_BE_REVEALED, _revealed),
        *(Rule(who, done(ActKind.RELEASED), _OF_ACCEPTED) for who in (Who.PUBLICATION, Who.SHEPHERD)),
        *(
            Rule(
                who,
                done(ActKind.RELEASED),
                lambda viewer: _OF_ACCEPTED & _free_to_evaluate(viewer, "submission"),
            )
            for who in (Who.ARTIFACT_CHAIR, Who.EVALUATOR)
        ),
        Rule(Who.ANYONE, done(ActKind.LIST_PUBLIC), _OF_LIVING & Q(submission__outcome=Outcome.ACCEPTED)),
    ),
    path="submission",
)
"""On a double-blind track a chair sees authors only behind the logged act of revealing them."""

CHECK = Table(
    "PDF findings",
    DocumentCheck,
    (
        Rule(Who.AUTHOR),
        Rule(
            Who.LEAD,
            rows=_in("document__submission", _LISTED)
            & Q(document__is_current=True, document__kind__in=[DocumentKind.PAPER, DocumentKind.SUPPLEMENT]),
        ),
        Rule(Who.CHAIR, rows=~Q(document__submission__status=Status.DRAFT)),
        Rule(
            Who.PUBLICATION,
            done(ActKind.RELEASED),
            _in("document__submission", _ACCEPTED)
            & Q(document__submission__status=Status.COMPLETE, document__kind=DocumentKind.CAMERA_READY),
        ),
    ),
    path="document__submission",
)
"""Findings told to chairs only are taken out of the authors' copy by queries.findings_for."""


def _may_edit(viewer: Viewer, paper: Submission, clock: Clock, *windows: WindowKind) -> Permit:
    """Authors while one of the windows takes changes; chairs on behalf, at any time."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status in {Status.WITHDRAWN, Status.CLOSED}:
        return Denied("This submission is not active; revive it first.")
    if paper.outcome == Outcome.DESK_REJECTED:
        return Denied("This submission was desk-rejected.")
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return may_act_for_authors(viewer, paper)
    if any(clock.takes(window) for window in windows):
        return ALLOWED
    return Denied(
        "The deadline for changes has passed. Ask the chairs if something must be mended.", closed=True
    )


def may_change(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors change their submission while abstracts or papers are taken; chairs on behalf, at any time."""
    return _may_edit(viewer, paper, clock, WindowKind.REGISTRATION, WindowKind.SUBMISSION)


def may_change_authors(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """As all else; where the track says so, also after the deadline until decisions are released."""
    permit = may_change(viewer, paper, clock)
    if permit or not paper.track.max_authors_change or paper.outcome or paper.status != Status.COMPLETE:
        return permit
    return _still(viewer, paper, clock, permit)


def may_change_title(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """As all else; where the track says so, also with the camera-ready version of an accepted paper."""
    permit = may_change(viewer, paper, clock)
    if permit or not paper.track.title_change or paper.outcome not in ACCEPTED:
        return permit
    return _still(viewer, paper, clock, permit) if clock.takes(WindowKind.CAMERA_READY) else permit


def _still(viewer: Viewer, paper: Submission, clock: Clock, otherwise: Permit) -> Permit:
    """Allowed to authors of an active paper whom nothing but the deadline stopped."""
    if blocked(viewer, clock) is not None or paper.pk not in viewer.tied(Tie.AUTHORED):
        return otherwise
    return ALLOWED if paper.status == Status.COMPLETE else otherwise


def may_upload(viewer: Viewer, paper: Submission, clock: Clock, kind: DocumentKind) -> Permit:
    """Papers and supplements in the submission window; camera-ready files of accepted papers in theirs."""
    if kind == DocumentKind.SUPPLEMENT and not paper.track.supplements:
        return Denied("This track takes no supplementary files.")
    if kind in {DocumentKind.PAPER, DocumentKind.SUPPLEMENT}:
        return _may_edit(viewer, paper, clock, WindowKind.SUBMISSION)
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.outcome not in ACCEPTED or paper.status != Status.COMPLETE:
        return Denied("Only accepted papers have a camera-ready version.")
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return may_act_for_authors(viewer, paper)
    if clock.takes(WindowKind.CAMERA_READY):
        return ALLOWED
    return Denied("Camera-ready papers are not taken now.", closed=True)


def may_comment_findings(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors say that a finding is wrong, for as long as the paper is active."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk in viewer.tied(Tie.AUTHORED) and paper.status in LIVING:
        return ALLOWED
    return Denied("Only the authors of an active paper can call a finding a false alarm.")


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
    if not clock.done(ActKind.OPENED):
        return Denied("This edition is not open yet.", closed=True)
    first = WindowKind.REGISTRATION if clock.has(WindowKind.REGISTRATION) else WindowKind.SUBMISSION
    if clock.takes(first):
        return ALLOWED
    return Denied("This track takes no new submissions now.", closed=True)


def may_act_for_authors(viewer: Viewer, paper: Submission) -> Permit:
    """An unconflicted chair of the paper's track, by an act that is shown to the authors and logged."""
    return may_chair(viewer, paper.track_id, paper.pk)


def may_reveal(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """An unconflicted chair looks at the authors of a blind paper, by a logged act with a reason."""
    permit = may_chair(viewer, paper.track_id, paper.pk)
    if permit and not _MAY_BE_REVEALED.holds(clock):
        return Denied("On this track nobody sees the authors before the decisions are released.")
    if permit and clock.blindness != Blindness.DOUBLE:
        return Denied("The authors of this track's papers are not hidden from the chairs.")
    return permit


def may_close(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Chairs close what was never completed, once its window is over."""
    permit = may_chair(viewer, paper.track_id, paper.pk)
    if permit and paper.status not in {Status.DRAFT, Status.REGISTERED}:
        return Denied("Only submissions that were never completed are closed.")
    if permit and not clock.over(WindowKind.SUBMISSION):
        return Denied("Its authors can still complete it.", closed=True)
    return permit


def claimable(person_id: int | None, edition_id: int | None) -> Q:
    """The author places that this person may claim: unclaimed, under an address that they have proven."""
    addresses = EmailAddress.objects.filter(user_id=person_id, verified=True).values("email")
    return Q(person=None, email__in=addresses, submission__edition_id=edition_id) & ~Q(email="")


def about_shown(viewer: Viewer) -> Q:
    """For log entries, which name a paper by `about`: those of papers without a conflict.

    A conflicted chair learns nothing of the paper from the log either.
    """
    hidden = Submission.objects.filter(pk__in=sorted(viewer.tied(Tie.CONFLICTED))).values("xid")
    return ~Q(about__in=hidden) if viewer.tied(Tie.CONFLICTED) else Q()


@abouts.hides
def naming_shown(viewer: Viewer) -> Q:
    """Likewise for letters and jobs, which may name several papers: those that name none with a conflict."""
    if not viewer.tied(Tie.CONFLICTED):
        return Q()
    named = Submission.objects.filter(pk__in=sorted(viewer.tied(Tie.CONFLICTED))).filter(
        GreaterThan(StrIndex(OuterRef("about"), F("xid")), 0)
    )
    return ~Q(Exists(named))
