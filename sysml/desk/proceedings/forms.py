"""Parsing of what the publication chair types."""

import re
from datetime import date, time

from django import forms

from reviews.commands.proceedings import Place, SessionPlan

_WHEN = re.compile(
    r"^(?:(?P<day>\d{4}-\d\d-\d\d)\s*)?(?:(?P<begins>\d{1,2}:\d\d)(?:\s*[-–]\s*(?P<ends>\d{1,2}:\d\d))?)?$"
)


class SessionsForm(forms.Form):
    """One session a line: `2027-04-05 09:00-10:30 | Name | Room | Chair`; all but the name may be missing."""

    sessions = forms.CharField(
        label="Sessions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="One a line: 2027-04-05 09:00-10:30 | Name | Room | Chair. A line without bars is a name alone. "
        "What has neither papers nor room nor chair is printed as a break.",
    )

    def clean_sessions(self) -> list[SessionPlan]:
        """The sessions in order; a line that cannot be read is named."""
        lines = [line for line in self.cleaned_data["sessions"].splitlines() if line.strip()]
        return [_session(number, line) for number, line in enumerate(lines, start=1)]


def _session(number: int, line: str) -> SessionPlan:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) == 1:
        return SessionPlan(parts[0])
    when, name, room, chair, *rest = [*parts, "", "", ""]
    found = _WHEN.match(when)
    if found is None or any(rest):
        raise forms.ValidationError(f"Line {number} cannot be read: {line}")
    try:
        return SessionPlan(
            name, _day(found["day"]), _hour(found["begins"]), _hour(found["ends"]), room, chair
        )
    except ValueError as error:
        raise forms.ValidationError(f"Line {number} has no such day or hour: {line}") from error


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def _hour(raw: str | None) -> time | None:
    return time.fromisoformat(raw.zfill(5)) if raw else None


class PlaceForm(forms.Form):
    """Where one paper stands."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    session = forms.ChoiceField(required=False)
    position = forms.IntegerField(required=False, min_value=0, max_value=9999)
    first_page = forms.IntegerField(required=False, min_value=1)
    last_page = forms.IntegerField(required=False, min_value=1)

    def __init__(self, sessions: list[str], number: int, data: object = None, initial: object = None) -> None:
        super().__init__(data, initial=initial, prefix=f"p{number}")  # type: ignore[arg-type]
        self.fields["session"] = forms.ChoiceField(
            required=False, choices=[("", "none"), *((name, name) for name in sessions)]
        )
        words = {
            "session": "Session",
            "position": "Place",
            "first_page": "First page",
            "last_page": "Last page",
        }
        for name, label in words.items():
            self.fields[name].widget.attrs["aria-label"] = f"{label} of paper {number}"

    def place(self) -> Place:
        """What was typed."""
        read = self.cleaned_data
        return Place(
            number=read["number"],
            session=read["session"],
            position=read["position"] or 0,
            first_page=read["first_page"],
            last_page=read["last_page"],
        )
