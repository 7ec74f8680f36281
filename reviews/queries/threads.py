"""Discussion and questions to the chairs, as somebody may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reviews.domain import AUTHORS_READ_THREAD, QUESTIONS_TO_CHAIRS, THREAD_WORDS, Signature, ThreadAudience
from reviews.models import Post, Review, Thread
from reviews.policies import (
    POST,
    POSTER_NAME,
    REVIEW,
    THREAD,
    may_answer_questions,
    may_ask_chairs,
    may_post,
    question_audience,
)
from reviews.queries.common import Head, clock_of, find_paper, head_of, looks_as_author, sides_of
from submissions.models import Submission
from submissions.policies import SUBMISSION
from sysml.conference.domain import RoleKind, WindowKind
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel import markdown
from sysml.kernel.errors import NotFound, Permit

TITLES: dict[ThreadAudience, str] = {
    ThreadAudience.REVIEWERS: "Discussion",
    ThreadAudience.CHAIRS: "Among the chairs",
    ThreadAudience.AUTHORS_CHAIRS: "Question of the authors",
    ThreadAudience.REVIEWER_CHAIRS: "Question of a reviewer",
    ThreadAudience.SHEPHERD: "With the shepherd",
}


@dataclass(frozen=True)
class PostShown:
    """One post. `person` is empty for who may not know the name; `at` where a time would say too much."""

    xid: str
    signed_as: str
    person: str
    mine: bool
    side: str
    side_label: str
    text: str
    html: str
    day: str
    at: datetime | None

    @property
    def author(self) -> str:
        if self.mine:
            return f"{self.signed_as} (you)"
        return f"{self.person} · {self.signed_as}" if self.person else self.signed_as


@dataclass(frozen=True)
class ThreadShown:
    """A thread with its posts and, in plain words, who reads what is written there."""

    xid: str
    audience: ThreadAudience
    title: str
    who_reads: str
    to_authors: bool
    is_question: bool
    is_answered: bool
    posts: tuple[PostShown, ...]
    may_post: Permit
    may_answer: Permit


@dataclass(frozen=True)
class PaperThreads:
    """Every thread of a paper that this viewer reads, and which they may begin."""

    threads: tuple[ThreadShown, ...]
    begin: tuple[ThreadAudience, ...]
    ask: Permit
    ask_words: str
    ask_to_authors: bool

    def words_of(self, audience: ThreadAudience) -> str:
        return THREAD_WORDS[audience]


@dataclass(frozen=True)
class OpenQuestion:
    """A question to the chairs in their list."""

    xid: str
    number: int
    title: str
    subject: str
    asked_by: str
    asked_at: datetime
    posts: int
    is_answered: bool


def paper_threads(viewer: Viewer, at: Moment, paper: Submission) -> PaperThreads:
    """The threads of one paper; four queries for any number of posts."""
    clock = clock_of(viewer, at, paper)
    threads = list(THREAD.rows(viewer, at).filter(submission=paper).order_by("opened_at", "xid"))
    posts = _posts(viewer, at, paper, threads)
    answer = may_answer_questions(viewer, paper, clock)
    shown = tuple(
        ThreadShown(
            xid=thread.xid,
            audience=ThreadAudience(thread.audience),
            title=thread.subject or TITLES[ThreadAudience(thread.audience)],
            who_reads=THREAD_WORDS[ThreadAudience(thread.audience)],
            to_authors=thread.audience in AUTHORS_READ_THREAD,
            is_question=thread.audience in QUESTIONS_TO_CHAIRS,
            is_answered=thread.is_answered,
            posts=posts.get(thread.pk, ()),
            may_post=may_post(viewer, paper, clock, ThreadAudience(thread.audience)),
            may_answer=answer,
        )
        for thread in threads
    )
    there = {thread.audience for thread in shown}
    begin = tuple(
        audience
        for audience in (ThreadAudience.REVIEWERS, ThreadAudience.CHAIRS)
        if audience not in there
        and may_post(viewer, paper, clock, audience)
        and (audience is ThreadAudience.CHAIRS or clock.begun(WindowKind.DISCUSSION))
    )
    mine = question_audience(viewer, paper)
    return PaperThreads(
        threads=shown,
        begin=begin,
        ask=may_ask_chairs(viewer, paper, clock),
        ask_words=THREAD_WORDS[mine] if mine else "",
        ask_to_authors=mine is ThreadAudience.AUTHORS_CHAIRS,
    )


def _posts(
    viewer: Viewer, at: Moment, paper: Submission, threads: Iterable[Thread]
) -> dict[int, tuple[PostShown, ...]]:
    rows = list(POST.rows(viewer, at).filter(thread__in=[t.pk for t in threads]).order_by("at", "pk"))
    names = {
        pk: name or email
        for pk, name, email in POSTER_NAME.rows(viewer, at)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", "person__name", "person__email")
    }
    sides = _reviewer_sides(viewer, at, paper)
    found: dict[int, list[PostShown]] = {}
    for row in rows:
        found.setdefault(row.thread_id, []).append(
            _post(viewer, row, names, sides, sides_of(paper.track).label)
        )
    return {key: tuple(value) for key, value in found.items()}


def _reviewer_sides(viewer: Viewer, at: Moment, paper: Submission) -> dict[str, str]:
    """Side by signature, as far as the viewer sees the review of who signs so."""
    if looks_as_author(viewer, paper) or not paper.track.two_sided:
        return {}
    rows: Iterable[Review] = REVIEW.rows(viewer, at).filter(submission=paper)
    return {Signature.reviewer(review.label): review.side for review in rows}


def _post(
    viewer: Viewer, row: Post, names: dict[int, str], sides: dict[str, str], label: object
) -> PostShown:
    side = sides.get(row.signed_as, "")
    return PostShown(
        xid=row.xid,
        signed_as=row.signed_as,
        person=names.get(row.pk, ""),
        mine=row.person_id == viewer.person_id,
        side=side,
        side_label=label(side) if callable(label) else "",
        text=row.text,
        html=markdown.to_html(row.text),
        day=f"{row.at:%Y-%m-%d}",
        at=row.at if row.pk in names else None,
    )


@dataclass(frozen=True)
class QuestionsPage:
    """An author's or reviewer's questions to the chairs about one paper."""

    head: Head
    threads: PaperThreads


def questions_page(viewer: Viewer, at: Moment, number: int) -> QuestionsPage:
    """The page on which the chairs are asked; raises NotFound for who has nothing to ask and nothing to read."""
    paper = find_paper(viewer, at, number)
    threads = paper_threads(viewer, at, paper)
    asked = tuple(thread for thread in threads.threads if thread.is_question)
    if not threads.ask and not asked:
        raise NotFound
    return QuestionsPage(
        head_of(viewer, at, paper),
        PaperThreads(asked, (), threads.ask, threads.ask_words, threads.ask_to_authors),
    )


def questions_to_chairs(viewer: Viewer, at: Moment, *, open_only: bool = True) -> list[OpenQuestion]:
    """Questions that this viewer answers, oldest first; NotFound for who answers none. Three queries."""
    if not (viewer.is_chair or viewer.holds(RoleKind.HANDLING) or viewer.tied(Tie.HANDLES)):
        raise NotFound
    rows = (
        THREAD.rows(viewer, at)
        .filter(audience__in=QUESTIONS_TO_CHAIRS)
        .exclude(submission_id__in=sorted(viewer.tied(Tie.AUTHORED)))
    )
    if not viewer.is_chair:
        rows = rows.filter(submission_id__in=sorted(viewer.tied(Tie.HANDLES)))
    if open_only:
        rows = rows.filter(is_answered=False)
    threads = list(rows.select_related("submission").order_by("opened_at", "xid"))
    titles = dict(
        SUBMISSION.rows(viewer, at)
        .filter(pk__in=[thread.submission_id for thread in threads])
        .values_list("pk", "title")
    )
    posts: dict[int, list[str]] = {}
    found = POST.rows(viewer, at).filter(thread__in=[t.pk for t in threads]).order_by("at", "pk")
    for thread_id, signed in found.values_list("thread_id", "signed_as"):
        posts.setdefault(thread_id, []).append(signed)
    return [
        OpenQuestion(
            xid=thread.xid,
            number=thread.submission.number,
            title=titles.get(thread.submission_id, ""),
            subject=thread.subject,
            asked_by=posts.get(thread.pk, [""])[0],
            asked_at=thread.opened_at,
            posts=len(posts.get(thread.pk, ())),
            is_answered=thread.is_answered,
        )
        for thread in threads
    ]
