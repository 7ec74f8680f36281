"""Input of the pages that span apps."""

from django import forms


class MailForm(forms.Form):
    """A letter to a group of people."""

    group = forms.ChoiceField(label="To")
    subject = forms.CharField(max_length=200)
    body = forms.CharField(
        label="Letter",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Placeholders: {{name}}, {{edition}}, {{link}}, {{contact}}; "
        "and {{number}}, {{title}} in letters about one paper.",
    )

    def __init__(self, *args: object, groups: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["group"] = forms.ChoiceField(label="To", choices=groups)


class LookAsForm(forms.Form):
    """Whose pages a chair wants to see."""

    email = forms.EmailField(label="E-mail address of the person")
