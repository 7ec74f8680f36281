"""Slow work of this app, done by workers."""

import logging

from committee import matching
from committee.commands.conflicts import find_conflicts
from committee.commands.plans import SOLVE, fail_plan, solve_plan
from sysml.conference.models import Edition
from sysml.conference.viewer import system
from sysml.kernel import jobs

FIND = "committee.find-conflicts"
log = logging.getLogger(__name__)


def _unsolved(handle: jobs.Handle) -> None:
    fail_plan(
        plan_id=int(handle.args["plan"]),
        words="The calculation was stopped or did not come to an end. Make a new plan, with these settings or others.",
    )


@jobs.handler(SOLVE, on_failed=_unsolved)
def solve(handle: jobs.Handle) -> None:
    """Solve a plan. Conditions that contradict each other fail it at once; trying again would not help."""
    plan_id = int(handle.args["plan"])
    try:
        solve_plan(plan_id=plan_id, progress=handle.progress)
    except matching.ProblemError:
        log.exception("plan.impossible")
        fail_plan(
            plan_id=plan_id, words="What is asked for contradicts itself. Make a plan with other settings."
        )


@jobs.handler(FIND)
def find(handle: jobs.Handle) -> None:
    """Search an edition for conflicts. Gives no number back: it would count papers that a reader may not see."""
    edition = Edition.objects.get(pk=handle.args["edition"])
    find_conflicts(by=system(edition), edition=edition, now=handle.now)
