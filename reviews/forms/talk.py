"""Posts, questions, responses, meta-reviews, requests, leads."""

from django import forms

from reviews.domain import LEAD_RULE_WORDS, LeadRule, Verdict
from reviews.queries.meta import VERDICT_WORDS


class PostForm(forms.Form):
    """A post in a thread."""

    text = forms.CharField(
        label="Your text",
        help_text="Markdown with $TeX$.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "aria-describedby": "who-reads"}),
    )


class QuestionForm(PostForm):
    """A question to the chairs."""

    subject = forms.CharField(label="In a few words", max_length=200, required=False)
    field_order = ["subject", "text"]


class ResponseForm(forms.Form):
    """The authors' response."""

    text = forms.CharField(
        label="Your response",
        help_text="Markdown with $TeX$.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 16, "aria-describedby": "who-reads"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BehalfResponseForm(forms.Form):
    """A response that a chair enters for the authors."""

    text = forms.CharField(label="The authors' response", widget=forms.Textarea(attrs={"rows": 12}))
    reason = forms.CharField(label="Why you enter it for them", widget=forms.Textarea(attrs={"rows": 2}))


class MetaForm(forms.Form):
    """The lead's summary, remarks and recommendation."""

    summary = forms.CharField(
        label="Summary",
        help_text="Markdown with $TeX$.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    remarks = forms.CharField(label="Remarks", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    recommendation = forms.ChoiceField(
        label="You recommend",
        required=False,
        choices=[(verdict.value, words) for verdict, words in VERDICT_WORDS.items()],
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def verdict(self) -> str:
        raw = self.data.get("recommendation", "")
        return str(raw) if raw in {verdict.value for verdict in Verdict} else ""


class ExternalForm(forms.Form):
    """Whom to ask for a review."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="E-mail address")
    affiliation = forms.CharField(label="Affiliation", max_length=200, required=False)


class LeadForm(forms.Form):
    """Who leads one paper."""

    person = forms.ChoiceField(label="Lead", widget=forms.RadioSelect)

    def __init__(self, people: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["person"] = forms.ChoiceField(label="Lead", choices=people, widget=forms.RadioSelect)


class BulkLeadForm(forms.Form):
    """Leads for many papers by one rule."""

    rule = forms.ChoiceField(
        label="Make lead",
        choices=[(rule.value, words) for rule, words in LEAD_RULE_WORDS.items()],
        initial=LeadRule.CONFIDENT.value,
        widget=forms.RadioSelect,
    )
