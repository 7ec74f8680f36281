"""The deployed way: real Celery workers and a real beat on a real Redis, and job rows that are the truth."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from sysml.kernel import jobs
from sysml.kernel.models import Job
from tests.survival.scene import wait_until
from tests.survival.worker import KIND
from tests.tooling.test_supervisor import ROOT

HERE = os.environ.get("REDIS_URL", "") and connection.vendor == "postgresql"

pytestmark = [
    pytest.mark.redis,
    pytest.mark.postgres,
    pytest.mark.skipif(not HERE, reason="needs a real Redis and PostgreSQL: set REDIS_URL and DATABASE_URL"),
    pytest.mark.django_db(transaction=True),
]

Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a worker or beat; all of them are gone when the test ends."""
    from sysml.celery import app

    app.control.purge()  # nudges of earlier tests
    running: list[subprocess.Popen[str]] = []
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SURVIVAL_DATABASE": str(connection.settings_dict["NAME"]),
    }

    def start(what: str) -> subprocess.Popen[str]:
        with (tmp_path / "said").open("a") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.survival.worker", what, str(tmp_path)],
                cwd=ROOT,
                env=environment,
                stdout=said,
                stderr=said,
                text=True,
            )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
    for process in running:
        process.wait()


@pytest.fixture
def done(tmp_path: Path) -> Callable[[], list[tuple[int, int]]]:
    """What has been begun so far: the job and the process that did it."""

    def read() -> list[tuple[int, int]]:
        file = tmp_path / "done"
        lines = file.read_text().splitlines() if file.exists() else []
        return [(int(line.split()[0]), int(line.split()[1])) for line in lines]

    return read


Done = Callable[[], list[tuple[int, int]]]


def enqueue(count: int = 1, seconds: float = 0.0) -> list[int]:
    """As a command does: in a transaction, whose end nudges a worker."""
    with transaction.atomic():
        return [jobs.enqueue(KIND, now=timezone.now(), args={"seconds": seconds}).pk for _ in range(count)]


def row(now: datetime, **fields: object) -> Job:
    """A job that nobody was told of."""
    return Job.objects.create(kind=KIND, args={"seconds": 0.0}, created_at=now, due_at=now, **fields)


def state(pk: int) -> tuple[str, int]:
    job = Job.objects.get(pk=pk)
    return str(job.status), job.attempts


def test_a_job_is_nudged_at_the_commit_and_done_by_a_worker(start: Start, done: Done):
    worker = start("worker")
    with transaction.atomic():
        [pk] = enqueue()
        assert state(pk) == ("queued", 0)
    wait_until(lambda: state(pk) == ("done", 1), "the job")
    assert done() == [(pk, worker.pid)]
    assert Job.objects.get(pk=pk).result == {"by": worker.pid}


def test_the_sweep_of_beat_finds_jobs_whose_nudge_was_lost_or_whose_worker_is_gone(start: Start, done: Done):
    now = timezone.now()
    lost = row(now - timedelta(seconds=5))
    silent = now - jobs.LEASE - timedelta(seconds=5)
    gone = row(
        silent, status="running", attempts=1, worker="gone:1:1", claimed_at=silent, heartbeat_at=silent
    )
    alive = row(now, status="running", attempts=1, worker="alive:1:1", claimed_at=now, heartbeat_at=now)
    later = row(now + timedelta(hours=1))
    worker = start("worker")
    start("beat")
    wait_until(lambda: (state(lost.pk), state(gone.pk)) == (("done", 1), ("done", 2)), "both jobs")
    assert sorted(done()) == sorted([(lost.pk, worker.pid), (gone.pk, worker.pid)])
    assert state(alive.pk) == ("running", 1)
    assert state(later.pk) == ("queued", 0)


def test_two_workers_share_the_jobs_and_do_none_of_them_twice(start: Start, done: Done):
    workers = {start("worker").pid, start("worker").pid}
    ready = enqueue(2, seconds=1.5)
    wait_until(lambda: len(done()) == len(ready), "first jobs")
    pks = enqueue(24, seconds=0.3)
    for pk in pks:  # more nudges than jobs: each is told of three times
        jobs.nudge(pk)
        jobs.nudge(pk)
    wait_until(lambda: not Job.objects.exclude(status="done").exists(), "all jobs")
    assert Counter(pk for pk, _ in done()) == dict.fromkeys([*ready, *pks], 1)
    assert {pid for _, pid in done()} <= workers
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_job_whose_worker_was_killed_is_taken_over_when_its_lease_ends(start: Start, done: Done):
    first = start("worker")
    [pk] = enqueue(seconds=3)
    wait_until(lambda: done() == [(pk, first.pid)], "the first worker")
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    second = start("worker")
    jobs.nudge(pk)  # while the lease runs nobody takes it
    [other] = enqueue()
    wait_until(lambda: state(other)[0] == "done", "another job")
    assert state(pk) == ("running", 1)
    Job.objects.filter(pk=pk).update(heartbeat_at=timezone.now() - jobs.LEASE - timedelta(seconds=3))
    assert jobs.sweep(timezone.now()) == 1
    wait_until(lambda: state(pk) == ("done", 2), "the job, taken over")
    assert [pid for job, pid in done() if job == pk] == [first.pid, second.pid]


def test_the_queue_is_the_real_one():
    assert settings.CELERY_BROKER_URL.startswith(("redis://", "rediss://"))
