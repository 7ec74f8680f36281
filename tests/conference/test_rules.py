"""The compiler of rule tables: relations unite, a conflict removes all but authorship and what is public."""

from datetime import timedelta

from submissions.domain import Outcome, Status
from submissions.policies import AUTHORSHIP, SUBMISSION
from sysml.conference.domain import RoleKind, Side, Span, WindowKind
from sysml.conference.viewer import system


def titles(made, who):
    return sorted(SUBMISSION.rows(made.viewer(who), made.at).values_list("title", flat=True))


def test_author_sees_own_paper_in_every_state(make_world):
    made = make_world("registration")
    for status in Status:
        made.paper(status.value, status=status)
    assert titles(made, "Author") == ["closed", "complete", "draft", "registered", "withdrawn"]


def test_members_see_papers_from_bidding_on_and_no_drafts_or_withdrawn(make_world):
    made = make_world("submission")
    made.member("Mia")
    for status in Status:
        made.paper(status.value, status=status)
    assert titles(made, "Mia") == []
    made.move_to("bidding")
    assert titles(made, "Mia") == ["complete", "registered"]


def test_conflict_leaves_a_member_the_title_only_and_beats_assignment_and_chair(make_world):
    made = make_world("reviewing")
    paper = made.paper("Secret authors")
    made.chair("Cora")
    member = made.member("Mia")
    made.assign(paper, member)
    for name in ("Cora", "Mia"):
        made.conflict(paper, made.people[name])
    from submissions.policies import ABSTRACT

    for name in ("Cora", "Mia"):
        assert titles(made, name) == ["Secret authors"]
        assert not ABSTRACT.rows(made.viewer(name), made.at).exists()


def test_a_chair_who_is_author_sees_the_paper_as_author_only(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    own = made.paper("Own", authors=("Cora",))
    other = made.paper("Other")
    assert titles(made, "Cora") == ["Other", "Own"]
    visible = AUTHORSHIP.rows(made.viewer("Cora"), made.at).values_list("submission_id", flat=True)
    assert set(visible) == {own.pk}
    assert other.pk not in visible


def test_unclaimed_coauthor_sees_nothing_and_counts_as_conflicted(make_world):
    made = make_world("bidding")
    member = made.member("Uma")
    made.paper("Named me", unclaimed=(member.email,))
    assert made.viewer("Uma").tied("conflicted")
    assert not AUTHORSHIP.rows(made.viewer("Uma"), made.at).exists()


def test_chair_of_a_track_sees_that_track_only(make_world):
    made = make_world("reviewing")
    other = made.edition.tracks.create(slug="industry", name="Industry")
    made.chair("Ira", track=other)
    made.paper("Research paper")
    made.paper("Industry paper", track=other)
    assert titles(made, "Ira") == ["Industry paper"]


def test_extension_of_one_paper_opens_its_window_for_that_paper_only(make_world):
    made = make_world("submission")
    made.member("Mia")
    early = made.paper("Early")
    made.paper("Usual")
    span = Span(made.now - timedelta(days=1), made.now + timedelta(days=1))
    made.window(WindowKind.BIDDING, span, paper_id=early.pk)
    assert titles(made, "Mia") == ["Early"]


def test_view_as_shows_what_both_may_see_and_changes_nothing(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    mine, other = made.paper("Mine", authors=("Ada",)), made.paper("Other", authors=("Bo",))
    made.conflict(mine, made.people["Cora"])
    seen = made.viewer("Cora").as_seen_by(made.viewer("Ada"))
    assert seen.read_only
    rows = AUTHORSHIP.rows(seen, made.at)
    assert not rows.exists()
    assert AUTHORSHIP.rows(made.viewer("Ada"), made.at).filter(submission=mine).exists()
    assert not SUBMISSION.rows(seen, made.at).filter(pk=other.pk).exists()


def test_public_sees_accepted_papers_once_the_list_is_public(make_world):
    made = make_world("decided")
    made.paper("Yes", outcome=Outcome.ACCEPTED)
    made.paper("No", outcome=Outcome.REJECTED)
    assert titles(made, None) == []
    made.move_to("released")
    assert titles(made, None) == ["Yes"]


def test_system_sees_all_of_its_edition(make_world):
    made = make_world("registration")
    made.paper("Draft", status=Status.DRAFT)
    assert SUBMISSION.rows(system(made.edition), made.at).count() == 1


def test_viewer_needs_one_query_and_moment_three(make_world, django_assert_num_queries):
    made = make_world("reviewing")
    made.chair("Cora", RoleKind.CHAIR)
    made.member("Mia", Side.SYSTEMS)
    person = made.people["Mia"]
    with django_assert_num_queries(1):
        viewer = made.viewer(person)
    assert viewer.side is Side.SYSTEMS
    with django_assert_num_queries(3):
        assert made.at.tracks
