"""The personas of a demonstration, which exist on no other site."""

import pytest

from sysml.conference.models import Edition
from sysml.desk.demo.personas import PERSONAS, persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def personas(make_world):
    """The chair's persona in a demonstration edition."""
    one = persona("chair")
    made = make_world("reviewing", slug=one.edition_slug)
    Edition.objects.update(is_demo=True)
    made.person("Chair Persona", email=one.email)
    made.chair("Chair Persona")
    return made


def test_every_persona_of_the_story_is_there_once():
    keys = [one.key for one in PERSONAS]
    assert keys == [
        "author",
        "ml-member",
        "systems-member",
        "external-reviewer",
        "chair",
        "chair-author",
        "artifact-chair",
        "artifact-evaluator",
    ]
    assert all(one.email.endswith(".example.org") for one in PERSONAS)


def test_one_click_signs_in_and_leads_to_the_edition(personas, settings):
    settings.DEMO = True
    client = personas.client()
    page = client.get("/demo/").content.decode()
    assert "Chair Persona" in page
    assert "/demo/artifact-evaluator/" not in page
    answer = client.post("/demo/chair/")
    assert answer.status_code == 302
    assert answer.url.startswith(f"/{personas.edition.slug}/")
    assert client.get(answer.url).status_code == 200
    assert client.get(personas.url("chair/settings/")).status_code == 200


def test_looking_at_the_page_signs_nobody_in(personas, settings):
    settings.DEMO = True
    client = personas.client()
    client.get("/demo/")
    assert client.get("/demo/chair/").status_code == 405
    assert client.get("/me/").status_code == 302
    assert client.post("/demo/emperor/").status_code == 404
    assert client.post("/demo/artifact-evaluator/").status_code == 404


def test_a_real_site_has_no_such_page(personas, settings):
    settings.DEMO = False
    client = personas.client()
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/chair/").status_code == 404
    assert client.get("/me/").status_code == 302
