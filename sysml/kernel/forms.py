"""Forms of a person's own pages: they parse and validate, and change nothing."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sysml.kernel import orcid
from sysml.kernel.countries import COUNTRIES
from sysml.kernel.models import User
from sysml.kernel.queries import NOTIFICATIONS, Profile, Spell
from sysml.kernel.tokens import SCOPES


class SignupForm(forms.Form):
    """What we ask at sign-up beside address and password; allauth adds the rest."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="As it should stand on papers and committee lists.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth when the account is made; the adapter has written the name already."""


@cache
def zone_names() -> tuple[str, ...]:
    """The names of time zones that a person can choose."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


class LongSelect(forms.Select):
    """A select with hundreds of options, written without a template for each of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value) if value else ""
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if key == chosen else "", words) for key, words in self.choices),
        )
        own = flatatt({**self.attrs, **(attrs or {}), "name": name})
        return format_html("<select{}>\n{}\n</select>", own, options)


class ProfileForm(forms.Form):
    """The profile, without the history of affiliations."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    affiliation = forms.CharField(
        max_length=200, required=False, help_text="As it should stand on committee lists today."
    )
    country = forms.ChoiceField(required=False, choices=[("", "–"), *COUNTRIES.items()], widget=LongSelect)
    timezone = forms.CharField(
        label="Time zone",
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text="Deadlines are shown on this clock first, and in the conference’s own time beside it.",
    )
    orcid = forms.CharField(
        label="ORCID iD", max_length=60, required=False, help_text="Like 0000-0002-1825-0097."
    )
    homepage = forms.URLField(label="Home page", required=False, assume_scheme="https")
    dblp = forms.URLField(
        label="DBLP page", required=False, assume_scheme="https", help_text="Helps to find co-authors."
    )
    scholar = forms.URLField(label="Google Scholar page", required=False, assume_scheme="https")
    notifications = forms.MultipleChoiceField(
        label="Letters that I want",
        required=False,
        choices=list(NOTIFICATIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Receipts, decisions, invitations and answers to your questions always come.",
    )

    @classmethod
    def showing(cls, profile: Profile, data: Any = None) -> "ProfileForm":
        """The form filled with what the profile says now."""
        initial: dict[str, Any] = {name: getattr(profile, name) for name in cls.base_fields}
        initial["notifications"] = [key for key, on in profile.notifications.items() if on]
        return cls(data, initial=initial)

    def clean_orcid(self) -> str:
        try:
            return orcid.normalise(self.cleaned_data["orcid"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_timezone(self) -> str:
        name: str = self.cleaned_data["timezone"]
        if name not in zone_names():
            raise forms.ValidationError("Choose a time zone of the list, such as Europe/Zurich.")
        return name

    def clean_notifications(self) -> dict[str, bool]:
        return {key: key in self.cleaned_data["notifications"] for key in NOTIFICATIONS}


class SpellForm(forms.Form):
    """One row of the history of affiliations."""

    name = forms.CharField(label="Institution", max_length=200)
    domain = forms.CharField(label="E-mail domain", max_length=120, required=False)
    since = forms.IntegerField(label="From (year)", min_value=1950, max_value=2100)
    until = forms.IntegerField(label="Until (year)", min_value=1950, max_value=2100, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "The last year is before the first.")
        return data


class BaseSpells(forms.BaseFormSet[SpellForm]):
    """The history as rows, some of which may be empty or removed."""

    def spells(self) -> list[Spell]:
        """The rows that are filled and kept."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [
            Spell(row["name"], row["domain"], row["since"], row["until"])
            for row in rows
            if not row.get("DELETE")
        ]


Spells = forms.formset_factory(SpellForm, formset=BaseSpells, extra=1, can_delete=True, max_num=40)


def spells_form(profile: Profile, data: Any = None) -> BaseSpells:
    """The history as a formset with one empty row."""
    initial = [
        {"name": spell.name, "domain": spell.domain, "since": spell.since, "until": spell.until}
        for spell in profile.affiliations
    ]
    return cast(BaseSpells, Spells(data, prefix="history", initial=initial))


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(max_length=80, help_text="What uses it: “script on my laptop”.")
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=[(key, words) for key, words in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    edition = forms.ChoiceField(required=False, help_text="It opens nothing outside.")
    expires_on = forms.DateField(
        label="Last day", widget=forms.DateInput(attrs={"type": "date"}), help_text="Within a year."
    )

    def __init__(self, *args: Any, editions: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["edition"])
        field.choices = [("", "Every edition"), *editions]
        self.fields["expires_on"].initial = (today + timedelta(days=90)).isoformat()

    def expires_at(self) -> datetime:
        """The end of the chosen day."""
        return datetime.combine(self.cleaned_data["expires_on"], time(23, 59, 59), UTC)


class MergeForm(forms.Form):
    """The address of one's other account."""

    email = forms.EmailField(
        label="Address of your other account",
        help_text="A letter with a link goes there; it is good for an hour.",
    )
