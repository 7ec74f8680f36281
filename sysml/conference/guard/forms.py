"""The switch of the second step."""

from django import forms


class GuardForm(forms.Form):
    """Whether it is asked, and why."""

    on = forms.BooleanField(label="Ask it of everybody who holds an office", required=False)
    reason = forms.CharField(max_length=300, help_text="The log keeps it.")
