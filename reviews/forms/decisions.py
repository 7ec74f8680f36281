"""Filters of the decision desk, decisions, desk rejects, shepherds and conditions."""

from typing import Any

from django import forms

from reviews.domain import Verdict
from reviews.queries.decisions import BOTH, MISSING, SORTS, UNDECIDED, VERDICT_WORDS, Filters

_VERDICTS = [(verdict.value, VERDICT_WORDS[verdict]) for verdict in Verdict]


def _text(label: str, rows: int, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


class FilterForm(forms.Form):
    """What the desk's address may carry; what cannot be read narrows nothing."""

    verdict = forms.ChoiceField(
        label="Decision", required=False, choices=[("", "any"), (UNDECIDED, "undecided"), *_VERDICTS]
    )
    sides = forms.ChoiceField(
        label="Reviews",
        required=False,
        choices=[("", "any"), (BOTH, "from both sides"), (MISSING, "a side is missing")],
    )
    gap = forms.FloatField(label="Gap of at least", required=False, min_value=0, max_value=20)
    ml = forms.FloatField(required=False, widget=forms.HiddenInput)
    sys = forms.FloatField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[(key, key) for key in SORTS])
    desc = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, tracks: list[tuple[str, str]], data: Any) -> None:
        super().__init__(data)
        self.fields["track"] = forms.ChoiceField(
            label="Track", required=False, choices=[("", "all"), *tracks]
        )

    def filters(self) -> Filters:
        """The filters that could be read."""
        self.full_clean()
        read = self.cleaned_data
        return Filters(
            verdict=read.get("verdict", ""),
            sides=read.get("sides", ""),
            gap=read.get("gap") or None,
            track=read.get("track", ""),
            ml=read.get("ml"),
            systems=read.get("sys"),
            sort=read.get("sort") or "number",
            descending=bool(read.get("desc")),
        )


class DecisionForm(forms.Form):
    """One decision with its texts."""

    verdict = forms.ChoiceField(
        label="Decision",
        choices=_VERDICTS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is decided.", "invalid_choice": "Choose what is decided."},
    )
    conditions = _text("Conditions", 4, "What the authors must do; for a conditional accept.")
    note = _text("Note", 4, "Stands in the letter, above the reviews.")
    one_sided_reason = forms.CharField(
        label="Why a side need not be heard",
        required=False,
        max_length=300,
        help_text="Kept with the decision; the authors do not see it.",
    )


class ManyForm(forms.Form):
    """One verdict for the chosen papers. Which papers, the page says; here they are only read."""

    verdict = forms.ChoiceField(label="Decision", choices=_VERDICTS)
    conditions = _text("Conditions", 3, "The same for each of these papers; for conditional accepts.")


class DeskRejectForm(forms.Form):
    """The reason of a desk reject."""

    reason = _text("Reason", 6, "Stands in the letter as you write it here.")


class ShepherdForm(forms.Form):
    """The member who sees the paper through."""

    def __init__(self, people: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["person"] = forms.ChoiceField(
            label="Shepherd", choices=[("", "choose a member"), *people]
        )


class ConditionsForm(forms.Form):
    """Whether conditions are met, with words for the authors."""

    note = _text("Note", 4, "Stands in the letter. Must say why, if the conditions are not met.")
