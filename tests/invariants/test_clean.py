"""What is legal is found to be legal: a world in each phase; and what the command says of it."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from committee.models import Handling, Member
from reviews.models import Decision, ProceedingsEntry
from submissions.domain import Outcome
from submissions.models import Submission
from sysml.conference.domain import Side
from sysml.conference.models import Topic
from sysml.desk.integrity.sources import INVARIANTS, run
from tests.factories.reviews import reviewed_paper, with_form
from tests.factories.submissions import give_file
from tests.factories.traces import leave_traces
from tests.factories.world import PHASES, World


def faults() -> list[str]:
    return [f"{r.invariant.name}: {fault.what}" for r in run(timezone.now()) for fault in r.faults]


def peopled(made: World, phase: str) -> Submission:
    """A paper with file, chair, reviews of both sides and, from the release on, its decision."""
    made.chair("Chair")
    paper = reviewed_paper(with_form(made))
    paper.topics.add(Topic.objects.filter(edition=made.edition)[0])
    give_file(made, paper)
    made.handle(paper, made.person("Chair"))
    made.conflict(paper, made.member("Conrad", Side.ML).person)  # type: ignore[arg-type]
    if PHASES[phase] >= PHASES["decided"]:
        Decision.objects.create(submission=paper, verdict="accept", by=made.person("Chair"), at=made.now)
    if PHASES[phase] >= PHASES["released"]:
        rows = Submission.objects.filter(pk=paper.pk)
        rows.update(outcome=Outcome.ACCEPTED, outcome_at=made.now)
        ProceedingsEntry.objects.create(submission=paper, accepted_title=paper.title)
    return paper


@pytest.mark.parametrize("phase", PHASES)
def test_a_world_in_every_phase_is_legal(phase: str, make_world: Callable[..., World]) -> None:
    made = make_world(phase)
    peopled(made, phase)
    leave_traces(made)
    assert faults() == []
    assert Member.objects.count() == 5
    assert Handling.objects.count() == 1


def test_the_command_says_so_and_ends_with_0(make_world: Callable[..., World]) -> None:
    made = make_world("reviewing")
    peopled(made, "reviewing")
    leave_traces(made)
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert out.getvalue().startswith(f"{len(INVARIANTS)} invariants, nothing illegal, ")


def test_the_command_names_edition_paper_and_mend_and_ends_with_1(make_world: Callable[..., World]) -> None:
    made = make_world("reviewing")
    paper = peopled(made, "reviewing")
    leave_traces(made)
    made.conflict(paper, made.people["Rita"])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_invariants", "--only", "no-assignment-against-a-conflict", stdout=out)
    assert ended.value.code == 1
    assert f"sysml-2027, paper {paper.number}: Rita reviews it against a conflict" in out.getvalue()
    assert "To mend: Take the paper back" in out.getvalue()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_invariants", "--json", "--only", "no-assignment-against-a-conflict", stdout=out)
    said = json.loads(out.getvalue())
    assert [(one["edition"], one["number"]) for one in said["faults"]] == [("sysml-2027", paper.number)]


def test_a_site_with_one_cause_of_many_faults_shows_some_of_them(make_world: Callable[..., World]) -> None:
    made = make_world("reviewing")
    for number in range(4):
        made.paper(f"Paper {number}")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_invariants", "--only", "papers-have-a-cause", "--most", "3", stdout=out)
    assert out.getvalue().count("nobody registered it") == 3
    assert "… and more" in out.getvalue()
    listed = StringIO()
    call_command("check_invariants", "--list", stdout=listed)
    assert listed.getvalue().count("\n") == len(INVARIANTS)
