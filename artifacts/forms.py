"""Forms of artifact evaluation: they parse and validate, and change nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings

from artifacts.domain import (
    CHECKLIST,
    KICK_ANSWERS,
    KICK_THE_TIRES,
    LARGEST_LOAD,
    LONGEST_TEXT,
    VOTE_WORDS,
    Ballot,
    Description,
    Ruling,
    Vote,
)
from artifacts.queries.badges import DecidePage
from artifacts.queries.page import Described, OwnWork
from sysml.kernel.plain import whole


def most_megabytes() -> int:
    """How large an archive may be (SYSML_ARTIFACT_MAX_MB)."""
    return int(settings.ARTIFACT_MAX_MB)


def _text(label: str, rows: int, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class DescriptionForm(forms.Form):
    """What authors say of an artifact; used to register it and to change it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    abstract = _text(
        "What is it?", 4, "A few sentences: what the artifact is and what it does.", required=True
    )
    badges_asked = forms.MultipleChoiceField(
        label="Badges that you ask for", widget=forms.CheckboxSelectMultiple
    )
    claims = _text(
        "Claims and experiments",
        6,
        "Each main claim of the paper, where it stands (section, figure) and which experiment shows it.",
    )
    requirements = _text(
        "What evaluators need",
        4,
        "Hardware, software, data, accounts, hours. Never a password: give secrets to nobody by this form.",
    )
    licence = forms.CharField(label="Licence", max_length=80, required=False, help_text="Like Apache-2.0")
    doi = forms.CharField(
        label="DOI of the archive", max_length=160, required=False, help_text="Like 10.5281/zenodo.6344960"
    )

    def __init__(self, data: Any = None, *, page: Described) -> None:
        initial: dict[str, Any] = {
            name: getattr(page, name)
            for name in ("revision", "abstract", "claims", "requirements", "licence", "doi")
        }
        initial["badges_asked"] = list(page.badges_asked)
        initial |= {f"check_{key}": value for key, value in page.checklist}
        super().__init__(data, initial=initial)
        choices = [(key, f"{name}: {criterion}") for key, name, criterion in page.badges]
        self.fields["badges_asked"].choices = choices  # type: ignore[attr-defined]
        for key, words in CHECKLIST:
            self.fields[f"check_{key}"] = forms.CharField(label=words, max_length=2000, required=False)

    def checks(self) -> list[Any]:
        """The fields of the checklist."""
        return [self[f"check_{key}"] for key, _ in CHECKLIST]

    def description(self) -> Description:
        data = self.cleaned_data
        return Description(
            abstract=data["abstract"],
            claims=data["claims"],
            requirements=data["requirements"],
            licence=data["licence"],
            doi=data["doi"],
            badges_asked=tuple(data["badges_asked"]),
            checklist={key: data[f"check_{key}"] for key, _ in CHECKLIST if data[f"check_{key}"]},
        )


class ArchiveForm(forms.Form):
    """An archive with its checksum."""

    file = forms.FileField(label="Archive", max_length=255, help_text="zip, tar.gz, tar.zst or the like")
    sha256 = forms.CharField(
        label="SHA-256",
        max_length=80,
        required=False,
        help_text="If you state it, we compare: what arrives damaged is refused.",
    )
    note = _text("What changed since the last version?", 2, "The evaluators read this.")

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        most = most_megabytes()
        if sent.size == 0:
            raise forms.ValidationError("The file is empty (0 bytes).")
        if sent.size > most * 1_000_000:
            size = sent.size / 1_000_000
            raise forms.ValidationError(
                f"The archive has {size:.1f} MB; at most {most} MB are taken. Hand in a link instead."
            )
        return sent


class LinkForm(forms.Form):
    """A link with the checksum of what it leads to."""

    url = forms.URLField(
        label="Address",
        max_length=500,
        assume_scheme="https",
        help_text="A fixed version in an archive, not a branch that moves. It must not record who opens it.",
    )
    sha256 = forms.CharField(
        label="SHA-256", max_length=80, help_text="Of the file behind the address; evaluators compare it."
    )
    note = _text("What changed since the last version?", 2, "The evaluators read this.")


class KickForm(forms.Form):
    """The first look."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = _text("To the authors", 8, "What you tried, what worked, what they should mend.", required=True)

    def __init__(self, data: Any = None, *, work: OwnWork) -> None:
        initial: dict[str, Any] = {"revision": work.revision, "text": work.kick_text}
        initial |= dict(work.kick_answers)
        super().__init__(data, initial=initial)
        for key, question in KICK_THE_TIRES:
            self.fields[key] = forms.ChoiceField(
                label=question, choices=KICK_ANSWERS, widget=forms.RadioSelect
            )

    def questions(self) -> list[Any]:
        """The fields of the questions."""
        return [self[key] for key, _ in KICK_THE_TIRES]

    def answers(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key, _ in KICK_THE_TIRES}


class EvaluationForm(forms.Form):
    """The evaluation with a vote per badge."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    environment = _text("Where you ran it", 3, "Machine, GPU, system; nothing that names you or your host.")
    text = _text(
        "To the authors", 10, "What you did, what you found, how it bears on the claims.", required=True
    )
    remarks = _text("Remarks", 3, "The evaluators of this artifact and the artifact chairs read this.")
    hours = forms.FloatField(label="Hours it took", required=False, min_value=0, max_value=1000)

    def __init__(self, data: Any = None, *, work: OwnWork) -> None:
        initial: dict[str, Any] = {
            name: getattr(work, name) for name in ("revision", "environment", "text", "remarks", "hours")
        }
        for badge, vote, reason in work.votes:
            initial |= {f"vote_{badge}": vote, f"reason_{badge}": reason}
        super().__init__(data, initial=initial)
        self.badges = work.badges
        for key, name, criterion, asked in work.badges:
            choices = [(vote.value, words) for vote, words in VOTE_WORDS.items()]
            self.fields[f"vote_{key}"] = forms.ChoiceField(
                label=name,
                choices=choices if asked else [("", "no vote"), *choices],
                widget=forms.RadioSelect,
                required=asked,
                help_text=criterion,
            )
            self.fields[f"reason_{key}"] = _text(f"Why? ({name})", 2)

    def votes(self) -> list[tuple[Any, Any, bool]]:
        """(vote, reason, asked for) of each badge."""
        return [(self[f"vote_{key}"], self[f"reason_{key}"], asked) for key, _, _, asked in self.badges]

    def ballots(self) -> tuple[Ballot, ...]:
        data = self.cleaned_data
        return tuple(
            Ballot(key, Vote(data[f"vote_{key}"]), data[f"reason_{key}"])
            for key, *_ in self.badges
            if data.get(f"vote_{key}")
        )


class PostForm(forms.Form):
    """A message about an artifact."""

    text = _text("Message", 4, required=True)


class RosterForm(forms.Form):
    """A list of people to invite."""

    text = forms.CharField(
        label="People",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "placeholder": "Ada Example, ada@u1.example.org, Institute of Examples"}
        ),
        help_text="Name, e-mail, affiliation: one person a line.",
    )
    file = forms.FileField(label="Or a CSV file", required=False, help_text="The same columns.")
    load = forms.IntegerField(
        label="Artifacts at most",
        min_value=1,
        max_value=LARGEST_LOAD,
        initial=2,
        help_text="For each of them.",
    )
    invite = forms.BooleanField(label="Write the invitation to each now", required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sent = data.get("file")
        if sent is not None:
            if sent.size > 1_000_000:
                raise forms.ValidationError("A list of people has at most 1 MB.")
            try:
                data["text"] = sent.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError("The file is not text in UTF-8.") from None
        if not (data.get("text") or "").strip():
            self.add_error("text", "Paste at least one line.")
        return data


class SeatForm(forms.Form):
    """What an evaluator says of themselves."""

    resources = _text(
        "What you can run artifacts on",
        3,
        "GPUs, clusters, systems, languages. The artifact chairs read this when they assign.",
    )
    load = forms.IntegerField(label="Artifacts at most", min_value=1, max_value=LARGEST_LOAD, required=False)


class LoadForm(forms.Form):
    """How many artifacts an evaluator takes at most."""

    load = forms.IntegerField(label="Artifacts at most", min_value=1, max_value=LARGEST_LOAD)


class ReasonForm(forms.Form):
    """A reason, where an act needs one."""

    reason = forms.CharField(label="Reason", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class DecideForm(forms.Form):
    """What is decided of each badge."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    note = _text("Note to the authors", 3, "Goes to the authors with the badges; the evaluators read it too.")

    def __init__(self, data: Any = None, *, page: DecidePage) -> None:
        initial: dict[str, Any] = {"seen": page.seen, "note": page.note}
        for badge in page.questions:
            if badge.is_awarded is not None:
                initial[f"award_{badge.key}"] = "yes" if badge.is_awarded else "no"
            initial[f"reason_{badge.key}"] = badge.reason
        super().__init__(data, initial=initial)
        self.questions = page.questions
        for badge in page.questions:
            choices = [("yes", "award"), ("no", "do not award")]
            self.fields[f"award_{badge.key}"] = forms.ChoiceField(
                label=badge.name,
                choices=choices if badge.is_asked else [("", "not asked for"), *choices],
                required=badge.is_asked,
                widget=forms.RadioSelect,
                help_text=badge.criterion,
            )
            self.fields[f"reason_{badge.key}"] = _text(f"Reason ({badge.name})", 2, "The authors read it.")

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """(question, award, reason) of each badge."""
        return [(one, self[f"award_{one.key}"], self[f"reason_{one.key}"]) for one in self.questions]

    def rulings(self) -> tuple[Ruling, ...]:
        data = self.cleaned_data
        return tuple(
            Ruling(one.key, data[f"award_{one.key}"] == "yes", data[f"reason_{one.key}"])
            for one in self.questions
            if data.get(f"award_{one.key}")
        )


class ProposeForm(forms.Form):
    """How many evaluators each artifact should get."""

    wanted = forms.IntegerField(label="Evaluators for each artifact", min_value=1, max_value=10, initial=3)


def pairs_of(words: Sequence[str]) -> list[tuple[int, str]]:
    """(number, evaluator) from what the proposal's boxes carry; what is no pair is left out."""
    parts = [word.partition(":") for word in words]
    return [(number, xid) for word, _, xid in parts if (number := whole(word)) and xid]
