"""Snapshots at the end of every window, and going back to one: new versions on top, by two chairs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.commands import snapshots as commands
from reviews.commands.forms import default_questions
from reviews.models import Answer, Question, Review, ReviewVersion, Rollback, Snapshot, SnapshotLine
from reviews.queries import snapshots as queries
from reviews.tasks import SNAPSHOT_JOB, SNAPSHOTS_JOB, schedule_snapshots
from submissions.models import Submission
from sysml.conference.domain import WindowKind
from sysml.conference.models import Window
from sysml.conference.viewer import system
from sysml.kernel import jobs
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Job, Letter

pytestmark = pytest.mark.django_db

BEFORE = timedelta(days=3)


@pytest.fixture
def made(make_world):
    """Two papers in discussion. Both reviews of 4821 and that of 5555 were changed an hour ago; a snapshot shows the
    reviews of two days ago."""
    made = make_world("discussion")
    default_questions(made.track)
    for name in ("Cora", "Carl", "Cleo"):
        made.chair(name)
    made.rita, made.rob = made.member("Rita"), made.member("Rob")
    made.subject = made.paper("A subject", number=4821)
    made.other = made.paper("Another", number=5555)
    made.reviews = [
        write(made, made.subject, "Rita", "A", [(BEFORE, 2), (timedelta(hours=1), 5)]),
        write(made, made.subject, "Rob", "B", [(BEFORE, 3), (timedelta(hours=1), 4)]),
        write(made, made.other, "Rita", "A", [(BEFORE, 1), (timedelta(hours=1), 5)]),
    ]
    made.snapshot = commands._take(system(made.edition), made.edition, made.now - timedelta(days=2), made.now)
    return made


def write(made, paper, who, label, versions):
    review = Review.objects.create(
        submission=paper, reviewer=made.people[who], label=label, state="submitted", version=len(versions),
        first_submitted_at=made.now - versions[0][0], submitted_at=made.now - versions[-1][0],
    )  # fmt: skip
    overall = Question.objects.get(track=paper.track, is_overall=True)
    summary = Question.objects.get(track=paper.track, key="summary")
    for number, (ago, score) in enumerate(versions, 1):
        version = ReviewVersion.objects.create(
            review=review, number=number, at=made.now - ago, is_current=number == len(versions)
        )
        Answer.objects.create(version=version, submission=paper, question=overall, score=score)
        Answer.objects.create(version=version, submission=paper, question=summary, text=f"Words {number}")
    return review


def scores():
    rows = Answer.objects.filter(version__is_current=True, question__is_overall=True)
    return {
        (number, label): score
        for number, label, score in rows.values_list("submission__number", "version__review__label", "score")
    }


CHANGED = {(4821, "A"): 5, (4821, "B"): 4, (5555, "A"): 5}
THEN = {(4821, "A"): 2, (4821, "B"): 3, (5555, "A"): 1}


def propose(made, who="Cora", number=None, reason="The names have leaked."):
    return commands.propose_rollback(
        by=made.viewer(who), edition=made.edition, snapshot=made.snapshot.xid, number=number, reason=reason,
        now=made.now,
    )  # fmt: skip


def confirm(made, rollback, who="Carl"):
    return commands.confirm_rollback(
        by=made.viewer(who), edition=made.edition, rollback=rollback.xid, now=made.now
    )


# --- taking ---------------------------------------------------------------------------------------------------


def test_every_window_that_has_ended_has_a_snapshot_of_that_instant(made):
    ended = Window.objects.filter(edition=made.edition, closes_at__lte=made.now)
    taken = commands.take_due_snapshots(by=system(made.edition), edition=made.edition, now=made.now)
    assert taken == ended.count() > 3
    row = Snapshot.objects.get(window=WindowKind.RESPONSE)
    assert row.at == ended.get(kind=WindowKind.RESPONSE).closes_at
    assert AuditEntry.objects.filter(action="snapshot.taken", subject=f"snapshot:{row.xid}").count() == 1
    assert commands.take_due_snapshots(by=system(made.edition), edition=made.edition, now=made.now) == 0


def test_a_snapshot_shows_the_instant_of_the_end_however_late_the_worker_is(made):
    made.window(
        WindowKind.MEETING, made.at.edition.spans[WindowKind.MEETING]
    )  # stays; the one below ended between the two versions
    Window.objects.create(
        edition=made.edition, track=made.track, kind=WindowKind.DISCUSSION,
        opens_at=made.now - timedelta(days=5), closes_at=made.now - timedelta(days=1), grace_minutes=60,
    )  # fmt: skip
    commands.take_due_snapshots(by=system(made.edition), edition=made.edition, now=made.now)
    row = Snapshot.objects.get(track=made.track)
    assert row.at == made.now - timedelta(days=1) + timedelta(minutes=60)
    assert set(SnapshotLine.objects.filter(snapshot=row).values_list("version__number", flat=True)) == {1}


def test_the_end_of_a_window_is_on_the_list_of_jobs_and_a_moved_end_gets_one_of_its_own(made):
    schedule_snapshots(made.edition, made.now)
    ends = {end.at for end in queries.ends(made.edition) if end.at > made.now}
    waiting = Job.objects.filter(kind=SNAPSHOT_JOB)
    assert set(waiting.values_list("due_at", flat=True)) == ends
    window = Window.objects.get(edition=made.edition, kind=WindowKind.DISCUSSION)
    Window.objects.filter(pk=window.pk).update(closes_at=window.closes_at + timedelta(days=1))
    schedule_snapshots(made.edition, made.now)
    assert waiting.count() == len(ends) + 1


def test_a_job_takes_it_and_each_night_makes_up_for_what_was_missed(made):
    Snapshot.objects.all().delete()
    jobs.enqueue(SNAPSHOT_JOB, now=made.now, args={"edition": made.edition.slug})
    jobs.run_due(made.now)
    count = Snapshot.objects.count()
    assert count > 3
    Snapshot.objects.filter(window=WindowKind.RESPONSE).delete()
    jobs.enqueue(SNAPSHOTS_JOB, now=made.now)
    jobs.run_due(made.now)
    assert Snapshot.objects.count() == count
    assert Job.objects.filter(kind=SNAPSHOT_JOB, status="queued").exists()


def test_a_chair_takes_one_by_hand(made):
    answer = made.client("Cora").post(made.url("chair/snapshots/take/"))
    assert answer.status_code == 302
    row = Snapshot.objects.get(by=made.people["Cora"])
    assert SnapshotLine.objects.filter(snapshot=row).count() == 3
    with pytest.raises(NotAllowed):
        commands.take_snapshot(by=made.viewer("Rita"), edition=made.edition, now=made.now)


# --- going back -----------------------------------------------------------------------------------------------


def test_the_preview_lists_every_change_before_anything_changes(made):
    page = made.client("Cora").get(made.url(f"chair/snapshots/{made.snapshot.xid}/"))
    rows = page.context["page"].changes.changed
    assert [(r.number, r.label, r.now_version, r.then_version, r.now_score, r.then_score) for r in rows] == [
        (4821, "A", 2, 1, 5, 2), (4821, "B", 2, 1, 4, 3), (5555, "A", 2, 1, 5, 1),
    ]  # fmt: skip
    one = made.client("Cora").get(made.url(f"chair/snapshots/{made.snapshot.xid}/"), {"paper": "5555"})
    assert [row.number for row in one.context["page"].changes.changed] == [5555]
    assert scores() == CHANGED


def test_two_chairs_set_all_reviews_back_and_every_version_is_kept(made):
    client = made.client("Cora")
    client.post(made.url(f"chair/snapshots/{made.snapshot.xid}/"), {"reason": "The names have leaked."})
    rollback = Rollback.objects.get()
    assert scores() == CHANGED
    page = made.url(f"chair/roll-backs/{rollback.xid}/")
    assert len(made.client("Carl").get(page).context["page"].changes.changed) == 3
    made.client("Carl").post(page)
    assert scores() == THEN
    rollback.refresh_from_db()
    assert (rollback.state, rollback.settled_by) == ("done", made.people["Carl"])
    review = made.reviews[0]
    review.refresh_from_db()
    assert review.version == 3
    assert list(review.versions.values_list("number", "is_current")) == [(3, True), (2, False), (1, False)]
    texts = Answer.objects.filter(version__review=review, question__key="summary").order_by("version__number")
    assert list(texts.values_list("text", flat=True)) == ["Words 1", "Words 2", "Words 1"]


def test_it_is_recorded_with_both_names_and_the_writers_are_told(made):
    confirm(made, propose(made))
    actors = dict(
        AuditEntry.objects.filter(action__startswith="rollback.").values_list("action", "actor__name")
    )
    assert actors == {"rollback.proposed": "Cora", "rollback.done": "Carl"}
    entries = AuditEntry.objects.filter(action="review.rolled-back")
    assert {entry.about for entry in entries} == {made.subject.xid, made.other.xid}
    assert {entry.reason for entry in entries} == {"The names have leaked."}
    letters = Letter.objects.filter(kind="review-rolled-back")
    assert sorted(letters.values_list("person__name", flat=True)) == ["Rita", "Rita", "Rob"]


def test_one_paper_alone_is_set_back(made):
    assert confirm(made, propose(made, number=4821)) == 2
    assert scores() == {**THEN, (5555, "A"): 5}


def test_going_back_can_be_gone_back_from(made):
    later = commands.take_snapshot(by=made.viewer("Cora"), edition=made.edition, now=made.now)
    confirm(made, propose(made))
    made.snapshot = later
    confirm(made, propose(made, reason="It was a mistake."))
    assert scores() == CHANGED


def test_nobody_confirms_their_own_proposal(made):
    rollback = propose(made)
    with pytest.raises(NotAllowed):
        confirm(made, rollback, "Cora")
    made.client("Cora").post(made.url(f"chair/roll-backs/{rollback.xid}/"))
    assert scores() == CHANGED
    assert Rollback.objects.get().state == "proposed"


@pytest.mark.parametrize("who", ["Rita", "Author", "stranger"])
def test_nobody_but_chairs_proposes_confirms_drops_or_sees(made, who):
    made.person("stranger")
    rollback = propose(made)
    with pytest.raises(NotFound):
        propose(made, who)
    with pytest.raises(NotFound):
        confirm(made, rollback, who)
    client = made.client(who)
    base = "/api/v1/editions/sysml-2027"
    for path in (
        made.url("chair/snapshots/"), made.url(f"chair/snapshots/{made.snapshot.xid}/"),
        made.url(f"chair/roll-backs/{rollback.xid}/"), f"{base}/snapshots/", f"{base}/roll-backs/",
        f"{base}/snapshots/{made.snapshot.xid}/", f"{base}/roll-backs/{rollback.xid}/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
    assert client.post(made.url(f"chair/roll-backs/{rollback.xid}/drop/"), {"reason": "x"}).status_code == 404
    assert scores() == CHANGED


def test_a_chair_with_a_conflict_neither_sees_nor_touches_the_paper(made):
    made.conflict(made.subject, made.people["Carl"])
    page = made.client("Carl").get(made.url(f"chair/snapshots/{made.snapshot.xid}/"))
    assert [row.number for row in page.context["page"].changes.changed] == [5555]
    assert "4821" not in page.content.decode()
    counted = queries.snapshots(made.viewer("Carl"), made.at, made.edition)
    assert [row.reviews for row in counted] == [1]
    confirm(made, propose(made, "Cora"), "Carl")
    assert scores() == {**CHANGED, (5555, "A"): 1}


def test_nor_does_the_proposal_of_a_chair_with_a_conflict_reach_it(made):
    made.conflict(made.subject, made.people["Cora"])
    rollback = propose(made, "Cora")
    shown = queries.rollback_page(made.viewer("Carl"), made.at, made.edition, rollback.xid)
    assert [row.number for row in shown.changes.changed] == [5555]
    confirm(made, rollback, "Carl")
    assert scores() == {**CHANGED, (5555, "A"): 1}


def test_a_proposal_about_a_paper_with_a_conflict_is_not_there(made):
    rollback = propose(made, number=4821)
    made.conflict(made.subject, made.people["Carl"])
    viewer = made.viewer("Carl")
    assert queries.open_rollbacks(viewer, made.at, made.edition) == []
    with pytest.raises(NotFound):
        confirm(made, rollback, "Carl")
    with pytest.raises(NotFound):
        propose(made, "Carl", number=4821)
    assert made.client("Carl").get(made.url(f"chair/roll-backs/{rollback.xid}/")).status_code == 404
    assert confirm(made, rollback, "Cleo") == 2


def test_a_proposer_who_is_no_chair_any_more_proposes_nothing(made):
    rollback = propose(made)
    made.people["Cora"].roles.all().delete()
    with pytest.raises(Invalid):
        confirm(made, rollback)
    assert scores() == CHANGED


def test_what_is_released_or_withdrawn_is_not_set_back(made):
    Submission.objects.filter(pk=made.subject.pk).update(outcome="accepted", outcome_at=made.now)
    Submission.objects.filter(pk=made.other.pk).update(status="withdrawn")
    with pytest.raises(Invalid):
        propose(made)


def test_reviews_handed_in_since_stay_and_are_named(made):
    write(made, made.other, "Rob", "B", [(timedelta(hours=1), 4)])
    found = queries.changes(made.viewer("Cora"), made.at, made.snapshot)
    assert [(row.number, row.label) for row in found.stays] == [(5555, "B")]
    confirm(made, propose(made))
    assert scores() == {**THEN, (5555, "B"): 4}


def test_a_draft_of_a_change_survives(made):
    Review.objects.filter(pk=made.reviews[0].pk).update(draft={"summary": "half a sentence"})
    confirm(made, propose(made))
    assert Review.objects.get(pk=made.reviews[0].pk).draft == {"summary": "half a sentence"}


def test_nothing_is_proposed_twice_or_for_nothing_and_a_settled_one_is_over(made):
    rollback = propose(made)
    with pytest.raises(IllegalTransition):
        propose(made)
    with pytest.raises(Invalid):
        propose(made, reason=" ", number=4821)
    common = {"by": made.viewer("Carl"), "edition": made.edition, "rollback": rollback.xid, "now": made.now}
    with pytest.raises(Invalid):
        commands.drop_rollback(**common, reason="")
    commands.drop_rollback(**common, reason="Not needed.")
    with pytest.raises(IllegalTransition):
        commands.drop_rollback(**common, reason="Again.")
    with pytest.raises(IllegalTransition):
        confirm(made, rollback)
    assert scores() == CHANGED
    confirm(made, propose(made))
    with pytest.raises(Invalid):
        propose(made)


def test_the_other_chairs_have_it_on_their_list(made):
    propose(made)
    assert "Cora proposes to set reviews back" in made.client("Carl").get(made.url("home/")).content.decode()
    assert "proposes to set reviews back" not in made.client("Cora").get(made.url("home/")).content.decode()


def test_the_endpoints_do_the_same(made):
    base = "/api/v1/editions/sysml-2027"
    cora, carl = made.client("Cora"), made.client("Carl")
    (row,) = cora.get(f"{base}/snapshots/").json()["results"]
    page = cora.get(f"{base}/snapshots/{row['xid']}/", {"number": "4821"}).json()
    assert [change["label"] for change in page["changes"]["changed"]] == ["A", "B"]
    said = {"snapshot": row["xid"], "number": 4821, "reason": "Leaked."}
    xid = cora.post(f"{base}/roll-backs/", said, content_type="application/json").json()["xid"]
    assert [one["mine"] for one in cora.get(f"{base}/roll-backs/").json()["results"]] == [True]
    assert carl.get(f"{base}/roll-backs/{xid}/").json()["changes"]["papers"] == 1
    assert cora.post(f"{base}/roll-backs/{xid}/confirm/").status_code == 403
    assert carl.post(f"{base}/roll-backs/{xid}/confirm/").json() == {"reviews": 2}
    assert cora.post(f"{base}/snapshots/").status_code == 201
    other = {"snapshot": row["xid"], "reason": "All."}
    xid = cora.post(f"{base}/roll-backs/", other, content_type="application/json").json()["xid"]
    dropped = carl.post(f"{base}/roll-backs/{xid}/drop/", {"reason": "No."}, content_type="application/json")
    assert dropped.status_code == 204


def test_the_preview_takes_as_many_queries_for_thirty_reviews_as_for_three(made):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            queries.changes(made.viewer("Cora"), made.at, made.snapshot)
        return len(captured)

    before = asked()
    for number in range(27):
        paper = made.paper(f"P {number}")
        review = write(made, paper, "Rita", "A", [(BEFORE, 2), (timedelta(hours=1), 5)])
        SnapshotLine.objects.create(
            snapshot=made.snapshot, review=review, version=review.versions.get(number=1)
        )
    assert len(queries.changes(made.viewer("Cora"), made.at, made.snapshot).changed) == 30
    assert asked() == before


def test_a_long_list_of_changes_is_shown_in_pages_and_compared_in_batches(made, monkeypatch):
    monkeypatch.setattr("reviews.views.snapshots.ROWS", 2)
    monkeypatch.setattr(queries, "BATCH", 2)
    path = made.url(f"chair/snapshots/{made.snapshot.xid}/")
    first, second = (made.client("Cora").get(path, {"page": page}) for page in (1, 2))
    assert [row.number for row in first.context["rows"]] == [4821, 4821]
    assert [row.number for row in second.context["rows"]] == [5555]
    assert "1–2 of 3" in first.content.decode()
    assert confirm(made, propose(made)) == 3
