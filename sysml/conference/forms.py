"""Forms of an edition's settings: they parse and validate, and change nothing."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from django import forms

from sysml.conference.domain import OFFICE_WORDS, WINDOW_WORDS, Blindness, CheckWeight, RoleKind, TopicLine
from sysml.conference.presets import CHECKS, CHOICE_WORDS, PAPER_FORMATS, PRESETS, zone_of
from sysml.conference.queries import EditionView, TopicRow, TrackView, WindowRow
from sysml.kernel.errors import Invalid

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
BLINDNESS_WORDS: Mapping[Blindness, str] = {
    Blindness.DOUBLE: "Double-blind: reviewers never see the authors",
    Blindness.SINGLE: "Single-blind: reviewers see the authors",
    Blindness.UNTIL_REVIEW: "Blind until the own review is in",
}
WEIGHT_WORDS: Mapping[CheckWeight, str] = {
    CheckWeight.ADVICE: "advice to the authors",
    CheckWeight.CHAIRS: "seen by the chairs as well",
    CheckWeight.BLOCKING: "blocking until mended",
}


class EditionForm(forms.Form):
    """A new edition, on one page."""

    preset = forms.ChoiceField(
        label="What kind of meeting is it?",
        choices=[(preset.key, f"{preset.name}. {preset.words}") for preset in PRESETS.values()],
        widget=forms.RadioSelect,
        initial="conference",
    )
    name = forms.CharField(max_length=120, help_text="Short, with the year: SysML 2027")
    slug = forms.CharField(
        label="Address", max_length=60, help_text="Small letters, digits and hyphens: sysml-2027"
    )
    opens_on = forms.DateField(
        label="First day on which papers are taken",
        widget=DAY,
        help_text="The other dates follow from it; all can be moved afterwards.",
    )
    zone = forms.CharField(
        label="Time zone of deadlines",
        max_length=64,
        initial="AoE",
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text="AoE (Anywhere on Earth), or a name such as Europe/Zurich.",
    )
    contact = forms.EmailField(
        label="Address of the chairs", help_text="Answers to letters go there; it stands on public pages."
    )

    def clean_zone(self) -> str:
        return _known_zone(self.cleaned_data["zone"])


class CloneForm(forms.Form):
    """A new year of an edition."""

    name = forms.CharField(max_length=120, help_text="Short, with the year: SysML 2028")
    slug = forms.CharField(label="Address", max_length=60, help_text="sysml-2028")
    opens_on = forms.DateField(
        label="First day on which papers are taken", widget=DAY, help_text="All dates move with it."
    )


class DescriptionForm(forms.Form):
    """What the public pages say of the edition."""

    name = forms.CharField(max_length=120)
    full_name = forms.CharField(label="Full name", max_length=300, required=False)
    place = forms.CharField(max_length=200, required=False)
    begins_on = forms.DateField(label="First day of the meeting", widget=DAY, required=False)
    ends_on = forms.DateField(label="Last day", widget=DAY, required=False)
    zone = forms.CharField(
        label="Time zone of deadlines",
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text="AoE, or a name such as Europe/Zurich. Deadlines that are set do not move with it.",
    )
    contact = forms.EmailField(label="Address of the chairs", required=False)
    call_for_papers = forms.CharField(
        label="Call for papers", widget=forms.Textarea(attrs={"rows": 18}), required=False,
        help_text="Markdown; headings, lists and links.",
    )  # fmt: skip
    committee_public = forms.BooleanField(label="Show the committee to the public", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, edition: EditionView, data: Any = None) -> "DescriptionForm":
        """The form filled with what the edition says now."""
        return cls(data, initial={name: getattr(edition, name) for name in cls.base_fields})

    def clean_zone(self) -> str:
        return _known_zone(self.cleaned_data["zone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("begins_on") and data.get("ends_on") and data["ends_on"] < data["begins_on"]:
            self.add_error("ends_on", "The meeting ends before it begins.")
        return data

    def changes(self) -> dict[str, Any]:
        """The values for the command."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _known_zone(name: str) -> str:
    try:
        zone_of(name)
    except Invalid as error:
        raise forms.ValidationError(error.message) from error
    return name


class TrackForm(forms.Form):
    """Everything that a track owns. The choices of the matrix and the weights of checks are fields of their own."""

    name = forms.CharField(max_length=120)
    side_a = forms.CharField(label="First side", max_length=40, required=False)
    side_b = forms.CharField(
        label="Second side",
        max_length=40,
        required=False,
        help_text="Leave both empty for a committee without sides.",
    )
    wanted_a = forms.IntegerField(label="Reviews from the first side (or in all)", min_value=0, max_value=20)
    wanted_b = forms.IntegerField(label="Reviews from the second side", min_value=0, max_value=20)
    blindness = forms.ChoiceField(
        choices=[(key.value, words) for key, words in BLINDNESS_WORDS.items()], widget=forms.RadioSelect
    )
    paper_format = forms.ChoiceField(label="Format of papers", choices=[*PAPER_FORMATS.items()])
    max_megabytes = forms.IntegerField(label="Largest file in MB", min_value=1, max_value=2000)
    supplements = forms.BooleanField(label="Supplementary files are taken", required=False)
    response_words = forms.IntegerField(label="Words of an author response", min_value=0, max_value=20000)
    max_authors_change = forms.BooleanField(label="Authors may change after the deadline", required=False)
    title_change = forms.BooleanField(label="The title may change at camera-ready", required=False)
    rejected_file_days = forms.IntegerField(
        label="Days for which reviewers keep the file of a rejected paper", min_value=0, max_value=3650
    )
    checklist = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What authors tick, one line each: key; statement",
    )
    attributes = forms.CharField(
        label="Further questions of the submission form",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One line each: key; question; option; option; … Without options, authors write freely.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (label, words) in CHOICE_WORDS.items():
            self.fields[f"choice_{key}"] = forms.BooleanField(label=label, help_text=words, required=False)
        for code, words in CHECKS.items():
            self.fields[f"check_{code}"] = forms.ChoiceField(
                label=words, choices=[(key.value, text) for key, text in WEIGHT_WORDS.items()]
            )

    @classmethod
    def showing(cls, track: TrackView, data: Any = None) -> "TrackForm":
        """The form filled with what the track holds now."""
        sides = track.sides or ("", "")
        initial: dict[str, Any] = {
            "side_a": sides[0],
            "side_b": sides[1],
            "wanted_a": track.wanted[0],
            "wanted_b": track.wanted[1],
            "checklist": "\n".join(f"{row['key']}; {row.get('words', '')}" for row in track.checklist),
            "attributes": "\n".join(
                "; ".join([row["key"], row["label"], *row.get("options", [])]) for row in track.attributes
            ),
            "rejected_file_days": track.choices["rejected_file_days"],
            **{f"choice_{key}": track.choices[key] for key in CHOICE_WORDS},
            **{f"check_{code}": track.check_weights.get(code, CheckWeight.ADVICE) for code in CHECKS},
        }
        plain = (
            "name", "blindness", "paper_format", "max_megabytes", "supplements", "response_words",
            "max_authors_change", "title_change", "version",
        )  # fmt: skip
        return cls(data, initial=initial | {name: getattr(track, name) for name in plain})

    def choice_fields(self) -> list[forms.BoundField]:
        """The fields of the matrix's choices, for the template."""
        return [self[f"choice_{key}"] for key in CHOICE_WORDS]

    def check_fields(self) -> list[forms.BoundField]:
        """The fields of the weights, for the template."""
        return [self[f"check_{code}"] for code in CHECKS]

    def clean_checklist(self) -> list[dict[str, str]]:
        rows = [_split(line) for line in _lines(self.cleaned_data["checklist"])]
        if any(len(row) < 2 for row in rows):
            raise forms.ValidationError("Each line is “key; statement”.")
        return [{"key": row[0], "words": "; ".join(row[1:])} for row in rows]

    def clean_attributes(self) -> list[dict[str, Any]]:
        rows = [_split(line) for line in _lines(self.cleaned_data["attributes"])]
        if any(len(row) < 2 for row in rows):
            raise forms.ValidationError("Each line is “key; question; option; option”.")
        return [{"key": row[0], "label": row[1], "options": row[2:]} for row in rows]

    def changes(self) -> dict[str, Any]:
        """The values for the command."""
        data = dict(self.cleaned_data)
        data.pop("version")
        choices: dict[str, Any] = {key: data.pop(f"choice_{key}") for key in CHOICE_WORDS}
        choices["rejected_file_days"] = data.pop("rejected_file_days")
        weights = {code: data.pop(f"check_{code}") for code in CHECKS}
        data["choices"] = choices
        data["check_weights"] = {
            code: weight for code, weight in weights.items() if weight != CheckWeight.ADVICE
        }
        data["paper_format"] = {"preset": data["paper_format"]}
        return data


class NewTrackForm(forms.Form):
    """A further track."""

    name = forms.CharField(max_length=120)
    slug = forms.CharField(label="Short name in addresses", max_length=40)


class TopicsForm(forms.Form):
    """All topics at once, one a line."""

    topics = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text="group; topic; leans – where leans is ml, systems or both, and may be left out.",
    )

    @classmethod
    def showing(cls, topics: Iterable[TopicRow], data: Any = None) -> "TopicsForm":
        """The form filled with the present topics."""
        lines = "\n".join(f"{topic.group}; {topic.name}; {topic.leans}" for topic in topics)
        return cls(data, initial={"topics": lines})

    def clean_topics(self) -> list[TopicLine]:
        return [_topic(_split(line)) for line in _lines(self.cleaned_data["topics"])]


def _topic(parts: list[str]) -> TopicLine:
    leans = "both"
    if len(parts) > 1 and parts[-1].casefold() in {"ml", "systems", "both"}:
        leans = parts.pop().casefold()
    if len(parts) == 1:
        return TopicLine("", parts[0], leans)
    return TopicLine(parts[0], "; ".join(parts[1:]), leans)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _split(line: str) -> list[str]:
    return [part.strip() for part in line.split(";") if part.strip()]


def closing(day: date, clock: time, zone: str) -> datetime:
    """The instant at which a deadline closes that is said as this day and time.

    :59 means the end of that minute: “23:59” closes when the day is over.
    """
    instant = datetime.combine(day, clock, zone_of(zone))
    return (instant + timedelta(minutes=1) if clock.minute == 59 else instant).astimezone(UTC)


def said(instant: datetime, zone: str) -> tuple[date, time]:
    """Day and time by which a deadline that closes at this instant is said."""
    local = instant.astimezone(zone_of(zone))
    if local.minute == 0:
        local -= timedelta(minutes=1)
    return local.date(), local.time().replace(second=0, microsecond=0)


class WindowForm(forms.Form):
    """Setting a window, in the edition's own time zone."""

    track = forms.ChoiceField(label="For", required=False)
    person = forms.EmailField(
        label="For one person only",
        required=False,
        help_text="The e-mail address of an account. Leave empty for everybody.",
    )
    opens_day = forms.DateField(label="Opens on", widget=DAY, required=False)
    opens_time = forms.TimeField(
        label="at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), required=False
    )
    closes_day = forms.DateField(label="Closes on", widget=DAY)
    closes_time = forms.TimeField(
        label="at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial=time(23, 59)
    )
    grace_minutes = forms.IntegerField(
        label="Hidden grace in minutes",
        min_value=0,
        max_value=10080,
        initial=0,
        help_text="For so long a late file is still taken. It is shown to chairs only.",
    )
    reason = forms.CharField(max_length=300, help_text="Those concerned are told; the log keeps it.")

    def __init__(self, *args: Any, zone: str, tracks: Iterable[TrackView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        field = cast(forms.ChoiceField, self.fields["track"])
        field.choices = [("", "Every track"), *((track.slug, track.name) for track in tracks)]

    @staticmethod
    def initial_of(row: WindowRow | None, zone: str) -> dict[str, Any]:
        """What the form shows at first for a window that there is."""
        if row is None:
            return {}
        closes_day, closes_time = said(row.closes_at, zone)
        initial: dict[str, Any] = {
            "track": row.track_slug,
            "person": row.person_email,
            "closes_day": closes_day,
            "closes_time": closes_time,
            "grace_minutes": row.grace_minutes,
        }
        if row.opens_at is not None:
            opens = row.opens_at.astimezone(zone_of(zone))
            initial |= {"opens_day": opens.date(), "opens_time": opens.time()}
        return initial

    def opens_at(self) -> datetime | None:
        """The instant of opening, if there is one."""
        day = self.cleaned_data["opens_day"]
        if day is None:
            return None
        clock = self.cleaned_data["opens_time"] or time(0)
        return datetime.combine(day, clock, zone_of(self.zone)).astimezone(UTC)

    def closes_at(self) -> datetime:
        """The instant of closing."""
        return closing(self.cleaned_data["closes_day"], self.cleaned_data["closes_time"], self.zone)

    def grace(self) -> timedelta:
        return timedelta(minutes=self.cleaned_data["grace_minutes"])


class OfficeForm(forms.Form):
    """Giving an office."""

    email = forms.EmailField(label="E-mail address", help_text="Of an account on this site.")
    kind = forms.ChoiceField(
        label="Office", choices=[(key.value, words) for key, words in OFFICE_WORDS.items()]
    )
    title = forms.CharField(
        label="Title in public", max_length=80, required=False, help_text="For example: Programme co-chair"
    )
    track = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, tracks: Iterable[TrackView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["track"])
        field.choices = [("", "Every track"), *((track.slug, track.name) for track in tracks)]

    def role(self) -> RoleKind:
        return RoleKind(self.cleaned_data["kind"])


class WordsForm(forms.Form):
    """The words of a kind of letter."""

    subject = forms.CharField(max_length=250)
    body = forms.CharField(widget=forms.Textarea(attrs={"rows": 16}), strip=False)


class ReasonForm(forms.Form):
    """An act that wants a reason."""

    reason = forms.CharField(max_length=300, required=False)


WINDOW_CHOICES = [(kind.value, words) for kind, words in WINDOW_WORDS.items()]
