"""Which letters leave by themselves, and what they say."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sysml.conference import queries
from sysml.conference.commands.editions import switch_letters
from sysml.conference.commands.wording import kind_of, reset_letter, word_letter
from sysml.conference.forms import WordsForm
from sysml.conference.pages import SiteRequest, attempt, link
from sysml.conference.views.frame import EDITING, only_chairs, settings_page


@require_GET
def letter_list(request: SiteRequest) -> HttpResponse:
    """Every kind of letter with its switch."""
    only_chairs(request)
    context = {"letters": queries.letter_kinds(request.viewer, request.edition)}
    return settings_page(request, "conference/letters.html", context, tab="settings-letters")


@require_POST
def switch_letter(request: SiteRequest, kind: str) -> HttpResponse:
    """Let letters of a kind leave by themselves, or hold them."""
    only_chairs(request)
    on = request.POST.get("on") == "1"
    chosen = kind_of(kind)
    attempt(
        request,
        None,
        lambda: switch_letters(
            by=request.viewer, edition=request.edition, kind=chosen.key, on=on, now=request.now
        ),
        done="These letters leave by themselves from now on. Those that were held wait in the outbox."
        if on
        else "These letters are held from now on.",
    )
    return redirect(link(request.edition, "settings-letters"))


@require_http_methods(EDITING)
def letter_words(request: SiteRequest, kind: str) -> HttpResponse:
    """The words of one kind, with an example; a press on Preview fills the example and saves nothing."""
    only_chairs(request)
    chosen = kind_of(kind)
    shown = queries.letter_words(request.edition, chosen, settings.BASE_URL)
    form = WordsForm(request.POST or None, initial={"subject": shown.subject, "body": shown.body})
    if request.method == "POST" and form.is_valid():
        if request.POST.get("preview"):
            shown = queries.example_of(request.edition, chosen, settings.BASE_URL, **form.cleaned_data)
        elif attempt(
            request,
            form,
            lambda: word_letter(
                by=request.viewer,
                edition=request.edition,
                kind=chosen.key,
                now=request.now,
                **form.cleaned_data,
            ),
            done="Saved. Letters that are already written keep their words.",
        ):
            return redirect(link(request.edition, "settings-letter", kind=kind))
    context = {"form": form, "letter": shown}
    return settings_page(request, "conference/letter.html", context, tab="settings-letters")


@require_POST
def letter_reset(request: SiteRequest, kind: str) -> HttpResponse:
    """Back to the default words."""
    only_chairs(request)
    attempt(
        request,
        None,
        lambda: reset_letter(by=request.viewer, edition=request.edition, kind=kind, now=request.now),
        done="The default words hold again.",
    )
    return redirect(link(request.edition, "settings-letter", kind=kind))
