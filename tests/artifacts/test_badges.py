"""Deciding badges, releasing them, what the public sees, and the stamp."""

import hashlib
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest

from artifacts.commands import badges
from artifacts.domain import SCHEMES, ArtifactState, Ruling
from artifacts.models import Artifact, BadgeDecision
from artifacts.panels import panels
from artifacts.queries.badges import public_badges, release_preview
from submissions.commands import files
from submissions.domain import DocumentKind, Outcome
from submissions.models import Submission
from sysml.conference.domain import ActKind, Span, WindowKind
from sysml.conference.models import Act
from sysml.kernel import blobs, jobs
from sysml.kernel.errors import Invalid, NotAllowed, NotFound, StaleWrite
from sysml.kernel.models import AuditEntry, Job, Letter
from tests.factories import artifacts as make

pytestmark = pytest.mark.django_db
PDFS = Path(__file__).parent.parent / "data" / "pdfs"
RULINGS = (Ruling("available", True, "In Zenodo."), Ruling("functional", False, "It crashes."))


def acting(scene, who="Artifact Chair"):
    return {"by": scene.world.viewer(who), "edition": scene.world.edition, "now": scene.world.now}


def decide(scene, rulings=RULINGS, who="Artifact Chair", seen="", note="Well done."):
    return badges.decide_badges(
        number=scene.paper.number, rulings=rulings, note=note, seen=seen, **acting(scene, who)
    )


def release(scene, who="Artifact Chair", seen=None):
    viewer = scene.world.viewer(who)
    preview = release_preview(viewer, scene.world.at, scene.world.edition)
    return badges.release_badges(seen=preview.seen if seen is None else seen, **acting(scene, who))


def test_a_decision_changes_nothing_that_authors_or_the_public_read(make_scene):
    scene = make_scene()
    scene.world.act(ActKind.LIST_PUBLIC)
    before = scene.world.client("Author").get(scene.url()).content
    row = Artifact.objects.values("state", "revision", "decided_at").get()
    decide(scene)
    assert Artifact.objects.values("state", "revision", "decided_at").get() == row
    after = scene.world.client("Author").get(scene.url()).content
    assert _masked(before) == _masked(after)
    assert not Letter.objects.exists()
    assert AuditEntry.objects.filter(action="badges.decided").exists()


def _masked(page: bytes) -> bytes:
    return re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", page)


def test_a_decision_covers_every_badge_asked_for_with_a_reason_and_keeps_the_scheme(make_scene):
    scene = make_scene()
    with pytest.raises(Invalid) as refusal:
        decide(scene, (Ruling("available", True, " "),))
    assert set(refusal.value.fields) == {"award_functional", "reason_available"}
    assert not BadgeDecision.objects.exists()
    rows = decide(scene)
    assert {row.scheme for row in rows} == {"acm-1.1"}


def test_badges_of_one_family_are_not_awarded_together(make_scene):
    scene = make_scene()
    both = (*RULINGS[:1], Ruling("functional", True, "Yes"), Ruling("reusable", True, "Yes"))
    with pytest.raises(Invalid):
        decide(scene, both)
    assert not BadgeDecision.objects.exists()
    assert SCHEMES["acm-1.1"].problem({"available", "reusable", "reproduced"}) == ""


@pytest.mark.parametrize("who", ["Author", "Evaluator Eva", "Other Evaluator", "Chair", "Member"])
def test_nobody_but_artifact_chairs_decides(make_scene, who):
    scene = make_scene()
    with pytest.raises((NotAllowed, NotFound)):
        decide(scene, who=who)
    assert not BadgeDecision.objects.exists()


def test_an_older_form_does_not_overwrite_a_decision(make_scene):
    scene = make_scene()
    decide(scene)
    with pytest.raises(StaleWrite):
        decide(scene, seen="")


def test_deciding_by_the_page(make_scene):
    scene = make_scene()
    client = scene.world.client("Artifact Chair")
    shown = client.get(scene.url("badges/")).content.decode()
    assert "1 to award" in shown
    assert "It works." in shown
    sent = {
        "seen": "",
        "award_available": "yes",
        "reason_available": "a",
        "award_functional": "no",
        "reason_functional": "",
    }
    assert client.post(scene.url("badges/"), sent).status_code == 422
    assert client.post(scene.url("badges/"), {**sent, "reason_functional": "b"}).status_code == 302
    assert BadgeDecision.objects.filter(is_awarded=True).count() == 1


def test_the_release_writes_exactly_the_letters_that_its_page_showed(make_scene):
    scene = make_scene()
    decide(scene)
    page = scene.world.client("Artifact Chair").get(scene.world.url("artifacts/release/")).content.decode()
    preview = release_preview(scene.world.viewer("Artifact Chair"), scene.world.at, scene.world.edition)
    shown = [letter for one in preview.artifacts for letter in one.letters]
    assert "Second Author" in page
    assert release(scene) == 2
    written = {letter.to: (letter.subject, letter.body, letter.status) for letter in Letter.objects.all()}
    assert written == {letter.to: (letter.subject, letter.body, "queued") for letter in shown}
    assert "Not awarded: Artifacts Evaluated" in shown[0].body
    assert "Well done." in shown[0].body
    for name in ("Evaluator Eva", "Evaluator Max"):
        assert all(name not in letter.body for letter in shown)
    assert Act.objects.filter(kind=ActKind.BADGES_RELEASED).exists()
    assert Artifact.objects.get().state == ArtifactState.DECIDED


def test_the_release_waits_until_every_artifact_is_decided(make_scene):
    scene = make_scene()
    decide(scene)
    other = make.artifact(scene.world, make.accepted(scene.world, "Another", authors=("Else",)))
    with pytest.raises(Invalid) as refusal:
        release(scene)
    assert str(other.submission.number) in refusal.value.message
    assert not Letter.objects.exists()
    assert not Act.objects.filter(kind=ActKind.BADGES_RELEASED).exists()


def test_the_release_is_refused_if_a_letter_changed_since_it_was_looked_at(make_scene):
    scene = make_scene()
    decide(scene)
    seen = release_preview(scene.world.viewer("Artifact Chair"), scene.world.at, scene.world.edition).seen
    Submission.objects.filter(pk=scene.paper.pk).update(title="Another title")
    with pytest.raises(StaleWrite):
        release(scene, seen=seen)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("who", ["Author", "Evaluator Eva", "Chair", "Member"])
def test_nobody_else_releases(make_scene, who):
    scene = make_scene()
    decide(scene)
    with pytest.raises(NotAllowed):
        release(scene, who, seen="x")
    assert not Letter.objects.exists()


def test_a_conflicted_artifact_chair_releases_letters_without_seeing_them(make_scene):
    scene = make_scene()
    make.artifact_chair(scene.world, "Author")
    decide(scene)
    preview = release_preview(scene.world.viewer("Author"), scene.world.at, scene.world.edition)
    assert preview.artifacts == ()
    assert preview.has_unseen
    page = scene.world.client("Author").get(scene.world.url("artifacts/release/")).content.decode()
    assert "It crashes." not in page
    assert release(scene, "Author") == 2


def test_a_refused_badge_is_never_public(make_scene):
    scene = make_scene()
    scene.world.act(ActKind.LIST_PUBLIC)
    decide(scene)
    everyone = ("Member", "Chair", "Stranger", None)

    def public(who):
        found = public_badges(scene.world.viewer(who), scene.world.at, [scene.paper.pk])
        return [badge.key for badge in found.get(scene.paper.pk, ())]

    for who in (*everyone, "Artifact Chair", "Evaluator Eva", "Author"):
        assert public(who) == []
    release(scene)
    for who in (*everyone, "Artifact Chair", "Evaluator Eva", "Author"):
        assert public(who) == ["available"]
    for who in everyone[:3]:
        shown = panels(scene.world.viewer(who), scene.world.at, scene.paper)
        assert [badge.key for panel in shown for badge in panel.data.badges] == ["available"]
    body = scene.world.client().get(f"/api/v1/editions/{scene.world.edition.slug}/badges").json()
    assert [badge["key"] for row in body["results"] for badge in row["badges"]] == ["available"]
    assert "It crashes." in scene.world.client("Author").get(scene.url()).content.decode()


def test_badges_of_a_paper_whose_conditions_are_open_are_not_public(make_scene):
    scene = make_scene()
    scene.world.act(ActKind.LIST_PUBLIC)
    decide(scene)
    release(scene)
    Submission.objects.update(outcome=Outcome.CONDITIONAL)
    assert public_badges(scene.world.viewer(None), scene.world.at, [scene.paper.pk]) == {}


def test_the_public_list_of_badges_costs_one_query_whatever_its_length(make_world, django_assert_num_queries):
    world = make_world("final")
    chair = make.artifact_chair(world)
    papers = [make.accepted(world, f"P{index}") for index in range(30)]
    for paper in papers:
        made = make.artifact(world, paper, state=ArtifactState.DECIDED)
        make.decide(world, made, chair, available=True, functional=False)
    viewer, at = world.viewer(None), world.at
    for number in (1, 30):
        with django_assert_num_queries(1):
            assert len(public_badges(viewer, at, [paper.pk for paper in papers[:number]])) == number


def test_the_camera_ready_paper_is_stamped_and_public_with_the_proceedings(make_scene):
    scene = make_scene()
    data = next(PDFS.glob("*.pdf")).read_bytes()
    original = make.camera_ready(scene.world, scene.paper, data)
    scene.world.act(ActKind.LIST_PUBLIC)
    decide(scene)
    release(scene)
    url = scene.url("paper.pdf")
    assert scene.world.client().get(url).status_code == 404
    jobs.run_due(scene.world.now)
    assert Job.objects.get(kind=badges.STAMP_JOB).status == "done", Job.objects.get(
        kind=badges.STAMP_JOB
    ).error
    artifact = Artifact.objects.get()
    assert artifact.stamped_from_id == original.blob_id != artifact.stamped_blob_id
    assert b"".join(scene.world.client("Author").get(url).streaming_content).startswith(b"%PDF-")
    for who in (None, "Member", "Chair"):
        assert scene.world.client(who).get(url).status_code == 404
    scene.world.act(ActKind.PROCEEDINGS_PUBLIC)
    for who in (None, "Member"):
        content = b"".join(scene.world.client(who).get(url).streaming_content)
        assert content.startswith(b"%PDF-")
        assert content != data
    assert badges.stamp_again(**acting(scene)) == 0


def test_a_camera_ready_paper_that_came_unnoticed_is_stamped_by_a_press(make_scene):
    scene = make_scene()
    decide(scene)
    release(scene)
    jobs.run_due(scene.world.now)
    assert Artifact.objects.get().stamped_blob is None
    make.camera_ready(scene.world, scene.paper, next(PDFS.glob("*.pdf")).read_bytes())
    assert badges.stamp_again(**acting(scene)) == 1
    jobs.run_due(scene.world.now)
    assert Artifact.objects.get().stamped_blob is not None


def hand_in_camera_ready(scene, data):
    files.add_file(
        by=scene.world.viewer("Author"),
        edition=scene.world.edition,
        number=scene.paper.number,
        file=files.NewFile(
            DocumentKind.CAMERA_READY, blobs.put(io.BytesIO(data), now=scene.world.now), "a.pdf"
        ),
        now=scene.world.now,
    )


def test_a_replaced_camera_ready_paper_is_stamped_again_by_itself(make_scene):
    scene = make_scene()
    span = Span(scene.world.now - timedelta(days=9), scene.world.now + timedelta(days=9), timedelta(0))
    scene.world.window(WindowKind.CAMERA_READY, span)
    first, second = [path.read_bytes() for path in sorted(PDFS.glob("*example-paper.pdf"))[:2]]
    hand_in_camera_ready(scene, first)
    assert not Job.objects.filter(kind=badges.STAMP_JOB).exists()
    decide(scene)
    release(scene)
    waiting = Job.objects.get(kind=badges.STAMP_JOB)
    hand_in_camera_ready(scene, second)
    assert Job.objects.filter(kind=badges.STAMP_JOB).exclude(pk=waiting.pk).count() == 1
    for job in Job.objects.filter(kind=badges.STAMP_JOB):
        jobs.run(job.pk, now=scene.world.now, heartbeat=False)
    artifact = Artifact.objects.get()
    assert artifact.stamped_from_id == hashlib.sha256(second).hexdigest() != artifact.stamped_blob_id
    assert badges.stamp_again(**acting(scene)) == 0


def test_the_artifact_committee_never_sees_reviews_scores_or_conditions(make_scene):
    scene = make_scene()
    Submission.objects.update(outcome=Outcome.CONDITIONAL)
    member = scene.world.member("Reviewer")
    scene.world.assign(scene.paper, member)
    for who in ("Evaluator Eva", "Artifact Chair", "Other Evaluator"):
        client = scene.world.client(who)
        for path in (f"submissions/{scene.paper.number}/", f"artifacts/{scene.paper.number}/", "artifacts/"):
            shown = client.get(scene.world.url(path)).content.decode().lower()
            for word in ("condition", "reviewer"):
                assert word not in shown, (who, path)
