"""What people do in a trace: each act is a real command, with a sentence for the story.

An act takes the scene, who does it and when, and plain values. Papers and people are called by name; the scene knows
their numbers and keys.
"""

import functools
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pikepdf

from artifacts.commands import assigning as evaluators
from artifacts.commands import badges, evaluation, registration
from artifacts.domain import KICK_THE_TIRES, ArtifactAudience, Ballot, Description, Ruling, Vote
from artifacts.models import BadgeDecision, Evaluation, Evaluator
from artifacts.queries.badges import decided_mark, release_preview
from committee.commands import assignments, bids, conflicts, handling, plans
from committee.domain import PlanState
from committee.models import Member, Plan
from committee.queries.matching import Parameters
from reviews.commands import (
    decisions,
    desk_rejects,
    discussion,
    meta,
    release,
    requests,
    responses,
    reviewing,
    shepherding,
)
from reviews.domain import ThreadAudience, Verdict
from reviews.models import Response, Review, ReviewRequest, Thread
from reviews.queries import release as release_queries
from submissions.commands import checks, ending, files, registering, revealing
from submissions.domain import AuthorEntry, Details, DocumentKind
from submissions.models import Document, Submission
from submissions.pdf.findings import Finding, Report, Severity, State
from sysml.conference import moment, viewer
from sysml.conference.commands import calendar, editions, mailing, offices, tracks
from sysml.conference.domain import ActKind, RoleKind, WindowKind
from sysml.conference.models import Edition, Topic, Track, Window
from sysml.conference.viewer import Viewer
from sysml.kernel import blobs
from sysml.kernel.models import User
from tests.noninterference.people import CAST, VISITOR


@dataclass
class Scene:
    """The edition on which acts work."""

    edition: Edition
    users: dict[str, User]
    numbers: dict[str, int]

    def viewer(self, name: str) -> Viewer:
        """The viewer that this person is now."""
        if name == VISITOR:
            return Viewer(edition_id=self.edition.pk, edition_slug=self.edition.slug)
        return viewer.for_person(self.users[name], self.edition)

    def paper(self, name: str) -> Submission:
        """The paper's row."""
        return Submission.objects.get(edition=self.edition, number=self.numbers[name])

    def seat(self, name: str) -> str:
        """The xid of a member's place."""
        return str(Member.objects.get(edition=self.edition, person=self.users[name]).xid)


Doing = Callable[..., None]
WORDS: dict[str, str] = {}
"""act → its sentence, with the names of arguments in braces."""


def act(words: str) -> Callable[[Doing], Doing]:
    """Give an act its sentence."""

    def marked(function: Doing) -> Doing:
        WORDS[function.__name__] = words
        return function

    return marked


def _common(scene: Scene, by: str, at: datetime, paper: str) -> dict[str, Any]:
    return {"by": scene.viewer(by), "edition": scene.edition, "number": scene.numbers[paper], "now": at}


def _plain(scene: Scene, by: str, at: datetime) -> dict[str, Any]:
    return {"by": scene.viewer(by), "edition": scene.edition, "now": at}


# Settings and the calendar


@act("makes the track {track} {blindness}-blind, with † {choices}")
def set_track(
    scene: Scene, by: str, at: datetime, track: str, blindness: str, choices: Mapping[str, Any]
) -> None:
    row = Track.objects.get(edition=scene.edition, slug=track)
    changes = {"blindness": blindness, "choices": dict(choices), "supplements": True}
    tracks.change_track(**_plain(scene, by, at), slug=track, version=row.version, changes=changes)


@act("does the act “{kind}”")
def do_act(scene: Scene, by: str, at: datetime, kind: str) -> None:
    editions.do_act(**_plain(scene, by, at), kind=ActKind(kind))


@act("lets the window “{kind}” last {days} days longer for {scope}")
def extend(scene: Scene, by: str, at: datetime, kind: str, days: int, scope: str) -> None:
    """`scope`: "everybody", a paper or a person."""
    row = Window.objects.get(edition=scene.edition, kind=kind, track=None, paper_id=None, person=None)
    narrowed = calendar.Scope()
    if scope in scene.numbers:
        paper = scene.paper(scope)
        narrowed = calendar.Scope(track=paper.track, paper_id=paper.pk, about=paper.xid)
    elif scope in scene.users:
        narrowed = calendar.Scope(person=scene.users[scope])
    calendar.move_window(
        **_plain(scene, by, at),
        kind=WindowKind(kind),
        opens_at=row.opens_at,
        closes_at=max(row.closes_at, at) + timedelta(days=days),
        reason="Illness.",
        scope=narrowed,
    )


@act("gives {person} the office “{kind}”")
def give_office(scene: Scene, by: str, at: datetime, person: str, kind: str) -> None:
    offices.give_office(**_plain(scene, by, at), person=scene.users[person], kind=RoleKind(kind))


@act("writes to {person}: “{subject}”, “{body}”")
def write_to(scene: Scene, by: str, at: datetime, person: str, subject: str, body: str) -> None:
    mailing.send_test_letter(**_plain(scene, by, at), to=CAST[person].email, subject=subject, body=body)


# Submission


def _details(
    scene: Scene, title: str, abstract: str, topics: int, authors: tuple[str, ...] | None
) -> Details:
    known = Topic.objects.filter(edition=scene.edition).order_by("position").values_list("xid", flat=True)
    entries = None if authors is None else tuple(
        AuthorEntry(CAST[name].full_name, CAST[name].email, f"Institute of {name}") for name in authors
    )  # fmt: skip
    return Details(
        title,
        abstract,
        "learning, systems" if abstract else "",
        tuple(known[:topics]),
        attributes={"level": "high-level: interfaces and workflows", "kind": "empirical"} if topics else {},
        checklist=("anonymous", "single"),
        authors=entries,
    )


@act("registers {paper} on the {track} track, “{title}”, by {authors}")
def register(
    scene: Scene,
    by: str,
    at: datetime,
    paper: str,
    track: str,
    title: str,
    abstract: str,
    authors: tuple[str, ...],
) -> None:
    details = _details(scene, title, abstract, 2 if abstract else 0, (by, *authors))
    made = registering.register(**_plain(scene, by, at), track=track, details=details)
    scene.numbers[paper] = made.number


@act("claims the place as an author of {paper}")
def claim(scene: Scene, by: str, at: datetime, paper: str) -> None:
    row = scene.paper(paper).authorships.get(email=CAST[by].email)
    registering.claim(**_plain(scene, by, at), xid=row.xid)


@functools.cache
def pdf(words: str) -> bytes:
    """A PDF of one page whose properties name who made it."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(612, 792))
        made.docinfo["/Author"], made.docinfo["/Title"] = "Ada Ada", words
        made.save(out, deterministic_id=True)
    return out.getvalue()


def _file(words: str, kind: str, at: datetime) -> files.NewFile:
    return files.NewFile(DocumentKind(kind), blobs.put(io.BytesIO(pdf(words)), now=at), "by ada.pdf")


@act("uploads a {kind} of {paper} (“{words}”)")
def upload(scene: Scene, by: str, at: datetime, paper: str, kind: str, words: str, fault: str) -> None:
    """`fault`: what the check of a PDF finds."""
    document = files.add_file(**_common(scene, by, at, paper), file=_file(words, kind, at))
    if fault:
        findings = (
            Finding(
                fault, Severity.WARNING, "Lines stand close.", page=2, measured="10 pt", required="12 pt"
            ),
            Finding("hidden-text", Severity.CHAIR, "White text on white.", page=1),
        )
        report = Report(State.WARNINGS, "two findings", findings)
        checks.note_check(document_xid=document.xid, report=report, now=at)


@act("begins to upload a {kind} of {paper}, {size} bytes")
def begin_upload(scene: Scene, by: str, at: datetime, paper: str, kind: str, size: int) -> None:
    files.open_upload(
        **_common(scene, by, at, paper),
        kind=DocumentKind(kind),
        filename="half.pdf",
        size=size,
        sha256="0" * 64,
    )


@act("calls the finding {code} on {paper} wrong: “{comment}”")
def false_alarm(scene: Scene, by: str, at: datetime, paper: str, code: str, comment: str) -> None:
    document = Document.objects.filter(submission=scene.paper(paper), kind="paper", is_current=True).get()
    checks.say_false_alarm(**_common(scene, by, at, paper), xid=document.xid, code=code, comment=comment)


@act("withdraws {paper}: “{reason}”")
def withdraw(scene: Scene, by: str, at: datetime, paper: str, reason: str) -> None:
    ending.withdraw(**_common(scene, by, at, paper), reason=reason)


@act("looks at the authors of {paper}: “{reason}”")
def reveal(scene: Scene, by: str, at: datetime, paper: str, reason: str) -> None:
    revealing.reveal_authors(**_common(scene, by, at, paper), reason=reason)


# The committee


@act("names {person} as having a conflict with {paper}, because of {reason}: “{note}”")
def declare(scene: Scene, by: str, at: datetime, paper: str, person: str, reason: str, note: str) -> None:
    conflicts.declare_by_author(
        **_common(scene, by, at, paper), person=scene.users[person].xid, reason=reason, note=note
    )


@act("says to have a conflict with {paper}: {reason}")
def declare_own(scene: Scene, by: str, at: datetime, paper: str, reason: str) -> None:
    conflicts.declare_own(**_common(scene, by, at, paper), reason=reason)


@act("enters a conflict of {person} with {paper}: {reason}")
def add_conflict(scene: Scene, by: str, at: datetime, paper: str, person: str, reason: str) -> None:
    conflicts.add_by_chair(**_common(scene, by, at, paper), person=scene.users[person].xid, reason=reason)


@act("gives {paper} to {person} to handle")
def appoint_handler(scene: Scene, by: str, at: datetime, paper: str, person: str) -> None:
    handling.appoint_handler(**_common(scene, by, at, paper), person=scene.users[person].xid)


@act("bids {value} on {paper}")
def bid(scene: Scene, by: str, at: datetime, paper: str, value: int) -> None:
    bids.place_bid(**_common(scene, by, at, paper), value=value)


@act("has a plan proposed for {track} in which {member} reviews {paper}")
def propose(scene: Scene, by: str, at: datetime, track: str, paper: str, member: str) -> None:
    """The solver does not run: the plan is one of a single pair, set by hand."""
    row = Track.objects.get(edition=scene.edition, slug=track)
    plan = plans.start_plan(**_plain(scene, by, at), track=row, parameters=Parameters(2, 2, seed=1))
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PROPOSED)
    plans.change_plan(**_common(scene, by, at, paper), xid=plan.xid, add=scene.seat(member))


@act("gives {paper} to {member} to review")
def assign(scene: Scene, by: str, at: datetime, paper: str, member: str) -> None:
    assignments.assign(**_common(scene, by, at, paper), member=scene.seat(member))


@act("gives {paper} to {new} in {old}'s place: “{reason}”")
def replace_reviewer(
    scene: Scene, by: str, at: datetime, paper: str, old: str, new: str, reason: str
) -> None:
    assignments.replace_reviewer(
        **_common(scene, by, at, paper), old=scene.seat(old), new=scene.seat(new), reason=reason
    )


# Reviews


@act("asks {person} for a review of {paper}")
def ask_external(scene: Scene, by: str, at: datetime, paper: str, person: str) -> None:
    requests.ask_external(
        **_common(scene, by, at, paper), name=CAST[person].full_name, email=CAST[person].email
    )


@act("says yes to the request for a review of {paper}")
def accept_request(scene: Scene, by: str, at: datetime, paper: str) -> None:
    row = ReviewRequest.objects.get(submission=scene.paper(paper), email=CAST[by].email)
    requests.answer_own_request(**_plain(scene, by, at), request=row.xid, accept=True)


def _revision(scene: Scene, by: str, paper: str) -> int:
    mine = Review.objects.filter(submission=scene.paper(paper), reviewer=scene.users[by])
    return mine.values_list("revision", flat=True).first() or 0


@act("saves the draft of a review of {paper}: {answers}")
def draft_review(scene: Scene, by: str, at: datetime, paper: str, answers: Mapping[str, Any]) -> None:
    reviewing.save_draft(
        **_common(scene, by, at, paper), answers=answers, revision=_revision(scene, by, paper)
    )


@act("hands in a review of {paper}: {answers}")
def review(scene: Scene, by: str, at: datetime, paper: str, answers: Mapping[str, Any]) -> None:
    reviewing.submit_review(
        **_common(scene, by, at, paper), answers=answers, revision=_revision(scene, by, paper)
    )


@act("lets {person} lead the discussion of {paper}")
def appoint_lead(scene: Scene, by: str, at: datetime, paper: str, person: str) -> None:
    meta.appoint_lead(**_common(scene, by, at, paper), person=scene.users[person].xid)


@act("writes to the {audience} of {paper}: “{text}”")
def post(scene: Scene, by: str, at: datetime, paper: str, audience: str, text: str) -> None:
    discussion.post_to(**_common(scene, by, at, paper), audience=ThreadAudience(audience), text=text)


@act("asks the chairs about {paper}: “{text}”")
def ask_chairs(scene: Scene, by: str, at: datetime, paper: str, text: str) -> None:
    discussion.ask_chairs(**_common(scene, by, at, paper), subject="A question", text=text)


@act("answers the question about {paper} ({audience}): “{text}”")
def answer_question(scene: Scene, by: str, at: datetime, paper: str, audience: str, text: str) -> None:
    row = Thread.objects.filter(submission=scene.paper(paper), audience=audience).order_by("pk")[0]
    discussion.post_in_thread(**_common(scene, by, at, paper), thread=row.xid, text=text)


@act("saves a response to the reviews of {paper}: “{text}”")
def draft_response(scene: Scene, by: str, at: datetime, paper: str, text: str) -> None:
    responses.save_response_draft(
        **_common(scene, by, at, paper), text=text, revision=_responded(scene, paper)
    )


@act("responds to the reviews of {paper}: “{text}”")
def respond(scene: Scene, by: str, at: datetime, paper: str, text: str) -> None:
    responses.submit_response(**_common(scene, by, at, paper), text=text, revision=_responded(scene, paper))


def _responded(scene: Scene, paper: str) -> int:
    return (
        Response.objects.filter(submission=scene.paper(paper)).values_list("revision", flat=True).first() or 0
    )


@act("sums up {paper}: “{summary}” / “{remarks}”, and recommends {recommendation}")
def sum_up(
    scene: Scene, by: str, at: datetime, paper: str, summary: str, remarks: str, recommendation: str
) -> None:
    meta.save_meta_review(
        **_common(scene, by, at, paper),
        summary=summary,
        remarks=remarks,
        recommendation=recommendation,
        submit=True,
        revision=0,
    )


@act("decides to {verdict} {paper} (“{note}”)")
def decide(scene: Scene, by: str, at: datetime, paper: str, verdict: str, note: str) -> None:
    decisions.decide(
        **_common(scene, by, at, paper),
        verdict=Verdict(verdict),
        note=note,
        conditions="Add the missing baseline." if verdict == "conditional" else "",
        one_sided_reason="Both sides were heard.",
    )


@act("makes {person} the shepherd of {paper}")
def appoint_shepherd(scene: Scene, by: str, at: datetime, paper: str, person: str) -> None:
    shepherding.appoint_shepherd(**_common(scene, by, at, paper), person_xid=scene.users[person].xid)


@act("prepares a desk reject of {paper}: “{reason}”")
def prepare_desk_reject(scene: Scene, by: str, at: datetime, paper: str, reason: str) -> None:
    desk_rejects.prepare_desk_reject(**_common(scene, by, at, paper), reason=reason)


@act("drops the desk reject of {paper}")
def drop_desk_reject(scene: Scene, by: str, at: datetime, paper: str) -> None:
    desk_rejects.drop_desk_reject(**_common(scene, by, at, paper))


@act("releases all decisions")
def release_decisions(scene: Scene, by: str, at: datetime) -> None:
    actor, now = scene.viewer(by), moment.load(scene.edition, at)
    page = release_queries.release_page(actor, now, scene.edition, "")
    release.release_decisions(**_plain(scene, by, at), seen=page.seen)


@act("registers the artifact of {paper}: “{abstract}”")
def register_artifact(scene: Scene, by: str, at: datetime, paper: str, abstract: str) -> None:
    description = Description(
        abstract, "It is fast.", "One GPU.", "MIT", "10.5281/zenodo.123456", ("available", "functional"), {}
    )
    registration.register(**_common(scene, by, at, paper), description=description)


@act("hands in the artifact of {paper}, {words}")
def hand_in(scene: Scene, by: str, at: datetime, paper: str, words: str) -> None:
    registration.hand_in_link(
        **_common(scene, by, at, paper),
        url=f"https://archive.example.org/{words}.tar.gz",
        sha256=hashlib.sha256(words.encode()).hexdigest(),
        note=f"Version {words}",
    )


@act("gives the artifact of {paper} to {evaluator}")
def assign_evaluator(scene: Scene, by: str, at: datetime, paper: str, evaluator: str) -> None:
    seat = Evaluator.objects.get(edition=scene.edition, person=scene.users[evaluator])
    evaluators.assign(**_common(scene, by, at, paper), evaluator=seat.xid)


@act("says that {person} has a conflict with the artifact of {paper}")
def artifact_conflict(scene: Scene, by: str, at: datetime, paper: str, person: str) -> None:
    seat = Evaluator.objects.get(edition=scene.edition, person=scene.users[person])
    evaluators.add_conflict(**_common(scene, by, at, paper), evaluator=seat.xid, reason="They are friends.")


def _evaluation(scene: Scene, by: str, paper: str) -> Evaluation:
    return Evaluation.objects.get(submission=scene.paper(paper), evaluator__person=scene.users[by])


@act("reports the first look at the artifact of {paper}: “{text}”")
def kick(scene: Scene, by: str, at: datetime, paper: str, text: str) -> None:
    evaluation.kick_the_tires(
        **_common(scene, by, at, paper),
        answers={key: "yes" for key, _ in KICK_THE_TIRES},
        text=text,
        revision=_evaluation(scene, by, paper).revision,
    )


@act("evaluates the artifact of {paper}: “{text}” / “{remarks}”, votes {vote}")
def evaluate(scene: Scene, by: str, at: datetime, paper: str, text: str, remarks: str, vote: str) -> None:
    evaluation.evaluate(
        **_common(scene, by, at, paper),
        environment="A workstation.",
        text=text,
        remarks=remarks,
        hours=6.5,
        ballots=tuple(Ballot(badge, Vote(vote), "It ran.") for badge in ("available", "functional")),
        revision=_evaluation(scene, by, paper).revision,
    )


@act("writes to the {audience} of the artifact of {paper}: “{text}”")
def artifact_post(scene: Scene, by: str, at: datetime, paper: str, audience: str, text: str) -> None:
    evaluation.post(**_common(scene, by, at, paper), audience=ArtifactAudience(audience), text=text)


@act("decides on the badges of {paper}: functional {functional} (“{note}”)")
def decide_badges(scene: Scene, by: str, at: datetime, paper: str, functional: bool, note: str) -> None:
    rows = BadgeDecision.objects.filter(artifact__submission=scene.paper(paper))
    badges.decide_badges(
        **_common(scene, by, at, paper),
        rulings=(Ruling("available", True, "It is there."), Ruling("functional", functional, "We tried.")),
        note=note,
        seen=decided_mark(rows),
    )


@act("releases all badges")
def release_badges(scene: Scene, by: str, at: datetime) -> None:
    actor, now = scene.viewer(by), moment.load(scene.edition, at)
    preview = release_preview(actor, now, scene.edition)
    badges.release_badges(**_plain(scene, by, at), seen=preview.seen)
