"""Jobs as people see them: their progress, and asking them to stop."""

from datetime import timedelta

from committee.domain import PlanState
from submissions.domain import CheckState, Status
from submissions.models import DocumentCheck
from sysml.kernel import jobs, outbox
from sysml.kernel.models import AuditEntry, Job, Letter
from tests.factories.committee import staffed, started
from tests.factories.submissions import give_file, ready


def test_a_chair_stops_a_waiting_job_and_the_log_keeps_it(make_world):
    made = make_world("reviewing")
    made.chair("Cora")
    job = jobs.enqueue("committee.solve", now=made.now, scope=made.edition.slug)
    answer = made.client("Cora").post(made.url(f"jobs/{job.xid}/cancel/"))
    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.status == Job.Status.CANCELLED
    assert AuditEntry.objects.filter(action="job.cancelled", subject=f"job:{job.xid}").count() == 1


def test_nobody_else_sees_or_stops_it(make_world):
    made = make_world("reviewing")
    made.member("Mia")
    job = jobs.enqueue("committee.solve", now=made.now, scope=made.edition.slug)
    client = made.client("Mia")
    assert client.get(made.url(f"jobs/{job.xid}/")).status_code == 404
    assert client.post(made.url(f"jobs/{job.xid}/cancel/")).status_code == 404
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED


def test_whoever_asked_for_a_job_sees_and_stops_it(make_world):
    made = make_world("reviewing")
    mia = made.member("Mia").person
    job = jobs.enqueue("submissions.check_pdf", now=made.now, scope=made.edition.slug, requested_by_id=mia.pk)
    client = made.client("Mia")
    assert client.get(made.url(f"jobs/{job.xid}/")).status_code == 200
    client.post(made.url(f"jobs/{job.xid}/cancel/"))
    job.refresh_from_db()
    assert job.status == Job.Status.CANCELLED


def test_a_plan_whose_job_is_stopped_before_its_start_says_so(make_world):
    made = make_world("bidding")
    staffed(made)
    plan = started(made)
    assert plan.job is not None
    made.client("Chair").post(made.url(f"jobs/{plan.job.xid}/cancel/"))
    jobs.run_due(made.now + timedelta(minutes=1))
    plan.refresh_from_db()
    assert plan.state == PlanState.FAILED
    page = made.client("Chair").get(made.url(f"chair/plan/{plan.xid}/"))
    assert b"was stopped or did not come to an end" in page.content


def test_a_file_whose_check_dies_on_every_attempt_could_not_be_checked(make_world, monkeypatch):
    made = make_world("submission")
    paper = ready(made, made.paper("A paper", authors=("Ada",)))
    document = give_file(made, paper)
    DocumentCheck.objects.update_or_create(document=document, defaults={"state": CheckState.WAITING})

    def dies(*args, **kwargs):
        raise OSError("the disk is gone")

    monkeypatch.setattr("submissions.tasks.run.check", dies)
    job = jobs.enqueue("submissions.check_pdf", now=made.now, args={"document": document.xid})
    waiting = made.client("Ada").get(made.url(f"submissions/{paper.number}/check/"))
    assert b"is being checked" in waiting.content
    for _ in range(job.max_attempts):
        Job.objects.filter(pk=job.pk).update(due_at=made.now)
        jobs.run(job.pk, now=made.now, heartbeat=False)
    assert DocumentCheck.objects.get(document=document).state == CheckState.COULD_NOT_CHECK
    page = made.client("Ada").get(made.url(f"submissions/{paper.number}/check/"))
    assert b"could not be checked" in page.content
    assert b"is being checked" not in page.content
    paper.refresh_from_db()
    assert paper.status == Status.COMPLETE


def test_the_outbox_says_why_a_letter_did_not_leave_and_when_it_is_tried_again(make_world, settings):
    settings.EMAIL_BACKEND = "tests.kernel.test_outbox.NobodyAnswers"
    made = make_world("reviewing")
    made.chair("Cora")
    outbox.write(
        key="k",
        kind="mailing",
        to="a@example.org",
        subject="S",
        body="B",
        now=made.now,
        scope=made.edition.slug,
    )
    outbox.drain(made.now)
    again = Letter.objects.get().next_attempt_at
    page = made.client("Cora").get(made.url("chair/mail/outbox/")).content.decode()
    assert "The mail server could not be reached: nobody listens" in page
    assert f"{again:%Y-%m-%d %H:%M}" in page
    line = made.client("Cora").get(f"/api/v1/editions/{made.edition.slug}/chair/letters").json()["results"][0]
    assert line["error"].endswith("nobody listens")
    assert line["again_at"] is not None
