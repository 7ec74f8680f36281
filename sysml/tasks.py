"""Tasks of the site itself; those of an app live in its own `tasks.py`."""

from datetime import UTC, datetime

from celery import shared_task

from sysml.kernel import jobs


@shared_task
def sweep() -> None:
    """Find due and stale jobs, and nudge a worker for each. Run by beat; embedded, by the supervisor."""
    jobs.sweep(datetime.now(UTC))
