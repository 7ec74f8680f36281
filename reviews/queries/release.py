"""What a release will do: whom it reaches with which words, and what still stands in its way.

Letters are composed once, as the system, and used for preview and sending alike; what a preview shows of them is
narrowed to papers and authors that the viewer may see.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from reviews import letters_decisions as kinds
from reviews.domain import Audience, ReviewState, Verdict
from reviews.models import Answer, Decision, DeskReject, ReviewVersion, Shepherding
from reviews.policies import (
    ANSWER,
    DECIDABLE,
    DECISION,
    DESK_REJECT,
    META_REVIEW,
    SHEPHERDING,
    decides,
    may_release,
)
from reviews.queries.common import sides_of
from reviews.queries.decisions import VERDICT_WORDS, decidable, handled_by_others
from submissions.domain import Outcome, Status
from submissions.models import Authorship, Submission
from submissions.policies import AUTHORSHIP
from sysml.conference import letters
from sysml.conference import viewer as viewers
from sysml.conference.domain import ActKind
from sysml.conference.letters import Kind
from sysml.conference.models import Edition, LetterTemplate, Track
from sysml.conference.moment import Moment
from sysml.conference.pages import link
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound, Permit
from sysml.kernel.models import Letter

KIND_OF: Mapping[str, Kind] = {
    Verdict.ACCEPT: kinds.ACCEPT,
    Verdict.CONDITIONAL: kinds.CONDITIONAL,
    Verdict.REJECT: kinds.REJECT,
}


@dataclass(frozen=True)
class Draft:
    """A letter about one paper before it has a reader. `context` is complete but for the name."""

    kind: Kind
    context: Mapping[str, str]


@dataclass(frozen=True)
class PaperDraft:
    """The letters of one paper: to authors who have claimed their place, to the others, and to the shepherd."""

    paper: Submission
    claimed: Draft
    unclaimed: Draft
    shepherd: Draft | None
    shepherding: Shepherding | None


def paper_context(edition: Edition, paper: Submission) -> dict[str, str]:
    """What every letter about a paper says; its link opens the paper's page."""
    address = settings.BASE_URL + link(edition, "submission-detail", number=paper.number)
    return {"number": str(paper.number), "title": paper.title, "link": address}


def drafts(edition: Edition, at: Moment, papers: Sequence[Submission]) -> list[PaperDraft]:
    """The letters that a release of these papers sends; every paper must have a decision. Four queries."""
    system = viewers.system(edition)
    ids = [paper.pk for paper in papers]
    decisions = {row.submission_id: row for row in DECISION.rows(system, at).filter(submission_id__in=ids)}
    shepherds = {
        row.submission_id: row
        for row in SHEPHERDING.rows(system, at).filter(submission_id__in=ids).select_related("person")
    }
    summaries = dict(
        META_REVIEW.rows(system, at)
        .filter(submission_id__in=ids, is_submitted=True)
        .values_list("submission_id", "summary")
    )
    reviews = _review_texts(papers, ANSWER.rows(system, at))
    return [
        _draft(edition, paper, decisions[paper.pk], shepherds.get(paper.pk), summaries.get(paper.pk, ""),
               reviews.get(paper.pk, ""))
        for paper in papers
    ]  # fmt: skip


def _draft(
    edition: Edition,
    paper: Submission,
    decision: Decision,
    shepherding: Shepherding | None,
    summary: str,
    reviews: str,
) -> PaperDraft:
    common = paper_context(edition, paper)
    conditional = decision.verdict == Verdict.CONDITIONAL
    conditions = _block("Conditions", decision.conditions) if conditional else ""
    shepherd = shepherding if conditional else None
    context = {
        **common,
        "note": _block("From the chairs", decision.note),
        "summary": _block("Summary of the discussion", summary),
        "reviews": reviews,
        "conditions": conditions,
        "shepherd": f"Your shepherd is {shepherd.person}.\n\n" if shepherd else "",
    }
    return PaperDraft(
        paper=paper,
        claimed=Draft(KIND_OF[decision.verdict], context),
        unclaimed=Draft(kinds.UNCLAIMED, common),
        shepherd=Draft(kinds.SHEPHERD, {**common, "conditions": conditions}) if shepherd else None,
        shepherding=shepherd,
    )


def _block(heading: str, text: str) -> str:
    return f"{heading}\n\n{text.strip()}\n\n" if text.strip() else ""


def _review_texts(papers: Sequence[Submission], rows: QuerySet[Answer]) -> dict[int, str]:
    """The fields for authors of every review that is in, as plain text, by paper."""
    by_id = {paper.pk: paper for paper in papers}
    shown = rows.filter(
        submission_id__in=list(by_id),
        question__audience=Audience.AUTHORS,
        version__is_current=True,
        version__review__state=ReviewState.SUBMITTED,
    )
    texts: dict[int, list[str]] = {}
    last = ""
    ordered = shown.select_related("question", "version__review").order_by(
        "submission_id", "version__review__label", "question__position", "question_id"
    )
    for answer in ordered:
        review, paper = answer.version.review, by_id[answer.submission_id]
        lines = texts.setdefault(paper.pk, [])
        with_side = paper.track.two_sided and paper.track.parsed_choices().authors_see_side_of_review
        if review.xid != last:
            last = review.xid
            side = f", {sides_of(paper.track).label(review.side)}" if with_side else ""
            lines.append(f"Reviewer {review.label}{side}\n")
        if answer.question.is_confidence and not with_side:
            continue
        lines.append(_answer_text(answer))
    return {paper_id: "Reviews\n\n" + "\n".join(lines) + "\n" for paper_id, lines in texts.items()}


def _answer_text(answer: Answer) -> str:
    words = dict(answer.question.options)
    if answer.score is not None:
        meaning = words.get(answer.score, "")
        return f"{answer.question.label}: {answer.score}{f' ({meaning})' if meaning else ''}\n"
    if words:
        return f"{answer.question.label}: {words.get(answer.text, answer.text)}\n"
    return f"{answer.question.label}\n{answer.text.strip()}\n"


def desk_reject_draft(edition: Edition, paper: Submission, desk_reject: DeskReject) -> PaperDraft:
    """The letters of a desk reject; its reason goes to claimed and unclaimed authors alike, as all see the paper's."""
    common = paper_context(edition, paper)
    letter = Draft(kinds.DESK_REJECTED, {**common, "reason": desk_reject.reason.strip()})
    return PaperDraft(paper, letter, Draft(kinds.UNCLAIMED, common), None, None)


def conditions_draft(edition: Edition, paper: Submission, met: bool, note: str) -> PaperDraft:
    """The letters that tell the authors that their conditions are met or are not."""
    common = paper_context(edition, paper)
    kind = kinds.CONDITIONS_MET if met else kinds.CONDITIONS_FAILED
    letter = Draft(kind, {**common, "note": _block("From the chairs", note)})
    return PaperDraft(paper, letter, Draft(kinds.UNCLAIMED, common), None, None)


@dataclass(frozen=True)
class LetterShown:
    """One letter as a preview shows it. Without a name, one goes to each author, whom the viewer may not know."""

    to: str
    name: str
    subject: str
    body: str


@dataclass(frozen=True)
class PaperLetters:
    """The letters about one paper, every one that the viewer may preview."""

    number: int
    title: str
    verdict: str
    verdict_words: str
    letters: tuple[LetterShown, ...]
    authors_hidden: bool
    unreachable: tuple[str, ...]


@dataclass(frozen=True)
class PaperLine:
    """A paper that stands in the way of a release, and why."""

    number: int
    title: str
    why: str


@dataclass(frozen=True)
class ReleasePage:
    """What one release will do, as far as this viewer may see it; nothing here counts a paper hidden from them."""

    scope: str
    track: str
    tracks: tuple[tuple[str, str], ...]
    total: int
    by_verdict: tuple[tuple[str, str, int], ...]
    missing: tuple[PaperLine, ...]
    others: int
    others_ready: bool
    released_at: datetime | None
    papers: tuple[PaperLetters, ...]
    late: tuple[PaperLine, ...]
    seen: str
    permit: Permit

    @property
    def ready(self) -> bool:
        """Nothing stands in the way."""
        return not self.missing and self.others_ready and self.released_at is None


def track_of(edition: Edition, slug: str) -> Track | None:
    """The track of this slug; None for the whole edition. Raises NotFound for a slug of no track."""
    if not slug:
        return None
    track = Track.objects.filter(edition=edition, slug=slug).first()
    if track is None:
        raise NotFound
    return track


def pending(edition: Edition, at: Moment, track: Track | None) -> QuerySet[Submission]:
    """The papers that a release of the track (None: of all tracks not released before) is about."""
    open_tracks = [pk for pk, clock in at.tracks.items() if not clock.done(ActKind.RELEASED)]
    scope = [track.pk] if track is not None else open_tracks
    return Submission.objects.filter(
        edition=edition, status=Status.COMPLETE, outcome=Outcome.NONE, track_id__in=scope
    )


def released_at(at: Moment, track: Track | None) -> datetime | None:
    """When the track (None: the whole edition) was released, if it was."""
    clock = at.edition if track is None else at.clock(track.pk)
    return clock.acts.get(ActKind.RELEASED) if clock.done(ActKind.RELEASED) else None


def release_page(viewer: Viewer, at: Moment, edition: Edition, track_slug: str = "") -> ReleasePage:
    """The release as this viewer sees it, without letters; those are fetched by `previews` for one page of papers."""
    if not decides(viewer):
        raise NotFound
    track = track_of(edition, track_slug)
    mine = my_pending(viewer, at, edition, track)
    verdicts = dict(
        DECISION.rows(viewer, at).filter(submission__in=mine).values_list("submission_id", "verdict")
    )
    prepared = set(DESK_REJECT.rows(viewer, at).values_list("submission_id", flat=True))
    clock = at.edition if track is None else at.clock(track.pk)
    return ReleasePage(
        scope=track.name if track else "All tracks",
        track=track_slug,
        tracks=tuple(Track.objects.filter(edition=edition).values_list("slug", "name")),
        total=len(mine),
        by_verdict=_counts(list(verdicts.values())),
        missing=tuple(_missing(paper, prepared) for paper in mine if paper.pk not in verdicts),
        others=handled_by_others(viewer, at),
        others_ready=others_ready(edition, at, track, mine),
        released_at=released_at(at, track),
        papers=(),
        late=_late(viewer, at, edition),
        seen=seen(viewer, at, edition, mine),
        permit=may_release(viewer, clock, track.pk if track else None),
    )


def my_pending(viewer: Viewer, at: Moment, edition: Edition, track: Track | None) -> list[Submission]:
    """The papers of this release that the viewer may see, by number."""
    rows = DECIDABLE.rows(viewer, at).filter(pk__in=pending(edition, at, track).values("pk"))
    return list(rows.select_related("track").order_by("number"))


def others_ready(edition: Edition, at: Moment, track: Track | None, mine: Sequence[Submission]) -> bool:
    """One bit about the papers that the viewer may not see: whether every one of them has a decision.

    Release is one moment for all papers, so its sender must learn this much; who it is about, and what was decided,
    stays with those who handle them.
    """
    seen_ids = [paper.pk for paper in mine]
    return not pending(edition, at, track).exclude(pk__in=seen_ids).filter(decision=None).exists()


def _missing(paper: Submission, prepared: Collection[int]) -> PaperLine:
    why = "its desk reject is prepared, not released" if paper.pk in prepared else "no decision"
    return PaperLine(paper.number, paper.title, why)


def _counts(verdicts: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
    return tuple((v.value, VERDICT_WORDS[v], verdicts.count(v)) for v in Verdict if v in verdicts)


def _late(viewer: Viewer, at: Moment, edition: Edition) -> tuple[PaperLine, ...]:
    """Papers that wait by themselves, because their track was released before they were decided or finished."""
    done = [pk for pk, clock in at.tracks.items() if clock.done(ActKind.RELEASED)]
    rows = DECIDABLE.rows(viewer, at).filter(track_id__in=done, outcome=Outcome.NONE).order_by("number")
    decided = set(DECISION.rows(viewer, at).values_list("submission_id", flat=True)) if done else set()
    return tuple(
        PaperLine(number, title, "decided" if pk in decided else "no decision")
        for pk, number, title in rows.values_list("pk", "number", "title")
    )


def seen(viewer: Viewer, at: Moment, edition: Edition, mine: Sequence[Submission]) -> str:
    """A digest of all that the viewer's previews are made of: a release pressed on an older preview is refused."""
    ids = [paper.pk for paper in mine]
    parts: list[object] = [
        [(paper.pk, paper.title) for paper in mine],
        list(
            DECISION.rows(viewer, at)
            .filter(submission_id__in=ids)
            .order_by("submission_id")
            .values_list("submission_id", "verdict", "note", "conditions")
        ),
        list(
            ReviewVersion.objects.filter(
                is_current=True, review__state=ReviewState.SUBMITTED, review__submission_id__in=ids
            )
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
        list(
            META_REVIEW.rows(viewer, at)
            .filter(submission_id__in=ids, is_submitted=True)
            .order_by("submission_id")
            .values_list("submission_id", "revision")
        ),
        list(
            SHEPHERDING.rows(viewer, at)
            .filter(submission_id__in=ids)
            .order_by("submission_id")
            .values_list("submission_id", "person_id")
        ),
        list(
            LetterTemplate.objects.filter(edition=edition)
            .order_by("kind")
            .values_list("kind", "subject", "body")
        ),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def previews(
    viewer: Viewer, at: Moment, edition: Edition, papers: Sequence[Submission]
) -> tuple[PaperLetters, ...]:
    """Every letter of these papers, which the caller has fetched through DECIDABLE and which have decisions."""
    shown = _shown_authors(viewer, at, [paper.pk for paper in papers])
    own = letters.own_words(edition)
    return tuple(
        preview(edition, draft, shown.get(draft.paper.pk), own) for draft in drafts(edition, at, papers)
    )


def page_of_previews(
    viewer: Viewer, at: Moment, edition: Edition, track_slug: str, start: int, size: int
) -> tuple[tuple[PaperLetters, ...], int]:
    """Previews of one page of the decided papers, and how many papers there are."""
    mine = my_pending(viewer, at, edition, track_of(edition, track_slug))
    ids = set(DECISION.rows(viewer, at).filter(submission__in=mine).values_list("submission_id", flat=True))
    decided = [paper for paper in mine if paper.pk in ids]
    return previews(viewer, at, edition, decided[start : start + size]), len(decided)


def preview_one(viewer: Viewer, at: Moment, edition: Edition, number: int) -> PaperLetters:
    """The letters of one decided paper; raises NotFound where it is hidden or undecided."""
    paper = decidable(viewer, at, number)
    if not DECISION.rows(viewer, at).filter(submission=paper).exists():
        raise NotFound
    return previews(viewer, at, edition, [paper])[0]


def preview_desk_reject(viewer: Viewer, at: Moment, edition: Edition, number: int) -> PaperLetters:
    """The letters of a prepared desk reject; raises NotFound where there is none."""
    paper = decidable(viewer, at, number)
    row = DESK_REJECT.rows(viewer, at).filter(submission=paper).first()
    if row is None:
        raise NotFound
    authors = _shown_authors(viewer, at, [paper.pk]).get(paper.pk)
    return preview(edition, desk_reject_draft(edition, paper, row), authors)


def preview(
    edition: Edition,
    draft: PaperDraft,
    authors: Sequence[Authorship] | None,
    own: Mapping[str, tuple[str, str]] | None = None,
) -> PaperLetters:
    """The letters of one paper; `authors` None where the viewer may not know them."""
    words = letters.own_words(edition) if own is None else own
    shown: list[LetterShown] = []

    def show(letter: Draft, to: str, name: str) -> None:
        shown.append(
            LetterShown(to, name, *letters.compose(edition, letter.kind, letter.context, name, words))
        )

    if authors is None:
        show(draft.claimed, "each author who has claimed the place", "")
        show(draft.unclaimed, "each author who has not", "")
    for author in authors or ():
        if address := address_of(author):
            show(draft.claimed if author.person_id else draft.unclaimed, address, name_of(author))
    if draft.shepherd is not None and draft.shepherding is not None:
        show(draft.shepherd, draft.shepherding.person.email, draft.shepherding.person.name)
    verdict = next((v for v, kind in KIND_OF.items() if kind is draft.claimed.kind), "")
    return PaperLetters(
        number=draft.paper.number,
        title=draft.paper.title,
        verdict=verdict,
        verdict_words=VERDICT_WORDS.get(verdict, ""),
        letters=tuple(shown),
        authors_hidden=authors is None,
        unreachable=tuple(name_of(author) for author in authors or () if not address_of(author)),
    )


def address_of(author: Authorship) -> str:
    """Where a letter to this author goes."""
    return author.person.email if author.person else author.email


def name_of(author: Authorship) -> str:
    """How a letter addresses this author."""
    return (author.person.name if author.person else "") or author.name


def _shown_authors(viewer: Viewer, at: Moment, papers: Sequence[int]) -> dict[int, list[Authorship]]:
    found: dict[int, list[Authorship]] = {}
    rows = AUTHORSHIP.rows(viewer, at).filter(submission_id__in=papers).select_related("person")
    for row in rows.order_by("submission_id", "position"):
        found.setdefault(row.submission_id, []).append(row)
    return found


DECISION_LETTERS = tuple(
    kind.key
    for kind in (
        kinds.ACCEPT,
        kinds.CONDITIONAL,
        kinds.REJECT,
        kinds.DESK_REJECTED,
        kinds.CONDITIONS_MET,
        kinds.CONDITIONS_FAILED,
    )
)


def own_letter(viewer: Viewer, paper: Submission) -> str:
    """The latest letter about the decision that was written to this viewer; empty if there is none."""
    if viewer.person_id is None or viewer.read_only:
        return ""
    rows = Letter.objects.filter(person_id=viewer.person_id, about=paper.xid, kind__in=DECISION_LETTERS)
    found = rows.order_by("-created_at", "-pk").values_list("body", flat=True).first()
    return found or ""
