"""Moving windows, giving offices, switching and wording letters."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from sysml.conference.commands import calendar, offices, wording
from sysml.conference.commands.calendar import Scope
from sysml.conference.domain import ActKind, RoleKind, WindowKind
from sysml.conference.events import OfficeChanged, WindowMoved
from sysml.conference.forms import closing, said
from sysml.conference.models import LetterTemplate, Role, Window
from sysml.kernel import events
from sysml.kernel.errors import Invalid, NotAllowed, NotFound
from sysml.kernel.models import AuditEntry, Letter

pytestmark = pytest.mark.django_db

WINDOW = {
    "closes_day": "2027-12-03",
    "closes_time": "23:59",
    "grace_minutes": "45",
    "reason": "The registration system was down.",
}


@pytest.fixture
def heard(monkeypatch):
    """Events that commands publish, in order."""
    found = []
    for event in (WindowMoved, OfficeChanged):
        monkeypatch.setitem(events._handlers, event, [found.append])
    return found


def test_2359_anywhere_on_earth_closes_at_noon_utc_of_the_next_day():
    instant = closing(date(2027, 12, 3), time(23, 59), "AoE")
    assert instant == datetime(2027, 12, 4, 12, 0, tzinfo=UTC)
    assert said(instant, "AoE") == (date(2027, 12, 3), time(23, 59))
    half = closing(date(2027, 12, 3), time(17, 30), "Europe/Zurich")
    assert half == datetime(2027, 12, 3, 16, 30, tzinfo=UTC)
    assert said(half, "Europe/Zurich") == (date(2027, 12, 3), time(17, 30))


def test_a_window_is_moved_for_everybody_with_a_reason(make_world, heard):
    made = make_world("submission")
    made.chair("Cora")
    row = Window.objects.get(kind=WindowKind.SUBMISSION)
    page = made.url("chair/settings/calendar/submission/")
    answer = made.client("Cora").post(page, {**WINDOW, "opens_day": "2027-01-05", "opens_time": "00:00"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.closes_at == datetime(2027, 12, 4, 12, tzinfo=UTC)
    assert row.opens_at == datetime(2027, 1, 5, 12, tzinfo=UTC)
    assert row.grace_minutes == 45
    assert [type(event) for event in heard] == [WindowMoved]
    entry = AuditEntry.objects.get(action="window.moved")
    assert (entry.actor, entry.reason) == (made.people["Cora"], WINDOW["reason"])


def test_the_form_shows_a_window_as_it_was_set(make_world):
    made = make_world("submission")
    made.chair("Cora")
    page = made.url("chair/settings/calendar/submission/")
    made.client("Cora").post(page, WINDOW)
    content = made.client("Cora").get(page).content.decode()
    assert 'value="2027-12-03"' in content
    assert 'value="23:59"' in content


def test_a_track_and_a_person_get_windows_of_their_own_and_the_person_a_letter(make_world, heard):
    made = make_world("submission")
    made.chair("Cora")
    ada = made.person("Ada")
    client, page = made.client("Cora"), made.url("chair/settings/calendar/submission/")
    client.post(page, {**WINDOW, "track": "research"})
    client.post(page, {**WINDOW, "person": ada.email})
    assert {(row.track, row.person) for row in Window.objects.filter(kind="submission")} == {
        (None, None),
        (made.track, None),
        (None, ada),
    }
    letter = Letter.objects.get(kind="extension-given")
    assert letter.to == ada.email
    assert letter.status == Letter.Status.HELD
    assert "3 December 2027, 23:59 AoE" in letter.body
    assert WINDOW["reason"] in letter.body
    assert "/sysml-2027/dates/" in letter.body
    assert [event.person_id for event in heard] == [None, ada.pk]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"closes_day": "someday"}, "closes_day"),
        ({"person": "nobody@example.org"}, "person"),
        ({"opens_day": "2028-01-01"}, "closes_at"),
    ],
)
def test_a_wrong_window_is_refused_and_stays_where_it_was(make_world, changes, field):
    made = make_world("submission")
    made.chair("Cora")
    before = list(Window.objects.values_list("kind", "closes_at"))
    answer = made.client("Cora").post(made.url("chair/settings/calendar/submission/"), {**WINDOW, **changes})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert field in form.errors or form.non_field_errors()
    assert list(Window.objects.values_list("kind", "closes_at")) == before


def test_nobody_but_a_chair_moves_a_window_and_a_track_chair_only_their_track(make_world, heard):
    made = make_world("submission")
    other = made.edition.tracks.create(slug="industry", name="Industry")
    made.chair("Cora")
    made.chair("Ira", track=other)
    made.member("Mia")
    common = {
        "edition": made.edition,
        "kind": WindowKind.SUBMISSION,
        "opens_at": None,
        "closes_at": made.now + timedelta(days=9),
        "reason": "Because.",
        "now": made.now,
    }
    for who, scope in (
        ("Mia", Scope()),
        ("Ira", Scope()),
        ("Ira", Scope(track=made.track)),
        ("Ira", Scope(person=made.people["Mia"])),
    ):
        with pytest.raises(NotAllowed):
            calendar.move_window(by=made.viewer(who), scope=scope, **common)
    assert not heard
    calendar.move_window(by=made.viewer("Ira"), scope=Scope(track=other), **common)
    assert len(heard) == 1


def test_a_conflicted_chair_does_not_move_the_window_of_a_paper(make_world):
    made = make_world("submission")
    made.chair("Cora")
    paper = made.paper()
    made.conflict(paper, made.people["Cora"])
    with pytest.raises(NotAllowed):
        calendar.move_window(
            by=made.viewer("Cora"),
            edition=made.edition,
            kind=WindowKind.SUBMISSION,
            opens_at=None,
            closes_at=made.now + timedelta(days=9),
            reason="Because.",
            scope=Scope(track=made.track, paper_id=paper.pk),
            now=made.now,
        )


def test_the_calendar_page_says_nothing_of_extensions_of_single_papers(make_world):
    made = make_world("submission")
    made.chair("Cora")
    client = made.client("Cora")
    before = client.get(made.url("chair/settings/calendar/")).content
    paper = made.paper()
    Window.objects.create(
        edition=made.edition,
        kind=WindowKind.SUBMISSION,
        paper_id=paper.pk,
        closes_at=made.now + timedelta(days=77),
        reason="A secret illness",
    )
    after = client.get(made.url("chair/settings/calendar/")).content
    assert b"A secret illness" not in after
    assert before.count(b"Paper submission") == after.count(b"Paper submission")


def test_a_part_is_switched_off_and_an_exception_ended(make_world):
    made = make_world("submission")
    made.chair("Cora")
    client = made.client("Cora")
    own = Window.objects.create(
        edition=made.edition,
        track=made.track,
        kind=WindowKind.RESPONSE,
        closes_at=made.now + timedelta(days=200),
    )
    common = Window.objects.get(kind=WindowKind.RESPONSE, track=None)
    assert client.get(made.url(f"chair/settings/calendar/response/{own.xid}/remove/")).status_code == 200
    client.post(made.url(f"chair/settings/calendar/response/{own.xid}/remove/"), {"confirmed": "1"})
    assert list(Window.objects.filter(kind=WindowKind.RESPONSE)) == [common]
    client.post(made.url(f"chair/settings/calendar/response/{common.xid}/remove/"), {"confirmed": "1"})
    assert not Window.objects.filter(kind=WindowKind.RESPONSE).exists()
    assert b"Author response" in client.get(made.url("chair/settings/calendar/")).content
    assert client.get(made.url(f"chair/settings/calendar/response/{common.xid}/remove/")).status_code == 404
    assert client.get(made.url("chair/settings/calendar/banquet/")).status_code == 404


@pytest.mark.parametrize("kind", list(RoleKind))
def test_every_office_is_given_by_address_told_and_taken_again(make_world, heard, kind):
    made = make_world()
    made.chair("Cora")
    pia = made.person("Pia")
    client = made.client("Cora")
    data = {"email": pia.email.upper(), "kind": kind.value, "title": "In charge"}
    assert client.post(made.url("chair/settings/offices/"), data).status_code == 302
    role = Role.objects.get(person=pia)
    assert (role.kind, role.title, role.track) == (kind, "In charge", None)
    letter = Letter.objects.get(kind="office-given")
    assert (letter.to, letter.status) == (pia.email, Letter.Status.HELD)
    assert "/sysml-2027/" in letter.body
    client.post(made.url("chair/settings/offices/"), {**data, "title": "Still in charge"})
    assert Role.objects.get(person=pia).title == "Still in charge"
    assert Letter.objects.filter(kind="office-given").count() == 1
    client.post(made.url(f"chair/settings/offices/{role.xid}/take/"), {"confirmed": "1"})
    assert not Role.objects.filter(person=pia).exists()
    assert [type(event) for event in heard] == [OfficeChanged] * 3
    actions = list(AuditEntry.objects.filter(action__startswith="office.").values_list("action", flat=True))
    assert sorted(actions) == ["office.given", "office.given", "office.taken"]


def test_an_office_needs_an_account_and_an_edition_keeps_a_chair(make_world):
    made = make_world()
    cora = made.chair("Cora")
    client = made.client("Cora")
    answer = client.post(
        made.url("chair/settings/offices/"), {"email": "nobody@example.org", "kind": "chair"}
    )
    assert "email" in answer.context["form"].errors
    only = Role.objects.get(person=cora)
    answer = client.post(made.url(f"chair/settings/offices/{only.xid}/take/"), follow=True)
    assert b"keeps at least one chair" in answer.content
    assert Role.objects.count() == 1


def test_nobody_but_a_chair_gives_or_takes_an_office(make_world):
    made = make_world()
    made.chair("Cora")
    made.chair("Hal", RoleKind.HANDLING)
    role = Role.objects.get(person=made.people["Cora"])
    for who in ("Hal", "Mia"):
        made.person(who)
        with pytest.raises(NotAllowed):
            offices.give_office(
                by=made.viewer(who),
                edition=made.edition,
                person=made.people[who],
                kind=RoleKind.CHAIR,
                now=made.now,
            )
        with pytest.raises(NotAllowed):
            offices.take_office(by=made.viewer(who), edition=made.edition, xid=role.xid, now=made.now)
    assert Role.objects.count() == 2
    with pytest.raises(NotFound):
        offices.take_office(by=made.viewer("Cora"), edition=made.edition, xid="none", now=made.now)


def test_a_kind_of_letter_is_switched_on_and_its_next_letter_leaves(make_world):
    made = make_world()
    made.chair("Cora")
    client = made.client("Cora")
    page = made.url("chair/settings/letters/office-given/switch/")
    client.post(made.url("chair/settings/offices/"), {"email": made.person("Pia").email, "kind": "chair"})
    listing = client.get(made.url("chair/settings/letters/")).content.decode()
    assert "To a person who gets an office" in listing
    client.post(page, {"on": "1"})
    client.post(made.url("chair/settings/offices/"), {"email": made.person("Pau").email, "kind": "chair"})
    assert list(Letter.objects.order_by("pk").values_list("status", flat=True)) == ["held", "queued"]
    client.post(page, {"on": "0"})
    made.edition.refresh_from_db()
    assert made.edition.letter_rules == {"office-given": False}
    assert client.post(made.url("chair/settings/letters/love/switch/"), {"on": "1"}).status_code == 404
    assert client.get(page).status_code == 405


def test_a_chair_with_a_conflict_is_not_told_how_many_letters_wait(make_world):
    from sysml.conference.queries import letter_kinds

    made = make_world()
    made.chair("Cora")
    made.chair("Carl")
    made.conflict(made.paper(), made.people["Carl"])
    assert {row.held for row in letter_kinds(made.viewer("Cora"), made.edition)} == {0}
    assert {row.held for row in letter_kinds(made.viewer("Carl"), made.edition)} == {None}


def test_chairs_word_a_letter_preview_it_and_go_back_to_the_default(make_world):
    made = make_world()
    made.chair("Cora")
    client, page = made.client("Cora"), made.url("chair/settings/letters/office-given/")
    words = {"subject": "Welcome, {{office}}", "body": "Dear {{ name }},\n\n{{link}}\n"}
    preview = client.post(page, {**words, "preview": "1"})
    assert b"Welcome, handling chair" in preview.content
    assert b"Dear Robin Example" in preview.content
    assert not LetterTemplate.objects.exists()
    assert client.post(page, words).status_code == 302
    client.post(made.url("chair/settings/offices/"), {"email": made.person("Pia").email, "kind": "handling"})
    letter = Letter.objects.get()
    assert letter.subject == "[SysML 2027] Welcome, handling chair"
    assert letter.body.startswith("Dear Pia,")
    client.post(made.url("chair/settings/letters/office-given/reset/"))
    assert not LetterTemplate.objects.exists()


@pytest.mark.parametrize(
    ("subject", "body", "field"),
    [
        ("", "{{link}}", "subject"),
        ("Hi", " ", "body"),
        ("Hi", "No link", "body"),
        ("Hi {{secret}}", "{{link}}", "subject"),
        ("Hi", "{{ reviewer }} {{link}}", "body"),
    ],
)
def test_words_that_cannot_be_filled_are_refused(make_world, subject, body, field):
    made = make_world()
    made.chair("Cora")
    with pytest.raises(Invalid) as refusal:
        wording.word_letter(
            by=made.viewer("Cora"),
            edition=made.edition,
            kind="office-given",
            subject=subject,
            body=body,
            now=made.now,
        )
    assert field in refusal.value.fields
    assert not LetterTemplate.objects.exists()


def test_a_person_can_switch_off_letters_of_a_choice_and_none_else(make_world):
    from sysml.conference import letters
    from sysml.conference.letters import Kind

    made = make_world()
    ada = made.person("Ada", notifications={"reminders": False})
    made.edition.letter_rules = {"nudge": True, "decision": True}
    context = {"link": "x"}
    common = {"edition": made.edition, "now": made.now, "context": context, "person": ada}
    nudge = Kind("nudge", "A reminder", "Soon", "{{link}}", choice="reminders")
    decision = Kind("decision", "A decision", "Decided", "{{link}}")
    assert letters.write(nudge, key="1", **common).status == Letter.Status.CANCELLED
    assert letters.write(decision, key="2", **common).status == Letter.Status.QUEUED


def test_acts_need_the_edition_chair_not_one_of_a_track(make_world):
    from sysml.conference.commands.editions import do_act

    made = make_world()
    made.chair("Ira", track=made.track)
    with pytest.raises(NotAllowed):
        do_act(by=made.viewer("Ira"), edition=made.edition, kind=ActKind.FROZEN, now=made.now)
