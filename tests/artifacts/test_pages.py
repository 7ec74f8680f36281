"""Every page: who gets it, what stands on it, and that it costs the same for 1 and 30 rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artifacts.domain import ArtifactAudience, ArtifactState
from artifacts.models import Artifact, ArtifactVersion
from sysml.kernel.blobs import path_of
from tests.factories import artifacts as make

NAMES = ("Evaluator Eva", "Evaluator Max", "Other Evaluator")


def queries(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        ("", {"Author", "Evaluator Eva", "Other Evaluator", "Artifact Chair"}),
        ("register/", {"Author"}),
        ("hand-in/", {"Author"}),
        ("withdraw/", {"Author"}),
        ("first-look/", {"Evaluator Eva"}),
        ("evaluation/", {"Evaluator Eva"}),
        ("conflict/", {"Evaluator Eva", "Author", "Artifact Chair", "Other Evaluator"}),
        ("evaluators/", {"Artifact Chair"}),
        ("badges/", {"Artifact Chair"}),
    ],
)
def test_a_page_of_an_artifact_is_there_for_those_who_may_and_for_nobody_else(make_scene, page, allowed):
    scene = make_scene()
    for who in (
        "Author",
        "Evaluator Eva",
        "Other Evaluator",
        "Artifact Chair",
        "Member",
        "Chair",
        "Stranger",
    ):
        status = scene.world.client(who).get(scene.url(page)).status_code
        assert status == (200 if who in allowed else 404), (who, page)


@pytest.mark.parametrize("page", ["", "committee/", "assign/", "release/"])
def test_pages_of_artifact_chairs_are_hidden_from_the_programme_committee(make_scene, page):
    scene = make_scene()
    assert scene.world.client("Artifact Chair").get(scene.world.url(f"artifacts/{page}")).status_code == 200
    for who in ("Member", "Chair", "Stranger"):
        assert scene.world.client(who).get(scene.world.url(f"artifacts/{page}")).status_code == 404


def test_an_edition_without_a_badge_scheme_shows_artifacts_nowhere(make_scene):
    scene = make_scene()
    scene.world.edition.badge_scheme = ""
    scene.world.edition.save()
    for who in ("Author", "Evaluator Eva", "Artifact Chair"):
        client = scene.world.client(who)
        assert client.get(scene.world.url("artifacts/")).status_code == 404
        assert client.get(scene.url()).status_code == 404


def test_authors_never_read_an_evaluators_name(make_scene):
    scene = make_scene("final")
    make.decide(scene.world, scene.artifact, scene.chair, available=True, functional=False)
    Artifact.objects.update(state=ArtifactState.DECIDED)
    person = scene.first.evaluator.person
    make.post(scene.world, scene.artifact, person, ArtifactAudience.AUTHORS, "Which CUDA?", "Evaluator A")
    shown = scene.world.client("Author").get(scene.url()).content.decode()
    assert "Evaluator A" in shown
    assert "We ran every experiment." in shown
    assert "Which CUDA?" in shown
    seen_by_chair = scene.world.client("Artifact Chair").get(scene.url()).content.decode()
    assert "Evaluator Eva" in seen_by_chair
    for name in NAMES:
        assert name not in shown
    assert person.email not in shown
    assert person.xid not in shown


def test_authors_read_first_looks_at_once_and_evaluations_only_after_the_release(make_scene):
    scene = make_scene()
    shown = scene.world.client("Author").get(scene.url()).content.decode()
    assert "one dependency is missing" in shown
    assert "We ran every experiment." not in shown
    scene.world.move_to("final")
    assert "We ran every experiment." in scene.world.client("Author").get(scene.url()).content.decode()


def test_remarks_stay_among_evaluators_and_chairs(make_scene):
    scene = make_scene("final")
    assert "sloppy code" in scene.world.client("Evaluator Max").get(scene.url()).content.decode()
    assert "sloppy code" in scene.world.client("Artifact Chair").get(scene.url()).content.decode()
    assert "sloppy code" not in scene.world.client("Author").get(scene.url()).content.decode()


def test_other_evaluators_read_what_an_artifact_is_but_neither_files_nor_the_conversation(make_scene):
    scene = make_scene()
    make.post(
        scene.world,
        scene.artifact,
        scene.paper.registered_by,
        ArtifactAudience.AUTHORS,
        "Our reply",
        "Authors",
    )
    shown = scene.world.client("Other Evaluator").get(scene.url()).content.decode()
    assert "simulator" in shown
    assert "Our reply" not in shown
    assert "our artifact.tar.gz" not in shown
    assert "Evaluator Eva" not in shown
    assert "Our reply" in scene.world.client("Evaluator Eva").get(scene.url()).content.decode()


def test_an_archive_is_an_attachment_for_those_who_work_on_it_alone(make_scene):
    scene = make_scene()
    row = ArtifactVersion.objects.get()
    url = scene.url(f"files/{row.xid}/")
    for who in ("Author", "Evaluator Eva", "Artifact Chair"):
        response = scene.world.client(who).get(url)
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == path_of(row.blob_id).read_bytes()
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff"
    for who in ("Other Evaluator", "Member", "Chair", "Stranger"):
        assert scene.world.client(who).get(url).status_code == 404


def test_an_evaluator_with_a_conflict_loses_the_artifact_at_once(make_scene):
    scene = make_scene()
    client = scene.world.client("Evaluator Eva")
    assert client.post(scene.url("conflict/"), {"reason": "We wrote a grant together."}).status_code == 302
    assert client.get(scene.url()).status_code == 404
    scene.first.refresh_from_db()
    assert not scene.first.is_active


def test_the_page_says_who_reads_a_message_in_amber_where_authors_do(make_scene):
    scene = make_scene()
    shown = scene.world.client("Evaluator Eva").get(scene.url()).content.decode()
    assert 'class="audience authors"' in shown
    assert "Not the authors." in shown
    assert 'class="audience authors"' not in scene.world.client("Author").get(scene.url()).content.decode()


def test_lists_cost_the_same_for_one_artifact_and_for_thirty(make_world):
    counts = {}
    for number in (1, 30):
        world = make_world("evaluation", slug=f"sysml-{2000 + number}")
        chair = make.artifact_chair(world)
        seat = make.evaluator(world, load=40)
        for index in range(number):
            made = make.artifact(world, make.accepted(world, f"Paper {index}", authors=("Author",)))
            make.evaluation(world, made, seat, kicked=True, submitted=True)
            make.decide(world, made, chair, available=True, functional=False)
        for who in ("Artifact Chair", "Evaluator Eva", "Author"):
            for page in ("artifacts/", "home/"):
                counts.setdefault((who, page), []).append(queries(world.client(who), world.url(page)))
        for page in ("artifacts/assign/", "artifacts/release/", "artifacts/committee/"):
            counts.setdefault(("Artifact Chair", page), []).append(
                queries(world.client("Artifact Chair"), world.url(page))
            )
    assert {key: pair for key, pair in counts.items() if pair[0] != pair[1]} == {}


def test_the_page_of_an_artifact_costs_the_same_for_one_evaluator_and_for_thirty(make_world):
    counts = {}
    for number in (1, 30):
        world = make_world("final", slug=f"sysml-{2000 + number}")
        chair = make.artifact_chair(world)
        made = make.artifact(world, make.accepted(world))
        make.decide(world, made, chair, available=True)
        for index in range(number):
            row = make.evaluation(
                world, made, make.evaluator(world, f"E{index}"), kicked=True, submitted=True
            )
            make.post(
                world, made, row.evaluator.person, ArtifactAudience.AUTHORS, "Hm.", f"Evaluator {row.label}"
            )
            make.version(world, made)
        for who in ("Author", "E0", "Artifact Chair"):
            url = world.url(f"artifacts/{made.submission.number}/")
            counts.setdefault(who, []).append(queries(world.client(who), url))
        for page in ("evaluators/", "badges/"):
            url = world.url(f"artifacts/{made.submission.number}/{page}")
            counts.setdefault(page, []).append(queries(world.client("Artifact Chair"), url))
    assert {key: pair for key, pair in counts.items() if pair[0] != pair[1]} == {}
