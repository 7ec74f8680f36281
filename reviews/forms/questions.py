"""Editing the review form of a track: one row per question."""

from typing import Any

from django import forms

from reviews.domain import AUDIENCE_WORDS, Audience, QuestionKind, QuestionPlan
from reviews.queries.forms import Asked
from sysml.kernel.plain import whole

KIND_WORDS = {
    QuestionKind.SCORE: "Score",
    QuestionKind.CHOICE: "Choice",
    QuestionKind.TEXT: "Text",
}
READERS = {
    Audience.AUTHORS: "authors too",
    Audience.COMMITTEE: "reviewers and chairs",
    Audience.CHAIRS: "chairs alone",
}


class QuestionRow(forms.Form):
    """One question. Values of scores and choices stand one a line: `4 weak accept`, `intersection Intersection`."""

    key = forms.SlugField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(label="Question", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=[(k.value, w) for k, w in KIND_WORDS.items()])
    audience = forms.ChoiceField(label="Read by", choices=[(a.value, READERS[a]) for a in AUDIENCE_WORDS])
    options = forms.CharField(
        label="Values",
        required=False,
        help_text="One a line: the value, a blank, its words.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    help = forms.CharField(label="Help", required=False)
    required = forms.BooleanField(label="Must be answered", required=False)
    role = forms.ChoiceField(
        label="Meaning",
        choices=[("", "none"), ("overall", "the overall score"), ("confidence", "the reviewer's confidence")],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "kind" in data:
            data["options"] = self._options(QuestionKind(data["kind"]), data.get("options", ""))
        return data

    def _options(self, kind: QuestionKind, text: str) -> tuple[tuple[int | str, str], ...]:
        if kind is QuestionKind.TEXT:
            return ()
        found: list[tuple[int | str, str]] = []
        for line in filter(None, map(str.strip, text.splitlines())):
            value, _, words = line.partition(" ")
            if kind is QuestionKind.SCORE and whole(value.removeprefix("-")) is None:
                self.add_error("options", f"“{line}” does not begin with a whole number.")
                continue
            found.append((int(value) if kind is QuestionKind.SCORE else value, words.strip() or value))
        return tuple(found)

    def plan(self) -> QuestionPlan:
        """The question as the command takes it."""
        data = self.cleaned_data
        return QuestionPlan(
            key=data.get("key", ""),
            label=data["label"],
            kind=QuestionKind(data["kind"]),
            audience=Audience(data["audience"]),
            options=data["options"],
            help=data.get("help", ""),
            required=data.get("required", False),
            is_overall=data.get("role") == "overall",
            is_confidence=data.get("role") == "confidence",
        )


QuestionRows = forms.formset_factory(QuestionRow, extra=0, can_order=True, can_delete=True, max_num=40)


def initial_of(questions: tuple[Asked, ...]) -> list[dict[str, Any]]:
    """Stored questions as rows of the formset."""
    return [
        {
            "key": q.key,
            "label": q.label,
            "kind": q.kind.value,
            "audience": q.audience.value,
            "options": "\n".join(f"{value} {words}" for value, words in q.options),
            "help": q.help,
            "required": q.required,
            "role": "overall" if q.is_overall else "confidence" if q.is_confidence else "",
            "ORDER": position,
        }
        for position, q in enumerate(questions, start=1)
    ]
