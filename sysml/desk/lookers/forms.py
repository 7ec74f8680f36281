"""Looking for who looked."""

from datetime import date
from typing import Any

from django import forms

from sysml.desk.lookers.queries import KIND_WORDS, Filters

LARGEST_NUMBER = 99_999


class LookForm(forms.Form):
    """What to look for; whatever cannot be read narrows nothing and says so."""

    person = forms.CharField(label="Person", max_length=200, required=False)
    paper = forms.IntegerField(label="Paper", min_value=1, max_value=LARGEST_NUMBER, required=False)
    kind = forms.ChoiceField(
        label="What was read", choices=[("", "Anything"), *KIND_WORDS.items()], required=False
    )
    day = forms.DateField(
        label="Day (UTC)", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def filters(self) -> Filters:
        """What was understood."""
        self.is_valid()
        said: dict[str, Any] = getattr(self, "cleaned_data", {})
        day: date | None = said.get("day")
        return Filters(said.get("person", ""), said.get("paper"), said.get("kind", ""), day)


class NoteForm(forms.Form):
    """What a chair has found."""

    note = forms.CharField(label="What did you find?", max_length=300, help_text="The log keeps it.")
