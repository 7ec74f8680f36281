"""A world for the visibility matrix: one paper in every state, and one person per subject who stands in the same
relation to all of them. Rows are written as they would lie in a database; no command is asked.
"""

import hashlib
from datetime import timedelta
from typing import Any

from django.db.models import Model, Q

from artifacts.domain import Access, ArtifactAudience, ArtifactState, EvaluatorState
from artifacts.models import (
    Artifact,
    ArtifactConflict,
    ArtifactPost,
    ArtifactVersion,
    BadgeDecision,
    Evaluation,
    Evaluator,
)
from committee.domain import AssignmentState, ConflictSource, PlanState
from committee.models import Conflict, Handling, PaperBid, Plan, PlanPair
from reviews.commands.forms import default_questions
from reviews.domain import Audience, RequestState, ReviewState, Signature, ThreadAudience, Verdict
from reviews.models import (
    Answer,
    Decision,
    DeskReject,
    Lead,
    MetaReview,
    Post,
    ProceedingsEntry,
    Question,
    Response,
    Review,
    ReviewRequest,
    ReviewVersion,
    Rollback,
    Shepherding,
    Snapshot,
    SnapshotLine,
    Thread,
)
from submissions.domain import DocumentKind, Outcome, Status
from submissions.models import AuthorReveal, Authorship, Document, DocumentCheck, Submission
from sysml.conference import moment, viewer
from sysml.conference.domain import ActKind, RoleKind, WindowKind
from sysml.conference.models import Act, Conference, Edition, Role, UnusualReading, Window
from sysml.conference.moment import Moment
from sysml.conference.rules import Table
from sysml.conference.viewer import Viewer
from sysml.kernel.models import Blob, User
from tests.factories import world as worlds

SUBJECTS: dict[str, str] = {
    "A": "author",
    "U": "co-author who has not claimed the place",
    "N": "member without a tie",
    "R-": "reviewer whose review is not in",
    "R+": "reviewer whose review is in",
    "E?": "external reviewer, asked",
    "E-": "external reviewer, accepted, own review not in",
    "E+": "external reviewer, accepted, own review in",
    "L": "member who leads the discussion and does not review",
    "H": "handling chair",
    "S": "member who shepherds",
    "P": "publication chair",
    "XN": "member with a conflict",
    "XC": "chair with a conflict",
    "X*": "whoever holds every office and relation, and has a conflict",
    "C": "chair",
    "CR": "chair who has revealed the authors",
    "F": "member who reviewed and was replaced",
    "AE": "evaluator of the artifact",
    "AE2": "evaluator of other artifacts",
    "AC": "artifact chair",
    "XA": "artifact chair and evaluator with a conflict with the artifact, not with the paper",
    "admin": "site administrator",
    "other": "chair and member of another edition",
    "stranger": "somebody who is signed in",
    "visitor": "somebody who is not",
}

PAPERS: dict[str, tuple[Status, Outcome]] = {
    "draft": (Status.DRAFT, Outcome.NONE),
    "registered": (Status.REGISTERED, Outcome.NONE),
    "undecided": (Status.COMPLETE, Outcome.NONE),
    "accepted": (Status.COMPLETE, Outcome.ACCEPTED),
    "conditional": (Status.COMPLETE, Outcome.CONDITIONAL),
    "rejected": (Status.COMPLETE, Outcome.REJECTED),
    "desk-rejected": (Status.COMPLETE, Outcome.DESK_REJECTED),
    "withdrawn": (Status.WITHDRAWN, Outcome.NONE),
    "retracted": (Status.WITHDRAWN, Outcome.ACCEPTED),
    "closed": (Status.CLOSED, Outcome.NONE),
}
"""Outcomes are there from the release on, as on a real site; a desk reject, which has a release of its own, always."""

REVIEWED = ("undecided", "accepted", "conditional", "rejected", "desk-rejected", "withdrawn", "retracted")
DECIDED = ("accepted", "conditional", "rejected", "retracted")
CAMERA_READY = ("accepted", "conditional", "retracted")
WITH_ARTIFACT = ("accepted", "conditional", "retracted")
UNDER_RELEASE = (Outcome.ACCEPTED, Outcome.CONDITIONAL, Outcome.REJECTED)

PHASES: tuple[str, ...] = tuple(
    phase for known in worlds.PHASES for phase in (("told", "released") if known == "released" else (known,))
)
"""Those of every world; "told" is released to the authors, with the list of accepted papers not yet public."""

Key = tuple[str, str]
"""Which row of a thing: its kind ("paper", "R+", …) and the state of its paper."""


class Cast:
    """The world with its people, and what kind of row each row is."""

    def __init__(self) -> None:
        self.made = worlds.world("before")
        self.made.track.choices = {}
        self.keys: dict[tuple[type[Model], Any], Key] = {}
        self.papers: dict[str, Submission] = {}
        self.people: dict[str, User] = {}
        self.moment: Moment = self.made.at
        self._viewers: dict[tuple[str, bool], Viewer] = {}
        self._known: dict[tuple[type[Model], bool, str], frozenset[Any]] = {}
        self._released = False
        self.without: tuple[WindowKind | ActKind, ...] = ()
        """Windows and acts that this edition never has, in whatever phase."""
        default_questions(self.made.track)
        self._people()
        for state in PAPERS:
            self._paper(state)
        self._emergency()

    def _emergency(self) -> None:
        """A snapshot of all reviews, a proposal to go back to it, and a report of unusual reading."""
        edition, now = self.made.edition, self.made.now
        snapshot = Snapshot.objects.create(edition=edition, at=now)
        for version in ReviewVersion.objects.filter(is_current=True, review__submission__edition=edition):
            SnapshotLine.objects.create(snapshot=snapshot, review_id=version.review_id, version=version)
        Rollback.objects.create(
            snapshot=snapshot, reason="A leak", proposed_by=self.people["CR"], proposed_at=now
        )
        UnusualReading.objects.create(edition=edition, person=self.people["N"], began_at=now, limit=120)

    def move_to(self, phase: str) -> None:
        """Let the world stand in this phase, with outcomes written from the release on."""
        self.made.move_to("released" if phase == "told" else phase)
        if phase == "told":
            Act.objects.filter(edition=self.made.edition, kind=ActKind.LIST_PUBLIC).delete()
        self._released = PHASES.index(phase) >= PHASES.index("told")
        for state, (_, outcome) in PAPERS.items():
            if outcome in UNDER_RELEASE:
                now = {"outcome": outcome, "outcome_at": self.made.now} if self._released else {"outcome": ""}
                Submission.objects.filter(pk=self.papers[state].pk).update(**now)
        for rows in (Window.objects, Act.objects):
            rows.filter(edition=self.made.edition, kind__in=self.without).delete()
        self.moment = moment.load(self.made.edition, self.made.now)

    def viewer(self, subject: str) -> Viewer:
        """The viewer that this subject is; relations hang on nothing that changes here but the release."""
        key = (subject, self._released)
        if key not in self._viewers:
            edition = self.made.edition
            self._viewers[key] = (
                Viewer(edition_id=edition.pk, edition_slug=edition.slug)
                if subject == "visitor"
                else viewer.for_person(self.people[subject], edition)
            )
        return self._viewers[key]

    def rows(self, table: Table[Any], condition: Q) -> frozenset[Any]:
        """The rows that fulfil the condition. Equal conditions are asked of the database once."""
        asked = (table.model, self._released, repr(condition))
        if asked not in self._known:
            found = table.model._default_manager.filter(condition).values_list("pk", flat=True)
            self._known[asked] = frozenset(found)
        return self._known[asked]

    def keys_of(self, table: Table[Any], seen: frozenset[Any]) -> set[Key]:
        """The keys of these rows; rows of one key must be seen together or not at all."""
        of = {pk: key for (model, pk), key in self.keys.items() if model is table.model}
        keys = {of[pk] for pk in seen}
        partly = keys & {key for pk, key in of.items() if pk not in seen}
        assert not partly, f"{table.thing}: only some rows of {partly} are seen"
        return keys

    def all_keys(self, model: type[Model]) -> set[Key]:
        return {key for (of, _), key in self.keys.items() if of is model}

    def where(self, table: Table[Any], subject: str) -> Q:
        return table.where(self.viewer(subject), self.moment)

    def _people(self) -> None:
        made = self.made
        for subject in SUBJECTS:
            if subject != "visitor":
                self.people[subject] = made.person(f"Person {subject}", is_site_admin=subject == "admin")
        self.people["A2"] = made.person("Person A2")  # a co-author who writes to the chairs
        self.people["ER"] = made.person("Person ER")  # an external reviewer whom R- asked, not R+
        self.members = {
            subject: made.member(f"Person {subject}")
            for subject in ("N", "R-", "R+", "L", "S", "XN", "X*", "F")
        }
        offices = (
            ("H", RoleKind.HANDLING), ("P", RoleKind.PUBLICATION), ("C", RoleKind.CHAIR), ("CR", RoleKind.CHAIR),
            ("XC", RoleKind.CHAIR), ("AC", RoleKind.ARTIFACT_CHAIR), ("XA", RoleKind.ARTIFACT_CHAIR),
            *(("X*", kind) for kind in RoleKind),
        )  # fmt: skip
        for subject, kind in offices:
            made.chair(f"Person {subject}", kind)
        self.evaluators = {
            subject: Evaluator.objects.create(
                edition=made.edition,
                person=self.people[subject],
                email=self.people[subject].email,
                name=subject,
                state=EvaluatorState.ACCEPTED,
            )
            for subject in ("AE", "AE2", "XA", "X*")
        }
        elsewhere = Edition.objects.create(
            conference=Conference.objects.get(), slug="sysml-2026", name="SysML 2026", created_at=made.now
        )
        Role.objects.create(edition=elsewhere, person=self.people["other"], kind=RoleKind.CHAIR)
        self.plan = Plan.objects.create(
            track=made.track,
            made_at=made.now,
            state=PlanState.PROPOSED,
            parameters={"wanted_a": 2, "wanted_b": 2},
        )

    def _row(self, model: type[Model], paper: str, kind: str, /, **fields: Any) -> Any:
        row = model._default_manager.create(**fields)
        self.keys[model, row.pk] = (kind, paper)
        return row

    def _paper(self, state: str) -> None:
        made, status = self.made, PAPERS[state][0]
        paper = made.paper(state, authors=("Person A",), unclaimed=(self.people["U"].email,), status=status)
        if state == "desk-rejected":
            paper.outcome, paper.outcome_at = Outcome.DESK_REJECTED, made.now
            paper.save()
        self.papers[state] = paper
        self.keys[Submission, paper.pk] = ("", state)
        for row in Authorship.objects.filter(submission=paper):
            self.keys[Authorship, row.pk] = ("", state)
        AuthorReveal.objects.create(
            submission=paper,
            person=self.people["CR"],
            reason="…",
            at=made.now,
            until=made.now + timedelta(hours=8),
        )
        self._files(state, paper)
        self._committee(state, paper)
        if state in REVIEWED:
            self._reviewers(state, paper)
            self._reviews(state, paper)
            self._talk(state, paper)
            self._decisions(state, paper)
        if state in WITH_ARTIFACT:
            self._artifact(state, paper)

    def _files(self, state: str, paper: Submission) -> None:
        wanted = [(DocumentKind.PAPER, 2 if state in REVIEWED else 1, True)]
        if state in REVIEWED:
            wanted += [(DocumentKind.PAPER, 1, False), (DocumentKind.SUPPLEMENT, 1, True)]
        if state in CAMERA_READY:
            wanted += [(DocumentKind.CAMERA_READY, 1, True), (DocumentKind.RIGHTS, 1, True)]
        for kind, version, current in wanted:
            name = f"{paper.number}-{kind}-{version}"
            document = self._row(
                Document, state, kind.value if current else "superseded",
                submission=paper, kind=kind, version=version, blob=_blob(name, self.made.now), filename=name,
                uploaded_by=self.people["A"], uploaded_at=self.made.now, is_current=current,
            )  # fmt: skip
            if kind in {DocumentKind.PAPER, DocumentKind.CAMERA_READY}:
                checked = "camera-ready" if kind == DocumentKind.CAMERA_READY else "paper"
                self._row(DocumentCheck, state, checked if current else "superseded", document=document)

    def _committee(self, state: str, paper: Submission) -> None:
        sources = (("XN", ConflictSource.AUTHOR), ("XC", ConflictSource.CHAIR), ("X*", ConflictSource.MEMBER))
        for subject, source in sources:
            row = self.made.conflict(paper, self.people[subject], source)
            self.keys[Conflict, row.pk] = (subject, state)
        self.keys[Handling, self.made.handle(paper, self.people["H"]).pk] = ("", state)
        for subject in ("N", "R+", "XN"):
            self._row(
                PaperBid, state, subject,
                submission=paper, member=self.members[subject], value=2, at=self.made.now,
            )  # fmt: skip
        self._row(PlanPair, state, "", plan=self.plan, submission=paper, member=self.members["N"], side="ml")

    def _reviewers(self, state: str, paper: Submission) -> None:
        for subject in ("R-", "R+", "X*", "F"):
            row = self.made.assign(paper, self.members[subject])
            self.keys[type(row), row.pk] = (subject, state)
            if subject == "F":
                row.state = AssignmentState.REPLACED
                row.save()
        for subject, answer in (
            ("E?", RequestState.ASKED), ("E-", RequestState.ACCEPTED), ("E+", RequestState.ACCEPTED),
            ("ER", RequestState.ACCEPTED),
        ):  # fmt: skip
            person, asker = self.people[subject], self.people["R-" if subject == "ER" else "R+"]
            self._row(
                ReviewRequest, state, subject,
                submission=paper, requested_by=asker, name=subject, email=person.email, person=person,
                state=answer, asked_at=self.made.now,
            )  # fmt: skip
        self._row(Lead, state, "", submission=paper, person=self.people["L"], at=self.made.now)

    def _reviews(self, state: str, paper: Submission) -> None:
        draft, done, gone = ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.DISCARDED
        now = self.made.now
        written = (
            ("R-", draft),
            ("R+", done),
            ("E-", draft),
            ("E+", done),
            ("X*", done),
            ("F", gone),
            ("ER", done),
        )
        asked = {"E-": self.people["R+"], "E+": self.people["R+"], "ER": self.people["R-"]}
        for letter, (subject, review_state) in zip("ABCDEFG", written, strict=True):
            review = self._row(
                Review, state, subject,
                submission=paper, reviewer=self.people[subject], requested_by=asked.get(subject), label=letter,
                version=2 if review_state == done else 0,
                state=review_state, first_submitted_at=now, submitted_at=now,
            )  # fmt: skip
            if review_state == done:
                self._answers(state, review, 2, current=True)
            if subject == "R+":
                self._answers(state, review, 1, current=False)

    def _answers(self, state: str, review: Review, number: int, *, current: bool) -> None:
        version = ReviewVersion.objects.create(
            review=review, number=number, at=self.made.now, is_current=current
        )
        who = self.keys[Review, review.pk][0]
        for audience in Audience:
            question = Question.objects.filter(track=self.made.track, audience=audience)[0]
            self._row(
                Answer, state, f"{who}/{audience}" + ("" if current else "/old"),
                version=version, submission=review.submission, question=question, text="…",
            )  # fmt: skip

    def _talk(self, state: str, paper: Submission) -> None:
        posts: dict[ThreadAudience, tuple[tuple[str, str], ...]] = {
            ThreadAudience.REVIEWERS: (("R+", "Reviewer B"), ("L", Signature.LEAD)),
            ThreadAudience.CHAIRS: (("C", Signature.CHAIRS),),
            ThreadAudience.AUTHORS_CHAIRS: (
                ("A", Signature.AUTHORS),
                ("A2", Signature.AUTHORS),
                ("C", Signature.CHAIRS),
            ),
            ThreadAudience.REVIEWER_CHAIRS: (("R+", "Reviewer B"),),
            ThreadAudience.SHEPHERD: (("S", Signature.SHEPHERD),),
        }
        questions = (
            (ThreadAudience.REVIEWER_CHAIRS, f"asked by {subject}", ((subject, signature),))
            for subject, signature in (("R-", "Reviewer A"), ("E-", "Reviewer C"))
        )
        known = ((audience, audience.value, by) for audience, by in posts.items())
        for audience, name, by in (*known, *questions):
            thread = self._row(
                Thread, state, name.replace(" ", "-"),
                submission=paper, audience=audience, opened_by=self.people[by[0][0]], opened_at=self.made.now,
            )  # fmt: skip
            for subject, signature in by:
                self._row(
                    Post, state, f"{name.replace(' ', '-')}/{subject}",
                    thread=thread, submission=paper, person=self.people[subject], signed_as=signature, text="…",
                    at=self.made.now,
                )  # fmt: skip
        sent = None if state == "undecided" else self.made.now
        self._row(Response, state, "", submission=paper, draft="…", text="…", submitted_at=sent)

    def _decisions(self, state: str, paper: Submission) -> None:
        by = {"submission": paper, "by": self.people["C"], "at": self.made.now}
        self._row(MetaReview, state, "", **by, summary="…", is_submitted=state != "desk-rejected")
        if state in {*DECIDED, "withdrawn"}:
            verdict = {"conditional": Verdict.CONDITIONAL, "rejected": Verdict.REJECT}.get(
                state, Verdict.ACCEPT
            )
            open_ = "open" if verdict == Verdict.CONDITIONAL else ""
            self._row(Decision, state, "", **by, verdict=verdict, condition_state=open_)
        if state in {"undecided", "desk-rejected", "withdrawn"}:
            released = self.made.now if state == "desk-rejected" else None
            self._row(DeskReject, state, "", **by, reason="…", released_at=released)
        if state in {*CAMERA_READY, "rejected"}:
            self._row(Shepherding, state, "", **by, person=self.people["S"])
        if state in CAMERA_READY:
            self._row(ProceedingsEntry, state, "", submission=paper, accepted_title=state)

    def _artifact(self, state: str, paper: Submission) -> None:
        now, author = self.made.now, self.people["A"]
        artifact = self._row(
            Artifact, state, "", submission=paper, registered_by=author, registered_at=now,
            state=ArtifactState.WITHDRAWN if state == "retracted" else ArtifactState.DECIDED, decided_at=now,
        )  # fmt: skip
        of = {"artifact": artifact, "submission": paper}
        self._row(
            ArtifactVersion, state, "", **of,
            number=1, access=Access.LINK, url="https://artifact.example.org", uploaded_by=author, uploaded_at=now,
        )  # fmt: skip
        for letter, subject, sent in (
            ("A", "AE", now),
            ("B", "X*", None),
            ("C", "XA", None),
            ("D", "AE2", now),
        ):
            self._row(
                Evaluation, state, subject, **of,
                evaluator=self.evaluators[subject], label=letter, assigned_at=now, kick_at=sent, submitted_at=sent,
                is_active=subject != "AE2",
            )  # fmt: skip
        for audience in ArtifactAudience:
            self._row(
                ArtifactPost, state, audience.value, **of,
                audience=audience, person=self.people["AC"], signed_as="…", text="…", at=now,
            )  # fmt: skip
        for badge, awarded in (("available", True), ("functional", False)):
            self._row(
                BadgeDecision, state, "awarded" if awarded else "refused", **of,
                badge=badge, scheme="acm-1.1", is_awarded=awarded, by=self.people["AC"], at=now,
            )  # fmt: skip
        for subject in ("X*", "XA"):
            self._row(
                ArtifactConflict,
                state,
                subject,
                submission=paper,
                person=self.people[subject],
                reason="…",
                at=now,
            )


def _blob(name: str, now: Any) -> Blob:
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Blob.objects.create(sha256=digest, size=1, created_at=now)


Seen = dict[str, dict[Key, dict[str, set[str]]]]
"""thing → row → subject → the phases in which the subject sees it"""


def observe(cast: Cast, tables: dict[str, Table[Any]]) -> Seen:
    """Ask every table for every subject in every phase."""
    seen: Seen = {name: {key: {} for key in cast.all_keys(table.model)} for name, table in tables.items()}
    keys: dict[tuple[str, frozenset[Any]], set[Key]] = {}
    for phase in PHASES:
        cast.move_to(phase)
        for name, table in tables.items():
            for subject in SUBJECTS:
                rows = cast.rows(table, cast.where(table, subject))
                if (name, rows) not in keys:
                    keys[name, rows] = cast.keys_of(table, rows)
                for key in keys[name, rows]:
                    seen[name][key].setdefault(subject, set()).add(phase)
    return seen
