"""Changing tracks and topics."""

import pytest

from submissions.domain import Question, Tick
from submissions.pdf import rules
from submissions.pdf.spec import PRESETS as FORMATS
from sysml.conference.commands import tracks
from sysml.conference.domain import Choices, TopicLine
from sysml.conference.forms import TopicsForm, TrackForm
from sysml.conference.models import Track
from sysml.conference.presets import CHECKS, CHOICE_WORDS, PAPER_FORMATS
from sysml.conference.queries import track_view
from sysml.kernel.errors import Invalid, NotAllowed, StaleWrite
from sysml.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def posted(track):
    """What a browser sends back of the form as it stands."""
    shown = TrackForm.showing(track_view(track))
    data = {}
    for name in shown.fields:
        value = shown.get_initial_for_field(shown.fields[name], name)
        if value is True:
            data[name] = "on"
        elif value is not False and value is not None:
            data[name] = str(value)
    return data


def test_the_form_as_it_stands_changes_nothing_but_the_version(make_world):
    made = make_world()
    made.chair("Cora")
    before = track_view(made.track)
    answer = made.client("Cora").post(made.url("chair/settings/tracks/research/"), posted(made.track))
    assert answer.status_code == 302
    after = track_view(Track.objects.get())
    assert after.version == before.version + 1
    assert {**vars(after), "version": 0, "paper_format": ""} == {
        **vars(before),
        "version": 0,
        "paper_format": "",
    }


def test_a_chair_sets_everything_that_a_track_owns(make_world):
    made = make_world()
    made.chair("Cora")
    data = posted(made.track) | {
        "name": "Papers",
        "side_a": "Theory",
        "side_b": "Practice",
        "wanted_a": "3",
        "wanted_b": "1",
        "blindness": "single",
        "paper_format": "icml",
        "max_megabytes": "20",
        "response_words": "400",
        "rejected_file_days": "7",
        "choice_members_see_reviews": "on",
        "check_page-limit": "blocking",
        "checklist": "anonymous; The file names no author.\nlicence; We agree; to all.",
        "attributes": "kind; The work is; theoretical; applied\nnote; Anything else?",
    }
    data.pop("choice_members_see_papers")
    answer = made.client("Cora").post(made.url("chair/settings/tracks/research/"), data)
    assert answer.status_code == 302
    track = Track.objects.get()
    assert (track.side_a, track.side_b, track.wanted_a, track.wanted_b) == ("Theory", "Practice", 3, 1)
    assert track.check_weights == {"page-limit": "blocking"}
    assert track.paper_format == {"preset": "icml"}
    choices = track.parsed_choices()
    assert choices.members_see_reviews
    assert not choices.members_see_papers
    assert choices.rejected_file_days == 7
    assert [Tick.parse(row) for row in track.checklist] == [
        Tick("anonymous", "The file names no author."),
        Tick("licence", "We agree; to all."),
    ]
    assert [Question.parse(row) for row in track.attributes] == [
        Question("kind", "The work is", ("theoretical", "applied")),
        Question("note", "Anything else?"),
    ]
    entry = AuditEntry.objects.get(action="track.changed")
    assert entry.actor == made.people["Cora"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"side_a": "ML", "side_b": ""}, "side_b"),
        ({"side_a": "ML", "side_b": "ml"}, "side_b"),
        ({"wanted_a": 0, "wanted_b": 0}, "wanted_a"),
        ({"paper_format": {"preset": "papyrus"}}, "paper_format"),
        ({"check_weights": {"page-limit": "shouted"}}, "check_weights"),
        ({"check_weights": {"smell": "advice"}}, "check_weights"),
        ({"choices": {"everybody_sees_everything": True}}, "choices"),
        ({"choices": {"members_see_files": "perhaps"}}, "choices"),
        ({"choices": {"rejected_file_days": -1}}, "choices"),
        ({"checklist": [{"key": "Has Space", "words": "x"}]}, "checklist"),
        ({"attributes": [{"key": "a", "label": "x"}, {"key": "a", "label": "y"}]}, "attributes"),
        ({"max_megabytes": 0}, "max_megabytes"),
        ({"blindness": "blindfolded"}, "blindness"),
    ],
)
def test_what_no_part_understands_is_refused_and_nothing_changes(make_world, changes, field):
    made = make_world()
    made.chair("Cora")
    before = track_view(made.track)
    with pytest.raises(Invalid) as refusal:
        tracks.change_track(
            by=made.viewer("Cora"),
            edition=made.edition,
            slug="research",
            version=1,
            changes=changes,
            now=made.now,
        )
    assert field in refusal.value.fields
    assert track_view(Track.objects.get()) == before


def test_a_stale_form_and_a_stranger_change_no_track(make_world):
    made = make_world()
    made.chair("Cora")
    made.member("Mia")
    common = {"edition": made.edition, "slug": "research", "changes": {"name": "X"}, "now": made.now}
    with pytest.raises(StaleWrite):
        tracks.change_track(by=made.viewer("Cora"), version=7, **common)
    with pytest.raises(NotAllowed):
        tracks.change_track(by=made.viewer("Mia"), version=1, **common)
    assert Track.objects.get().name == "Research"


def test_a_chair_of_one_track_changes_that_track_only(make_world):
    made = make_world()
    other = made.edition.tracks.create(slug="industry", name="Industry")
    made.chair("Ira", track=other)
    common = {"by": made.viewer("Ira"), "edition": made.edition, "version": 1, "now": made.now}
    tracks.change_track(slug="industry", changes={"name": "Practice"}, **common)
    with pytest.raises(NotAllowed):
        tracks.change_track(slug="research", changes={"name": "Mine"}, **common)
    with pytest.raises(NotAllowed):
        tracks.set_topics(by=made.viewer("Ira"), edition=made.edition, topics=[], now=made.now)


def test_a_track_is_added_and_one_without_papers_removed(make_world):
    made = make_world()
    made.chair("Cora")
    client = made.client("Cora")
    answer = client.post(made.url("chair/settings/tracks/"), {"name": "Industry", "slug": "industry"})
    assert answer.url == made.url("chair/settings/tracks/industry/")
    again = client.post(made.url("chair/settings/tracks/"), {"name": "Industry", "slug": "industry"})
    assert again.status_code == 200
    client.post(made.url("chair/settings/tracks/industry/remove/"), {"confirmed": "1"})
    assert [track.slug for track in Track.objects.all()] == ["research"]
    made.edition.tracks.create(slug="industry", name="Industry")
    made.paper()
    answer = client.post(made.url("chair/settings/tracks/research/remove/"), follow=True)
    assert b"This track has papers" in answer.content
    assert Track.objects.count() == 2


def test_topics_are_set_as_text_and_keep_their_identity(make_world):
    made = make_world()
    made.chair("Cora")
    old = list(made.edition.topics.all())
    text = f"Hardware; {old[1].name}; systems\n{old[0].name}\nNew group; Brand new; learning; ml"
    answer = made.client("Cora").post(made.url("chair/settings/topics/"), {"topics": text})
    assert answer.status_code == 302
    rows = [(topic.group, topic.name, topic.leans) for topic in made.edition.topics.all()]
    assert rows == [
        ("Hardware", old[1].name, "systems"),
        ("", old[0].name, "both"),
        ("New group", "Brand new; learning", "ml"),
    ]
    assert made.edition.topics.get(name=old[0].name).pk == old[0].pk


def test_a_topic_in_use_stays(make_world):
    made = make_world()
    made.chair("Cora")
    used = made.edition.topics.first()
    made.paper().topics.add(used)
    with pytest.raises(Invalid) as refusal:
        tracks.set_topics(
            by=made.viewer("Cora"), edition=made.edition, topics=[TopicLine("", "Else")], now=made.now
        )
    assert used.name in refusal.value.message
    assert made.edition.topics.count() == 3


@pytest.mark.parametrize(
    "lines",
    [
        [TopicLine("", "Twice"), TopicLine("x", "twice")],
        [TopicLine("", "  ")],
        [TopicLine("", "A", "sideways")],
        [TopicLine("", "x" * 201)],
    ],
)
def test_wrong_topics_are_refused(make_world, lines):
    made = make_world()
    made.chair("Cora")
    with pytest.raises(Invalid):
        tracks.set_topics(by=made.viewer("Cora"), edition=made.edition, topics=lines, now=made.now)
    assert made.edition.topics.count() == 3


def test_topics_come_out_of_the_form_as_they_went_in(make_world):
    made = make_world()
    from sysml.conference.queries import topics

    rows = topics(made.edition)
    again = TopicsForm.showing(rows, {"topics": TopicsForm.showing(rows).initial["topics"]})
    assert again.is_valid()
    assert [(line.group, line.name, line.leans) for line in again.cleaned_data["topics"]] == [
        (row.group, row.name, row.leans) for row in rows
    ]


def test_formats_checks_and_choices_are_those_that_the_product_knows():
    import inspect

    assert set(PAPER_FORMATS) == set(FORMATS)
    source = inspect.getsource(rules)
    missing = [code for code in CHECKS if f'"{code}"' not in source]
    assert not missing
    assert set(CHOICE_WORDS) | {"rejected_file_days"} == set(Choices.__dataclass_fields__)
