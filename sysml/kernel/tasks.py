"""The kernel's Celery tasks: nudges only; the rows in Job say what is to be done."""

from celery import shared_task
from django.utils import timezone

from sysml.kernel import audit_chain, jobs, outbox


@shared_task(name="kernel.run_job", ignore_result=True)
def run_job(job_id: int) -> None:
    """Do one job if it is still free."""
    jobs.run(job_id, now=timezone.now())


@shared_task(name="kernel.sweep", ignore_result=True)
def sweep() -> None:
    """Called by beat: nudge whatever is overdue."""
    jobs.sweep(timezone.now())


@jobs.handler("outbox.drain")
def drain_outbox(handle: jobs.Handle) -> dict[str, int]:
    """Send the letters that are due."""
    return outbox.drain(timezone.now(), handle)


@jobs.handler(jobs.AFTERMATH)
def tell_given_up(handle: jobs.Handle) -> None:
    """Let what waits for a job that was cancelled before its start say so."""
    jobs.tell_given_up(int(handle.args["job"]), handle.now)


@jobs.handler(audit_chain.JOB)
def chain_log(handle: jobs.Handle) -> dict[str, int]:
    """Link what has been written into the log since the last time."""
    return {"linked": audit_chain.chain(timezone.now())}
