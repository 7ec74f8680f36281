"""Forms of the committee's pages: they parse and validate, and nothing else."""

from collections.abc import Sequence
from typing import Any

from django import forms

from committee.queries.conflicts import reason_choices
from committee.queries.handling import HandlerChoice
from committee.queries.matching import Parameters
from committee.queries.members import MemberRow, Profile, Sides

LARGEST_LIST = 1_000_000


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Give a field of choices those of this page."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class TextOrFileForm(forms.Form):
    """A text that is pasted, or handed in as a file; `text` holds it either way."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}), required=False)
    file = forms.FileField(required=False, label="or a CSV file")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        upload = values.get("file")
        if upload is not None:
            values["text"] = self._decoded(upload)
        if not (values.get("text") or "").strip() and not self.errors:
            self.add_error("text", "Paste a list, or choose a file.")
        return values

    def _decoded(self, upload: Any) -> str:
        if upload.size > LARGEST_LIST:
            self.add_error("file", "This file is larger than 1 MB; it cannot be a list of people or bids.")
            return ""
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error(
                "file", "This is not a text file in UTF-8. In a spreadsheet, save it as “CSV UTF-8”."
            )
            return ""


class ImportForm(TextOrFileForm):
    """People for the committee."""

    load = forms.IntegerField(min_value=1, max_value=100, initial=6, label="Papers asked of each")
    invite = forms.BooleanField(required=False, initial=True, label="Write the invitation letters now")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Name, e-mail, affiliation, side: one person a line"
        self.fields["text"].widget.attrs["placeholder"] = (
            "Ada Byron, ada@uni.example.org, Example University, ML"
        )


class BidsFileForm(TextOrFileForm):
    """A file of bids."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Number, title, bid: one paper a line"


class MemberForm(forms.Form):
    """What a chair sets for a member."""

    side = forms.ChoiceField(widget=forms.RadioSelect)
    load_max = forms.IntegerField(min_value=1, max_value=100, label="Papers asked of this member, at most")

    def __init__(self, *args: Any, sides: Sides, member: MemberRow, **kwargs: Any) -> None:
        kwargs["initial"] = {"side": member.side, "load_max": member.load_max}
        super().__init__(*args, **kwargs)
        if sides.two:
            _choose(self, "side", sides.choices())
        else:
            self.fields["side"] = forms.CharField(widget=forms.HiddenInput, initial=member.side)


class AnswerForm(forms.Form):
    """Answer to an invitation."""

    answer = forms.ChoiceField(
        choices=[("accept", "accept"), ("decline", "decline")], widget=forms.HiddenInput
    )
    load_wished = forms.IntegerField(
        min_value=0,
        required=False,
        label="At most so many papers",
        help_text="Leave it empty for the full load.",
    )
    note = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="A note to the chairs",
        help_text="If you decline: whom would you suggest? The chairs read this, nobody else.",
    )


class ProfileForm(forms.Form):
    """A member's own side, load and expertise."""

    side = forms.ChoiceField(widget=forms.RadioSelect, label="You count for")
    load_wished = forms.IntegerField(min_value=0, required=False, label="At most so many papers")

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        initial = {"side": profile.side, "load_wished": profile.load_wished}
        initial |= {f"topic_{t.xid}": "" if t.level is None else str(t.level) for t in profile.topics}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self._profile = profile
        if profile.sides.two:
            _choose(self, "side", profile.sides.choices())
        else:
            self.fields["side"] = forms.CharField(widget=forms.HiddenInput, initial=profile.side)
        self.fields[
            "load_wished"
        ].help_text = f"The chairs ask for {profile.load_max}. Leave it empty for that."
        levels = [("", "not said"), *((str(level), f"{level} {word}") for level, word in profile.levels)]
        for topic in profile.topics:
            self.fields[f"topic_{topic.xid}"] = forms.ChoiceField(
                choices=levels, required=False, label=topic.name, widget=forms.RadioSelect
            )

    def topic_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of the topics under their headings."""
        groups: dict[str, list[forms.BoundField]] = {}
        for topic in self._profile.topics:
            groups.setdefault(topic.group or "Topics", []).append(self[f"topic_{topic.xid}"])
        return list(groups.items())

    def expertise(self) -> dict[str, int]:
        """The levels that were said, by topic."""
        found = {}
        for topic in self._profile.topics:
            level = self.cleaned_data.get(f"topic_{topic.xid}", "")
            if level != "":
                found[topic.xid] = int(level)
        return found


class DeclareForm(forms.Form):
    """A person and a reason."""

    person = forms.CharField(max_length=12, widget=forms.HiddenInput)
    reason = forms.ChoiceField(choices=reason_choices)
    note = forms.CharField(
        max_length=300, required=False, label="Note", help_text="The chairs read it, nobody else."
    )


class OwnConflictForm(forms.Form):
    """A member's own conflict."""

    reason = forms.ChoiceField(choices=reason_choices)
    note = forms.CharField(
        max_length=300, required=False, label="Note", help_text="The chairs read it, nobody else."
    )


class ChairConflictForm(forms.Form):
    """A conflict that a chair enters."""

    number = forms.IntegerField(min_value=1, label="Number of the paper")
    person = forms.ChoiceField(label="Person")
    reason = forms.ChoiceField(choices=reason_choices)
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "person", people)


class ReasonForm(forms.Form):
    """A reason that must be given."""

    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), label="Reason")


class BidForm(forms.Form):
    """One bid; an empty value takes it back."""

    number = forms.IntegerField(min_value=1)
    value = forms.TypedChoiceField(
        choices=[("", ""), ("2", ""), ("1", ""), ("-1", ""), ("-2", "")],
        coerce=int,
        empty_value=None,
        required=False,
    )


class AssignForm(forms.Form):
    """A member for a paper."""

    member = forms.CharField(max_length=12)
    side = forms.ChoiceField(choices=[("", ""), ("ml", ""), ("systems", "")], required=False)
    reason = forms.CharField(max_length=2000, required=False)


class ReplaceForm(forms.Form):
    """Another member instead of one, with the reason."""

    new = forms.ChoiceField(label="Instead")
    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), label="Reason")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "new", people)


class HandlerForm(forms.Form):
    """Who handles a paper."""

    person = forms.ChoiceField(label="Handled by")

    def __init__(self, *args: Any, people: tuple[HandlerChoice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "person", [(one.xid, f"{one.name} (handles {one.handles})") for one in people])
        self.initial.setdefault("person", next((one.xid for one in people if one.current), ""))


class GiveUpForm(forms.Form):
    """A reviewer hands a paper back: a conflict, or another reason."""

    why = forms.ChoiceField(
        choices=[("conflict", "I have a conflict of interest"), ("decline", "I cannot review it")],
        widget=forms.RadioSelect,
        label="Why",
    )
    conflict = forms.ChoiceField(
        choices=lambda: [("", "—"), *reason_choices()], required=False, label="Which conflict"
    )
    reason = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}), label="Reason"
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("why") == "conflict" and not values.get("conflict"):
            self.add_error("conflict", "Choose which conflict it is.")
        if values.get("why") == "decline" and not (values.get("reason") or "").strip():
            self.add_error("reason", "Say why; the chairs read it and find somebody else.")
        return values


class PlanForm(forms.Form):
    """Settings of a plan."""

    wanted_a = forms.IntegerField(min_value=0, max_value=10)
    wanted_b = forms.IntegerField(min_value=0, max_value=10, required=False)
    load_cap = forms.IntegerField(
        min_value=0, max_value=100, label="Papers a member, at most", help_text="0: what each member takes."
    )
    influence = forms.IntegerField(
        min_value=0, max_value=100, label="Weight of bids, per cent", help_text="0 looks at topics alone."
    )
    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, help_text="Chooses among equally good plans.")
    keep = forms.BooleanField(
        required=False, label="Keep present reviewers, and pairs set by hand in the newest plan"
    )

    def __init__(self, *args: Any, sides: tuple[str, str], start: Parameters, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": start.stored()})
        if sides[0]:
            self.fields["wanted_a"].label = f"{sides[0]} reviewers a paper"
            self.fields["wanted_b"].label = f"{sides[1]} reviewers a paper"
        else:
            self.fields["wanted_a"].label = "Reviewers a paper"
            del self.fields["wanted_b"]

    def parameters(self) -> Parameters:
        """The settings as a value."""
        values = self.cleaned_data
        return Parameters(
            wanted_a=values["wanted_a"],
            wanted_b=values.get("wanted_b") or 0,
            load_cap=values["load_cap"],
            influence=values["influence"],
            seed=values["seed"],
            keep=values["keep"],
        )
