"""Reviews, requests to people outside, questions to the chairs; and for the finished edition the whole discussion."""

import itertools
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from reviews import letters as kinds
from reviews.domain import (
    QUESTIONS_TO_CHAIRS,
    RequestState,
    ReviewKind,
    ReviewState,
    Signature,
    ThreadAudience,
    Verdict,
    label,
)
from reviews.models import (
    Answer,
    Lead,
    MetaReview,
    Post,
    Question,
    Response,
    Review,
    ReviewRequest,
    ReviewVersion,
    Thread,
)
from submissions.domain import Outcome, Status
from sysml.conference.domain import Side
from sysml.desk.demo import reviews as content
from sysml.desk.demo.people import PEOPLE
from sysml.desk.demo.reviews import ReviewText
from sysml.desk.demo.seed.committee import PERSONA_HOST
from sysml.desk.demo.seed.stage import Placed, Stage, store, token_for
from sysml.kernel import markdown
from sysml.kernel.invitations import digest
from sysml.kernel.models import Letter, User

_IN, _BEGUN = 0.62, 0.78
_SCOPES = {1: ("too-systems", "too-ml"), 2: ("intersection", "intersection")}


def reviewed(stage: Stage) -> list[Placed]:
    """The papers that are reviewed."""
    return stage.where(lambda row: row.status == Status.COMPLETE and row.outcome != Outcome.DESK_REJECTED)


def write_reviews(stage: Stage, *, finished: bool) -> None:
    """Reviews of every assignment of a finished edition; else some are in, some begun, some still to come."""
    requests = [] if finished else _ask_outside(stage)
    placed = {paper.row.pk: paper for paper in reviewed(stage)}
    jobs: dict[int, list[tuple[User, str, User | None]]] = defaultdict(list)
    for row in stage.assignments:
        if row.submission_id in placed and row.member.person is not None:
            jobs[row.submission_id].append((row.member.person, row.side, None))
    for request in requests:
        if request.state == RequestState.ACCEPTED and request.person is not None:
            jobs[request.submission_id].append((request.person, request.side, request.requested_by))
    progress = _persona_progress(stage)
    written: list[tuple[Review, ReviewText]] = []
    for pk, paper in placed.items():
        sides = [Side(side).value for _, side, _ in jobs[pk]]
        texts = content.paper_reviews(paper.content, [side for side in sides if side in {"ml", "systems"}])  # type: ignore[misc]
        letters = stage.draw("labels", paper.key).sample([label(n) for n in range(len(sides))], len(sides))
        for (person, side, requester), text, letter in zip(jobs[pk], texts, letters, strict=True):
            share = (
                0.0
                if finished
                else progress.get((pk, person.pk), stage.draw("in", paper.key, person.email).random())
            )
            if requester is not None and person.email.endswith(PERSONA_HOST):
                continue
            if share < _BEGUN:
                written.append(
                    (_review(stage, paper, person, side, requester, letter, share < _IN, text), text)
                )
    store([review for review, _ in written])
    _store_answers(stage, written)
    for review, _ in written:
        _trace_review(stage, review)


def _persona_progress(stage: Stage) -> dict[tuple[int, int], float]:
    """Of the papers of a persona one review is in, one begun, and the others are still to write."""
    found = {}
    for member in stage.members:
        if member.email.endswith(PERSONA_HOST) and member.person_id is not None:
            mine = sorted(
                (a.submission for a in stage.assignments if a.member_id == member.pk), key=lambda p: p.number
            )
            shares = itertools.chain((0.0, (_IN + _BEGUN) / 2), itertools.repeat(1.0))
            found.update(
                {(paper.pk, member.person_id): share for paper, share in zip(mine, shares, strict=False)}
            )
    return found


def _review(
    stage: Stage,
    paper: Placed,
    person: User,
    side: str,
    requester: User | None,
    letter: str,
    is_in: bool,
    text: ReviewText,
) -> Review:
    at = stage.between(58, min(stage.today - 0.3, 84.4), "review", paper.key, person.email)
    draft = {} if is_in else _draft(text, stage.draw("draft", paper.key, person.email).randint(1, 3))
    return Review(
        submission=paper.row,
        reviewer=person,
        requested_by=requester,
        kind=ReviewKind.EXTERNAL if requester else ReviewKind.COMMITTEE,
        side=side,
        label=letter,
        state=ReviewState.SUBMITTED if is_in else ReviewState.DRAFT,
        draft=draft,
        draft_saved_at=at,
        draft_words=sum(markdown.words(value) for value in draft.values() if isinstance(value, str)),
        first_submitted_at=at if is_in else None,
        submitted_at=at if is_in else None,
        version=1 if is_in else 0,
        revision=3 if is_in else 2,
    )


def _values(text: ReviewText) -> dict[str, Any]:
    """Answers by the keys of the usual form."""
    scores = text.scores
    scope = _SCOPES.get(scores.scope, ("intersection", "intersection"))[0 if text.side == "ml" else 1]
    given = {
        "overall": scores.overall,
        "novelty": scores.novelty,
        "evidence": scores.soundness,
        "scope": scope,
        "confidence": scores.confidence,
        "summary": text.summary,
        "strengths": text.strengths,
        "weaknesses": text.weaknesses,
        "questions": text.questions,
        "remarks": text.remarks,
    }
    return {key: value for key, value in given.items() if value != ""}


def _draft(text: ReviewText, parts: int) -> dict[str, Any]:
    """What has been written so far: scores come last."""
    values = _values(text)
    return {key: values[key] for key in ("summary", "strengths", "weaknesses")[:parts]}


def _store_answers(stage: Stage, written: list[tuple[Review, ReviewText]]) -> None:
    questions: dict[int, dict[str, Question]] = defaultdict(dict)
    for question in Question.objects.filter(track__edition=stage.edition):
        questions[question.track_id][question.key] = question
    ready = [(review, text) for review, text in written if review.version]
    versions = store(
        [ReviewVersion(review=review, number=1, at=review.submitted_at or stage.now) for review, _ in ready]
    )
    store(
        [
            Answer(
                version=version,
                submission=review.submission,
                question=questions[review.submission.track_id][key],
                score=value if isinstance(value, int) else None,
                text="" if isinstance(value, int) else value,
            )
            for version, (review, text) in zip(versions, ready, strict=True)
            for key, value in _values(text).items()
        ]
    )


def _trace_review(stage: Stage, review: Review) -> None:
    paper, at = review.submission, review.draft_saved_at or stage.now
    subject = f"review:{review.xid}"
    words = f"Reviewer {review.label} of paper {paper.number}, version"
    begun = at - timedelta(hours=20)
    stage.log.add("review.begun", begun, review.reviewer, paper=paper, subject=subject, summary=f"{words} 0")
    if review.version:
        stage.log.add(
            "review.submitted", at, review.reviewer, paper=paper, subject=subject, summary=f"{words} 1"
        )
        if review.requested_by is not None:
            context = {"person": review.reviewer.name}
            stage.letters.add(
                kinds.EXTERNAL_IN,
                review.xid,
                at,
                review.requested_by,
                "submission-detail",
                paper=paper,
                context=context,
            )


# People outside the committee


def _ask_outside(stage: Stage) -> list[ReviewRequest]:
    """Some reviewers have asked somebody else: accepted, declined, not answered, and one held for the chairs."""
    inside = {member.email for member in stage.members} | {chair.email for chair in stage.chairs}
    outside = [
        stage.cast[person.key]
        for person in PEOPLE
        if stage.cast[person.key].email not in inside and person.may_serve
    ]
    askers = [
        row for row in stage.assignments
        if row.submission.status == Status.COMPLETE and not row.submission.outcome
        and row.member.person is not None and not row.member.email.endswith(PERSONA_HOST)
    ]  # fmt: skip
    chosen = {
        row.submission_id: row
        for row in sorted(askers, key=lambda row: (row.submission.number, row.member_id))
    }
    personas = [stage.cast["external-reviewer"]] * 2
    states = [
        RequestState.ASKED, RequestState.ACCEPTED, RequestState.ACCEPTED, RequestState.ACCEPTED, RequestState.DECLINED,
        RequestState.ASKED, RequestState.ASKED,
    ]  # fmt: skip
    rows = []
    for index, (row, state) in enumerate(zip(_without_personas(stage, chosen), states, strict=False)):
        free = [p for p in outside if (row.submission_id, p.pk) not in stage.walls]
        person = personas.pop() if personas else stage.draw("outside", row.submission.number).choice(free)
        is_held = index == len(states) - 1
        asked = stage.at(59 + index)
        answered = stage.at(61.3 + index) if state is not RequestState.ASKED else None
        is_known = state is RequestState.ACCEPTED or person.email.endswith(PERSONA_HOST)
        rows.append(
            ReviewRequest(
                submission=row.submission,
                requested_by=row.member.person,
                name=person.name,
                email=person.email,
                affiliation=person.affiliation,
                person=person if is_known else None,
                side=row.side,
                state=state,
                token_digest=""
                if is_held
                else digest(token_for(stage.edition.slug, str(row.submission.number))),
                note="You know the numerical side of this far better than I do.",
                held_reason="The address belongs to the institution of an author." if is_held else "",
                asked_at=asked,
                answered_at=answered,
            )
        )
    for row in store(rows):
        _trace_request(stage, row)
    return rows


def _without_personas(stage: Stage, chosen: dict[int, Any]) -> list[Any]:
    """Assignments of papers in which no persona has a part, in an order that is drawn."""
    own = {paper.row.pk for key in ("author", "chair-author") for paper in stage.written_by(key)}
    rows = [row for pk, row in chosen.items() if pk not in own]
    stage.draw("requests").shuffle(rows)
    return rows


def _trace_request(stage: Stage, row: ReviewRequest) -> None:
    subject = f"request:{row.xid}"
    words = f"{row.name} for paper {row.submission.number}"
    stage.log.add(
        "request.made", row.asked_at, row.requested_by, paper=row.submission, subject=subject, summary=words
    )
    token = token_for(stage.edition.slug, str(row.submission.number))
    context = {"requester": row.requested_by.name, "due": "the end of the reviewing"}
    if not row.held_reason:
        stage.letters.add(
            kinds.EXTERNAL_REQUEST, row.xid, row.asked_at, row.person, "submission-detail", paper=row.submission,
            context={**context, "link": stage.letters.url("external-invitation", token=token)}, name=row.name,
            email=row.email,
        )  # fmt: skip
    if row.answered_at is not None:
        stage.log.add(
            f"request.{row.state}",
            row.answered_at,
            row.person,
            paper=row.submission,
            subject=subject,
            summary=words,
        )
        answer = {"person": row.name, "answer": str(row.state)}
        stage.letters.add(
            kinds.EXTERNAL_ANSWERED, row.xid, row.answered_at, row.requested_by, "review-requests",
            paper=row.submission, context=answer,
        )  # fmt: skip


# Questions and reminders of the edition in review


_QUESTIONS = (
    ("May we mend Table 3?", "Two rows of Table 3 were swapped when we shortened it. May we send a corrected file?",
     "Thank you for telling us. The file stays as it is; we have added your note for the reviewers of the paper."),
    ("Extended version on a preprint server", "A longer version of this work will be on a preprint server next week. "
     "Is that in conflict with the rules on anonymity?",
     "It is not, as long as you do not announce it widely while the paper is under review."),
    ("A co-author has moved", "One of us will change employers in January. Shall we change the affiliation now?", ""),
)  # fmt: skip
_FROM_REVIEWERS = (
    ("Overlap with a published paper", "Section 4 reads much like a workshop paper of last year, which is not cited. "
     "I cannot say whether the authors are the same. Could you look?",
     "We have looked: it is the authors' own, without proceedings. Please review the paper as it stands."),
    ("Supplement cannot be opened", "The archive of the supplement ends in an error here. Is there another?", ""),
)  # fmt: skip


def ask_chairs(stage: Stage) -> None:
    """Authors and reviewers have asked the chairs about a paper; most have their answer."""
    papers = [
        paper for paper in reviewed(stage) if not any(a.email.endswith(PERSONA_HOST) for a in paper.authors)
    ]
    own = stage.written_by("author")[:1]
    asked: list[tuple[Placed, User, ThreadAudience, tuple[str, str, str]]] = [
        (paper, paper.authors[0], ThreadAudience.AUTHORS_CHAIRS, words)
        for paper, words in zip([*own, *papers], _QUESTIONS, strict=False)
    ]
    for paper, words in zip(papers[10:], _FROM_REVIEWERS, strict=False):
        person = next(row.member.person for row in stage.assignments if row.submission_id == paper.row.pk)
        if person is not None:
            asked.append((paper, person, ThreadAudience.REVIEWER_CHAIRS, words))
    for index, (paper, person, audience, (subject, question, answer)) in enumerate(asked):
        handler = stage.handlers[paper.row.pk]
        signed = Signature.AUTHORS if audience is ThreadAudience.AUTHORS_CHAIRS else _signature(paper, person)
        posts = [(person, signed, question), *([(handler, Signature.CHAIRS, answer)] if answer else [])]
        add_thread(stage, paper, audience, subject, posts, stage.at(62 + 2 * index))


def _signature(paper: Placed, person: User) -> str:
    letter = (
        Review.objects.filter(submission=paper.row, reviewer=person).values_list("label", flat=True).first()
    )
    return Signature.reviewer(letter) if letter else Signature.REVIEWER


def add_thread(
    stage: Stage,
    paper: Placed,
    audience: ThreadAudience,
    subject: str,
    posts: list[tuple[User, str, str]],
    begins: datetime,
) -> None:
    """A conversation whose posts follow each other by some hours."""
    answered = audience in QUESTIONS_TO_CHAIRS and posts[-1][1] == Signature.CHAIRS
    thread = Thread.objects.create(
        submission=paper.row, audience=audience, subject=subject, opened_by=posts[0][0], opened_at=begins,
        is_answered=answered,
    )  # fmt: skip
    rows = [
        Post(
            thread=thread, submission=paper.row, person=person, signed_as=signed, text=text,
            at=begins + timedelta(hours=7 * index),
        )
        for index, (person, signed, text) in enumerate(posts)
    ]  # fmt: skip
    name = f"{audience.value} of paper {paper.row.number}"
    about = f"thread:{thread.xid}"
    stage.log.add("thread.opened", begins, thread.opened_by, paper=paper.row, subject=about, summary=name)
    for row in store(rows):
        stage.log.add("post.written", row.at, row.person, paper=paper.row, subject=about, summary=name)
    handler = stage.handlers[paper.row.pk]
    if audience in QUESTIONS_TO_CHAIRS:
        who = "an author" if audience is ThreadAudience.AUTHORS_CHAIRS else "a reviewer"
        stage.letters.add(
            kinds.QUESTION, thread.xid, begins, handler, "review-thread", paper=paper.row, context={"asked_by": who},
            xid=thread.xid,
        )  # fmt: skip
        if answered:
            stage.letters.add(
                kinds.ANSWER,
                thread.xid,
                rows[-1].at,
                rows[0].person,
                "review-thread",
                paper=paper.row,
                xid=thread.xid,
            )


def remind_reviewers(stage: Stage) -> None:
    """A first reminder to those with reviews to write; one address did not take it."""
    has = set(
        Review.objects.filter(submission__edition=stage.edition, state=ReviewState.SUBMITTED).values_list(
            "submission_id", "reviewer_id"
        )
    )
    at = stage.at(stage.today - 0.4)
    for position, member in enumerate(stage.members):
        open_papers = [
            row.submission for row in stage.assignments
            if row.member_id == member.pk and (row.submission_id, member.person_id) not in has
        ]  # fmt: skip
        if not open_papers or member.person is None:
            continue
        failed = position == 11
        lines = "\n".join(f"Paper {p.number}: {p.title}" for p in open_papers)
        stage.letters.add(
            kinds.REMINDER, f"{member.person.xid}:early", at, member.person, "review-list",
            context={"papers": lines, "when": "in eight days"},
            status=Letter.Status.FAILED if failed else Letter.Status.SENT,
            error="450 4.2.2 Over quota; the server gave up after eight attempts." if failed else "",
        )  # fmt: skip


# The finished edition


def respond_and_discuss(stage: Stage, outcomes: dict[str, content.Outcome]) -> None:
    """Responses in their window, a discussion of every paper, a lead and the meta-review."""
    reviews: dict[int, list[Review]] = defaultdict(list)
    for review in (
        Review.objects.filter(submission__edition=stage.edition).select_related("reviewer").order_by("label")
    ):
        reviews[review.submission_id].append(review)
    for paper in reviewed(stage):
        mine = reviews[paper.row.pk]
        _respond(stage, paper)
        lead = stage.draw("lead", paper.key).choice(mine)
        posts = [
            (mine[post.author].reviewer, Signature.reviewer(mine[post.author].label), post.text)
            for post in content.discussion(paper.content, len(mine))
        ]
        begins = stage.between(94, 98, "discussion", paper.key)
        add_thread(stage, paper, ThreadAudience.REVIEWERS, "", posts, begins)
        _lead(stage, paper, lead, outcomes[paper.key], begins)


def _respond(stage: Stage, paper: Placed) -> None:
    if stage.draw("responds", paper.key).random() < 0.1:
        return
    at, author = stage.between(87, 92.9, "response", paper.key), paper.authors[0]
    row = Response.objects.create(
        submission=paper.row, text=content.author_response(paper.content), submitted_at=at, submitted_by=author,
        draft_saved_at=at, revision=3,
    )  # fmt: skip
    stage.log.add("response.submitted", at, author, paper=paper.row, subject=f"response:{row.xid}")
    context = {"at": f"{at:%Y-%m-%d %H:%M} UTC", "words": str(markdown.words(row.text))}
    stage.letters.add(kinds.RESPONSE_IN, row.xid, at, author, "response", paper=paper.row, context=context)


_VERDICTS = {"accept": Verdict.ACCEPT, "conditional": Verdict.CONDITIONAL, "reject": Verdict.REJECT}


def _lead(stage: Stage, paper: Placed, review: Review, outcome: content.Outcome, begins: datetime) -> None:
    handler, person = stage.handlers[paper.row.pk], review.reviewer
    lead = Lead.objects.create(
        submission=paper.row, person=person, by=handler, at=begins - timedelta(hours=9)
    )
    words = f"{person} leads paper {paper.row.number}"
    subject = f"lead:{lead.xid}"
    stage.log.add("lead.appointed", lead.at, handler, paper=paper.row, subject=subject, summary=words)
    stage.letters.add(kinds.LEAD, lead.xid, lead.at, person, "submission-detail", paper=paper.row)
    meta = MetaReview.objects.create(
        submission=paper.row, by=person, summary=content.meta_review(paper.content, outcome),
        remarks="" if outcome == "reject" else "The two sides agree more than their scores say.",
        recommendation=_VERDICTS[outcome], is_submitted=True, at=stage.between(100, 103, "meta", paper.key), revision=2,
    )  # fmt: skip
    words = f"Meta-review of paper {paper.row.number}"
    stage.log.add(
        "meta-review.submitted",
        meta.at,
        person,
        paper=paper.row,
        subject=f"meta-review:{meta.xid}",
        summary=words,
    )
