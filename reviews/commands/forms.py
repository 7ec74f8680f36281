"""The review form of a track."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.text import slugify

from reviews.domain import DEFAULT_FORM, Audience, QuestionKind, QuestionPlan
from reviews.models import Question
from reviews.policies import may_edit_form
from reviews.queries.forms import reviews_are_in
from sysml.conference.acting import command, record
from sysml.conference.models import Edition, Track
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import IllegalTransition, Invalid, NotFound

RESERVED = frozenset({"version", "save", "submit", "person", "reason", "csrfmiddlewaretoken"})
"""Names that the form's page uses itself."""


def default_questions(track: Track) -> None:
    """Give a track without a review form the usual one; a step, run inside the caller's transaction."""
    if not Question.objects.filter(track=track).exists():
        Question.objects.bulk_create(
            _row(track, plan, position) for position, plan in enumerate(DEFAULT_FORM)
        )


def _row(track: Track, plan: QuestionPlan, position: int) -> Question:
    return Question(
        track=track,
        key=plan.key,
        label=plan.label,
        help=plan.help,
        kind=plan.kind,
        options=[list(option) for option in plan.options],
        audience=plan.audience,
        required=plan.required,
        is_overall=plan.is_overall,
        is_confidence=plan.is_confidence,
        position=position,
    )


@command
def save_questions(
    *, by: Viewer, edition: Edition, track: str, questions: Sequence[QuestionPlan], now: datetime
) -> None:
    """Replace the review form of a track, in this order; refused once a review is in.

    A question keeps its key; one without a key gets one from its label. Drafts lose answers to questions that go.
    """
    row = Track.objects.select_for_update(of=("self",)).filter(edition=edition, slug=track).first()
    actor = by.fresh()
    if row is None or not actor.is_chair:
        raise NotFound
    may_edit_form(actor, row.pk).require()
    if reviews_are_in(row):
        raise IllegalTransition("Reviews are in; the form of this track can no longer change.")
    plans = _checked(questions)
    old = {question.key: question for question in Question.objects.filter(track=row)}
    for position, plan in enumerate(plans):
        fresh = _row(row, plan, position)
        if plan.key in old:
            fresh.pk, fresh.xid = old[plan.key].pk, old[plan.key].xid
        fresh.save()
    Question.objects.filter(track=row).exclude(key__in=[plan.key for plan in plans]).delete()
    record(
        actor,
        "form.changed",
        now=now,
        subject=f"track:{row.xid}",
        summary=f"Review form of {row.name}: {len(plans)} questions",
        data={"keys": [plan.key for plan in plans]},
    )


def _checked(questions: Sequence[QuestionPlan]) -> list[QuestionPlan]:
    plans: list[QuestionPlan] = []
    taken: set[str] = set()
    for number, plan in enumerate(questions, start=1):
        key = plan.key or slugify(plan.label)[:40]
        if not plan.label.strip() or not key:
            raise Invalid({"": f"Question {number} needs a label."})
        if key in RESERVED:
            raise Invalid({"": f"A question cannot be called “{key}”; choose another label."})
        if key in taken:
            raise Invalid({"": f"Two questions are called “{key}”."})
        if plan.kind is not QuestionKind.TEXT and len(plan.options) < 2:
            raise Invalid(
                {"": f"Question {number}, “{plan.label}”, needs at least two values to choose from."}
            )
        if plan.kind is QuestionKind.SCORE and not all(isinstance(value, int) for value, _ in plan.options):
            raise Invalid({"": f"The values of the score “{plan.label}” must be whole numbers."})
        taken.add(key)
        plans.append(
            QuestionPlan(
                key,
                plan.label.strip(),
                plan.kind,
                plan.audience,
                plan.options,
                plan.help.strip(),
                plan.required,
                plan.is_overall,
                plan.is_confidence,
            )
        )
    overall = [plan for plan in plans if plan.is_overall]
    if len(overall) != 1 or overall[0].kind is not QuestionKind.SCORE:
        raise Invalid({"": "Exactly one score must be the overall score, by which tables and plots sort."})
    if overall[0].audience is Audience.CHAIRS:
        raise Invalid({"": "The overall score cannot be for the chairs alone: reviewers compare it."})
    return plans
