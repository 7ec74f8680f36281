"""Decisions of the finished edition: released, shepherded, with camera-ready files and a place in the proceedings."""

from datetime import time, timedelta

from reviews import letters_decisions as kinds
from reviews.commands.release import OUTCOME_OF
from reviews.domain import ConditionState, Signature, ThreadAudience, Verdict
from reviews.models import Decision, DeskReject, ProceedingsEntry, ProgrammeSession, Shepherding
from submissions.domain import ACCEPTED, DocumentKind, Outcome, Status
from submissions.models import Authorship, Document, Submission
from sysml.conference.domain import ActKind
from sysml.conference.models import Act
from sysml.desk.demo import reviews as content
from sysml.desk.demo.make_pdfs import SPECIMENS
from sysml.desk.demo.papers import papers
from sysml.desk.demo.seed.papers import add_documents, blob_of, pages_of
from sysml.desk.demo.seed.reviews import add_thread, reviewed
from sysml.desk.demo.seed.stage import Placed, Stage, store

_CONDITION = (
    "State in Section 5 how the baseline was tuned, and repeat the main measurement with at least five seeds."
)
_REASON = "The paper is about neither machine learning nor systems, as the call for papers describes them."
_VERDICTS = {"accept": Verdict.ACCEPT, "conditional": Verdict.CONDITIONAL, "reject": Verdict.REJECT}
_PARTS = (
    "Training at Scale",
    "Serving and the Edge",
    "Compilers and Hardware",
    "Data and Trust",
    "ML for Systems",
)
_PART_OF = {
    "dist": 0, "opt": 0, "prec": 0, "prod": 1, "edge": 1, "cost": 1, "comp": 2, "hw": 2, "data": 3, "fair": 3,
    "priv": 3, "soc": 3, "prog": 3, "defn": 3, "auto": 3, "for": 4,
}  # fmt: skip


def best_without_file(content_number: int) -> str:
    """The title of an accepted paper that has no camera-ready file of its own: the author persona has written it."""
    found = papers(content_number)
    outcomes = content.decisions([paper for paper in found if paper.track == "research"])
    accepted = [paper for paper in found if outcomes.get(paper.key) == "accept"]
    return next(paper for paper in accepted if not _camera_ready_of(paper.title)).title


def _camera_ready_of(title: str) -> str:
    return next((s.name for s in SPECIMENS if s.camera_ready and title.startswith(s.title_start)), "")


def outcomes_of(stage: Stage, persona_paper: str) -> dict[str, content.Outcome]:
    """By merit; papers that are shown with a camera-ready file of their own are accepted, like the persona's."""
    here = reviewed(stage)
    found = content.decisions([paper.content for paper in here])
    shown = {p.key for p in here if p.content.title == persona_paper or _camera_ready_of(p.content.title)}
    found |= dict.fromkeys(shown, "accept")
    others = [paper for paper in here if found[paper.key] == "accept" and paper.key not in shown]
    weakest = sorted(others, key=lambda paper: (content.merit(paper.content).mean, paper.key))
    found |= {paper.key: "conditional" for paper in weakest[:2]}
    return found


def desk_reject(stage: Stage, *, prepared: bool) -> None:
    """One paper was rejected without review before the assignment; `prepared` puts another one on its way."""
    rows = [p for p in stage.where(lambda row: row.status == Status.COMPLETE) if _may_be_turned_away(p)]
    chosen = stage.draw("desk-reject").sample(rows, 2 if prepared else 1)
    for position, paper in enumerate(chosen):
        handler, row = stage.handlers[paper.row.pk], paper.row
        at, released = stage.at(47.4 + position), position == 0
        if not released:
            at = stage.at(stage.today - 0.6)
        reject = DeskReject.objects.create(
            submission=row,
            reason=_REASON,
            by=handler,
            at=at,
            released_at=stage.at(48.6) if released else None,
        )
        subject = f"desk-reject:{reject.xid}"
        stage.log.add("desk-reject.prepared", at, handler, paper=row, subject=subject, reason=_REASON)
        if reject.released_at is None:
            continue
        row.outcome, row.outcome_at = Outcome.DESK_REJECTED, reject.released_at
        row.save(update_fields=["outcome", "outcome_at"])
        stage.log.add(
            "desk-reject.released", reject.released_at, handler, paper=row, subject=subject, reason=_REASON
        )
        for author in paper.authors[:1]:
            stage.letters.add(
                kinds.DESK_REJECTED, f"{row.xid}:{author.xid}", reject.released_at, author, "submission-detail",
                paper=row, context={"reason": _REASON},
            )  # fmt: skip


def _may_be_turned_away(paper: Placed) -> bool:
    own = any(paper.content.title.startswith(specimen.title_start) for specimen in SPECIMENS)
    return (
        not own
        and not paper.authors[0].email.endswith("@demo.example.org")
        and paper.content.track == "research"
    )


def decide(stage: Stage, outcomes: dict[str, content.Outcome]) -> None:
    """Every paper decided at the meeting, and all decisions released at once."""
    released = Act.objects.get(edition=stage.edition, kind=ActKind.RELEASED).at
    rows = []
    for paper in reviewed(stage):
        verdict = _VERDICTS[outcomes[paper.key]]
        conditional = verdict is Verdict.CONDITIONAL
        rows.append(
            Decision(
                submission=paper.row,
                verdict=verdict,
                conditions=_CONDITION if conditional else "",
                condition_state=ConditionState.MET if conditional else "",
                by=stage.handlers[paper.row.pk],
                at=stage.between(105, 106.5, "decision", paper.key),
            )
        )
        paper.row.outcome = Outcome.ACCEPTED if conditional else OUTCOME_OF[verdict]
        paper.row.outcome_at = stage.at(138) if conditional else released
        paper.row.changed_at = released
    for row in store(rows):
        words = f"Paper {row.submission.number}: {row.verdict}"
        subject = f"decision:{row.xid}"
        stage.log.add(
            "decision.recorded", row.at, row.by, paper=row.submission, subject=subject, summary=words
        )
        words = f"The decision of paper {row.submission.number} was released"
        stage.log.add("decision.released", released, stage.chair, paper=row.submission, summary=words)
    Submission.objects.bulk_update(
        [paper.row for paper in reviewed(stage)], ["outcome", "outcome_at", "changed_at"]
    )
    _write_decisions(stage, outcomes)
    _shepherd(stage, outcomes)


def _write_decisions(stage: Stage, outcomes: dict[str, content.Outcome]) -> None:
    act = Act.objects.get(edition=stage.edition, kind=ActKind.RELEASED)
    kind_of = {"accept": kinds.ACCEPT, "conditional": kinds.CONDITIONAL, "reject": kinds.REJECT}
    places = Authorship.objects.filter(submission__edition=stage.edition).select_related("person")
    here = {paper.row.pk: paper for paper in reviewed(stage)}
    for place in places.order_by("submission_id", "position"):
        paper = here.get(place.submission_id)
        if paper is None:
            continue
        outcome = outcomes[paper.key]
        context = {
            "note": "", "summary": f"Summary of the discussion\n\n{content.meta_review(paper.content, outcome)}\n\n",
            "reviews": "", "shepherd": "", "conditions": f"Conditions\n\n{_CONDITION}\n\n",
        }  # fmt: skip
        stage.letters.add(
            kind_of[outcome] if place.person is not None else kinds.UNCLAIMED, f"{paper.row.xid}:{place.xid}", act.at,
            place.person, "submission-detail", paper=paper.row, context=context, name=place.name, email=place.email,
            batch=f"release:{act.xid}",
        )  # fmt: skip


def _shepherd(stage: Stage, outcomes: dict[str, content.Outcome]) -> None:
    """A member sees each conditional accept through; by now all conditions are met."""
    for paper in reviewed(stage):
        if outcomes[paper.key] != "conditional":
            continue
        row, handler = paper.row, stage.handlers[paper.row.pk]
        person = next(a.member.person for a in stage.assignments if a.submission_id == row.pk)
        if person is None:
            continue
        shepherding = Shepherding.objects.create(
            submission=row, person=person, by=handler, at=stage.at(107.5)
        )
        subject = f"shepherding:{shepherding.xid}"
        words = f"{person.name} shepherds paper {row.number}"
        stage.log.add(
            "shepherd.appointed", shepherding.at, handler, paper=row, subject=subject, summary=words
        )
        released = stage.at(110.6)
        stage.letters.add(
            kinds.SHEPHERD, shepherding.xid, released, person, "submission-detail", paper=row,
            context={"conditions": f"Conditions\n\n{_CONDITION}\n\n"},
        )  # fmt: skip
        posts = [
            (
                person,
                Signature.SHEPHERD,
                "Congratulations. Please send the paragraph on tuning first.",
            ),
            (
                paper.authors[0],
                Signature.AUTHORS,
                "Here it is, with the intervals over eight seeds in the same table.",
            ),
            (
                person,
                Signature.SHEPHERD,
                "This answers what was asked; the conditions are met.",
            ),
        ]
        add_thread(stage, paper, ThreadAudience.SHEPHERD, "", posts, stage.at(120.2))
        words = f"The conditions of paper {row.number} are met"
        stage.log.add(
            "conditions.met",
            stage.at(138),
            person,
            paper=row,
            subject=f"shepherding:{row.xid}",
            summary=words,
        )
        author = paper.authors[0]
        stage.letters.add(
            kinds.CONDITIONS_MET, f"{row.xid}:{author.xid}", stage.at(138), author, "submission-detail", paper=row,
            context={"note": ""},
        )  # fmt: skip


def collect_camera_ready(stage: Stage) -> None:
    """The final file of every accepted paper."""
    made: list[tuple[Placed, Document, str]] = []
    for paper in _accepted(stage):
        file = _camera_ready_of(paper.content.title) or paper.file
        document = Document(
            submission=paper.row, kind=DocumentKind.CAMERA_READY, version=1, blob=blob_of(file, stage.now),
            filename="camera-ready.pdf", uploaded_by=paper.authors[0],
            uploaded_at=stage.between(139, 146.5, "camera-ready", paper.key),
        )  # fmt: skip
        made.append((paper, document, file))
    add_documents(stage, made)


def _accepted(stage: Stage) -> list[Placed]:
    return stage.where(lambda row: row.outcome in ACCEPTED)


def make_proceedings(stage: Stage) -> None:
    """Five sessions over three days, and the pages of every paper in them."""
    first = stage.edition.begins_on or stage.now.date()
    sessions = store(
        [
            ProgrammeSession(
                edition=stage.edition, name=name, position=position, day=first + timedelta(days=position // 2),
                begins=time(9, 30) if position % 2 == 0 else time(14, 0),
                ends=time(11, 30) if position % 2 == 0 else time(16, 0), room="Great Hall",
                chair=stage.members[position].name,
            )
            for position, name in enumerate(_PARTS)
        ]
    )  # fmt: skip
    page, rows = 1, []
    placed = sorted(
        _accepted(stage), key=lambda paper: (_PART_OF[paper.content.topics[0]], paper.row.title_key)
    )
    positions = [0] * len(sessions)
    for paper in placed:
        part = _PART_OF[paper.content.topics[0]]
        pages = pages_of(_camera_ready_of(paper.content.title) or paper.file)
        rows.append(
            ProceedingsEntry(
                submission=paper.row, accepted_title=paper.row.title, session=sessions[part], position=positions[part],
                first_page=page, last_page=page + pages - 1,
            )
        )  # fmt: skip
        positions[part] += 1
        page += pages
    store(rows)
