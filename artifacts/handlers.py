"""What artifact evaluation does when something happens below. Listed in sysml/subscriptions.py."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from artifacts import letters as kinds
from artifacts.commands.badges import stamp_replaced
from artifacts.domain import SCHEMES, ArtifactState, EvaluatorState
from artifacts.models import ArtifactConflict, Evaluation
from submissions.domain import ACCEPTED, DocumentKind, Status
from submissions.events import DecisionsReleased, FileTaken
from submissions.handlers import authors
from submissions.models import Authorship
from sysml.conference import letters, moment
from sysml.conference.clockwork import day
from sysml.conference.domain import WindowKind
from sysml.conference.events import WindowMoved
from sysml.conference.models import Edition
from sysml.conference.moving import Concern, in_scope, is_news, tell_moved
from sysml.conference.pages import link


def on_decisions_released(event: DecisionsReleased) -> None:
    """Invite the authors of accepted papers, once each, where the calendar has a window for artifacts."""
    edition = Edition.objects.get(pk=event.edition_id)
    if edition.badge_scheme not in SCHEMES:
        return
    at = moment.load(edition, event.now)
    rows = Authorship.objects.filter(
        submission__edition=edition,
        submission__outcome__in=ACCEPTED,
        submission__status=Status.COMPLETE,
        person__isnull=False,
    )
    for row in rows.select_related("submission", "person").order_by("submission_id", "position"):
        paper = row.submission
        span = at.clock(paper.track_id, paper.pk, row.person_id).spans.get(WindowKind.ARTIFACT_REGISTRATION)
        if span is None or span.closes <= event.now or row.person is None:
            continue
        letters.write(
            kinds.REGISTER,
            edition=edition,
            person=row.person,
            key=f"{paper.xid}:{row.person.xid}",
            now=event.now,
            about=paper.xid,
            context={
                "number": str(paper.number),
                "title": paper.title,
                "until": day(span.closes, edition.zone),
                "link": settings.BASE_URL + link(edition, "artifact-register", number=paper.number),
            },
        )


def on_file_taken(event: FileTaken) -> None:
    """A camera-ready file that replaces one with badges gets them too."""
    if event.kind == DocumentKind.CAMERA_READY:
        stamp_replaced(paper_id=event.submission_id, document_id=event.document_id, now=event.now)


TO_DO: dict[str, Q] = {
    WindowKind.KICK_THE_TIRES: Q(kick_at__isnull=True),
    WindowKind.ARTIFACT_EVALUATION: Q(submitted_at__isnull=True),
}
"""Windows of evaluators, and the evaluations that still have something to do in them."""


def on_window_moved(event: WindowMoved) -> None:
    """Tell the authors of accepted papers, or the evaluators whose work is not in."""
    if not is_news(event) or Edition.objects.get(pk=event.edition_id).badge_scheme not in SCHEMES:
        return
    if event.kind == WindowKind.ARTIFACT_REGISTRATION:
        accepted = Q(submission__status=Status.COMPLETE, submission__outcome__in=ACCEPTED)
        tell_moved(kinds.MOVED, event, authors(event, accepted), "artifact-list")
    elif event.kind in TO_DO:
        tell_moved(kinds.MOVED, event, _evaluators(event, TO_DO[event.kind]), "artifact-list")


def _evaluators(event: WindowMoved, unfinished: Q) -> list[Concern]:
    conflict = ArtifactConflict.objects.filter(
        submission=OuterRef("submission"), person=OuterRef("evaluator__person")
    )
    rows = Evaluation.objects.filter(
        in_scope(event, "submission__"),
        unfinished,
        ~Exists(conflict),
        is_active=True,
        artifact__state=ArtifactState.SUBMITTED,
        evaluator__person__isnull=False,
        evaluator__state=EvaluatorState.ACCEPTED,
    )
    papers = ("submission__track_id", "submission_id", "submission__number", "submission__title")
    return [Concern(*row) for row in rows.values_list("evaluator__person_id", *papers)]
