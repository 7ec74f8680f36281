"""What a check found, what its authors say to it, and judging again under changed rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from submissions import letters, policies
from submissions.checking import format_of, named_authors, weighed
from submissions.commands import steps
from submissions.domain import LIVING, CheckState, DocumentKind, Status
from submissions.filenames import public_name
from submissions.locking import lock_paper
from submissions.models import Document, DocumentCheck, FalseAlarm, Submission
from submissions.pdf.facts import Facts
from submissions.pdf.failures import stopped
from submissions.pdf.findings import Report
from submissions.pdf.plain import to_plain
from submissions.pdf.rules import judge
from sysml.conference.acting import command, record
from sysml.conference.models import Edition, Track
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer, system
from sysml.kernel import jobs
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.models import Job

REJUDGE_JOB = "submissions.rejudge"


@command
def note_check(*, document_xid: str, report: Report, now: datetime) -> None:
    """Keep what a check measured and found, and let the submission's status follow. Safe to repeat."""
    paper, document = _locked_document(document_xid)
    _keep(paper, document, report, now, facts=report.facts.to_dict())


@command
def note_unchecked(*, document_xid: str, now: datetime) -> None:
    """Note that the check never came to its end, so that nobody waits for it. A result that is there stays."""
    paper, document = _locked_document(document_xid)
    check, _ = DocumentCheck.objects.get_or_create(document=document)
    if check.state != CheckState.WAITING:
        return
    facts = Facts(failure=stopped("the check was stopped or did not come to its end"))
    report = judge(facts, format_of(paper.track, document.kind))
    _keep(paper, document, report, now, facts=facts.to_dict())


def _locked_document(xid: str) -> tuple[Submission, Document]:
    found = Document.objects.filter(xid=xid).values_list("submission_id", flat=True).first()
    if found is None:
        raise NotFound
    paper = (
        Submission.objects.select_for_update(of=("self",)).select_related("track", "edition").get(pk=found)
    )
    return paper, Document.objects.select_related("blob").get(xid=xid)


def _keep(
    paper: Submission,
    document: Document,
    report: Report,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    check, _ = DocumentCheck.objects.get_or_create(document=document)
    check.state = CheckState(report.state)
    check.summary = report.summary[:400]
    check.findings = to_plain(report.findings)
    if facts is not None:
        check.facts = dict(facts)
        check.seconds = report.seconds
        check.checked_at = now
    check.save()
    if (
        not document.is_current
        or document.kind != DocumentKind.PAPER
        or paper.status not in LIVING
        or paper.outcome
    ):
        return
    before = paper.status
    after = steps.settle(paper, now)
    if after != before:
        steps.touch(paper, now)
        record(
            system(paper.edition),
            "submission.settled",
            now=now,
            about=paper.xid,
            subject=f"submission:{paper.xid}",
            summary=f"{before} → {after}, by the check of the file",
        )
    if before == Status.COMPLETE and after != Status.COMPLETE:
        _tell_what_to_mend(paper, document, check, now)


def _tell_what_to_mend(paper: Submission, document: Document, check: DocumentCheck, now: datetime) -> None:
    unreadable = check.state == CheckState.UNREADABLE
    found = [one.finding for one in weighed(paper.track, check, for_authors=True) if one.blocks or unreadable]
    letters.to_authors(
        letters.BLOCKED,
        paper,
        edition=paper.edition,
        key=document.xid,
        now=now,
        context={
            "file": public_name(paper.edition.slug, paper.number, document),
            "findings": "\n".join(f"- {finding.message} {finding.fix}".rstrip() for finding in found),
        },
    )


@command
def say_false_alarm(
    *, by: Viewer, edition: Edition, number: int, xid: str, code: str, comment: str, now: datetime
) -> FalseAlarm:
    """An author says why a finding is wrong; the chairs read it beside the finding."""
    locked = lock_paper(by=by, edition=edition, number=number, now=now)
    policies.may_comment_findings(locked.by, locked.paper, locked.clock).require()
    check = DocumentCheck.objects.filter(document__xid=xid, document__submission=locked.paper).first()
    if check is None:
        raise NotFound
    seen = {one.finding.code for one in weighed(locked.paper.track, check, for_authors=True)}
    if code not in seen:
        raise NotFound
    if not comment.strip():
        raise Invalid({"comment": "Say in a sentence why the finding is wrong; the chairs will read it."})
    alarm, _ = FalseAlarm.objects.update_or_create(
        document_id=check.document_id,
        code=code,
        defaults={"comment": comment.strip()[:2000], "by_id": steps.person_of(locked.by), "at": now},
    )
    steps.note(
        locked,
        edition,
        "finding.disputed",
        now=now,
        what=f"called {code} a false alarm",
        subject=f"document:{xid}",
    )
    return alarm


@command
def ask_to_rejudge(*, by: Viewer, edition: Edition, track: str, now: datetime) -> Job:
    """A chair has all papers of a track judged again, from what was measured, under the rules of today."""
    chosen = Track.objects.select_for_update().filter(edition=edition, slug=track).first()
    if chosen is None:
        raise NotFound
    actor = by.fresh()
    may_chair(actor, chosen.pk).require()
    record(actor, "checks.rejudged", now=now, subject=f"track:{chosen.xid}", summary=chosen.name)
    return jobs.enqueue(
        REJUDGE_JOB,
        now=now,
        args={"track": chosen.xid},
        key=chosen.xid,
        scope=edition.slug,
        requested_by_id=actor.person_id,
    )


@command
def rejudge(*, document_xid: str, now: datetime) -> None:
    """Judge one file again from its stored facts. Not for files whose first check is still to come."""
    paper, document = _locked_document(document_xid)
    check = DocumentCheck.objects.filter(document=document).first()
    if check is None or check.state == CheckState.WAITING or not check.facts:
        return
    places = paper.authorships.all()
    report = judge(Facts.from_dict(check.facts), format_of(paper.track, document.kind), named_authors(places))
    _keep(paper, document, report, now)


def documents_to_rejudge(track_xid: str) -> list[str]:
    """The current PDFs of a track's active papers, for the job."""
    return list(
        Document.objects.filter(
            submission__track__xid=track_xid,
            submission__status__in=LIVING,
            is_current=True,
            check_result__isnull=False,
        )
        .order_by("pk")
        .values_list("xid", flat=True)
    )
