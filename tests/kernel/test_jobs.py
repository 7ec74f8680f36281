"""What happens when work fails for good."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sysml.kernel import jobs
from sysml.kernel.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """Arguments of the jobs that were given up."""
    monkeypatch.setattr(jobs, "_handlers", dict(jobs._handlers))
    monkeypatch.setattr(jobs, "_given_up", dict(jobs._given_up))
    found = []

    @jobs.handler("test.fails", on_failed=lambda handle: found.append(dict(handle.args)))
    def fail(handle):
        if handle.args.get("stop"):
            raise jobs.Cancelled
        raise ValueError("no")

    return found


def attempts(job, count):
    for _ in range(count):
        Job.objects.filter(pk=job.pk, status="queued").update(due_at=timezone.now())
        jobs.run(job.pk, now=timezone.now(), heartbeat=False)
    job.refresh_from_db()


def test_the_hook_is_called_once_and_only_after_the_last_attempt(told):
    job = jobs.enqueue("test.fails", now=timezone.now(), args={"plan": 7})
    attempts(job, job.max_attempts - 1)
    assert (job.status, told) == (Job.Status.QUEUED, [])
    attempts(job, 3)
    assert (job.status, job.error) == (Job.Status.FAILED, "ValueError: no")
    assert told == [{"plan": 7}]


def test_it_is_called_for_work_that_was_interrupted_too_often(told):
    job = jobs.enqueue("test.fails", now=timezone.now(), args={"plan": 8})
    silent = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(status="running", attempts=job.max_attempts, heartbeat_at=silent)
    attempts(job, 1)
    assert job.status == Job.Status.FAILED
    assert told == [{"plan": 8}]


def test_it_is_called_for_work_that_a_person_stopped(told):
    job = jobs.enqueue("test.fails", now=timezone.now(), args={"stop": True})
    attempts(job, 1)
    assert job.status == Job.Status.CANCELLED
    assert told == [{"stop": True}]


def test_a_hook_that_fails_itself_hides_nothing(told, monkeypatch):
    def broken(handle):
        raise RuntimeError("hook")

    monkeypatch.setitem(jobs._given_up, "test.fails", broken)
    job = jobs.enqueue("test.fails", now=timezone.now())
    attempts(job, job.max_attempts)
    assert (job.status, job.error) == (Job.Status.FAILED, "ValueError: no")


def test_it_is_called_for_work_that_was_cancelled_before_its_start(told):
    job = jobs.enqueue("test.fails", now=timezone.now(), args={"plan": 9})
    jobs.ask_to_cancel(job, now=timezone.now())
    job.refresh_from_db()
    assert (job.status, told) == (Job.Status.CANCELLED, [])
    jobs.run_due(timezone.now())
    assert told == [{"plan": 9}]


def test_work_whose_worker_died_after_it_was_asked_to_stop_is_not_begun_again(told):
    job = jobs.enqueue("test.fails", now=timezone.now(), args={"plan": 10})
    silent = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(status="running", cancel_asked=True, heartbeat_at=silent)
    attempts(job, 1)
    assert (job.status, job.error) == (Job.Status.CANCELLED, "")
    assert told == [{"plan": 10}]
