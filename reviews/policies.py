"""Who sees what of reviews, discussion, responses and decisions, and who may do what."""

from collections.abc import Callable

from django.db.models import Q

from reviews.domain import AUTHORS_READ_THREAD, Audience, ReviewState, Signature, ThreadAudience
from reviews.models import (
    Answer,
    Decision,
    DeskReject,
    Lead,
    MetaReview,
    Post,
    ProceedingsEntry,
    Response,
    Review,
    ReviewRequest,
    Shepherding,
    Thread,
)
from submissions.domain import ACCEPTED, Outcome, Status
from submissions.models import Submission
from sysml.conference.domain import ActKind, Clock, WindowKind
from sysml.conference.policies import blocked, may_chair, may_publish
from sysml.conference.rules import Condition, Rule, Table, Who, begun, choice, done, taking
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import ALLOWED, Denied, Permit

_IN = Q(state=ReviewState.SUBMITTED)
_ACTIVE = Q(submission__status=Status.COMPLETE)
"""Of a withdrawn paper its reviewers, lead and committee keep their own text only."""

_DISCUSSING = begun(WindowKind.DISCUSSION)
_TO_AUTHORS = begun(WindowKind.RESPONSE) | done(ActKind.RELEASED)
_RELEASED = ~Q(submission__outcome="")
"""The release of a track leaves out a paper that is not decided yet; it has a release of its own later."""

_MEMBERS_READ = _DISCUSSING & choice("members_see_reviews")


def _own_review(viewer: Viewer) -> Q:
    return Q(reviewer_id=viewer.person_id)


def _requested_by_me(viewer: Viewer) -> Q:
    return Q(requested_by_id=viewer.person_id)


REVIEW_EXISTS = Table(
    "that reviews exist, how many per side",
    Review,
    (
        Rule(Who.AUTHOR, begun(WindowKind.RESPONSE), _IN),
        Rule(Who.AUTHOR, done(ActKind.RELEASED), _IN & _RELEASED),
        Rule(Who.REVIEWER_PENDING, choice("members_know_reviews_exist"), _IN & _ACTIVE),
        Rule(Who.REVIEWER_IN, rows=_IN & _ACTIVE),
        Rule(Who.LEAD, rows=~Q(state=ReviewState.DISCARDED) & _ACTIVE),
        Rule(Who.CHAIR, rows=~Q(state=ReviewState.DISCARDED)),
    ),
    path="submission",
)

OWN_REVIEW = Table(
    "own review",
    Review,
    (
        Rule(Who.SIGNED_IN, rows=_own_review),
        Rule(Who.REVIEWER_PENDING, rows=_requested_by_me),
        Rule(Who.REVIEWER_IN, rows=_requested_by_me),
    ),
    path="submission",
)
"""The writer's own review, drafts included, and the requester's view of one they asked for."""

REVIEW = Table(
    "review, fields for authors, scores among them",
    Review,
    (
        Rule(Who.AUTHOR, begun(WindowKind.RESPONSE), _IN),
        Rule(Who.AUTHOR, done(ActKind.RELEASED), _IN & _RELEASED),
        Rule(Who.MEMBER, _MEMBERS_READ, lambda viewer: _IN & _ACTIVE & _not_pending(viewer)),
        Rule(Who.REVIEWER_IN, rows=_IN & _ACTIVE),
        Rule(
            Who.EXTERNAL,
            choice("externals_see_reviews"),
            lambda viewer: _IN & _ACTIVE & _where_mine_is_in(viewer),
        ),
        Rule(Who.LEAD, rows=_IN & _ACTIVE),
        Rule(Who.CHAIR, rows=_IN),
    ),
    path="submission",
)
"""Authors' rows are narrowed once more by queries: until the release, to what their response window showed."""


def _not_pending(viewer: Viewer) -> Q:
    """On a track whose whole committee reads reviews, an assigned member still writes their own first."""
    return ~Q(submission_id__in=sorted(viewer.tied(Tie.ASSIGNED) - viewer.tied(Tie.REVIEWED)))


def _where_mine_is_in(viewer: Viewer) -> Q:
    return Q(submission_id__in=sorted(viewer.tied(Tie.REVIEWED)))


def _answers(audience: Audience) -> Q:
    return Q(question__audience=audience, version__review__state=ReviewState.SUBMITTED)


_CURRENT = Q(version__is_current=True) & _ACTIVE
_FOR_COMMITTEE = _answers(Audience.AUTHORS) | _answers(Audience.COMMITTEE)


def _own_answers(viewer: Viewer) -> Q:
    return Q(version__review__reviewer_id=viewer.person_id)


def _requested_answers(viewer: Viewer) -> Q:
    return Q(version__review__requested_by_id=viewer.person_id)


ANSWER = Table(
    "answers, by the audience of the question",
    Answer,
    (
        Rule(Who.SIGNED_IN, rows=_own_answers),
        Rule(Who.REVIEWER_PENDING, rows=_requested_answers),
        Rule(Who.REVIEWER_IN, rows=_requested_answers),
        Rule(Who.AUTHOR, begun(WindowKind.RESPONSE), _answers(Audience.AUTHORS)),
        Rule(Who.AUTHOR, done(ActKind.RELEASED), _answers(Audience.AUTHORS) & _RELEASED),
        Rule(Who.MEMBER, _MEMBERS_READ, lambda viewer: _CURRENT & _FOR_COMMITTEE & _not_pending(viewer)),
        Rule(Who.REVIEWER_IN, rows=_CURRENT & _FOR_COMMITTEE),
        Rule(
            Who.EXTERNAL,
            choice("externals_see_reviews"),
            lambda viewer: _CURRENT & _answers(Audience.AUTHORS) & _where_mine_is_in(viewer),
        ),
        *(Rule(Who.LEAD, rows=_CURRENT & _answers(audience)) for audience in Audience),
        *(Rule(Who.CHAIR, rows=_answers(audience)) for audience in Audience),
    ),
    path="submission",
)
"""Rows of authors and chairs span versions; queries choose which version of each review is shown."""

REVIEWER_NAME = Table(
    "who wrote a review",
    Review,
    (
        Rule(Who.SIGNED_IN, rows=_own_review),
        Rule(Who.REVIEWER_PENDING, rows=_requested_by_me),
        Rule(Who.REVIEWER_IN, rows=_requested_by_me),
        Rule(Who.REVIEWER_IN, _DISCUSSING & choice("reviewers_know_each_other"), _IN & _ACTIVE),
        Rule(Who.LEAD, rows=_ACTIVE),
        Rule(Who.CHAIR),
    ),
    path="submission",
    instead="the letter of the review, “Reviewer A”",
    within=REVIEW,
)
"""Never the authors, also after the edition."""

_WITH_LEAD = (ThreadAudience.REVIEWERS, ThreadAudience.AUTHORS_CHAIRS, ThreadAudience.SHEPHERD)
_CHAIRS_ONLY = (ThreadAudience.CHAIRS, ThreadAudience.REVIEWER_CHAIRS)


def _of_handled(viewer: Viewer) -> Q:
    """Handling chairs, unlike discussion leads, also read what is for chairs only."""
    return Q(submission_id__in=sorted(viewer.tied(Tie.HANDLES)))


_NOT_BY_AUTHORS = ~Q(signed_as=Signature.AUTHORS)


def _thread_rules(prefix: str) -> tuple[Rule, ...]:
    def of(audience: ThreadAudience) -> Q:
        return Q(**{f"{prefix}audience": audience})

    def mine(viewer: Viewer) -> Q:
        return of(ThreadAudience.REVIEWER_CHAIRS) & Q(**{f"{prefix}opened_by_id": viewer.person_id})

    def handled(audience: ThreadAudience) -> Callable[[Viewer], Q]:
        return lambda viewer: of(audience) & _ACTIVE & _of_handled(viewer)

    return (
        Rule(Who.AUTHOR, rows=of(ThreadAudience.AUTHORS_CHAIRS)),
        Rule(Who.AUTHOR, done(ActKind.RELEASED), of(ThreadAudience.SHEPHERD)),
        Rule(Who.REVIEWER_IN, _DISCUSSING, of(ThreadAudience.REVIEWERS) & _ACTIVE),
        Rule(
            Who.EXTERNAL,
            _DISCUSSING & choice("externals_discuss"),
            lambda viewer: of(ThreadAudience.REVIEWERS) & _ACTIVE & _where_mine_is_in(viewer),
        ),
        Rule(Who.REVIEWER_PENDING, rows=mine),
        Rule(Who.REVIEWER_IN, rows=mine),
        Rule(Who.EXTERNAL, rows=mine),
        Rule(Who.SHEPHERD, done(ActKind.RELEASED), of(ThreadAudience.SHEPHERD) & _ACTIVE),
        *(Rule(Who.LEAD, rows=of(audience) & _ACTIVE) for audience in _WITH_LEAD),
        *(Rule(Who.LEAD, rows=handled(audience)) for audience in _CHAIRS_ONLY),
        *(Rule(Who.CHAIR, rows=of(audience)) for audience in ThreadAudience),
    )


THREAD = Table("discussion", Thread, _thread_rules(""), path="submission")
POST = Table("posts", Post, _thread_rules("thread__"), path="submission")

POSTER_NAME = Table(
    "who wrote a post",
    Post,
    (
        Rule(Who.SIGNED_IN, rows=lambda viewer: Q(person_id=viewer.person_id)),
        Rule(Who.AUTHOR, rows=Q(signed_as=Signature.AUTHORS)),
        Rule(
            Who.REVIEWER_IN,
            _DISCUSSING & choice("reviewers_know_each_other"),
            Q(thread__audience=ThreadAudience.REVIEWERS) & _ACTIVE,
        ),
        Rule(Who.LEAD, rows=_NOT_BY_AUTHORS & _ACTIVE & Q(thread__audience__in=_WITH_LEAD)),
        Rule(Who.LEAD, rows=lambda viewer: _NOT_BY_AUTHORS & _ACTIVE & _of_handled(viewer)),
        Rule(Who.CHAIR, rows=_NOT_BY_AUTHORS),
    ),
    path="submission",
    instead="the signature: “Reviewer A”, “The lead”, “The chairs”, “The authors”",
    within=POST,
)
"""Authors who write to the chairs stay "The authors": who they are is behind the act of revealing."""

_SUBMITTED = Q(submitted_at__isnull=False)

RESPONSE = Table(
    "response",
    Response,
    (
        Rule(Who.AUTHOR),
        Rule(Who.REVIEWER_IN, rows=_SUBMITTED & _ACTIVE),
        Rule(Who.MEMBER, _MEMBERS_READ, lambda viewer: _SUBMITTED & _ACTIVE & _not_pending(viewer)),
        Rule(Who.LEAD, rows=_ACTIVE),
        Rule(Who.CHAIR),
    ),
    path="submission",
)
"""Leads and chairs learn that a draft exists; its text only authors read (queries leave it out)."""

META_REVIEW = Table(
    "lead's summary and recommendation",
    MetaReview,
    (
        Rule(Who.AUTHOR, done(ActKind.RELEASED), Q(is_submitted=True) & _RELEASED),
        Rule(Who.REVIEWER_IN, _DISCUSSING, Q(is_submitted=True) & _ACTIVE),
        Rule(Who.LEAD, rows=_ACTIVE),
        Rule(Who.CHAIR),
    ),
    path="submission",
)
"""Authors get the summary only; remarks and recommendation never (queries leave them out)."""

LEAD = Table(
    "who leads the discussion",
    Lead,
    (
        Rule(Who.SIGNED_IN, rows=lambda viewer: Q(person_id=viewer.person_id)),
        Rule(Who.REVIEWER_IN, _DISCUSSING & choice("reviewers_know_each_other"), _ACTIVE),
        Rule(Who.LEAD, rows=_ACTIVE),
        Rule(Who.CHAIR),
    ),
    path="submission",
)

DECISION = Table(
    "decision entered",
    Decision,
    (
        Rule(Who.LEAD, rows=_ACTIVE),
        Rule(Who.CHAIR),
        Rule(Who.AUTHOR, done(ActKind.RELEASED), _RELEASED),
        Rule(Who.SHEPHERD, done(ActKind.RELEASED), _ACTIVE & Q(submission__outcome__in=ACCEPTED)),
    ),
    path="submission",
)

DESK_REJECT = Table(
    "desk reject",
    DeskReject,
    (Rule(Who.AUTHOR, rows=Q(released_at__isnull=False)), Rule(Who.LEAD, rows=_ACTIVE), Rule(Who.CHAIR)),
    path="submission",
)

SHEPHERDING = Table(
    "shepherd",
    Shepherding,
    (
        Rule(Who.AUTHOR, done(ActKind.RELEASED), Q(submission__outcome__in=ACCEPTED)),
        Rule(Who.SHEPHERD, done(ActKind.RELEASED)),
        Rule(Who.LEAD, rows=_ACTIVE),
        Rule(Who.CHAIR),
    ),
    path="submission",
)

REQUEST = Table(
    "requests to external reviewers",
    ReviewRequest,
    (
        Rule(Who.SIGNED_IN, rows=_requested_by_me),
        Rule(Who.SIGNED_IN, rows=lambda viewer: Q(person_id=viewer.person_id)),
        Rule(Who.LEAD, rows=_ACTIVE),
        Rule(Who.CHAIR),
    ),
    path="submission",
)

REVIEWING_OPEN = taking(WindowKind.REVIEWING) | taking(WindowKind.DISCUSSION)
"""Reviews are written in the reviewing window and may be mended during the discussion."""

AUTHORS_READ = Condition("authors read the reviews", _TO_AUTHORS.holds)


def may_review(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Assigned members and external reviewers who accepted, without a conflict, while reviews are taken."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk in viewer.tied(Tie.CONFLICTED):
        return Denied("You have a conflict with this paper.")
    if paper.status != Status.COMPLETE:
        return Denied("This paper is not under review.")
    if paper.pk not in viewer.tied(Tie.ASSIGNED) | viewer.tied(Tie.EXTERNAL):
        return Denied("You are not a reviewer of this paper.")
    if paper.outcome or clock.done(ActKind.RELEASED):
        return Denied("The decision has been released; reviews are closed.", closed=True)
    if not REVIEWING_OPEN.holds(clock):
        return Denied("Reviews are not taken now.", closed=True)
    return ALLOWED


def may_respond(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors of a paper under review, while the response window takes responses."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk not in viewer.tied(Tie.AUTHORED):
        return Denied("Only the authors respond.")
    if paper.status != Status.COMPLETE or paper.outcome:
        return Denied("This paper is not under review.")
    if not clock.takes(WindowKind.RESPONSE):
        return Denied("Responses are not taken now.", closed=True)
    return ALLOWED


def may_post(viewer: Viewer, paper: Submission, clock: Clock, audience: ThreadAudience) -> Permit:
    """Whoever reads threads of this audience may post in them while they last."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    mine = paper.pk in viewer.tied(Tie.AUTHORED)
    if audience in AUTHORS_READ_THREAD and mine:
        return ALLOWED
    if paper.pk in viewer.tied(Tie.CONFLICTED):
        return Denied("You have a conflict with this paper.")
    if may_chair(viewer, paper.track_id, paper.pk) or _leads_into(viewer, paper, audience):
        return ALLOWED
    if audience is ThreadAudience.SHEPHERD and paper.pk in viewer.tied(Tie.SHEPHERDS):
        return ALLOWED
    if audience is ThreadAudience.REVIEWER_CHAIRS and paper.pk in viewer.tied(Tie.ASSIGNED) | viewer.tied(
        Tie.EXTERNAL
    ):
        return ALLOWED
    if audience is ThreadAudience.REVIEWERS and _discusses(viewer, paper, clock):
        if paper.status == Status.COMPLETE and clock.takes(WindowKind.DISCUSSION):
            return ALLOWED
        return Denied("The discussion is not open now.", closed=True)
    return Denied("You do not take part in this conversation.")


def _leads_into(viewer: Viewer, paper: Submission, audience: ThreadAudience) -> bool:
    """Handling chairs post in every thread, a lead in those of the discussion; neither before their own review."""
    if paper.pk in viewer.tied(Tie.ASSIGNED) - viewer.tied(Tie.REVIEWED):
        return False
    if paper.pk in viewer.tied(Tie.HANDLES):
        return True
    private = {ThreadAudience.CHAIRS, ThreadAudience.REVIEWER_CHAIRS}
    return paper.pk in viewer.tied(Tie.LEADS) and audience not in private


def _discusses(viewer: Viewer, paper: Submission, clock: Clock) -> bool:
    if paper.pk not in viewer.tied(Tie.REVIEWED):
        return False
    external = clock.choices.externals_discuss and paper.pk in viewer.tied(Tie.EXTERNAL)
    return paper.pk in viewer.tied(Tie.ASSIGNED) or external


def may_ask_chairs(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Authors and reviewers of a paper ask the chairs about it at any time."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if question_audience(viewer, paper) is None:
        return Denied("Only authors and reviewers of a paper ask about it.")
    return ALLOWED


def question_audience(viewer: Viewer, paper: Submission) -> ThreadAudience | None:
    """Who would read this viewer's question to the chairs; None for somebody who has none to ask."""
    if paper.pk in viewer.tied(Tie.AUTHORED):
        return ThreadAudience.AUTHORS_CHAIRS
    reviewing = viewer.tied(Tie.ASSIGNED) | viewer.tied(Tie.EXTERNAL)
    if paper.pk in reviewing - viewer.tied(Tie.CONFLICTED):
        return ThreadAudience.REVIEWER_CHAIRS
    return None


def may_answer_questions(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Unconflicted chairs and the paper's handling chair say that a question is answered."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk in viewer.tied(Tie.HANDLES) - viewer.tied(Tie.CONFLICTED):
        return ALLOWED
    return may_chair(viewer, paper.track_id, paper.pk)


def may_ask_external(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Assigned members, while they may write their own review."""
    if (permit := may_review(viewer, paper, clock)) and paper.pk not in viewer.tied(Tie.ASSIGNED):
        return Denied("Only members of the committee ask others for a review.")
    return permit


def may_act_for(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Unconflicted chairs enter a review or a response on behalf of somebody, while nothing is released."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status != Status.COMPLETE or paper.outcome:
        return Denied("This paper is not under review.")
    return may_chair(viewer, paper.track_id, paper.pk)


def may_appoint_lead(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Unconflicted chairs and the paper's handling chair, before its decision is released."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status != Status.COMPLETE or paper.outcome:
        return Denied("This paper is not under review.")
    if paper.pk in viewer.tied(Tie.HANDLES) - viewer.tied(Tie.CONFLICTED):
        return ALLOWED
    return may_chair(viewer, paper.track_id, paper.pk)


def may_edit_form(viewer: Viewer, track_id: int) -> Permit:
    """Chairs of the track."""
    return may_chair(viewer, track_id)


def may_decide(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Unconflicted chairs and the paper's handling chair, before its decision is released."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status != Status.COMPLETE:
        return Denied("This paper is not under review.")
    if paper.outcome:
        return Denied("The decision of this paper has been released.")
    if paper.pk in viewer.tied(Tie.HANDLES) and paper.pk not in viewer.tied(Tie.CONFLICTED):
        return ALLOWED
    return may_chair(viewer, paper.track_id, paper.pk)


def may_write_meta_review(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """The lead, the handling chair and chairs, from the discussion until the release."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.pk in viewer.tied(Tie.CONFLICTED):
        return Denied("You have a conflict with this paper.")
    if paper.outcome:
        return Denied("The decision of this paper has been released.")
    if paper.pk in viewer.tied(Tie.ASSIGNED) - viewer.tied(Tie.REVIEWED):
        return Denied("Hand in your own review first.")
    if paper.pk in viewer.tied(Tie.LEADS) | viewer.tied(Tie.HANDLES):
        return ALLOWED
    return may_chair(viewer, paper.track_id, paper.pk)


_COMPLETE = Q(status=Status.COMPLETE)


def _handled(viewer: Viewer) -> Q:
    return Q(pk__in=sorted(viewer.tied(Tie.HANDLES)))


DECIDABLE = Table(
    "papers on the decision desk",
    Submission,
    (Rule(Who.CHAIR, rows=_COMPLETE), Rule(Who.LEAD, rows=lambda viewer: _COMPLETE & _handled(viewer))),
)
"""Whose decision one makes. Without the papers with which the viewer has a conflict, not even their titles."""

PRODUCED = Table(
    "accepted papers on their way into the proceedings",
    Submission,
    tuple(
        Rule(who, done(ActKind.RELEASED), _COMPLETE & Q(outcome__in=ACCEPTED))
        for who in (Who.PUBLICATION, Who.CHAIR)
    ),
)

PROCEEDINGS_ENTRY = Table(
    "place in the proceedings",
    ProceedingsEntry,
    (
        Rule(Who.PUBLICATION, done(ActKind.RELEASED), _ACTIVE & Q(submission__outcome__in=ACCEPTED)),
        Rule(Who.CHAIR, done(ActKind.RELEASED), _ACTIVE & Q(submission__outcome__in=ACCEPTED)),
        Rule(Who.ANYONE, done(ActKind.PROCEEDINGS_PUBLIC), _ACTIVE & Q(submission__outcome=Outcome.ACCEPTED)),
    ),
    path="submission",
)


def decides(viewer: Viewer) -> bool:
    """Whether the decision desk is a page for this viewer: chairs, and who handles a paper."""
    return viewer.is_chair or bool(viewer.tied(Tie.HANDLES) - viewer.tied(Tie.CONFLICTED))


def may_release(viewer: Viewer, clock: Clock, track_id: int | None = None) -> Permit:
    """Chairs of the track (None: of the whole edition) release its decisions."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    return may_chair(viewer, track_id)


def may_release_one(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """The decision of one paper by itself: only where the release of its track has been."""
    if (permit := may_decide(viewer, paper, clock)) and not clock.done(ActKind.RELEASED):
        return Denied("This paper is released together with all others of its track.")
    return permit


def may_send_letters(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Unconflicted chairs and the handling chair send the letters that the release has left for them."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if not paper.outcome:
        return Denied("The decision of this paper has not been released.")
    if paper.pk in viewer.tied(Tie.HANDLES) - viewer.tied(Tie.CONFLICTED):
        return ALLOWED
    return may_chair(viewer, paper.track_id, paper.pk)


def may_appoint_shepherd(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """Unconflicted chairs and the handling chair, before the release or while conditions are open."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status != Status.COMPLETE or paper.outcome not in {Outcome.NONE, Outcome.CONDITIONAL}:
        return Denied("Only a conditional accept has a shepherd.")
    if paper.pk in viewer.tied(Tie.HANDLES) - viewer.tied(Tie.CONFLICTED):
        return ALLOWED
    return may_chair(viewer, paper.track_id, paper.pk)


def may_judge_conditions(viewer: Viewer, paper: Submission, clock: Clock) -> Permit:
    """The shepherd and the chairs, after the release of a conditional accept."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    if paper.status != Status.COMPLETE or paper.outcome != Outcome.CONDITIONAL:
        return Denied("This paper has no open conditions.")
    if paper.pk in (viewer.tied(Tie.SHEPHERDS) | viewer.tied(Tie.HANDLES)) - viewer.tied(Tie.CONFLICTED):
        return ALLOWED
    return may_chair(viewer, paper.track_id, paper.pk)


def may_arrange_proceedings(viewer: Viewer, clock: Clock) -> Permit:
    """Publication chairs and chairs; a frozen edition stops publication chairs."""
    if (stop := blocked(viewer, clock)) is not None:
        return stop
    return may_publish(viewer)
