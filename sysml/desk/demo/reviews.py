"""Plausible reviews, discussions, responses and decisions for the invented papers.

Everything is a pure function of a paper and a seed. A paper has a hidden quality for either side (`merit`); scores are
drawn around it, so that some papers are liked by one side alone, as happens.
"""

# ruff: noqa: E501, S311
# Prose; the draws make up invented reviews.

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sysml.desk.demo import review_fragments as fragments
from sysml.desk.demo.papers import Paper
from sysml.desk.demo.review_fragments import REVIEW_FRAGMENTS, Part, ReviewerSide

Outcome = Literal["accept", "conditional", "reject"]
Badge = Literal["available", "functional", "reproduced"]
ArtifactPhase = Literal["kick-the-tires", "evaluation"]


@dataclass(frozen=True, slots=True)
class Merit:
    """How good a paper is in the eyes of either side, on the scale of the overall score (1 to 5)."""

    ml: float
    systems: float

    def of(self, side: ReviewerSide) -> float:
        return self.ml if side == "ml" else self.systems

    @property
    def mean(self) -> float:
        return (self.ml + self.systems) / 2


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one review: `confidence` and `scope` run from 1 to 4, the others from 1 to 5."""

    overall: int
    novelty: int
    soundness: int
    scope: int
    confidence: int


@dataclass(frozen=True, slots=True)
class ReviewText:
    """One review; the parts are Markdown, strengths, weaknesses and questions as lists."""

    side: ReviewerSide
    summary: str
    strengths: str
    weaknesses: str
    questions: str
    remarks: str  # to the committee only; may be empty
    scores: Scores


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a discussion; `author` is the index of its writer among the paper's reviewers."""

    author: int
    text: str


@dataclass(frozen=True, slots=True)
class ArtifactReview:
    phase: ArtifactPhase
    text: str
    badges: tuple[Badge, ...]


def merit(paper: Paper) -> Merit:
    """The paper's hidden quality. About one in five is seen very differently by the two sides."""
    rng = random.Random(f"merit {paper.key}")
    common = min(4.7, max(1.4, rng.gauss(3.0, 0.75)))
    gap = rng.choice((-1.7, 1.7)) if rng.random() < 0.2 else rng.gauss(0, 0.3)
    return Merit(ml=_clamp(common + gap / 2), systems=_clamp(common - gap / 2))


def paper_reviews(paper: Paper, sides: Sequence[ReviewerSide], seed: int = 0) -> tuple[ReviewText, ...]:
    """The reviews of one paper, one for each side given; no fragment occurs twice among them."""
    rng = random.Random(f"reviews {paper.key} {seed}")
    deck = _Deck(rng, paper)
    return tuple(_review(rng, deck, merit(paper), side) for side in sides)


def discussion(paper: Paper, reviewers: int, seed: int = 0) -> tuple[Post, ...]:
    """A thread of three to seven posts among that many reviewers; nobody answers themselves."""
    rng = random.Random(f"discussion {paper.key} {seed}")
    deck = _Deck(rng, paper)
    posts = [Post(0, deck.fill(rng.choice(fragments.OPENING_POSTS)))]
    for text in rng.sample(fragments.REPLY_POSTS, rng.randint(2, 6)):
        others = [i for i in range(reviewers) if i != posts[-1].author]
        posts.append(Post(rng.choice(others or [0]), deck.fill(text)))
    return tuple(posts)


def author_response(paper: Paper, seed: int = 0) -> str:
    """A response of some 150 to 250 words, in Markdown."""
    rng = random.Random(f"response {paper.key} {seed}")
    deck = _Deck(rng, paper)
    points = rng.sample(fragments.RESPONSE_POINTS, rng.randint(4, 6))
    parts = [rng.choice(fragments.RESPONSE_OPENINGS), *points, rng.choice(fragments.RESPONSE_CLOSINGS)]
    return "\n\n".join(deck.fill(p) for p in parts)


def meta_review(paper: Paper, outcome: Outcome, seed: int = 0) -> str:
    """What the discussion lead writes for the authors."""
    rng = random.Random(f"meta {paper.key} {seed}")
    deck = _Deck(rng, paper)
    ending = fragments.META_REJECT if outcome == "reject" else fragments.META_ACCEPT
    parts = [rng.choice(fragments.META_OPENINGS), *rng.sample(fragments.META_MIDDLES, 2), rng.choice(ending)]
    if outcome == "conditional":
        parts.append(
            "Acceptance is conditional on the approval of a shepherd, who will follow the points above."
        )
    return " ".join(deck.fill(p) for p in parts)


def decisions(papers: Sequence[Paper], rate: float = 0.3) -> dict[str, Outcome]:
    """An outcome for every paper, by merit: the best are accepted, the last few of them conditionally."""
    ranked = sorted(papers, key=lambda p: (-merit(p).mean, p.key))
    accepted = round(len(ranked) * rate)
    conditional = max(1, accepted // 8)

    def outcome(rank: int) -> Outcome:
        if rank < accepted - conditional:
            return "accept"
        return "conditional" if rank < accepted else "reject"

    return {paper.key: outcome(rank) for rank, paper in enumerate(ranked)}


def decision_letter(paper: Paper, outcome: Outcome, edition_name: str) -> str:
    """The letter that tells the authors, without salutation and signature."""
    if outcome == "reject":
        news = (
            f"thank you for sending \u201c{paper.title}\u201d to {edition_name}. I am sorry to tell you that the committee "
            "was unable to accept it. The reviews are attached. The reviewers spent much time on your paper, and we "
            "hope that their comments are of use to you."
        )
    else:
        condition = (
            " Acceptance is conditional: a shepherd will write to you within a few days about the changes that the "
            "committee asks for."
            if outcome == "conditional"
            else ""
        )
        news = (
            f"I am delighted to tell you that \u201c{paper.title}\u201d has been accepted at {edition_name}.{condition} The "
            "reviews are attached; please take account of them in the final version. You will soon be invited to "
            "submit the artifacts behind the paper for evaluation, which we warmly recommend."
        )
    return news[0].upper() + news[1:]


def artifact_reviews(paper: Paper, seed: int = 0) -> tuple[ArtifactReview, ...]:
    """The two reviews of one evaluator: the quick look, then the evaluation with the badges it supports."""
    rng = random.Random(f"artifact {paper.key} {seed}")
    reached = rng.choices((1, 2, 3), (2, 3, 5))[0]
    all_badges: tuple[Badge, ...] = ("available", "functional", "reproduced")
    badges = all_badges[:reached]
    notes = fragments.ARTIFACT_NOTES
    quick = rng.choice(notes["kick-the-tires"])
    full = " ".join(rng.choice(notes[badge]) for badge in badges)
    return ArtifactReview("kick-the-tires", quick, ()), ArtifactReview("evaluation", full, badges)


class _Deck:
    """Deals fragments for one paper without repetition, and fills their slots."""

    def __init__(self, rng: random.Random, paper: Paper) -> None:
        self._rng = rng
        self._paper = paper
        self._dealt: dict[tuple[ReviewerSide, Part], list[str]] = {}

    def deal(self, side: ReviewerSide, part: Part, count: int = 1) -> list[str]:
        dealt: list[str] = []
        for _ in range(count):
            pile = self._dealt.setdefault((side, part), [])
            if not pile:
                whole = REVIEW_FRAGMENTS[side][part]
                pile.extend(self._rng.sample(whole, len(whole)))
            dealt.append(self.fill(pile.pop()))
        return dealt

    def fill(self, text: str) -> str:
        paper, rng = self._paper, self._rng
        keywords = (*paper.keywords, "the workload", "the baseline")
        named = paper.short_title != paper.title
        name = paper.short_title if named else "the paper" if rng.random() < 0.5 else "the method"
        filled = text.format(
            sys=name, k1=keywords[0], k2=keywords[1], k3=keywords[2],
            n=rng.choice(("three", "four", "five", "eight", "twelve")), sec=rng.randint(3, 6), fig=rng.randint(2, 7),
        )  # fmt: skip
        return filled[0].upper() + filled[1:]


def _review(rng: random.Random, deck: _Deck, quality: Merit, side: ReviewerSide) -> ReviewText:
    own = quality.of(side)
    overall = _score(rng.gauss(own, 0.55), 5)
    good, bad = (
        (rng.randint(3, 4), rng.randint(1, 3)) if overall >= 4 else (rng.randint(1, 3), rng.randint(2, 4))
    )
    return ReviewText(
        side=side,
        summary=deck.deal(side, "summary")[0],
        strengths=_list(deck.deal(side, "strengths", good)),
        weaknesses=_list(deck.deal(side, "weaknesses", bad)),
        questions=_list(deck.deal(side, "questions", rng.randint(1, 4))),
        remarks=deck.deal(side, "remarks")[0] if rng.random() < 0.6 else "",
        scores=Scores(
            overall=overall,
            novelty=_score(rng.gauss(own + 0.1, 0.7), 5),
            soundness=_score(rng.gauss(own + 0.3, 0.6), 5),
            scope=_score(rng.gauss(3.1, 0.7), 4),
            confidence=_score(rng.gauss(2.9, 0.7), 4),
        ),
    )


def _list(items: Sequence[str]) -> str:
    """A Markdown list, or the sentence itself where there is only one."""
    return items[0] if len(items) == 1 else "\n".join(f"- {item}" for item in items)


def _score(value: float, highest: int) -> int:
    return min(highest, max(1, round(value)))


def _clamp(value: float) -> float:
    return min(5.0, max(1.0, value))
