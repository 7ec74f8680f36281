"""Slow work that survives a crash: a row first, a Celery task second.

A command calls `enqueue` inside its transaction; on commit a worker is nudged. Whoever works claims the row by a
conditional update (a lease of 60 s, renewed by a heartbeat). `sweep` finds what is due or has gone stale; beat
calls it when deployed, the supervisor's tick when embedded. Handlers must be safe to run twice.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from sysml.kernel.models import Job

LEASE = timedelta(seconds=60)
HEARTBEAT_SECONDS = 15.0
AFTERMATH = "jobs.aftermath"
SHORTLY = timedelta(seconds=5)
log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Raised inside a handler when a person asked for the job to stop."""


@dataclass(frozen=True)
class Handle:
    """What a handler gets: its arguments, and the means to report progress."""

    job_id: int
    args: Mapping[str, Any]
    now: datetime

    def progress(self, percent: int, words: str) -> None:
        """Say how far the work is; raises Cancelled if a person asked to stop. Renews the lease."""
        moment = timezone.now()
        Job.objects.filter(pk=self.job_id).update(percent=percent, progress=words[:200], heartbeat_at=moment)
        if Job.objects.filter(pk=self.job_id, cancel_asked=True).exists():
            raise Cancelled


Handler = Callable[[Handle], Mapping[str, Any] | None]
GivenUp = Callable[[Handle], None]
_handlers: dict[str, Handler] = {}
_given_up: dict[str, GivenUp] = {}
_nightly: dict[str, int] = {}


def handler(kind: str, *, on_failed: GivenUp | None = None) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind; it returns what goes into `Job.result`.

    `on_failed` is called once when a job will not be tried again, failed or stopped by a person, so that whatever
    waits for it can say so. It must be safe to call where there is nothing to do.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        if on_failed is not None:
            _given_up[kind] = on_failed
        return function

    return register


def nightly(kind: str, *, hour: int) -> None:
    """Have a job of this kind done once a day, from this hour (UTC) on; called beside its handler."""
    _nightly[kind] = hour


def plan_nightly(now: datetime) -> int:
    """Put on the list what is wanted today and was not put there yet; returns how many jobs that were.

    A job's key is its day, so whoever else looks at the same time makes no second one. A site that did not run at
    the hour makes up for it when it is started again.
    """
    day = now.date().isoformat()
    wanted = [kind for kind, hour in _nightly.items() if now.hour >= hour]
    there = (
        set(Job.objects.filter(kind__in=wanted, key=day).values_list("kind", flat=True)) if wanted else set()
    )
    for kind in wanted:
        if kind not in there:
            with transaction.atomic():
                enqueue(kind, now=now, key=day, due_at=now + SHORTLY)
    return len(set(wanted) - there)


def enqueue(
    kind: str,
    *,
    now: datetime,
    args: Mapping[str, Any] | None = None,
    key: str = "",
    scope: str = "",
    about: str = "",
    requested_by_id: int | None = None,
    due_at: datetime | None = None,
) -> Job:
    """Put a job on the list, in the caller's transaction; a waiting or running one of the same key is returned.

    `about` is the xid of the submission that the work is about: chairs with a conflict then do not see the job.
    """
    if key and (waiting := Job.objects.filter(kind=kind, key=key, status__in=["queued", "running"]).first()):
        return waiting
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                key=key,
                args=dict(args or {}),
                scope=scope,
                about=about,
                requested_by_id=requested_by_id,
                created_at=now,
                due_at=due_at or now,
            )
    except IntegrityError:
        return Job.objects.get(kind=kind, key=key, status__in=["queued", "running"])
    if due_at is None or due_at <= now:
        transaction.on_commit(lambda: nudge(job.pk), robust=True)
    return job


def nudge(job_id: int) -> None:
    """Tell a worker; a lost nudge costs at most one sweep."""
    from sysml.kernel.tasks import run_job  # noqa: PLC0415  (tasks imports jobs)

    run_job.delay(job_id)


def ask_to_cancel(job: Job, *, now: datetime) -> None:
    """A waiting job ends at once, a running one at its next report of progress; in the caller's transaction.

    What `on_failed` does of a waiting one is a job of its own, since it may lock and write what it likes.
    """
    waiting = Job.objects.filter(pk=job.pk, status=Job.Status.QUEUED)
    if waiting.update(status=Job.Status.CANCELLED, finished_at=now):
        enqueue(AFTERMATH, now=now, args={"job": job.pk}, key=job.xid)
    Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(cancel_asked=True)


def _claim(job_id: int, now: datetime) -> Job | None:
    mine = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    free = Q(status=Job.Status.QUEUED, due_at__lte=now) | Q(
        status=Job.Status.RUNNING, heartbeat_at__lt=now - LEASE
    )
    taken = Job.objects.filter(free, pk=job_id).update(
        status=Job.Status.RUNNING,
        worker=mine,
        claimed_at=now,
        heartbeat_at=now,
        attempts=F("attempts") + 1,
    )
    return Job.objects.get(pk=job_id) if taken else None


class _Heartbeat:
    """Renews the lease from a thread while a handler works."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def _beat(self) -> None:
        while not self._over.wait(HEARTBEAT_SECONDS):
            try:
                Job.objects.filter(pk=self._job.pk, worker=self._job.worker).update(
                    heartbeat_at=timezone.now()
                )
            except Exception:
                log.exception("job.heartbeat_failed")
            finally:
                connection.close()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exc: object) -> None:
        self._over.set()


def run(job_id: int, *, now: datetime, heartbeat: bool = True) -> bool:
    """Do this job if it is free; says whether this process did it. Never raises for a failing handler."""
    job = _claim(job_id, now)
    if job is None:
        return False
    if job.attempts > job.max_attempts:
        _give_up(job, Job.Status.FAILED, now, job.error or "The work was interrupted too often.")
        return True
    if job.cancel_asked:  # by a person, while the worker that had it was dying
        _give_up(job, Job.Status.CANCELLED, now)
        return True
    try:
        work = _handlers[job.kind]
        handle = Handle(job.pk, job.args, now)
        if heartbeat:
            with _Heartbeat(job):
                result = work(handle)
        else:
            result = work(handle)
    except Cancelled:
        _give_up(job, Job.Status.CANCELLED, now)
    except Exception as error:
        log.exception("job.failed", extra={"kind": job.kind, "job": job.xid})
        _retry_or_fail(job, error, now)
    else:
        _finish(job, Job.Status.DONE, result=dict(result or {}))
    return True


def tell_given_up(job_id: int, now: datetime) -> None:
    """Call the `on_failed` of a job that was cancelled before its start; without one there is nothing to do."""
    job = Job.objects.get(pk=job_id)
    if (hook := _given_up.get(job.kind)) is not None:
        hook(Handle(job.pk, job.args, now))


def _give_up(job: Job, status: str, now: datetime, error: str = "") -> None:
    """End a job for good. The hook's own failure is noted, and hides nothing of the job's."""
    if not _finish(job, status, error=error):
        return
    try:
        tell_given_up(job.pk, now)
    except Exception:
        log.exception("job.on_failed", extra={"kind": job.kind, "job": job.xid})


def _finish(job: Job, status: str, *, result: dict[str, Any] | None = None, error: str = "") -> bool:
    """Write how the job ended, unless somebody else has taken it over meanwhile; says whether it was written."""
    changes: dict[str, Any] = {"status": status, "finished_at": timezone.now(), "error": error}
    if status == Job.Status.DONE:
        changes.update(percent=100, result=result or {})
    mine = Job.objects.filter(pk=job.pk, worker=job.worker, status=Job.Status.RUNNING)
    return bool(mine.update(**changes))


def _retry_or_fail(job: Job, error: Exception, now: datetime) -> None:
    words = f"{type(error).__name__}: {error}"[:2000]
    if job.attempts >= job.max_attempts:
        _give_up(job, Job.Status.FAILED, now, words)
        return
    Job.objects.filter(pk=job.pk, worker=job.worker).update(
        status=Job.Status.QUEUED, due_at=now + timedelta(seconds=5 * 2**job.attempts), error=words
    )


def due(now: datetime) -> list[int]:
    """Ids of jobs that wait and are due, or whose worker has gone silent."""
    free = Q(status=Job.Status.QUEUED, due_at__lte=now) | Q(
        status=Job.Status.RUNNING, heartbeat_at__lt=now - LEASE
    )
    return list(Job.objects.filter(free).order_by("due_at", "pk").values_list("pk", flat=True)[:200])


def run_due(now: datetime) -> int:
    """Do everything that is due in this process, until nothing is; used by tests and `manage.py jobs`."""
    done = 0
    while ids := due(now):
        done += sum(run(job_id, now=now, heartbeat=False) for job_id in ids)
    return done


def sweep(now: datetime) -> int:
    """Nudge a worker for whatever is overdue by more than a nudge takes; returns how many were nudged."""
    close_old_connections()
    plan_nightly(now)
    ids = due(now - timedelta(seconds=2))
    for job_id in ids:
        nudge(job_id)
    from sysml.kernel import audit_chain, outbox  # noqa: PLC0415  (they enqueue jobs)

    return len(ids) + outbox.sweep(now) + audit_chain.sweep(now)


def release_abandoned(now: datetime) -> int:
    """At the start of an embedded site no worker can be alive: hand running jobs back at once."""
    return Job.objects.filter(status=Job.Status.RUNNING).update(status=Job.Status.QUEUED, due_at=now)
