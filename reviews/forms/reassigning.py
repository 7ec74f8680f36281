"""Giving all papers of a person to others."""

from collections.abc import Sequence
from typing import Any

from django import forms

from reviews.domain import DUTY_WORDS, Duty

SPREAD = "Spread them"


class WhoForm(forms.Form):
    """Whose papers, and who gets them."""

    source = forms.ChoiceField(label="From")
    target = forms.ChoiceField(label="To", required=False)

    def __init__(self, people: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]
        self.fields["target"].choices = [("", SPREAD), *people]  # type: ignore[attr-defined]


class ReassignForm(WhoForm):
    """And why."""

    reason = forms.CharField(max_length=300, help_text="The log keeps it.")


class DutyForm(forms.Form):
    """Which duty is given away."""

    duty = forms.ChoiceField(
        label="What",
        choices=[(duty.value, f"Papers that somebody {words}") for duty, words in DUTY_WORDS.items()],
    )

    def chosen(self) -> Duty:
        """Handling, unless leading was chosen."""
        return Duty(self.cleaned_data["duty"]) if self.is_valid() else Duty.HANDLING
