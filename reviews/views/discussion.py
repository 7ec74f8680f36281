"""Threads: the discussion of a paper, questions to the chairs."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reviews.commands import discussion as commands
from reviews.domain import ThreadAudience
from reviews.forms.talk import PostForm, QuestionForm
from reviews.panels.cards import post_cards
from reviews.queries.common import find_paper
from reviews.queries.threads import (
    PaperThreads,
    ThreadShown,
    paper_threads,
    questions_page,
    questions_to_chairs,
)
from reviews.views.common import clock, to_paper
from sysml.conference.pages import SiteRequest, attempt, link, page_of, render
from sysml.kernel.errors import NotFound


def _threads(request: SiteRequest, number: int) -> PaperThreads:
    paper = find_paper(request.viewer, request.at, number)
    return paper_threads(request.viewer, request.at, paper)


def _thread(request: SiteRequest, number: int, xid: str) -> ThreadShown:
    for thread in _threads(request, number).threads:
        if thread.xid == xid:
            return thread
    raise NotFound


@require_http_methods(["GET", "POST"])
def review_thread(request: SiteRequest, number: int, xid: str) -> HttpResponse:
    """One thread on a page of its own; also where a post goes that could not be taken, with its words."""
    thread = _thread(request, number, xid)
    form = PostForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: commands.post_in_thread(
                by=request.viewer,
                edition=request.edition,
                number=number,
                thread=xid,
                text=form.cleaned_data["text"],
                now=request.now,
            ),
            done="Posted.",
        )
    ):
        if request.POST.get("from") == "page":
            return HttpResponseRedirect(link(request.edition, "review-thread", number=number, xid=xid))
        return to_paper(request, number, "#discussion")
    posts = post_cards(thread, request.viewer.zone)
    return render(
        request, "reviews/thread.html", {"number": number, "thread": thread, "posts": posts, "form": form}
    )


@require_http_methods(["GET", "POST"])
def review_discuss(request: SiteRequest, number: int, audience: str) -> HttpResponse:
    """The first post to these readers."""
    page = _threads(request, number)
    chosen = next((found for found in page.begin if found.value == audience), None)
    if chosen is None:
        raise NotFound
    form = PostForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: commands.post_to(
                by=request.viewer,
                edition=request.edition,
                number=number,
                audience=ThreadAudience(audience),
                text=form.cleaned_data["text"],
                now=request.now,
            ),
            done="Posted.",
        )
    ):
        return to_paper(request, number, "#discussion")
    words = page.words_of(chosen)
    return render(request, "reviews/discuss.html", {"number": number, "who_reads": words, "form": form})


@require_http_methods(["GET", "POST"])
def review_questions(request: SiteRequest, number: int) -> HttpResponse:
    """An author or reviewer asks the chairs about one paper."""
    page = questions_page(request.viewer, request.at, number)
    form = QuestionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            request,
            form,
            lambda: commands.ask_chairs(
                by=request.viewer,
                edition=request.edition,
                number=number,
                now=request.now,
                **form.cleaned_data,
            ),
            done="Your question is with the chairs. The answer will stand here, and you get a letter.",
        )
    ):
        return HttpResponseRedirect(link(request.edition, "review-questions", number=number))
    threads = [(thread, post_cards(thread, request.viewer.zone)) for thread in page.threads.threads]
    return render(request, "reviews/questions.html", {"page": page, "threads": threads, "form": form})


@require_POST
def thread_answered(request: SiteRequest, number: int, xid: str) -> HttpResponse:
    """A chair says that a question is answered, or open again."""
    answered = request.POST.get("answered") == "1"
    attempt(
        request,
        None,
        lambda: commands.set_answered(
            by=request.viewer,
            edition=request.edition,
            number=number,
            thread=xid,
            answered=answered,
            now=request.now,
        ),
        done="Marked as answered." if answered else "Marked as open.",
    )
    return HttpResponseRedirect(link(request.edition, "review-thread", number=number, xid=xid))


@require_GET
def question_list(request: SiteRequest) -> HttpResponse:
    """Questions to the chairs, open ones unless all are asked for."""
    open_only = request.GET.get("show") != "all"
    rows = questions_to_chairs(request.viewer, request.at, open_only=open_only)
    page = page_of(request, rows, 50)
    shown = [(row, clock(request, row.asked_at)) for row in page.object_list]
    return render(
        request,
        "reviews/question_list.html",
        {"rows": shown, "count": len(rows), "open_only": open_only, "page": page},
    )
