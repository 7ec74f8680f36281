"""The three editions, with their tracks, topics, calendar and acts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from artifacts import letters as _artifact_letters  # noqa: F401
from committee import letters as _committee_letters  # noqa: F401  (registers its kinds)
from reviews import letters as _review_letters  # noqa: F401
from reviews import letters_decisions as _decision_letters  # noqa: F401
from reviews.domain import DEFAULT_FORM
from reviews.models import Question
from submissions import letters as _paper_letters  # noqa: F401
from sysml.conference import letters, presets
from sysml.conference.domain import ActKind, CheckWeight
from sysml.conference.models import Act, Conference, Edition, Topic, Track, Window
from sysml.desk.demo.seed.stage import Stage, store
from sysml.desk.demo.topics import TOPICS
from sysml.kernel.models import User

PRESET = presets.CONFERENCE


@dataclass(frozen=True)
class Plan:
    """One edition of the demonstration: where it stands in its calendar, and which content fills it."""

    slug: str
    year: int
    content: int
    today: int
    """The present, in days from the opening of papers."""
    meets_after: int
    """The first day of the meeting, in days from the present, if that fits the year of its name."""
    full_name: str
    place: str


PLANS: tuple[Plan, ...] = (
    Plan("sysml-2028", 2028, 1, 25, 270, "Tenth Conference on Systems and Machine Learning", "Port Meridian"),
    Plan("sysml-2027", 2027, 2, 76, 133, "Ninth Conference on Systems and Machine Learning", "Lake Averna"),
    Plan(
        "sysml-2026",
        2026,
        3,
        330,
        -112,
        "Eighth Conference on Systems and Machine Learning",
        "Isle of Harrow",
    ),
)
SLUGS: tuple[str, ...] = tuple(plan.slug for plan in PLANS)

_ACTS: tuple[tuple[ActKind, int, bool], ...] = (
    (ActKind.OPENED, -12, False),
    (ActKind.ASSIGNMENT_PUBLISHED, 53, True),
    (ActKind.RELEASED, 110, False),
    (ActKind.LIST_PUBLIC, 114, False),
    (ActKind.BADGES_RELEASED, 165, False),
    (ActKind.PROCEEDINGS_PUBLIC, 190, False),
)
"""What chairs do in a year, on which day, and whether it is done for each track."""

_WEIGHTS = {
    "author-on-first-page": CheckWeight.BLOCKING.value,
    "email-on-first-page": CheckWeight.CHAIRS.value,
    "page-limit": CheckWeight.CHAIRS.value,
    "page-size": CheckWeight.ADVICE.value,
}

_CALL = """## Call for papers

{name} brings together people who build systems for machine learning and people who use machine learning to build
systems. Every paper is read by reviewers of **both** communities: two from the ML side of the committee, two from the
Systems side.

We ask for original work on, among others,

{topics}

### How to hand in

Register an abstract first, then the file. Papers have up to eight pages of main text, references not counted, in
two columns. Reviewing on the research track is double-blind. A PDF that can be read is never refused by a machine; the
checks of the format say what they found, and what follows from it.

### After acceptance

Authors of accepted papers are invited to register the artifacts behind them. An evaluation committee of its own awards
badges, which stand beside the paper in the proceedings.

*{name} is part of a demonstration: the conference, its people and its papers are invented.*
"""


def make_edition(plan: Plan, cast: dict[str, User], chairs: list[User], now: datetime) -> Stage:
    """The edition as its chairs have set it up, standing where the plan says."""
    first_day = (now - timedelta(days=plan.today)).date()
    begins = _meeting(plan, now.date())
    name = f"SysML {plan.year}"
    conference, _ = Conference.objects.get_or_create(
        slug="sysml", defaults={"name": "Conference on Systems and Machine Learning"}
    )
    edition = Edition.objects.create(
        conference=conference,
        slug=plan.slug,
        name=name,
        full_name=plan.full_name,
        place=plan.place,
        begins_on=begins,
        ends_on=begins + timedelta(days=2),
        contact=f"chairs@{plan.slug}.example.org",
        call_for_papers=_CALL.format(
            name=name, topics="\n".join(f"- {topic.name}" for topic in TOPICS.values())
        ),
        badge_scheme=PRESET.badge_scheme,
        is_demo=True,
        letter_rules={kind.key: True for kind in letters.kinds()},
        created_at=now - timedelta(days=plan.today + 40),
    )
    stage = Stage(edition, plan.content, first_day, plan.today, now, cast, chairs=chairs)
    chair = stage.chair
    stage.log.add("edition.made", edition.created_at, chair, subject=f"edition:{edition.xid}", summary=name)
    for kind in letters.kinds():
        switched = edition.created_at + timedelta(hours=30)
        stage.log.add(
            "letters.switched", switched, chair, subject=f"edition:{edition.xid}", summary=f"{kind.key}: on"
        )
    _lay_out(stage)
    _do_acts(stage)
    return stage


def _meeting(plan: Plan, today: date) -> date:
    """A Monday; in the year of the name where the calendar allows it."""
    meeting = today + timedelta(days=plan.meets_after)
    if plan.meets_after > 0:
        meeting = max(meeting, date(plan.year, 3, 1))
    return meeting - timedelta(days=meeting.weekday())


def _lay_out(stage: Stage) -> None:
    edition = stage.edition
    topics = [
        Topic(edition=edition, group=topic.group, name=topic.name, leans=topic.leans, position=position)
        for position, topic in enumerate(TOPICS.values())
    ]
    stage.topics = dict(zip(TOPICS, store(topics), strict=True))
    tracks = store([_track(edition, preset, position) for position, preset in enumerate(PRESET.tracks)])
    stage.tracks = {"research": tracks[0], "industrial": tracks[1]}
    store([_question(track, position) for track in tracks for position in range(len(DEFAULT_FORM))])
    store(
        [
            Window(
                edition=edition,
                kind=kind,
                opens_at=span.opens,
                closes_at=span.closes,
                grace_minutes=int(span.grace.total_seconds() // 60),
            )
            for kind, span in presets.calendar(PRESET, stage.first_day, edition.zone).items()
        ]
    )


def _track(edition: Edition, preset: presets.TrackPreset, position: int) -> Track:
    return Track(
        edition=edition,
        slug=preset.slug,
        name=preset.name,
        position=position,
        side_a=preset.sides[0],
        side_b=preset.sides[1],
        wanted_a=preset.wanted[0],
        wanted_b=preset.wanted[1],
        blindness=preset.blindness,
        paper_format={"preset": preset.paper_format},
        check_weights=_WEIGHTS,
        checklist=[{"key": key, "text": text} for key, text in preset.checklist],
        attributes=[
            {"key": key, "label": label, "options": list(options)}
            for key, label, options in preset.attributes
        ],
    )


def _question(track: Track, position: int) -> Question:
    plan = DEFAULT_FORM[position]
    return Question(
        track=track,
        key=plan.key,
        label=plan.label,
        help=plan.help,
        kind=plan.kind,
        options=[list(option) for option in plan.options],
        audience=plan.audience,
        required=plan.required,
        is_overall=plan.is_overall,
        is_confidence=plan.is_confidence,
        position=position,
    )


def _who(stage: Stage, kind: ActKind) -> User:
    return stage.cast["artifact-chair"] if kind is ActKind.BADGES_RELEASED else stage.chair


def _do_acts(stage: Stage) -> None:
    acts = [
        Act(edition=stage.edition, track=track, kind=kind, by=_who(stage, kind), at=stage.at(day + 0.6))
        for kind, day, per_track in _ACTS
        if day < stage.today
        for track in (stage.tracks.values() if per_track else (None,))
    ]
    store(acts)
    here = f"edition:{stage.edition.xid}"
    for act in acts:
        if act.kind == ActKind.RELEASED:
            words = "Decisions released: all tracks"
            stage.log.add("decisions.released", act.at, act.by, subject=f"act:{act.xid}", summary=words)
        elif act.kind == ActKind.BADGES_RELEASED:
            stage.log.add("badges.released", act.at, act.by, subject=here)
        elif act.kind != ActKind.ASSIGNMENT_PUBLISHED:
            stage.log.add(f"edition.{act.kind}", act.at, act.by, subject=here)
