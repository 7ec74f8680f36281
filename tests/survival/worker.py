"""A Celery worker or beat of the deployed kind, on the database and the Redis of a test.

`python -m tests.survival.worker worker|beat FOLDER`, with the database's name in SURVIVAL_DATABASE.
"""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

KIND = "survival.note"


def main(what: str, folder: Path) -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["SURVIVAL_DATABASE"]
    from sysml.celery import app
    from sysml.kernel import jobs

    @jobs.handler(KIND)
    def note(handle: jobs.Handle) -> Mapping[str, int]:
        """Write down that it was done, by whom; slowly if asked to."""
        with (folder / "done").open("a") as file:
            file.write(f"{handle.job_id} {os.getpid()}\n")
        time.sleep(handle.args["seconds"])
        return {"by": os.getpid()}

    # As in docker-compose.yml.
    if what == "worker":
        app.worker_main(["worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "WARNING"])
    else:
        app.start(["beat", "--loglevel", "WARNING", "--pidfile=", "--schedule", str(folder / "schedule")])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
