"""Jobs as people see them: their progress, and asking them to stop."""

from sysml.kernel import jobs
from sysml.kernel.models import AuditEntry, Job


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
