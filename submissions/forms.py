"""Forms: they parse and validate; what may be done is for commands to say."""

import secrets
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from submissions.domain import (
    ABSTRACT_WORDS,
    KEYWORDS_LENGTH,
    MOST_AUTHORS,
    TITLE_LENGTH,
    AuthorEntry,
    Details,
    DocumentKind,
)
from submissions.queries.papers import TrackForm
from sysml.kernel.markdown import words
from sysml.kernel.plain import whole

PREFIX = "authors"


class AuthorForm(forms.Form):
    """One author; an empty line is left out."""

    xid = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    name = forms.CharField(label="Name", required=False, max_length=200)
    email = forms.EmailField(label="E-mail", required=False)
    affiliation = forms.CharField(label="Affiliation", required=False, max_length=200)
    country = forms.CharField(
        label="Country",
        required=False,
        max_length=2,
        widget=forms.TextInput(attrs={"size": 3, "placeholder": "CH"}),
    )
    is_corresponding = forms.BooleanField(label="Corresponding author", required=False)

    def entry(self) -> AuthorEntry:
        """The author as a command takes them."""
        said = self.cleaned_data
        return AuthorEntry(
            said["name"],
            said["email"],
            said["affiliation"],
            said["country"],
            said["is_corresponding"],
            said["xid"],
        )


class AuthorLines(BaseFormSet[AuthorForm]):
    """The authors of a paper, a line each."""

    def entries(self) -> tuple[AuthorEntry, ...]:
        """The authors in the order of the form."""
        filled = (
            form for form in self.forms if form.cleaned_data.get("name") or form.cleaned_data.get("email")
        )
        return tuple(form.entry() for form in filled)


AuthorFormSet = cast(
    type[AuthorLines],
    formset_factory(
        AuthorForm,
        formset=AuthorLines,
        extra=0,
        max_num=MOST_AUTHORS,
        absolute_max=MOST_AUTHORS,
        validate_max=True,
    ),
)


class PaperForm(forms.Form):
    """Everything that is said of a paper, but its authors; the questions are those of its track."""

    title = forms.CharField(label="Title", required=False, max_length=TITLE_LENGTH)
    abstract = forms.CharField(
        label="Abstract",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Markdown, with mathematics between dollar signs: $O(n \\log n)$.",
    )
    topics = forms.MultipleChoiceField(label="Topics", required=False, widget=forms.CheckboxSelectMultiple)
    keywords = forms.CharField(
        label="Keywords", required=False, max_length=KEYWORDS_LENGTH, help_text="Separated by commas."
    )
    checklist = forms.MultipleChoiceField(
        label="Please confirm",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The submission is complete only with every one that is not marked as optional.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, track: TrackForm, *args: Any, on_behalf: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.track = track
        self._choices("topics", [(topic.xid, topic.name) for topic in track.topics])
        self._choices(
            "checklist", [(t.key, t.text if t.required else f"{t.text} (optional)") for t in track.ticks]
        )
        for question in track.questions:
            self.fields[f"attribute_{question.key}"] = _answer_field(question.label, question.options)
        if not track.ticks:
            del self.fields["checklist"]
        if on_behalf:
            self.fields["reason"] = forms.CharField(
                label="Why you change this for the authors",
                max_length=1000,
                help_text="The authors will read this.",
            )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = choices

    def clean_abstract(self) -> str:
        """Too long an abstract is said beside its field, and stays there."""
        text: str = self.cleaned_data["abstract"]
        if (count := words(text)) > ABSTRACT_WORDS:
            raise forms.ValidationError(f"At most {ABSTRACT_WORDS} words; these are {count:,}.")
        return text

    def questions(self) -> list[forms.BoundField]:
        """The fields of the track's further questions."""
        return [self[f"attribute_{question.key}"] for question in self.track.questions]

    def details(self, authors: tuple[AuthorEntry, ...] | None) -> Details:
        """What the form says, as a command takes it."""
        said = self.cleaned_data
        return Details(
            title=said["title"],
            abstract=said["abstract"],
            keywords=said["keywords"],
            topics=tuple(said["topics"]),
            attributes={q.key: said[f"attribute_{q.key}"] for q in self.track.questions},
            checklist=tuple(said.get("checklist", ())),
            authors=authors,
        )


def _answer_field(label: str, options: tuple[str, ...]) -> forms.Field:
    if options:
        choices = [("", "no answer yet"), *((option, option) for option in options)]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    return forms.CharField(label=label, required=False, max_length=2000)


def initial_of(details: Details, version: int) -> dict[str, Any]:
    """What the form shows at first of a paper that is there."""
    return {
        "title": details.title,
        "abstract": details.abstract,
        "topics": list(details.topics),
        "keywords": details.keywords,
        "checklist": list(details.checklist),
        "version": version,
        **{f"attribute_{key}": answer for key, answer in details.attributes.items()},
    }


def author_rows(authors: tuple[AuthorEntry, ...] | None) -> list[dict[str, Any]]:
    """What the lines of authors show at first."""
    return [
        {
            "xid": a.xid,
            "name": a.name,
            "email": a.email,
            "affiliation": a.affiliation,
            "country": a.country,
            "is_corresponding": a.is_corresponding,
        }
        for a in authors or ()
    ]


def new_once() -> str:
    """A token that makes pressing twice harmless."""
    return secrets.token_urlsafe(18)


def rearranged(data: QueryDict) -> QueryDict | None:
    """The posted lines of authors after a press on add, remove, up or down; None if no such button was pressed.

    The same buttons work in place with JavaScript.
    """
    rows = _rows(data)
    pressed = (whole(data.get(name, "")) for name in ("remove", "up", "down"))
    row = next((row for row in pressed if row is not None), -1)
    if "add" in data:
        rows.append({})
    elif "remove" in data and 0 <= row < len(rows):
        del rows[row]
    elif "up" in data and 0 < row < len(rows):
        rows[row - 1], rows[row] = rows[row], rows[row - 1]
    elif "down" in data and 0 <= row < len(rows) - 1:
        rows[row + 1], rows[row] = rows[row], rows[row + 1]
    elif not {"remove", "up", "down"} & data.keys():
        return None
    return _with_rows(data, rows)


def _rows(data: QueryDict) -> list[dict[str, str]]:
    total = min(whole(data.get(f"{PREFIX}-TOTAL_FORMS", "")) or 0, MOST_AUTHORS)
    names = AuthorForm.base_fields.keys()
    return [
        {name: str(data[key]) for name in names if (key := f"{PREFIX}-{at}-{name}") in data}
        for at in range(total)
    ]


def _with_rows(data: QueryDict, rows: list[dict[str, str]]) -> QueryDict:
    changed = data.copy()
    for key in list(changed):
        if key.startswith(f"{PREFIX}-") and key.split("-")[1].isdigit():
            del changed[key]
    for at, row in enumerate(rows[:MOST_AUTHORS]):
        for name, value in row.items():
            changed[f"{PREFIX}-{at}-{name}"] = value
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(min(len(rows), MOST_AUTHORS))
    return changed


class TitleForm(forms.Form):
    """The title alone."""

    title = forms.CharField(label="Title", max_length=TITLE_LENGTH)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="Reason", required=False, max_length=1000)


class AuthorsForm(forms.Form):
    """What goes with the lines of authors on a page of their own."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="Reason", required=False, max_length=1000)


class FileForm(forms.Form):
    """A file."""

    file = forms.FileField(label="File", allow_empty_file=True, max_length=255)
    reason = forms.CharField(label="Reason, if you act for the authors", required=False, max_length=1000)

    def __init__(self, *args: Any, kind: DocumentKind, on_behalf: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind in {DocumentKind.PAPER, DocumentKind.CAMERA_READY}:
            self.fields["file"].widget.attrs["accept"] = "application/pdf,.pdf"
        if not on_behalf:
            del self.fields["reason"]


class ReasonForm(forms.Form):
    """An act with a reason."""

    reason = forms.CharField(
        label="Reason", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class FalseAlarmForm(forms.Form):
    """Why a finding is wrong."""

    comment = forms.CharField(
        label="Why is this finding wrong?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NumbersForm(forms.Form):
    """Papers chosen from a list."""

    numbers = forms.TypedMultipleChoiceField(coerce=int, required=False)
    reason = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: Mapping[str, Any], *, offered: list[int]) -> None:
        super().__init__(data)
        field = self.fields["numbers"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101
        field.choices = [(number, str(number)) for number in offered]
