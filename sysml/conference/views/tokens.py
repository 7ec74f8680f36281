"""A person's API tokens. They stand on this floor because a token may be bound to one edition."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from sysml.conference import queries
from sysml.conference.guard.queries import asks_it_of
from sysml.conference.pages import SiteRequest, render
from sysml.conference.views.frame import EDITING
from sysml.kernel import tokens
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.forms import TokenForm
from sysml.kernel.queries import token_of, tokens_of

SECOND_STEP_FIRST = (
    "An edition in which you hold an office asks you for a second step of signing in. Set it up, under "
    "“Second step and passkeys”, before a token can act for you there."
)


def _form(request: SiteRequest, data: object = None) -> TokenForm:
    editions = [(row.slug, row.name) for row in queries.editions(request.viewer, request.now)]
    return TokenForm(data, editions=editions, today=request.now.date())


@require_http_methods(EDITING)
@sensitive_variables("secret")
def token_list(request: SiteRequest) -> HttpResponse:
    """My tokens, and the form for a new one, whose secret is shown this once."""
    form = _form(request, request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret = _make(request, form)
        form = _form(request) if secret else form
    context = {"form": form, "secret": secret, "tokens": tokens_of(request.user, now=request.now)}
    return render(request, "people/tokens.html", context)


def _make(request: SiteRequest, form: TokenForm) -> str:
    data = form.cleaned_data
    if asks_it_of(request.user, data["edition"]):
        form.add_error(None, SECOND_STEP_FIRST)
        return ""
    try:
        _, secret = tokens.create(
            person=request.user,
            name=data["name"],
            scopes=data["scopes"],
            edition_slug=data["edition"],
            expires_at=form.expires_at(),
            now=request.now,
        )
    except Invalid as refusal:
        for name, texts in refusal.fields.items():
            for text in texts:
                form.add_error("expires_on" if name == "expires_at" else name, text)
        return ""
    return secret


@require_http_methods(EDITING)
def token_revoke(request: SiteRequest, xid: str) -> HttpResponse:
    """Ask, then end a token."""
    token = token_of(request.user, xid)
    if token is None:
        raise NotFound
    if request.method != "POST":
        context = {"name": token.name, "action": reverse("token-revoke", args=[xid])}
        return render(request, "people/token_revoke.html", context)
    tokens.revoke(token=token, now=request.now)
    messages.success(request, f"“{token.name}” opens nothing any more.")
    return redirect("tokens")
