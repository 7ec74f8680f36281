"""Registering an artifact, handing it in, withdrawing it."""

import hashlib
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from artifacts.commands import registration
from artifacts.domain import Access, ArtifactState, Description, is_doi, normal_doi
from artifacts.handlers import on_decisions_released
from artifacts.models import Artifact, ArtifactConflict, ArtifactVersion
from artifacts.panels import panels
from artifacts.todo import todos
from submissions.domain import Outcome
from submissions.events import DecisionsReleased
from sysml.conference.domain import ActKind
from sysml.conference.models import Act
from sysml.kernel import blobs
from sysml.kernel.errors import Closed, IllegalTransition, Invalid, NotAllowed, NotFound, StaleWrite
from sysml.kernel.models import AuditEntry, Letter
from tests.factories import artifacts as make

WORDS = Description(
    "A simulator.", "C1", "A GPU", "MIT", "doi:10.5281/zenodo.6344960", ("available",), {"disk": "1 GB"}
)
pytestmark = pytest.mark.django_db


def register(world, paper, who="Author", words=WORDS):
    return registration.register(
        by=world.viewer(who),
        edition=world.edition,
        number=paper.number,
        description=words,
        now=timezone.now(),
    )


def test_authors_of_an_accepted_paper_register_its_artifact_once(make_world):
    world = make_world("released")
    paper = make.accepted(world)
    made = register(world, paper)
    assert register(world, paper) == made
    made.refresh_from_db()
    assert (made.state, made.doi, made.checklist) == (
        "registered",
        "10.5281/zenodo.6344960",
        {"disk": "1 GB"},
    )
    assert AuditEntry.objects.filter(action="artifact.registered", about=paper.xid).count() == 1


@pytest.mark.parametrize(
    ("outcome", "who", "refusal"),
    [
        (Outcome.REJECTED, "Author", NotAllowed),
        (Outcome.NONE, "Author", NotAllowed),
        (Outcome.ACCEPTED, "Chair", NotAllowed),
        (Outcome.REJECTED, "Stranger", NotFound),
        (Outcome.ACCEPTED, "Artifact Chair", NotAllowed),
    ],
)
def test_nobody_else_registers_and_no_other_paper_has_an_artifact(make_world, outcome, who, refusal):
    world = make_world("released")
    paper = world.paper(outcome=outcome)
    world.chair()
    world.person("Stranger")
    make.artifact_chair(world)
    with pytest.raises(refusal):
        register(world, paper, who)
    assert not Artifact.objects.exists()


def test_registration_is_closed_after_its_window(make_world):
    world = make_world("evaluation")
    paper = make.accepted(world)
    with pytest.raises(Closed):
        register(world, paper)


def test_a_description_asks_for_a_badge_of_the_scheme_and_gives_a_doi_or_none(make_world):
    world = make_world("released")
    paper = make.accepted(world)
    with pytest.raises(Invalid) as refusal:
        register(world, paper, words=replace(WORDS, badges_asked=("golden",), abstract=" ", doi="10.1"))
    assert set(refusal.value.fields) == {"badges_asked", "abstract", "doi"}
    assert not Artifact.objects.exists()


def test_a_description_that_was_changed_meanwhile_is_not_overwritten(make_world):
    world = make_world("released")
    paper = make.accepted(world)
    made = register(world, paper)
    common = {
        "by": world.viewer("Author"),
        "edition": world.edition,
        "number": paper.number,
        "now": world.now,
    }
    registration.describe(revision=made.revision, description=replace(WORDS, abstract="Newer"), **common)
    with pytest.raises(StaleWrite):
        registration.describe(revision=made.revision, description=replace(WORDS, abstract="Older"), **common)
    made.refresh_from_db()
    assert made.abstract == "Newer"


def hand_in(world, paper, who="Author", stated="", content=b"PK archive"):
    stored = blobs.put(ContentFile(content), now=world.now)
    return registration.hand_in_archive(
        by=world.viewer(who),
        edition=world.edition,
        number=paper.number,
        stored=stored,
        filename="a.zip",
        stated_sha256=stated,
        note="",
        now=timezone.now(),
    )


def test_an_archive_becomes_the_next_version_with_its_checksum(make_world):
    world = make_world("released")
    paper = make.accepted(world)
    made = register(world, paper)
    first = hand_in(world, paper, stated=hashlib.sha256(b"PK archive").hexdigest().upper())
    second = hand_in(world, paper, content=b"PK newer")
    made.refresh_from_db()
    assert (first.number, second.number, made.state) == (1, 2, ArtifactState.SUBMITTED)
    assert second.sha256 == hashlib.sha256(b"PK newer").hexdigest()
    entries = AuditEntry.objects.filter(action="artifact.handed-in")
    assert any(second.sha256 in entry.summary for entry in entries)


def test_a_wrong_checksum_is_refused_and_no_version_is_stored(make_world):
    world = make_world("released")
    paper = make.accepted(world)
    made = register(world, paper)
    client = world.client("Author")
    url = world.url(f"artifacts/{paper.number}/hand-in/")
    archive = SimpleUploadedFile("a.zip", b"PK archive")
    response = client.post(url, {"file": archive, "sha256": "0" * 64, "note": ""})
    assert response.status_code == 422
    assert hashlib.sha256(b"PK archive").hexdigest() in response.content.decode()
    made.refresh_from_db()
    assert not ArtifactVersion.objects.exists()
    assert made.state == ArtifactState.REGISTERED
    archive.seek(0)
    assert client.post(url, {"file": archive, "sha256": "", "note": ""}).status_code == 302
    assert ArtifactVersion.objects.count() == 1


def test_an_archive_that_is_too_large_or_empty_is_refused_with_the_size(make_world, settings):
    settings.ARTIFACT_MAX_MB = 1
    world = make_world("released")
    paper = make.accepted(world)
    register(world, paper)
    client, url = world.client("Author"), world.url(f"artifacts/{paper.number}/hand-in/")
    response = client.post(url, {"file": SimpleUploadedFile("a.zip", b"x" * 1_100_000)})
    assert response.status_code == 422
    assert "at most 1 MB" in response.content.decode()
    assert client.post(url, {"file": SimpleUploadedFile("a.zip", b"")}).status_code == 422
    assert not ArtifactVersion.objects.exists()


def test_a_link_needs_the_checksum_of_what_it_leads_to(make_world):
    world = make_world("released")
    paper = make.accepted(world)
    register(world, paper)
    common = {
        "by": world.viewer("Author"),
        "edition": world.edition,
        "number": paper.number,
        "note": "",
        "now": world.now,
    }
    for url, sha in (("https://archive.example.org/a", "abc"), ("javascript:alert(1)", "a" * 64)):
        with pytest.raises(Invalid):
            registration.hand_in_link(url=url, sha256=sha, **common)
    made = registration.hand_in_link(url="https://archive.example.org/a", sha256="A" * 64, **common)
    assert (made.access, made.sha256) == (Access.LINK, "a" * 64)


@pytest.mark.parametrize("who", ["Evaluator Eva", "Artifact Chair", "Other Evaluator"])
def test_only_authors_hand_in(make_scene, who):
    scene = make_scene()
    with pytest.raises(NotAllowed):
        hand_in(scene.world, scene.paper, who)
    assert ArtifactVersion.objects.count() == 1


def test_a_withdrawn_artifact_takes_nothing_and_gives_its_files_to_no_evaluator(make_scene):
    scene = make_scene("kick-the-tires")
    url = scene.url(f"files/{ArtifactVersion.objects.get().xid}/")
    client = scene.world.client("Author")
    asked = client.get(scene.url("withdraw/")).content.decode()
    assert "Withdraw the artifact" in asked
    assert Artifact.objects.get().state == ArtifactState.SUBMITTED
    client.post(scene.url("withdraw/"), {"confirmed": "1"})
    assert Artifact.objects.get().state == ArtifactState.WITHDRAWN
    assert AuditEntry.objects.filter(action="artifact.withdrawn").exists()
    with pytest.raises(IllegalTransition):
        hand_in(scene.world, scene.paper)
    assert scene.world.client("Evaluator Eva").get(url).status_code == 404
    assert b"".join(client.get(url).streaming_content)


def test_authors_are_invited_once_when_decisions_are_released_and_rejected_ones_never(make_world):
    world = make_world("released")
    make.accepted(world, authors=("Author",), unclaimed=("late@u9.example.org",))
    world.paper("Rejected", authors=("Rejected Author",), outcome=Outcome.REJECTED)
    for _ in range(2):
        on_decisions_released(DecisionsReleased(world.edition.pk, world.now))
    letters = Letter.objects.filter(kind="artifact-invitation")
    assert [letter.person.name for letter in letters] == ["Author"]
    assert "/register/" in letters[0].body
    assert "{{" not in letters[0].body


def test_no_invitation_where_the_edition_evaluates_no_artifacts(make_world):
    world = make_world("released")
    make.accepted(world)
    world.edition.badge_scheme = ""
    world.edition.save()
    on_decisions_released(DecisionsReleased(world.edition.pk, world.now))
    assert not Letter.objects.exists()


def test_the_panel_and_the_to_do_line_appear_with_the_release_and_for_authors_alone(make_world):
    world = make_world("released")
    paper = make.accepted(world, authors=("Author",))
    world.member("Member")
    world.chair()
    world.person("Stranger")

    def shown(who):
        lines = todos(world.viewer(who), world.at, world.edition)
        return [panel.data.register_url for panel in panels(world.viewer(who), world.at, paper)], len(lines)

    urls, lines = shown("Author")
    assert urls == [world.url(f"artifacts/{paper.number}/register/")]
    assert lines == 1
    for who in ("Member", "Chair", "Stranger"):
        assert shown(who) == ([], 0)
    Act.objects.filter(kind=ActKind.RELEASED).delete()
    assert shown("Author") == ([], 0)


def test_registering_finds_the_conflicts_of_evaluators(make_world):
    world = make_world("released")
    make.evaluator(world, "Colleague")
    author = world.person("Author", email="author@cs.uni-a.example.org")
    world.people["Colleague"].emailaddress_set.update(email="colleague@uni-a.example.org")
    paper = make.accepted(world, authors=("Author",))
    register(world, paper)
    row = ArtifactConflict.objects.get()
    assert (row.person, row.reason) == (world.people["Colleague"], "same institution as an author")
    assert author.name == "Author"


def test_dois_are_kept_bare():
    assert normal_doi(" https://doi.org/10.5281/zenodo.6344960 ") == "10.5281/zenodo.6344960"
    assert is_doi("10.1000.10/123")
    assert is_doi("10.5281/zenodo.6344960")
    assert not is_doi("10.123/x")
    assert not is_doi("10.5281/")
