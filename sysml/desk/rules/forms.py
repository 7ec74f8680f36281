"""What the rules page is asked in its address."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from sysml.conference.clockwork import zone
from sysml.conference.domain import WINDOW_WORDS, Blindness, WindowKind
from sysml.conference.presets import CHOICE_WORDS
from sysml.desk.rules.phases import Phase
from sysml.desk.rules.planned import Change

DAYS = "rejected_file_days"
BLINDNESS = "blindness"
_WINDOW = "window:"
_YES_NO = (("yes", "yes"), ("no", "no"))
_BLIND = ((Blindness.DOUBLE, "double-blind"), (Blindness.SINGLE, "single-blind"),
          (Blindness.UNTIL_REVIEW, "blind until the own review"))  # fmt: skip
SETTINGS: list[tuple[str, Any]] = [
    ("", "nothing yet"),
    (
        "A choice of the track",
        [*((key, words) for key, (words, _) in CHOICE_WORDS.items()), (BLINDNESS, "Blindness"),
         (DAYS, "Days for which reviewers keep a rejected file")],
    ),
    ("A window", [(f"{_WINDOW}{kind}", words) for kind, words in WINDOW_WORDS.items()]),
]  # fmt: skip
_LOCAL = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class RulesForm(forms.Form):
    """Track and phase to look at."""

    track = forms.ChoiceField(label="Track", required=False)
    phase = forms.ChoiceField(label="In the phase", required=False)

    def __init__(
        self, *args: Any, tracks: Sequence[tuple[str, str]], phases: Sequence[Phase], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        named = [(one.key, f"{one.words} (not done yet)" if one.assumed else one.words) for one in phases]
        for name, choices in (("track", list(tracks)), ("phase", named)):
            cast(forms.ChoiceField, self.fields[name]).choices = choices


class ChangeForm(forms.Form):
    """A planned change: one setting and its value, or one window and its dates in the edition's zone."""

    setting = forms.ChoiceField(label="What would change if …", choices=SETTINGS, required=False)
    value = forms.ChoiceField(label="were", choices=[("", "–"), *_YES_NO, *_BLIND], required=False)
    days = forms.IntegerField(label="Days", min_value=0, max_value=3650, required=False)
    opens = forms.DateTimeField(label="Opens", widget=_LOCAL, required=False)
    closes = forms.DateTimeField(label="Closes", widget=_LOCAL, required=False)

    def __init__(self, *args: Any, zone_name: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.zone = zone(zone_name)

    def clean(self) -> dict[str, Any]:
        """The value must be one that the setting can have."""
        data = super().clean() or {}
        setting, value = data.get("setting", ""), data.get("value", "")
        if setting in CHOICE_WORDS and value not in {"yes", "no"}:
            self.add_error("value", ValidationError("Choose yes or no.", code="value"))
        if setting == BLINDNESS and value not in set(Blindness):
            self.add_error("value", ValidationError("Choose a kind of blindness.", code="value"))
        if setting == DAYS and data.get("days") is None:
            self.add_error("days", ValidationError("Say how many days.", code="days"))
        if data.get("opens") and not data.get("closes"):
            self.add_error("closes", ValidationError("Say when it closes.", code="closes"))
        return data

    def change(self) -> Change | None:
        """The change that is planned, if one is."""
        data = self.cleaned_data
        setting = data["setting"]
        if setting in CHOICE_WORDS:
            return Change(choice=setting, value=data["value"] == "yes")
        if setting == DAYS:
            return Change(choice=DAYS, value=data["days"])
        if setting == BLINDNESS:
            return Change(blindness=Blindness(data["value"]))
        if not setting:
            return None
        return Change(
            window=WindowKind(setting.removeprefix(_WINDOW)),
            opens=self._instant(data["opens"]),
            closes=self._instant(data["closes"]),
        )

    def _instant(self, local: Any) -> Any:
        return local.replace(tzinfo=self.zone) if local else None
