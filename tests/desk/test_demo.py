"""The demonstration conference: there once, the same each time, and in no state that could not have come about."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from artifacts.domain import SCHEMES
from artifacts.models import Artifact, BadgeDecision, Evaluation, Evaluator
from committee.domain import AssignmentState, Bid, ConflictSource, ConflictState, MemberState
from committee.models import Assignment, Conflict, Handling, Member, PaperBid
from committee.queries.walls import walls
from reviews.domain import ConditionState, RequestState, ReviewState, Verdict
from reviews.models import Answer, Decision, ProceedingsEntry, Review, ReviewRequest, Thread
from submissions.checking import weighed
from submissions.domain import ACCEPTED, TRANSITIONS, DocumentKind, Outcome, Status
from submissions.models import Authorship, Document, DocumentCheck, Submission
from submissions.pdf.facts import VERSION
from submissions.standing import load_standing
from sysml.conference import letters, moment, presets, viewer
from sysml.conference.domain import ActKind, RoleKind, Side, WindowKind
from sysml.conference.models import Act, Edition
from sysml.conference.viewer import Tie, Viewer
from sysml.desk.demo.facts import PDFS, STORE
from sysml.desk.demo.personas import PERSONAS, persona
from sysml.desk.demo.seed import remove_all, seed
from sysml.desk.demo.seed.removal import remove
from sysml.desk.demo.topics import TOPICS
from sysml.kernel import blobs
from sysml.kernel.models import AuditEntry, Letter, User
from tests.factories.demonstration import seeded_for_a_module

NOW = timezone.now()
BADGES = SCHEMES["acm-1.1"]


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """The three editions, made once for this module and taken away at its end."""
    with seeded_for_a_module(django_db_blocker, tmp_path_factory.mktemp("demo") / "files", NOW) as files:
        yield files


@pytest.fixture
def demo(seeded: Path, db: None, settings: Any) -> Path:
    """The demonstration site, as a test sees it."""
    settings.DEMO = True
    settings.MEDIA_ROOT = seeded
    return seeded


def edition(year: int) -> Edition:
    return Edition.objects.get(slug=f"sysml-{year}")


def being(key: str, year: int) -> Viewer:
    one = persona(key)
    assert one is not None
    return viewer.for_person(User.objects.get(email=one.email), edition(year))


def under_review(year: int) -> list[Submission]:
    rows = Submission.objects.filter(edition=edition(year), status=Status.COMPLETE)
    return list(rows.exclude(outcome=Outcome.DESK_REJECTED).select_related("track"))


def sizes() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count() for model in apps.get_models(include_auto_created=True)
    }


def test_the_topics_are_those_of_a_new_edition() -> None:
    assert [topic.name for topic in TOPICS.values()] == [name for _, name, _ in presets.TOPICS]


def test_the_facts_of_every_file_are_committed() -> None:
    files = [hashlib.sha256(path.read_bytes()).hexdigest() for path in PDFS.glob("*.pdf")]
    assert {f"{digest}:{VERSION}" for digest in files} == set(json.loads(STORE.read_text(encoding="utf-8")))


def test_seeding_again_changes_nothing(demo: Path) -> None:
    before, out = sizes(), StringIO()
    call_command("demo", stdout=out)
    assert (sizes(), out.getvalue()) == (before, "")


def test_the_same_day_gives_the_same_ids_and_numbers(demo: Path) -> None:
    def ids() -> set[str]:
        named = [m for m in apps.get_models() if any(f.name == "xid" for f in m._meta.fields)]
        return {
            f"{m._meta.label}:{xid}" for m in named for xid in m._base_manager.values_list("xid", flat=True)
        }

    def numbers() -> list[tuple[int, str]]:
        return list(Submission.objects.filter(edition=edition(2028)).values_list("number", "title"))

    before = (ids(), numbers(), sizes())
    remove(["sysml-2028"])
    assert sizes()["submissions.Submission"] < before[2]["submissions.Submission"]
    seed(NOW)
    assert (ids(), numbers(), sizes()) == before


def test_the_command_refuses_when_the_switch_is_off(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="switch is off"):
        call_command("demo")


def test_the_command_refuses_beside_a_real_edition(make_world: Any, settings: Any) -> None:
    settings.DEMO = True
    real = make_world("reviewing", slug="real-2027").edition
    before = sizes()
    with pytest.raises(CommandError, match="never share a site"):
        call_command("demo", fresh=True)
    assert sizes() == before
    assert Edition.objects.filter(pk=real.pk).exists()


def test_removing_leaves_nothing_of_an_edition_behind(demo: Path) -> None:
    remove_all()
    kept = {
        "kernel.User",
        "kernel.AffiliationSpell",
        "kernel.Blob",
        "account.EmailAddress",
        "conference.Conference",
    }
    left = {label for label, count in sizes().items() if count and label.split(".")[0] not in _FRAMEWORK}
    assert left == kept


_FRAMEWORK = {"contenttypes", "auth", "sites", "sessions", "django_celery_beat", "django_celery_results"}


def test_everybody_lives_at_example_org(demo: Path) -> None:
    addresses = [
        *User.objects.values_list("email", flat=True),
        *EmailAddress.objects.values_list("email", flat=True),
        *Authorship.objects.values_list("email", flat=True),
        *Member.objects.values_list("email", flat=True),
        *Evaluator.objects.values_list("email", flat=True),
        *ReviewRequest.objects.values_list("email", flat=True),
        *Letter.objects.values_list("to", flat=True),
        *Letter.objects.values_list("reply_to", flat=True),
        *Edition.objects.values_list("contact", flat=True),
    ]
    assert len(addresses) > 2000
    assert [address for address in addresses if not address.endswith(".example.org")] == []


def test_personas_can_sign_in_by_the_demonstration_alone(demo: Path) -> None:
    assert len({one.email for one in PERSONAS}) == len(PERSONAS) == 8
    for one in PERSONAS:
        user = User.objects.get(email=one.email)
        assert (user.name, user.has_usable_password()) == (one.name, False)
        assert EmailAddress.objects.filter(user=user, email=one.email, verified=True, primary=True).exists()


@pytest.mark.parametrize(("year", "number"), [(2028, 61), (2027, 60), (2026, 59)])
def test_editions_look_like_a_real_conference(demo: Path, year: int, number: int) -> None:
    here = edition(year)
    assert Submission.objects.filter(edition=here).count() == number
    seats = Counter(
        Member.objects.filter(edition=here, state=MemberState.ACCEPTED).values_list("side", flat=True)
    )
    assert seats == (
        {"ml": 12, "systems": 9, "bridge": 3} if year == 2028 else {"ml": 15, "systems": 12, "bridge": 3}
    )
    assert here.is_demo
    assert set(here.letter_rules) == {kind.key for kind in letters.kinds()}
    assert all(here.letter_rules.values())


def test_each_edition_stands_where_its_calendar_says(demo: Path) -> None:
    now = moment.load(edition(2028), NOW).edition
    assert now.shown_open(WindowKind.REGISTRATION)
    assert not now.begun(WindowKind.BIDDING)
    now = moment.load(edition(2027), NOW).edition
    assert now.shown_open(WindowKind.REVIEWING)
    assert not now.begun(WindowKind.RESPONSE)
    now = moment.load(edition(2026), NOW).edition
    assert all(now.over(kind) for kind in presets.CONFERENCE.windows)
    assert all(
        now.done(act)
        for act in (
            ActKind.RELEASED,
            ActKind.LIST_PUBLIC,
            ActKind.PROCEEDINGS_PUBLIC,
            ActKind.BADGES_RELEASED,
        )
    )


def test_every_status_follows_from_what_the_paper_has(demo: Path) -> None:
    found = Counter()
    for paper in Submission.objects.filter(status__in=[Status.DRAFT, Status.REGISTERED, Status.COMPLETE]):
        expected = TRANSITIONS[Status(paper.status), load_standing(paper).action()]
        assert paper.status == expected, paper
        found[paper.edition.slug, paper.status] += 1
    assert all(
        found["sysml-2028", status] >= 8 for status in (Status.DRAFT, Status.REGISTERED, Status.COMPLETE)
    )


def test_no_time_is_still_to_come_and_none_is_out_of_order(demo: Path) -> None:
    assert not AuditEntry.objects.filter(at__gt=NOW).exists()
    assert not Letter.objects.filter(created_at__gt=NOW).exists()
    for paper in Submission.objects.all():
        times = [paper.registered_at, paper.completed_at, paper.withdrawn_at, paper.outcome_at, NOW]
        known = [one for one in times if one is not None]
        assert known == sorted(known), paper


def test_files_exist_and_were_checked(demo: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = demo
    documents = Document.objects.filter(kind__in=[DocumentKind.PAPER, DocumentKind.CAMERA_READY])
    assert DocumentCheck.objects.count() == documents.count() > 200
    assert set(DocumentCheck.objects.values_list("state", flat=True)) >= {"pass", "errors"}
    for sha in set(Document.objects.values_list("blob_id", flat=True)):
        assert len(blobs.read(sha)) > 100


def test_a_blocking_finding_holds_one_paper_of_the_open_edition_back(demo: Path) -> None:
    checks = DocumentCheck.objects.filter(
        document__submission__edition=edition(2028), document__is_current=True
    )
    blocked = [
        check.document.submission
        for check in checks
        if any(one.blocks for one in weighed(check.document.submission.track, check, for_authors=True))
    ]
    assert [paper.status for paper in blocked] == [Status.REGISTERED]


@pytest.mark.parametrize("year", [2027, 2026])
def test_every_paper_has_two_reviewers_of_each_side_and_none_in_conflict(demo: Path, year: int) -> None:
    papers = under_review(year)
    active = Assignment.objects.filter(submission__in=papers, state=AssignmentState.ACTIVE).select_related(
        "member"
    )
    sides: dict[int, Counter[str]] = defaultdict(Counter)
    load: Counter[int] = Counter()
    for row in active:
        sides[row.submission_id][row.side] += 1
        load[row.member_id] += 1
        assert row.member.side in {row.side, Side.BRIDGE}
        assert load[row.member_id] <= row.member.load
    assert all(sides[paper.pk] == {"ml": 2, "systems": 2} for paper in papers)
    barred = walls([paper.pk for paper in papers], {row.member.person_id for row in active})
    assert barred
    assert not [row for row in active if (row.submission_id, row.member.person_id) in barred]


def test_no_bid_and_no_handling_chair_is_in_conflict(demo: Path) -> None:
    for year in (2028, 2027, 2026):
        papers = Submission.objects.filter(edition=edition(year)).exclude(
            status__in=[Status.DRAFT, Status.CLOSED]
        )
        handled = dict(
            Handling.objects.filter(submission__in=papers).values_list("submission_id", "person_id")
        )
        assert set(handled) == {paper.pk for paper in papers}
        bids = set(
            PaperBid.objects.filter(submission__in=papers).values_list("submission_id", "member__person_id")
        )
        barred = walls(list(handled), set(handled.values()) | {person for _, person in bids})
        assert not (set(handled.items()) | bids) & barred
    assert set(PaperBid.objects.values_list("value", flat=True)) == {int(bid) for bid in Bid}


def test_conflicts_come_from_every_source_and_stand_in_every_state(demo: Path) -> None:
    sources = set(Conflict.objects.filter(submission__edition=edition(2027)).values_list("source", flat=True))
    assert sources >= {source.value for source in ConflictSource} - {ConflictSource.NAME.value}
    assert set(Conflict.objects.values_list("state", flat=True)) == {state.value for state in ConflictState}
    assert not Conflict.objects.filter(state=ConflictState.DISMISSED, decided_reason="").exists()


def test_reviews_of_the_running_edition_are_partly_in(demo: Path) -> None:
    places = Assignment.objects.filter(
        submission__in=under_review(2027), state=AssignmentState.ACTIVE
    ).count()
    states = Counter(Review.objects.filter(submission__edition=edition(2027)).values_list("state", flat=True))
    assert 0.5 < states[ReviewState.SUBMITTED] / places < 0.7
    assert states[ReviewState.DRAFT] > 10
    assert set(
        Thread.objects.filter(submission__edition=edition(2027)).values_list("audience", "is_answered")
    ) == {
        (audience, answered)
        for audience in ("authors-chairs", "reviewer-chairs")
        for answered in (True, False)
    }


def test_submitted_reviews_answer_all_that_is_required(demo: Path) -> None:
    required = {"overall", "novelty", "evidence", "scope", "confidence", "summary", "strengths", "weaknesses"}
    answers: dict[int, set[str]] = defaultdict(set)
    for review, key in Answer.objects.filter(version__is_current=True).values_list(
        "version__review", "question__key"
    ):
        answers[review].add(key)
    submitted = set(Review.objects.filter(state=ReviewState.SUBMITTED).values_list("pk", flat=True))
    assert submitted == set(answers)
    assert all(required <= keys for keys in answers.values())


def test_decisions_rest_on_both_sides_and_were_released_as_decided(demo: Path) -> None:
    papers = {paper.pk: paper for paper in under_review(2026)}
    decided = Decision.objects.all()
    assert {row.submission_id for row in decided} == set(papers)
    seen: dict[int, set[str]] = defaultdict(set)
    for paper, side in Review.objects.filter(state=ReviewState.SUBMITTED).values_list(
        "submission_id", "side"
    ):
        seen[paper].add(side)
    for row in decided:
        assert seen[row.submission_id] == {"ml", "systems"}
        met = row.condition_state == ConditionState.MET
        assert (
            papers[row.submission_id].outcome
            == {
                Verdict.ACCEPT: Outcome.ACCEPTED,
                Verdict.REJECT: Outcome.REJECTED,
                Verdict.CONDITIONAL: Outcome.ACCEPTED if met else Outcome.CONDITIONAL,
            }[Verdict(row.verdict)]
        )
    assert {row.verdict for row in decided} == {verdict.value for verdict in Verdict}
    assert not Submission.objects.filter(
        edition=edition(2027), outcome__in=[*ACCEPTED, Outcome.REJECTED]
    ).exists()


def test_accepted_papers_have_a_final_file_and_pages_that_follow_each_other(demo: Path) -> None:
    accepted = set(Submission.objects.filter(outcome__in=ACCEPTED).values_list("pk", flat=True))
    assert 14 <= len(accepted) <= 22
    assert accepted == set(
        Document.objects.filter(kind=DocumentKind.CAMERA_READY).values_list("submission_id", flat=True)
    )
    entries = list(ProceedingsEntry.objects.order_by("first_page"))
    assert {entry.submission_id for entry in entries} == accepted
    page = 1
    for entry in entries:
        assert entry.first_page == page
        page = (entry.last_page or 0) + 1


def test_badges_fit_their_scheme_and_evaluators_have_no_conflict(demo: Path) -> None:
    assert Artifact.objects.count() >= 8
    awarded: dict[int, list[str]] = defaultdict(list)
    for artifact, badge in BadgeDecision.objects.filter(is_awarded=True).values_list("artifact_id", "badge"):
        awarded[artifact].append(badge)
    assert awarded
    assert [BADGES.problem(badges) for badges in awarded.values()] == [""] * len(awarded)
    for row in Evaluation.objects.select_related("evaluator__person"):
        assert row.evaluator.person is not None
        tied = viewer.for_person(row.evaluator.person, edition(2026))
        assert row.submission_id in tied.tied(Tie.EVALUATES) - tied.tied(Tie.ARTIFACT_CONFLICTED)
    assert set(Counter(Evaluation.objects.values_list("artifact_id", flat=True)).values()) == {2}


def test_acts_have_a_cause_in_the_log(demo: Path) -> None:
    subjects = set(AuditEntry.objects.values_list("action", "subject"))
    for action, kind, model in (
        ("assignment.made", "assignment", Assignment),
        ("conflict.added", "conflict", Conflict),
        ("handling.appointed", "handling", Handling),
        ("decision.recorded", "decision", Decision),
        ("document.added", "document", Document),
    ):
        missing = [
            xid
            for xid in model._base_manager.values_list("xid", flat=True)
            if (action, f"{kind}:{xid}") not in subjects
            and not (action == "assignment.made" and ("assignment.declined", f"{kind}:{xid}") in subjects)
        ]
        assert missing == [], action
    for act in Act.objects.filter(edition__slug="sysml-2026").exclude(kind=ActKind.ASSIGNMENT_PUBLISHED):
        assert AuditEntry.objects.filter(at=act.at, actor=act.by, scope="sysml-2026").exists()


def test_letters_were_sent_but_for_some(demo: Path) -> None:
    found = Counter(Letter.objects.values_list("status", flat=True))
    assert found[Letter.Status.SENT] > 1000
    assert 1 <= found[Letter.Status.HELD] <= 10
    assert 1 <= found[Letter.Status.FAILED] <= 10
    assert not Letter.objects.filter(body__contains="{{").exists()


def test_the_author_has_papers_in_every_edition(demo: Path) -> None:
    mine = {
        year: Submission.objects.filter(pk__in=being("author", year).tied(Tie.AUTHORED)) for year in _YEARS
    }
    assert sorted(paper.status for paper in mine[2028]) == [Status.COMPLETE, Status.DRAFT]
    check = DocumentCheck.objects.get(
        document__submission=mine[2028].get(status=Status.COMPLETE), document__is_current=True
    )
    assert check.findings
    assert [paper.status for paper in mine[2027]] == [Status.COMPLETE]
    accepted = mine[2026].get()
    assert accepted.outcome == Outcome.ACCEPTED
    assert BadgeDecision.objects.filter(submission=accepted).exists()


_YEARS = (2028, 2027, 2026)


@pytest.mark.parametrize(("key", "side"), [("ml-member", Side.ML), ("systems-member", Side.SYSTEMS)])
def test_members_have_work_in_every_state(demo: Path, key: str, side: Side) -> None:
    who = being(key, 2027)
    assert who.side == side
    assert 5 <= len(who.tied(Tie.ASSIGNED)) <= 6
    states = Counter(Review.objects.filter(reviewer_id=who.person_id).values_list("state", flat=True))
    assert states == {ReviewState.SUBMITTED: 1, ReviewState.DRAFT: 1}
    assert PaperBid.objects.filter(member__person_id=who.person_id).count() >= 10


def test_the_external_reviewer_is_asked_once_and_has_accepted_once(demo: Path) -> None:
    who = being("external-reviewer", 2027)
    assert (len(who.tied(Tie.EXTERNAL_ASKED)), len(who.tied(Tie.EXTERNAL))) == (1, 1)
    assert not who.is_member
    states = ReviewRequest.objects.filter(submission__edition=edition(2027)).values_list("state", flat=True)
    assert set(states) == {RequestState.ASKED, RequestState.ACCEPTED, RequestState.DECLINED}


def test_chairs_hold_their_offices(demo: Path) -> None:
    assert all(being("chair", year).is_chair for year in _YEARS)
    author = being("chair-author", 2027)
    assert author.is_chair
    assert len(author.tied(Tie.AUTHORED) & author.tied(Tie.CONFLICTED)) == 1
    assert not author.tied(Tie.AUTHORED) & author.tied(Tie.HANDLES)
    assert being("artifact-chair", 2026).holds(RoleKind.ARTIFACT_CHAIR)
    assert (
        Evaluation.objects.filter(evaluator__person_id=being("artifact-evaluator", 2026).person_id).count()
        >= 2
    )


def test_the_front_page_lists_three_editions(demo: Path, client: Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    for year in _YEARS:
        assert f"/sysml-{year}/" in page.content.decode()


def test_times_of_the_calendar_are_relative_to_the_day(demo: Path) -> None:
    closes = edition(2027).windows.get(kind=WindowKind.REVIEWING).closes_at
    assert timedelta(days=5) < closes - NOW < timedelta(days=12)
