"""The same through the API."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from artifacts.domain import KICK_THE_TIRES, ArtifactAudience
from artifacts.models import Artifact, ArtifactVersion, Evaluator
from tests.factories import artifacts as make

pytestmark = pytest.mark.django_db
JSON = "application/json"


class Api:
    """One person's requests to one edition."""

    def __init__(self, world, who):
        self.client, self.base = world.client(who), f"/api/v1/editions/{world.edition.slug}/"

    def __getattr__(self, method):
        def call(path, data=None):
            if method == "get":
                return self.client.get(self.base + path)
            return getattr(self.client, method)(self.base + path, data or {}, content_type=JSON)

        return call

    def upload(self, path, **fields):
        return self.client.post(self.base + path, fields)


def test_an_artifact_goes_through_the_api_from_registration_to_the_public_badge(make_world):
    world = make_world("released")
    paper = make.accepted(world)
    chair, author = Api(world, make.artifact_chair(world)), Api(world, "Author")
    one = f"artifacts/{paper.number}"
    described = {"abstract": "A simulator.", "badges_asked": ["available", "functional"]}
    assert author.post(one, described).status_code == 201
    assert author.put(one, {**described, "claims": "C1", "revision": 1}).json()["claims"] == "C1"
    assert author.put(one, {**described, "revision": 1}).status_code == 409
    archive = SimpleUploadedFile("a.zip", b"PK bytes")
    refused = author.upload(f"{one}/archives", file=archive, sha256="1" * 64)
    assert refused.status_code == 422
    assert not ArtifactVersion.objects.exists()
    archive.seek(0)
    receipt = author.upload(f"{one}/archives", file=archive, sha256="")
    assert receipt.json()["sha256"] == hashlib.sha256(b"PK bytes").hexdigest()

    people = {"text": "Ada Example, ada@u1.example.org, Institute", "load": 2}
    assert chair.post("artifacts/evaluators", {**people, "preview": True}).json()["added"] == 0
    assert chair.post("artifacts/evaluators", people).json()["added"] == 1
    world.person("Ada Example", email="ada@u1.example.org")
    ada = Api(world, "Ada Example")
    assert ada.put("artifacts/seat", {"accept": True, "resources": "GPUs"}).json()["state"] == "accepted"
    pairs = chair.get("artifacts/proposal?wanted=1").json()["pairs"]
    assert [pair["number"] for pair in pairs] == [paper.number]
    assert chair.post("artifacts/proposal", {"pairs": pairs}).json() == {"count": 1}

    world.move_to("evaluation")
    look = {"answers": {key: "yes" for key, _ in KICK_THE_TIRES}, "text": "It starts.", "revision": 1}
    assert ada.put(f"{one}/first-look", look).json()["revision"] == 2
    votes = [{"badge": key, "vote": "award", "reason": "ok"} for key in ("available", "functional")]
    assert (
        ada.put(f"{one}/evaluation", {"text": "It runs.", "votes": votes, "revision": 2}).status_code == 200
    )
    posted = author.post(f"{one}/posts", {"audience": "authors", "text": "Thank you"})
    assert posted.status_code == 201

    rulings = [
        {"badge": "available", "is_awarded": True, "reason": "DOI"},
        {"badge": "functional", "is_awarded": False, "reason": "Not complete"},
    ]
    assert chair.put(f"{one}/badges", {"rulings": rulings, "seen": ""}).status_code == 200
    assert author.get(one).json()["badges"] == []
    preview = chair.get("artifacts/release").json()
    assert preview["letters"] == 1
    assert preview["problem"] == ""
    assert chair.post("artifacts/release", {"seen": preview["seen"]}).json() == {"count": 1}
    assert {badge["key"]: badge["is_awarded"] for badge in author.get(one).json()["badges"]} == {
        "available": True,
        "functional": False,
    }
    public = Api(world, None).get("badges").json()
    assert [badge["key"] for row in public["results"] for badge in row["badges"]] == ["available"]


def test_authors_find_no_evaluator_in_the_api(make_scene):
    scene = make_scene("final")
    person = scene.first.evaluator.person
    make.post(scene.world, scene.artifact, person, ArtifactAudience.AUTHORS, "Hm.", "Evaluator A")
    answer = Api(scene.world, "Author").get(f"artifacts/{scene.paper.number}")
    text = answer.content.decode()
    for hidden in (
        "Evaluator Eva",
        "Evaluator Max",
        person.email,
        person.xid,
        scene.first.evaluator.xid,
        "sloppy",
    ):
        assert hidden not in text
    body = answer.json()
    assert body["evaluations"][0]["hours"] is None
    assert body["evaluations"][0]["text"] == "We ran every experiment."
    assert all(len(part["at"]) == 10 for part in body["first_looks"] + body["evaluations"])
    seen = Api(scene.world, "Artifact Chair").get(f"artifacts/{scene.paper.number}").content.decode()
    assert "Evaluator Eva" in seen
    assert "sloppy" in seen


@pytest.mark.parametrize("path", ["", "/work", "/evaluators", "/badges", "/files/000000000000", "/paper.pdf"])
@pytest.mark.parametrize("who", ["Member", "Chair", "Stranger"])
def test_the_programme_committee_finds_nothing(make_scene, who, path):
    scene = make_scene()
    api = Api(scene.world, who)
    answer = api.get(f"artifacts/{scene.paper.number}{path}")
    missing = api.get(f"artifacts/9{path}")
    assert answer.status_code == 404
    assert answer.content == missing.content


@pytest.mark.parametrize(
    "path", ["artifacts", "artifacts/proposal", "artifacts/release", "artifacts/evaluators"]
)
@pytest.mark.parametrize("who", ["Member", "Chair"])
def test_lists_of_artifact_chairs_are_hidden_from_the_programme_committee(make_scene, who, path):
    scene = make_scene()
    assert Api(scene.world, who).get(path).status_code == 404
    assert Api(scene.world, "Artifact Chair").get(path).status_code == 200


def test_acts_of_artifact_chairs_by_the_api(make_scene):
    scene = make_scene()
    chair, one = Api(scene.world, "Artifact Chair"), f"artifacts/{scene.paper.number}"
    seat = Evaluator.objects.get(name="Other Evaluator")
    made = chair.post(f"{one}/evaluators", {"evaluator": seat.xid})
    assert made.status_code == 201
    assert [row["label"] for row in chair.get(f"{one}/evaluators").json()["assigned"]] == ["A", "B", "C"]
    assert chair.delete(f"{one}/evaluators/{made.json()['xid']}").status_code == 204
    barred = chair.post(f"{one}/conflicts", {"evaluator": seat.xid, "reason": "Advisor"})
    assert chair.post(f"{one}/evaluators", {"evaluator": seat.xid}).status_code == 422
    assert chair.delete(f"{one}/conflicts/{barred.json()['xid']}").status_code == 204
    assert chair.put(f"artifacts/evaluators/{seat.xid}", {"load": 5}).json()["load_max"] == 5
    assert chair.post(f"artifacts/evaluators/{seat.xid}/invitation").status_code == 204
    assert chair.post("artifacts/evaluators/invitations").json() == {"count": 0}
    assert chair.delete(f"artifacts/evaluators/{seat.xid}", {"reason": "Gone"}).status_code == 204
    assert chair.get(f"artifacts/evaluators/{seat.xid}").status_code == 404
    assert chair.post("artifacts/stamps").status_code == 409


def test_acts_of_authors_and_evaluators_by_the_api(make_scene):
    scene = make_scene("kick-the-tires")
    one = f"artifacts/{scene.paper.number}"
    author, eva = Api(scene.world, "Author"), Api(scene.world, "Evaluator Eva")
    made = author.post(f"{one}/links", {"url": "https://archive.example.org/x", "sha256": "a" * 64})
    assert made.json()["number"] == 2
    file = ArtifactVersion.objects.get(number=1)
    answer = eva.get(f"{one}/files/{file.xid}")
    assert b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert eva.get(f"{one}/work").json()["label"] == "Evaluator A"
    assert eva.post(f"{one}/conflict", {"reason": "A grant"}).status_code == 204
    assert eva.get(one).status_code == 404
    assert author.delete(one).status_code == 204
    assert Artifact.objects.get().state == "withdrawn"
