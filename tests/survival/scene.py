"""A real site with a conference in it, its API, its database as it lies on the disk, and ways to kill it."""

import hashlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.tooling.test_supervisor import ROOT, Site

PATIENCE = 40
BOUNDARY = "a-line-between-parts"
UNFINISHED = "status IN ('queued', 'running') AND due_at <= strftime('%Y-%m-%d %H:%M:%f', 'now')"
"""Jobs that are due; what waits for tomorrow keeps nobody waiting here."""


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    """Wait for something and return it; a machine that is busy gets time."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited too long: {what}"
        time.sleep(0.02)
    return found


class Scene(Site):
    """The site of one test. Its processes write to a file: a pipe that nobody reads would stop them."""

    def __init__(self, data: Path, facts: dict[str, Any], smtp_port: int) -> None:
        super().__init__(data)
        self.facts = facts
        self.edition: str = facts["edition"]
        self.papers = [int(number) for number in facts["authors"]]
        self.environment["SYSML_SMTP_URL"] = f"smtp+plain://127.0.0.1:{smtp_port}"
        self.place = ("", 0)

    # --- its life ---------------------------------------------------------------------------

    def start(self) -> subprocess.Popen[str]:
        with (self.data / "said").open("a") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "sysml"],
                cwd=ROOT,
                env=self.environment,
                stdout=said,
                stderr=said,
                text=True,
            )
        self.processes.append(process)
        return process

    def begin(self) -> None:
        """Start, and wait for an answer."""
        (self.data / "serve.json").unlink(missing_ok=True)
        self.start()
        address = self.address()
        parts = urlsplit(address)
        self.place = (parts.hostname or "", parts.port or 0)
        wait_until(lambda: self.answers(address), "an answer")

    def stop(self) -> None:
        """Ask it to stop, and see that nothing is left."""
        self.processes[-1].terminate()
        assert self.processes[-1].wait(PATIENCE) == 0
        assert self.ours() == {}

    def ours(self) -> dict[int, str]:
        """Also the processes that open PDF files, whose environment is bare."""
        found = super().ours()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if "submissions.pdf.child" in command and f"{self.data}/" in command:
                found[int(folder.name)] = command
        return found

    def kill_web(self) -> None:
        os.kill(self.child("web"), signal.SIGKILL)

    def kill_worker(self) -> None:
        """Returns when there is the next one."""
        killed = self.child("worker")
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: self._workers() - {killed}, "the next worker")

    def _workers(self) -> set[int]:
        return {pid for pid, command in self.ours().items() if "sysml.child worker" in command}

    def kill_supervisor(self) -> None:
        self.processes[-1].kill()
        self.processes[-1].wait(PATIENCE)

    def kill_everything(self) -> None:
        """As when the machine loses power, but for the disk."""
        for pid in [self.processes[-1].pid, *self.ours()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.processes[-1].wait(PATIENCE)

    def worker_stopped_within(self, kind: str) -> bool:
        """Halt the worker within a job of this kind, so that whoever kills it does so in the middle.

        Says no when all of them have ended.
        """
        query = f"SELECT status FROM kernel_job WHERE kind = '{kind}' AND {UNFINISHED}"
        worker = self.child("worker")
        while waiting := self.rows(query):
            if ("running",) not in waiting:
                continue
            os.kill(worker, signal.SIGSTOP)
            if ("running",) in self.rows(query):
                return True
            os.kill(worker, signal.SIGCONT)
        return False

    # --- its API ----------------------------------------------------------------------------

    def call(
        self,
        method: str,
        path: str,
        token: str,
        body: bytes | dict[str, Any] = b"",
        kind: str = "application/json",
    ) -> tuple[int, Any]:
        """Status and JSON; raises OSError or HTTPException when the server goes away."""
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        with closing(http.client.HTTPConnection(*self.place, timeout=PATIENCE)) as connection:
            connection.request(method, self._path(path), data, self._headers(token, kind))
            with connection.getresponse() as response:
                return response.status, json.loads(response.read() or b"null")

    def upload(self, number: int, data: bytes) -> str | None:
        """Upload a paper whole; returns the SHA-256 of the receipt, None when the server went away."""
        try:
            status, said = self.call(
                "POST", f"submissions/{number}/files", self.author(number), form(data), FORM
            )
        except (OSError, http.client.HTTPException):
            return None
        assert (status, said["sha256"]) == (201, hashlib.sha256(data).hexdigest()), said
        return str(said["sha256"])

    def half(self, method: str, path: str, token: str, body: bytes, kind: str) -> socket.socket:
        """Begin a request, slowly, and stop halfway."""
        head = {**self._headers(token, kind), "Host": "127.0.0.1", "Content-Length": str(len(body))}
        lines = [
            f"{method} {self._path(path)} HTTP/1.1",
            *(f"{name}: {value}" for name, value in head.items()),
        ]
        connection = socket.create_connection(self.place, timeout=PATIENCE)
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        for begin in range(0, len(body) // 2, 1 << 16):
            connection.sendall(body[begin : min(begin + (1 << 16), len(body) // 2)])
            time.sleep(0.01)
        return connection

    def author(self, number: int) -> str:
        return str(self.facts["authors"][str(number)])

    def _path(self, path: str) -> str:
        return f"/api/v1/editions/{self.edition}/{path}"

    @staticmethod
    def _headers(token: str, kind: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token}", "Content-Type": kind}

    # --- what lies on the disk --------------------------------------------------------------

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        file = f"file:{self.data}/sysml.sqlite3?mode=ro"
        with closing(sqlite3.connect(file, uri=True, timeout=PATIENCE)) as database:
            return database.execute(query).fetchall()

    def wait_for_jobs(self) -> None:
        """Every job ends, and every letter that may leave has left."""
        wait_until(
            lambda: not self.rows(f"SELECT 1 FROM kernel_job WHERE {UNFINISHED}"), "the end of all jobs"
        )
        leaving = "SELECT 1 FROM kernel_letter WHERE status IN ('queued', 'sending')"
        wait_until(lambda: not self.rows(leaving), "the last letter")

    def ends(self, kind: str) -> list[tuple[str, int]]:
        """How the jobs of a kind ended, and at which attempt."""
        return self.rows(f"SELECT status, attempts FROM kernel_job WHERE kind = '{kind}' ORDER BY id")

    def documents(self) -> list[tuple[int, int, str]]:
        """Paper, version and SHA-256 of every document, each looked at: nothing of it may be missing."""
        found = []
        for number, version, sha256, xid, size, checks, receipts, notes in self.rows(DOCUMENTS):
            content = (self.data / "files" / "blobs" / sha256[:2] / sha256).read_bytes()
            assert (hashlib.sha256(content).hexdigest(), len(content)) == (sha256, size)
            assert (checks, notes) == (1, 1), f"half of document {xid}"
            assert receipts >= 1, f"no receipt for document {xid}"
            found.append((number, version, sha256))
        for number in {number for number, _, _ in found}:
            versions = [version for paper, version, _ in found if paper == number]
            assert versions == list(range(1, len(versions) + 1))
        current = self.rows(
            "SELECT count(*), count(DISTINCT submission_id) FROM submissions_document WHERE is_current"
        )
        assert current == [(len({number for number, _, _ in found}),) * 2]
        return found


DOCUMENTS = """
    SELECT paper.number, document.version, blob.sha256, document.xid, blob.size,
        (SELECT count(*) FROM submissions_documentcheck WHERE document_id = document.id),
        (SELECT count(*) FROM kernel_letter WHERE kind LIKE '%receipt%' AND key LIKE '%' || document.xid || '%'),
        (SELECT count(*) FROM kernel_auditentry
            WHERE action = 'document.added' AND subject = 'document:' || document.xid)
    FROM submissions_document AS document
    JOIN submissions_submission AS paper ON paper.id = document.submission_id
    JOIN kernel_blob AS blob ON blob.sha256 = document.blob_id
    ORDER BY paper.number, document.version
"""
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def form(data: bytes) -> bytes:
    """A paper as a browser sends it."""
    return (
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="kind"\r\n\r\npaper\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="paper.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        + data
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
