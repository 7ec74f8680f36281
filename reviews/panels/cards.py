"""Reviews and posts as the components of the pages take them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reviews.domain import Audience, QuestionKind
from reviews.queries.common import Sides
from reviews.queries.reviews import AnswerShown, PaperReviews, ReviewShown
from reviews.queries.threads import PostShown, ThreadShown
from sysml.conference import clockwork
from sysml.conference.domain import Side
from sysml.conference.pages import link
from sysml.kernel import markdown

_ONLY = {
    Audience.COMMITTEE: "not for the authors",
    Audience.CHAIRS: "for the chairs alone",
    Audience.AUTHORS: "",
}


@dataclass(frozen=True)
class Card:
    """One review, as `components/review_card.html` takes it."""

    name: str
    person: str
    side: str
    side_label: str
    mine: bool
    edit_url: str
    history_url: str
    expertise: str
    scores: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    chips: tuple[tuple[str, str], ...]
    when: str
    iso: str
    anchor: str


@dataclass(frozen=True)
class PostCard:
    """One post, as `components/thread_post.html` takes it."""

    author: str
    side: str
    side_label: str
    when: str
    iso: str
    html: str
    to_authors: bool
    anchor: str
    chips: tuple[tuple[str, str], ...] = ()


def cards(
    reviews: PaperReviews, zone: str, slug: str = "", number: int = 0, *, may_read_history: bool = False
) -> tuple[Card, ...]:
    """The cards of a paper's reviews on the reader's clock, with links where `slug` and `number` are given."""
    return tuple(_card(review, zone, slug, number, reviews, may_read_history) for review in reviews.reviews)


def said(instant: datetime | None, day: str, zone: str) -> str:
    """When it was written: on the reader's clock, or the day alone where the time is hidden.

    That day is the same on every clock: whoever could turn their own until it changes would read the hour from it.
    """
    return clockwork.stamped(instant, zone) if instant is not None else day


def _card(
    review: ReviewShown, zone: str, slug: str, number: int, all_of: PaperReviews, may_read_history: bool
) -> Card:
    editable = review.mine and slug and all_of.own is not None and bool(all_of.own.permit)
    history = ""
    if slug and review.version > 1 and (review.mine or may_read_history):
        history = link(slug, "review-history-of", number=number, label=review.label)
    return Card(
        name=review.name,
        person=review.person if not review.mine else "",
        side=review.side,
        side_label=review.side_label,
        mine=review.mine,
        edit_url=link(slug, "review-edit", number=number) if editable else "",
        history_url=history,
        expertise=next((a.words for a in review.answers if a.is_confidence), ""),
        scores=tuple(
            (a.label, a.words if a.kind is QuestionKind.CHOICE else str(a.score))
            for a in review.answers
            if a.kind is not QuestionKind.TEXT and not a.is_confidence
        ),
        sections=tuple(
            (_heading(a), markdown.to_html(a.text)) for a in review.answers if a.kind is QuestionKind.TEXT
        ),
        chips=_chips(review),
        when=said(review.at, review.day, zone),
        iso=review.at.isoformat() if review.at else review.day,
        anchor=f"review-{review.label}",
    )


def _heading(answer: AnswerShown) -> str:
    only = _ONLY[answer.audience]
    return f"{answer.label} ({only})" if only else answer.label


def _chips(review: ReviewShown) -> tuple[tuple[str, str], ...]:
    chips: list[tuple[str, str]] = []
    if review.kind == "external":
        chips.append(("", "asked by you" if review.requested_by_me else "external"))
    if review.version > 1:
        chips.append(("", f"version {review.version}"))
    return tuple(chips)


def by_side(found: Iterable[Card], sides: Sides) -> tuple[tuple[Card, ...], ...]:
    """The cards in two columns, ML and Systems; one column on a track without sides or where sides are hidden."""
    every = tuple(found)
    if not sides.two or not any(card.side for card in every):
        return (every,)
    first = tuple(card for card in every if card.side != Side.SYSTEMS)
    return (first, tuple(card for card in every if card.side == Side.SYSTEMS))


def post_cards(thread: ThreadShown, zone: str) -> tuple[PostCard, ...]:
    """The posts of a thread, on the reader's clock."""
    return tuple(_post(post, thread, zone) for post in thread.posts)


def _post(post: PostShown, thread: ThreadShown, zone: str) -> PostCard:
    return PostCard(
        author=post.author,
        side=post.side,
        side_label=post.side_label,
        when=said(post.at, post.day, zone),
        iso=post.at.isoformat() if post.at else post.day,
        html=post.html,
        to_authors=thread.to_authors,
        anchor=f"post-{post.xid}",
    )
