"""Every state × every act is decided: either it leads somewhere that is written here, or it is refused."""

from itertools import product

import pytest

from artifacts.domain import EVALUATOR_TRANSITIONS, EvaluatorState
from committee.domain import (
    CONFLICT_TRANSITIONS,
    MEMBER_TRANSITIONS,
    PLAN_TRANSITIONS,
    ConflictAct,
    ConflictState,
    MemberState,
    PlanAct,
    PlanState,
)
from reviews.domain import REVIEW_TRANSITIONS, ReviewState
from submissions.domain import Action, Status, next_status

# One row a state, one column an act in the order of the enum; "." is refused.
SUBMISSION = {
    #                   draft    registered   complete   withdraw    revive  close
    Status.DRAFT:      "draft    registered   complete   withdrawn   .       closed",
    Status.REGISTERED: "draft    registered   complete   withdrawn   .       closed",
    Status.COMPLETE:   "draft    registered   complete   withdrawn   .       .",
    Status.WITHDRAWN:  ".        .            .          .           draft   .",
    Status.CLOSED:     ".        .            .          .           draft   .",
}  # fmt: skip

CONFLICT = {
    #                        confirm     dismiss
    ConflictState.SUGGESTED: "confirmed   dismissed",
    ConflictState.CONFIRMED: ".           dismissed",
    ConflictState.DISMISSED: "confirmed   .",
}  # fmt: skip

PLAN = {
    #                    propose    fail    discard     publish
    PlanState.SOLVING:   "proposed  failed  discarded   .",
    PlanState.PROPOSED:  ".         .       discarded   published",
    PlanState.PUBLISHED: ".         .       .           .",
    PlanState.DISCARDED: ".         .       .           .",
    PlanState.FAILED:    ".         .       discarded   .",
}  # fmt: skip

# From → to: "yes" or ".", columns in the order of the enum.
MEMBER = {
    #                     invited  accepted  declined  removed
    MemberState.INVITED:  ".       yes       yes       yes",
    MemberState.ACCEPTED: ".       yes       yes       yes",
    MemberState.DECLINED: "yes     yes       yes       yes",
    MemberState.REMOVED:  "yes     .         .         .",
}  # fmt: skip

EVALUATOR = {
    #                        invited  accepted  declined  removed
    EvaluatorState.INVITED:  ".       yes       yes       yes",
    EvaluatorState.ACCEPTED: ".       yes       yes       yes",
    EvaluatorState.DECLINED: ".       yes       yes       yes",
    EvaluatorState.REMOVED:  ".       .         .         .",
}  # fmt: skip

REVIEW = {
    #                      draft  submitted  discarded
    ReviewState.DRAFT:     ".     yes        yes",
    ReviewState.SUBMITTED: ".     yes        yes",
    ReviewState.DISCARDED: ".     .          .",
}  # fmt: skip


@pytest.mark.parametrize(("status", "action"), list(product(Status, Action)))
def test_a_submission(status, action):
    led_to = SUBMISSION[status].split()[list(Action).index(action)]
    assert next_status(status, action) == (None if led_to == "." else Status(led_to))


@pytest.mark.parametrize(("state", "act"), list(product(ConflictState, ConflictAct)))
def test_a_conflict(state, act):
    led_to = CONFLICT[state].split()[list(ConflictAct).index(act)]
    assert CONFLICT_TRANSITIONS.get((state, act), ".") == led_to


@pytest.mark.parametrize(("state", "act"), list(product(PlanState, PlanAct)))
def test_a_plan(state, act):
    led_to = PLAN[state].split()[list(PlanAct).index(act)]
    assert PLAN_TRANSITIONS.get((state, act), ".") == led_to


@pytest.mark.parametrize(("old", "new"), list(product(MemberState, MemberState)))
def test_a_place_on_the_committee(old, new):
    wanted = MEMBER[old].split()[list(MemberState).index(new)] == "yes"
    assert MEMBER_TRANSITIONS.get((old, new), False) is wanted


@pytest.mark.parametrize(("old", "new"), list(product(EvaluatorState, EvaluatorState)))
def test_a_place_on_the_artifact_committee(old, new):
    wanted = EVALUATOR[old].split()[list(EvaluatorState).index(new)] == "yes"
    assert ((old, new) in EVALUATOR_TRANSITIONS) is wanted


@pytest.mark.parametrize(("old", "new"), list(product(ReviewState, ReviewState)))
def test_a_review(old, new):
    wanted = REVIEW[old].split()[list(ReviewState).index(new)] == "yes"
    assert (new in REVIEW_TRANSITIONS[old]) is wanted
