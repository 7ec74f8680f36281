"""The past of the demonstration conference, written as rows.

A past cannot be acted out through commands, which act in the present; so rows are written directly, but only such as
commands could have produced, with their entries in the log and their letters. Everything is drawn from fixed keys and
laid relative to the present: the same day gives the same conference, with the same ids.
"""

from dataclasses import dataclass
from datetime import datetime

from submissions.commands.reminding import schedule_reminders
from sysml.conference.models import Edition
from sysml.desk.demo.seed import artifacts, committee, decisions, editions, people, reviews
from sysml.desk.demo.seed import papers as papers_of
from sysml.desk.demo.seed.editions import PLANS, SLUGS, Plan
from sysml.desk.demo.seed.removal import remove, renew_statistics
from sysml.desk.demo.seed.stage import Stage, keyed_ids
from sysml.kernel import audit_chain, ids
from sysml.kernel.models import User

__all__ = ["SLUGS", "Seeded", "is_there", "remove_all", "seed"]


@dataclass(frozen=True)
class Seeded:
    """What was made of one edition."""

    slug: str
    papers: int
    members: int
    entries: int
    letters: int


def is_there() -> bool:
    """Whether all editions of the demonstration exist."""
    return Edition.objects.filter(slug__in=SLUGS).count() == len(SLUGS)


def remove_all() -> None:
    """Take the editions away with everything in them; people stay. The caller opens a transaction."""
    remove(SLUGS)


def seed(now: datetime) -> list[Seeded]:
    """Make whichever editions are missing; `now` is the present of their calendars. The caller opens a transaction."""
    present = now.replace(minute=0, second=0, microsecond=0)
    made = []
    papers_of.blob_of.cache_clear()  # what was stored before may have been rolled back
    with ids.source(keyed_ids("people")):
        cast = people.make_people()
    for plan in PLANS:
        if not Edition.objects.filter(slug=plan.slug).exists():
            with ids.source(keyed_ids(plan.slug)):
                made.append(_make(plan, cast, present))
    audit_chain.chain(now)
    if made:
        renew_statistics()
    return made


def _make(plan: Plan, cast: dict[str, User], now: datetime) -> Seeded:
    chairs = people.chairs_of(plan.content, cast)
    stage = editions.make_edition(plan, cast, chairs, now)
    people.give_offices(stage)
    {1: _open, 2: _in_review, 3: _finished}[plan.content](stage)
    return Seeded(plan.slug, len(stage.papers), len(stage.members), stage.log.write(), stage.letters.write())


def _open(stage: Stage) -> None:
    papers_of.place_papers(stage)
    committee.invite_members(stage)
    committee.find_conflicts(stage)
    schedule_reminders(stage.edition, stage.now)


def _in_review(stage: Stage) -> None:
    papers_of.place_papers(stage)
    committee.invite_members(stage)
    committee.find_conflicts(stage)
    committee.place_bids(stage)
    decisions.desk_reject(stage, prepared=True)
    committee.publish_assignment(stage)
    reviews.write_reviews(stage, finished=False)
    reviews.ask_chairs(stage)
    reviews.remind_reviewers(stage)


def _finished(stage: Stage) -> None:
    title = decisions.best_without_file(stage.number)
    papers_of.place_papers(stage, persona_paper=title)
    committee.invite_members(stage)
    committee.find_conflicts(stage)
    committee.place_bids(stage)
    decisions.desk_reject(stage, prepared=False)
    committee.publish_assignment(stage)
    reviews.write_reviews(stage, finished=True)
    outcomes = decisions.outcomes_of(stage, title)
    reviews.respond_and_discuss(stage, outcomes)
    decisions.decide(stage, outcomes)
    decisions.collect_camera_ready(stage)
    decisions.make_proceedings(stage)
    artifacts.evaluate_artifacts(stage, title)
