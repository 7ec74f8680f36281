"""Going back to a snapshot."""

from django import forms

LARGEST_NUMBER = 99_999


class ChooseForm(forms.Form):
    """For one paper, or for all."""

    paper = forms.IntegerField(
        label="Only paper",
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text="Empty: all papers.",
    )

    def number(self) -> int | None:
        """The paper, if one was named that can be a number."""
        return self.cleaned_data.get("paper") if self.is_valid() else None


class ProposeForm(ChooseForm):
    """And why."""

    reason = forms.CharField(max_length=300, help_text="The other chairs read it, and the log keeps it.")


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(max_length=300, help_text="The log keeps it.")
