"""`manage.py serve`: the web server and a worker under one supervisor, on this machine."""

import signal
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sysml.supervisor import AlreadyRunning, Supervisor


class Command(BaseCommand):
    help = "Run the site on this machine: web server, worker and timer. Ctrl-C stops it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        supervisor = Supervisor(
            data=settings.DATA, host=settings.ENV.host, port=settings.ENV.port, say=self.stdout.write
        )
        try:
            with supervisor.only_one():
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    signal.signal(number, lambda number, frame: _stop(supervisor, number, frame))
                self._prepare()
                supervisor.run()
        except AlreadyRunning as other:
            self.stdout.write(f"SysML is running already: {other}")

    def _prepare(self) -> None:
        """Bring the database up to date, and make the demonstration conference if it is wanted."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO and "demo" in get_commands():
            call_command("demo")


def _stop(supervisor: Supervisor, number: int, frame: FrameType | None) -> None:
    supervisor.stop()
