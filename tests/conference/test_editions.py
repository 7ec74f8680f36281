"""Making, cloning, describing and opening an edition."""

from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from submissions.policies import may_register
from sysml.conference import moment, viewer
from sysml.conference.commands import editions
from sysml.conference.domain import RESERVED_SLUGS, ActKind, RoleKind, WindowKind
from sysml.conference.models import Act, Edition, Role, Window
from sysml.conference.presets import PRESETS
from sysml.conference.queries import default_opening
from sysml.kernel import events
from sysml.kernel.errors import Invalid, NotAllowed, StaleWrite
from sysml.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def form(preset="workshop", **changes):
    now = timezone.now()
    return {
        "preset": preset,
        "name": "Tiny Workshop 2027",
        "slug": "tiny-2027",
        "opens_on": default_opening("AoE", now).isoformat(),
        "zone": "AoE",
        "contact": "tiny@example.org",
        **changes,
    }


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_a_new_edition_is_made_on_one_page_opened_and_takes_papers_at_once(make_world, preset):
    made = make_world()
    made.person("Nia")
    client = made.client("Nia")
    assert client.get("/new/").status_code == 200
    answer = client.post("/new/", form(preset))
    assert answer.status_code == 302
    assert answer.url == "/tiny-2027/chair/settings/"
    edition = Edition.objects.get(slug="tiny-2027")
    assert Role.objects.get(edition=edition).person == made.people["Nia"]
    assert made.client().get("/tiny-2027/").status_code == 404
    stand_in = made.person("Hal")
    office = {"email": stand_in.email, "kind": "handling"}
    assert client.post("/tiny-2027/chair/settings/offices/", office).status_code == 302
    client.post("/tiny-2027/chair/settings/acts/opened/", {"confirmed": "1"})
    assert Act.objects.filter(edition=edition, kind=ActKind.OPENED).exists()
    assert made.client().get("/tiny-2027/").status_code == 200
    author = viewer.for_person(made.person("Ada"), edition)
    now = moment.load(edition, timezone.now())
    assert all(may_register(author, clock) for clock in now.tracks.values())
    actions = set(AuditEntry.objects.filter(scope="").values_list("action", flat=True))
    assert "edition.made" in actions


def test_a_workshop_has_one_track_without_sides_and_the_parts_that_are_off_show_nowhere(make_world):
    made = make_world()
    edition = editions.make_edition(
        by=made.viewer(made.person("Nia")),
        preset="workshop",
        slug="tiny-2027",
        name="Tiny 2027",
        zone="AoE",
        opens_on=made.now.date(),
        contact="t@example.org",
        now=made.now,
    )
    track = edition.tracks.get()
    assert not track.two_sided
    assert track.wanted == 3
    assert edition.badge_scheme == ""
    kinds = set(Window.objects.filter(edition=edition).values_list("kind", flat=True))
    assert not kinds & {WindowKind.RESPONSE, WindowKind.ARTIFACT_REGISTRATION, WindowKind.KICK_THE_TIRES}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "sysml-2027"}, "slug"),
        ({"slug": "accounts"}, "slug"),
        ({"slug": "Über"}, "slug"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"name": ""}, "name"),
        ({"preset": "banquet"}, "preset"),
    ],
)
def test_a_wrong_new_edition_is_refused_at_its_field_and_nothing_is_made(make_world, changes, field):
    made = make_world()
    made.person("Nia")
    answer = made.client("Nia").post("/new/", form(**changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Edition.objects.count() == 1


def test_making_an_edition_asks_for_signing_in(make_world):
    made = make_world()
    assert made.client().get("/new/").status_code == 302
    with pytest.raises(NotAllowed):
        editions.make_edition(
            by=viewer.ANONYMOUS,
            preset="workshop",
            slug="x-2027",
            name="X",
            zone="AoE",
            opens_on=made.now.date(),
            contact="",
            now=made.now,
        )


def test_a_clone_takes_settings_and_dates_along_but_no_person_paper_or_act(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    made.chair("Hal", RoleKind.HANDLING)
    made.paper("Old paper")
    opening = made.now.date() + timedelta(days=300)
    answer = made.client("Cora").post(
        made.url("chair/settings/clone/"),
        {"name": "SysML 2028", "slug": "sysml-2028", "opens_on": opening.isoformat()},
    )
    assert answer.url == "/sysml-2028/chair/settings/"
    copy = Edition.objects.get(slug="sysml-2028")
    assert [topic.name for topic in copy.topics.all()] == [t.name for t in made.edition.topics.all()]
    assert copy.tracks.get().wanted == made.track.wanted
    assert not copy.acts.exists()
    assert not copy.submissions.exists()
    assert [role.person for role in copy.roles.all()] == [made.people["Cora"]]

    def lengths(edition):
        rows = Window.objects.filter(edition=edition).order_by("kind")
        return [(row.kind, row.closes_at - row.opens_at) for row in rows]

    assert lengths(copy) == lengths(made.edition)
    assert Window.objects.filter(edition=copy).order_by("opens_at").first().opens_at.date() >= opening


def test_description_is_saved_and_a_stale_form_loses_nothing(make_world):
    made = make_world()
    made.chair("Cora")
    data = {
        "name": "SysML 2027",
        "full_name": "Conference on Systems and Machine Learning",
        "place": "Basel",
        "zone": "Europe/Zurich",
        "contact": "c@example.org",
        "call_for_papers": "# Come\n\nWrite *well*.",
        "version": 1,
    }
    client = made.client("Cora")
    assert client.post(made.url("chair/settings/description/"), data).status_code == 302
    made.edition.refresh_from_db()
    assert (made.edition.place, made.edition.version) == ("Basel", 2)
    answer = client.post(made.url("chair/settings/description/"), {**data, "place": "Bern"})
    assert answer.status_code == 200
    assert b"Bern" in answer.content
    assert b"changed meanwhile" in answer.content
    with pytest.raises(StaleWrite):
        editions.describe_edition(
            by=made.viewer("Cora"), edition=made.edition, version=1, changes={}, now=made.now
        )


@pytest.mark.parametrize("who", ["Mia", "Ada", "Petra"])
def test_only_chairs_change_an_edition(make_world, who):
    made = make_world()
    made.chair("Cora")
    made.member("Mia")
    made.person("Ada")
    made.chair("Petra", RoleKind.PUBLICATION)
    by = made.viewer(who)
    with pytest.raises(NotAllowed):
        editions.describe_edition(
            by=by, edition=made.edition, version=1, changes={"place": "X"}, now=made.now
        )
    with pytest.raises(NotAllowed):
        editions.do_act(by=by, edition=made.edition, kind=ActKind.FROZEN, now=made.now)
    with pytest.raises(NotAllowed):
        editions.switch_letters(by=by, edition=made.edition, kind="receipt", on=True, now=made.now)
    made.edition.refresh_from_db()
    assert made.edition.place == ""
    assert made.edition.letter_rules == {}
    assert not Act.objects.filter(kind=ActKind.FROZEN).exists()


def test_a_chair_who_looks_as_somebody_else_changes_nothing(make_world):
    made = make_world()
    made.chair("Cora")
    made.chair("Carl")
    seen = made.viewer("Cora").as_seen_by(made.viewer("Carl"))
    with pytest.raises(NotAllowed):
        editions.do_act(by=seen, edition=made.edition, kind=ActKind.FROZEN, now=made.now)


def test_freezing_is_an_act_with_a_name_and_can_be_lifted_with_a_reason(make_world):
    made = make_world("submission")
    made.chair("Cora")
    client = made.client("Cora")
    client.post(made.url("chair/settings/acts/frozen/"), {"reason": ""})
    assert not Act.objects.filter(kind=ActKind.FROZEN).exists()
    client.post(made.url("chair/settings/acts/frozen/"), {"reason": "Names have leaked."})
    assert b"by Cora" in client.get(made.url("chair/settings/")).content
    refused = may_register(made.viewer(made.person("Ada")), made.at.clock(made.track.pk))
    assert not refused
    client.post(made.url("chair/settings/acts/frozen/undo/"), {"reason": ""})
    assert Act.objects.filter(kind=ActKind.FROZEN).exists()
    client.post(made.url("chair/settings/acts/frozen/undo/"), {"reason": "All is well."})
    assert not Act.objects.filter(kind=ActKind.FROZEN).exists()
    entry = AuditEntry.objects.get(action="edition.frozen-undone")
    assert entry.reason == "All is well."


def test_an_act_that_reached_people_cannot_be_taken_back_here(make_world):
    made = make_world("released")
    made.chair("Cora")
    with pytest.raises(NotAllowed):
        editions.undo_act(
            by=made.viewer("Cora"), edition=made.edition, kind=ActKind.OPENED, now=made.now, reason="No."
        )
    assert made.client("Cora").get(made.url("chair/settings/acts/released/")).status_code == 404


def test_a_higher_floor_can_refuse_the_opening_and_the_chair_reads_why(make_world, monkeypatch):
    made = make_world()
    Act.objects.all().delete()
    made.chair("Cora")

    def refuse(event):
        raise NotAllowed("Cora has no stand-in.")

    from sysml.conference.events import EditionOpening

    monkeypatch.setitem(events._handlers, EditionOpening, [refuse])
    answer = made.client("Cora").post(
        made.url("chair/settings/acts/opened/"), {"confirmed": "1"}, follow=True
    )
    assert b"Cora has no stand-in." in answer.content
    assert not Act.objects.exists()


def test_a_demonstration_and_a_real_conference_never_share_a_site(make_world):
    made = make_world()
    with pytest.raises(NotAllowed):
        editions.make_edition(
            by=made.viewer(made.person("Nia")),
            preset="workshop",
            slug="demo-2027",
            name="Demo",
            zone="AoE",
            opens_on=made.now.date(),
            contact="",
            now=made.now,
            is_demo=True,
        )


def test_no_edition_can_take_an_address_that_the_site_uses():
    def first_segments(patterns, before=""):
        for entry in patterns:
            text = before + str(entry.pattern)
            head = text.lstrip("^").split("/")[0]
            if head and "<" not in head:
                yield head
            elif isinstance(entry, URLResolver) and not head:
                yield from first_segments(entry.url_patterns, text)
            else:
                assert isinstance(entry, URLPattern | URLResolver)

    used = set(first_segments(get_resolver().url_patterns))
    assert {"accounts", "api", "me", "new", "demo"} <= used
    assert used <= RESERVED_SLUGS


def test_a_reserved_word_is_refused_whoever_asks(make_world):
    made = make_world()
    for word in ("me", "new", "demo", "api"):
        with pytest.raises(Invalid):
            editions.make_edition(
                by=made.viewer(made.person("Nia")),
                preset="workshop",
                slug=word,
                name="X",
                zone="AoE",
                opens_on=made.now.date(),
                contact="",
                now=made.now,
            )
