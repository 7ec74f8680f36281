"""The review form of a track, and what chairs type about reviews."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from reviews.domain import QuestionKind
from reviews.queries.forms import Asked, Value
from sysml.kernel.plain import whole


class ReviewForm(forms.Form):
    """One field per question, named by its key. Nothing is required here: a draft may be half empty, and what is
    handed in is judged by the command, which names every missing answer."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, questions: tuple[Asked, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[question.key] = _field(question)

    def answers(self) -> dict[str, object]:
        """What was typed, by key."""
        return {question.key: self.data.get(question.key, "") for question in self.questions}

    def revision(self) -> int:
        """The revision of the review that the form was loaded with."""
        return _number(self.data.get("version"))

    def parts(self) -> Iterator[tuple[forms.BoundField, Asked]]:
        """Each field with its question, for the template."""
        for question in self.questions:
            yield self[question.key], question

    @staticmethod
    def initial_of(values: Mapping[str, Value], revision: int) -> dict[str, object]:
        return {**{key: str(value) for key, value in values.items()}, "version": revision}


def _number(raw: object) -> int:
    return whole(raw) or 0


def _field(question: Asked) -> forms.Field:
    if question.kind is QuestionKind.TEXT:
        return forms.CharField(
            label=question.label,
            help_text=question.help,
            required=False,
            widget=forms.Textarea(attrs={"rows": 6, "aria-describedby": f"reads-{question.key}"}),
        )
    show = (
        (lambda value, words: f"{value} {words}")
        if question.kind is QuestionKind.SCORE
        else (lambda _, words: words)
    )
    return forms.ChoiceField(
        label=question.label,
        help_text=question.help,
        required=False,
        choices=[(str(value), show(value, words)) for value, words in question.options],
        widget=forms.RadioSelect,
    )


class BehalfReviewForm(ReviewForm):
    """A review that a chair enters for somebody."""

    person = forms.ChoiceField(label="Whose review this is")
    reason = forms.CharField(label="Why you enter it for them", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, people: list[tuple[str, str]], questions: tuple[Asked, ...], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(questions, *args, **kwargs)
        self.fields["person"] = forms.ChoiceField(label="Whose review this is", choices=people)


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = forms.CharField(label="Reason, kept in the log", widget=forms.Textarea(attrs={"rows": 2}))
