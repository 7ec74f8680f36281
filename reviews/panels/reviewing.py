"""The parts of a paper's page that this app gives: reviews, response, discussion, meta-review."""

from dataclasses import dataclass

from reviews.domain import THREAD_WORDS
from reviews.panels.cards import Card, PostCard, by_side, cards, post_cards, said
from reviews.policies import may_act_for, may_write_meta_review
from reviews.queries.common import Sides, clock_of
from reviews.queries.meta import LeadShown, MetaShown, lead_of, meta_review_of
from reviews.queries.requests import DraftOfExternal, external_drafts
from reviews.queries.responses import ResponseShown, response_of
from reviews.queries.reviews import DraftShown, PaperReviews, SideTotal, paper_reviews
from reviews.queries.threads import PaperThreads, ThreadShown, paper_threads
from submissions.models import Submission
from sysml.conference import clockwork
from sysml.conference.domain import WindowKind
from sysml.conference.moment import Moment
from sysml.conference.pages import Act, Panel, act, link
from sysml.conference.viewer import Tie, Viewer
from sysml.kernel.errors import ALLOWED

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True)
class ReviewsPanel:
    """The reviews in two columns by side."""

    heading: str
    means: tuple[SideTotal, ...]
    columns: tuple[tuple[Card, ...], ...]
    drafts: tuple[DraftShown, ...]
    external_drafts: tuple[DraftOfExternal, ...]
    waiting: bool
    as_author: bool
    zone: str
    totals_words: str
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class OwnPanel:
    """The call to write one's own review."""

    words: str
    act: Act
    saved: str
    external: Act | None


@dataclass(frozen=True)
class ResponsePanel:
    """The authors' response, or the call to write it."""

    response: ResponseShown | None
    act: Act | None
    is_author: bool
    when: str


@dataclass(frozen=True)
class ThreadBlock:
    """A thread with its posts and, where the viewer may, the box to write."""

    thread: ThreadShown
    posts: tuple[PostCard, ...]
    url: str
    may_post: bool
    why_not: str
    answered_url: str


@dataclass(frozen=True)
class Beginning:
    """A box for the first post to these readers."""

    audience: str
    title: str
    who_reads: str
    url: str


@dataclass(frozen=True)
class DiscussionPanel:
    """Every thread that the viewer reads."""

    threads: tuple[ThreadBlock, ...]
    begin: tuple[Beginning, ...]
    ask_url: str


@dataclass(frozen=True)
class MetaPanel:
    """The lead's summary, remarks and recommendation."""

    meta: MetaShown
    edit_url: str
    as_author: bool


@dataclass(frozen=True)
class AgreementPanel:
    """The side column: reviews per side, and who leads."""

    totals: tuple[SideTotal, ...]
    sides: Sides
    lead: LeadShown | None
    lead_url: str
    meta_url: str
    words: str


def reviewing_panels(viewer: Viewer, at: Moment, paper: Submission) -> list[Panel]:
    """Only what there is for this viewer; nothing stands empty that would tell of something hidden."""
    if paper.pk in viewer.tied(Tie.CONFLICTED) - viewer.tied(Tie.AUTHORED) and not viewer.is_system:
        return []
    reviews = paper_reviews(viewer, at, paper)
    meta = meta_review_of(viewer, at, paper)
    found = [
        _own(viewer, paper, reviews),
        _reviews(viewer, at, paper, reviews),
        _response(viewer, at, paper),
        _discussion(viewer, paper, paper_threads(viewer, at, paper)),
        _meta(viewer, at, paper, meta),
        _agreement(viewer, at, paper, reviews, meta),
    ]
    return [panel for panel in found if panel is not None]


def _own(viewer: Viewer, paper: Submission, reviews: PaperReviews) -> Panel | None:
    own = reviews.own
    if own is None or own.state == "submitted" or (not own.permit and own.state == "none"):
        return None
    slug = viewer.edition_slug
    label = "Continue your review" if own.state == "draft" else "Write your review"
    words = (
        f"Your draft has {own.draft_words} words."
        if own.state == "draft"
        else "Your review is not begun yet."
    )
    external = None
    if own.permit and paper.pk in viewer.tied(Tie.ASSIGNED):
        external = act(
            "Ask somebody else for a review", link(slug, "review-requests", number=paper.number), ALLOWED
        )
    data = OwnPanel(
        words=words,
        act=act(label, link(slug, "review-edit", number=paper.number), own.permit, style="primary"),
        saved=clockwork.stamped(own.saved_at, viewer.zone) if own.saved_at else "",
        external=external,
    )
    return Panel("reviews/panels/own.html", data, "main", 30)


def _reviews(viewer: Viewer, at: Moment, paper: Submission, reviews: PaperReviews) -> Panel | None:
    drafts = external_drafts(viewer, at, paper.number) if paper.pk in viewer.tied(Tie.ASSIGNED) else ()
    if not (reviews.reviews or reviews.drafts or drafts):
        return None
    chairs = bool(may_act_for(viewer, paper, clock_of(viewer, at, paper)))
    found = cards(reviews, viewer.zone, viewer.edition_slug, paper.number, may_read_history=chairs)
    n = len(found)
    count = NUMBERS[n] if n < len(NUMBERS) else str(n)
    data = ReviewsPanel(
        heading=f"{count} review{'' if n == 1 else 's'}",
        means=() if reviews.as_author else tuple(total for total in reviews.totals if total.mean is not None),
        columns=by_side(found, reviews.sides),
        drafts=reviews.drafts,
        external_drafts=drafts,
        zone=viewer.zone,
        waiting=reviews.waiting,
        as_author=reviews.as_author,
        totals_words=totals_words(reviews) if reviews.as_author else "",
        acts=_chair_acts(viewer.edition_slug, paper) if chairs else (),
    )
    return Panel("reviews/panels/reviews.html", data, "main", 40)


def totals_words(reviews: PaperReviews) -> str:
    """What authors learn of sides: "2 ML, 2 Systems"."""
    if not reviews.sides.two:
        return ""
    return ", ".join(f"{total.have} {total.label}" for total in reviews.totals if total.have)


def _chair_acts(slug: str, paper: Submission) -> tuple[Act, ...]:
    return (Act("Enter a review for somebody", link(slug, "behalf-review", number=paper.number)),)


def _response(viewer: Viewer, at: Moment, paper: Submission) -> Panel | None:
    clock = clock_of(viewer, at, paper)
    shown = response_of(viewer, at, paper)
    author = paper.pk in viewer.tied(Tie.AUTHORED)
    call = None
    if author and clock.takes(WindowKind.RESPONSE):
        label = "Replace your response" if shown and shown.submitted else "Write your response"
        call = Act(label, link(viewer.edition_slug, "response", number=paper.number), style="primary")
    if shown is None and call is None:
        return None
    return Panel(
        "reviews/panels/response.html", ResponsePanel(shown, call, author, _sent(shown, viewer)), "main", 50
    )


def _sent(shown: ResponseShown | None, viewer: Viewer) -> str:
    return said(shown.at, shown.day, viewer.zone) if shown is not None else ""


def _discussion(viewer: Viewer, paper: Submission, threads: PaperThreads) -> Panel | None:
    slug = viewer.edition_slug
    ask = link(slug, "review-questions", number=paper.number) if threads.ask else ""
    if not (threads.threads or threads.begin or ask):
        return None
    return Panel(
        "reviews/panels/discussion.html",
        DiscussionPanel(
            threads=tuple(_block(viewer, paper, thread) for thread in threads.threads),
            begin=tuple(
                Beginning(
                    audience.value,
                    "Discussion" if audience == "reviewers" else "Among the chairs",
                    THREAD_WORDS[audience],
                    link(slug, "review-discuss", number=paper.number, audience=audience.value),
                )
                for audience in threads.begin
            ),
            ask_url=ask,
        ),
        "main",
        60,
    )


def _block(viewer: Viewer, paper: Submission, thread: ThreadShown) -> ThreadBlock:
    slug = viewer.edition_slug
    where = {"number": paper.number, "xid": thread.xid}
    return ThreadBlock(
        thread=thread,
        posts=post_cards(thread, viewer.zone),
        url=link(slug, "review-thread", **where),
        may_post=bool(thread.may_post),
        why_not=thread.may_post.reason,
        answered_url=link(slug, "thread-answered", **where)
        if thread.is_question and thread.may_answer
        else "",
    )


def _meta(viewer: Viewer, at: Moment, paper: Submission, meta: MetaShown | None) -> Panel | None:
    if meta is None or not (meta.is_submitted or meta.summary):
        return None
    author = paper.pk in viewer.tied(Tie.AUTHORED)
    return Panel(
        "reviews/panels/meta.html", MetaPanel(meta, _meta_url(viewer, at, paper), author), "main", 35
    )


def _meta_url(viewer: Viewer, at: Moment, paper: Submission) -> str:
    permit = may_write_meta_review(viewer, paper, clock_of(viewer, at, paper))
    return link(viewer.edition_slug, "meta-review", number=paper.number) if permit else ""


def _agreement(
    viewer: Viewer, at: Moment, paper: Submission, reviews: PaperReviews, meta: MetaShown | None
) -> Panel | None:
    lead = lead_of(viewer, at, paper)
    counted = bool(reviews.reviews or reviews.drafts) and not reviews.as_author and not reviews.waiting
    if lead is None and not counted:
        return None
    leads = lead is not None and lead.mine
    words = ""
    if leads and (meta is None or not meta.is_submitted):
        words = "You lead this discussion; your summary is not in yet."
    return Panel(
        "reviews/panels/agreement.html",
        AgreementPanel(
            totals=reviews.totals if counted else (),
            sides=reviews.sides,
            lead=lead,
            lead_url=link(viewer.edition_slug, "lead", number=paper.number)
            if lead and lead.may_appoint
            else "",
            meta_url=_meta_url(viewer, at, paper),
            words=words,
        ),
        "side",
        20,
    )
