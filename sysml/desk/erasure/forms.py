"""Forms of the erasure."""

from django import forms


class AnnounceForm(forms.Form):
    """The day, and why."""

    day = forms.DateField(
        label="Day of the erasure",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Everybody who took part gets a letter now, at least thirty days ahead.",
    )
    reason = forms.CharField(label="Why", max_length=300, help_text="The log keeps it.")


class ReasonForm(forms.Form):
    """Why the day is taken back."""

    reason = forms.CharField(label="Why", max_length=300)


class CarryOutForm(forms.Form):
    """The last step."""

    sure = forms.CharField(
        label="The edition’s address, typed",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(label="Why", max_length=300, help_text="The log keeps it.")
