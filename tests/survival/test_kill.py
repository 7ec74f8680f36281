"""kill -9 of the embedded site while it takes files, checks them, sends letters and solves plans.

Whatever was accepted is there after the next start, whole; every job ends; a letter arrives twice at most once
a kill, and then under the same Message-ID; and no process stays behind.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.submissions import pdf, tiny_pdf
from tests.survival.prepare import LETTERS, PAPERS
from tests.survival.scene import FORM, Scene, form, wait_until
from tests.survival.sink import Sink
from tests.tooling.test_supervisor import ROOT, Site, lay_tables

pytestmark = pytest.mark.embedded

OCTETS = "application/octet-stream"
CHECK, SOLVE = "submissions.check_pdf", "committee.solve"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> tuple[Path, dict[str, Any]]:
    """A data folder with a conference in it, for every test to copy, and what is to be known of it."""
    folder = tmp_path_factory.mktemp("prepared")
    lay_tables(folder)
    environment = {**Site(folder).environment, "DJANGO_SETTINGS_MODULE": "sysml.settings", "SYSML_DEBUG": "0"}
    command = [sys.executable, "-m", "tests.survival.prepare"]
    said = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return folder, json.loads(said.splitlines()[-1])


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def scene(prepared: tuple[Path, dict[str, Any]], sink: Sink, tmp_path: Path) -> Iterator[Scene]:
    folder, facts = prepared
    scene = Scene(shutil.copytree(folder, tmp_path / "data"), facts, sink.port)
    try:
        yield scene
    finally:
        sink.let_go()
        for pid in scene.ours():
            os.kill(pid, signal.SIGKILL)
        for process in scene.processes:
            process.wait()


class Uploader(threading.Thread):
    """An author who uploads version after version, each again until there is a receipt for it."""

    def __init__(self, scene: Scene, number: int) -> None:
        super().__init__()
        self.scene, self.number = scene, number
        self.receipts: list[str] = []
        self.interrupted = 0
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            data = tiny_pdf(f"{self.number} {len(self.receipts)}") + b"\n%" + b"." * 200_000 + b"\n%%EOF\n"
            while (receipt := self.scene.upload(self.number, data)) is None:
                self.interrupted += 1
                time.sleep(0.05)
            self.receipts.append(receipt)
            self.enough.wait(0.1)


def large_pdf(words: str) -> bytes:
    """A file that is too large to be kept in memory on its way in."""
    return tiny_pdf(words) + b"%" + b"0123456789abcdef" * 200_000 + b"\n%%EOF\n"


@pytest.mark.parametrize("victim", ["web", "supervisor"])
def test_uploads_that_were_accepted_stay_and_those_cut_off_leave_no_half(scene: Scene, victim: str):
    scene.begin()
    uploaders = [Uploader(scene, number) for number in scene.papers[:2]]
    for uploader in uploaders:
        uploader.start()
    try:
        whole, in_pieces = scene.papers[2:4]
        slow = scene.half(
            "POST", f"submissions/{whole}/files", scene.author(whole), form(large_pdf("whole")), FORM
        )
        data = large_pdf("in pieces")
        upload, first = _open_in_pieces(scene, in_pieces, data)
        piece = scene.half("PUT", f"{upload}?offset={first}", scene.author(in_pieces), data[first:], OCTETS)
        wait_until(lambda: all(uploader.receipts for uploader in uploaders), "first receipts")
        if victim == "web":
            scene.kill_web()
            wait_until(lambda: scene.answers(_address(scene)), "an answer")
        else:
            scene.kill_supervisor()
            scene.begin()
        slow.close()
        piece.close()
        before = [len(uploader.receipts) for uploader in uploaders]
        taken = {number for number, _, _ in scene.documents()}
        assert not taken & {whole, in_pieces}  # no receipt, no document

        status, state = scene.call("GET", upload, scene.author(in_pieces))
        arrived = state["received"]  # what was acknowledged, and perhaps the beginning of the piece cut off
        assert status == 200
        assert first <= arrived < len(data)
        rest = scene.call(
            "PUT", f"{upload}?offset={arrived}", scene.author(in_pieces), data[arrived:], OCTETS
        )
        assert rest[0] == 200
        status, file = scene.call("POST", f"{upload}/complete", scene.author(in_pieces), {})
        assert (status, file["sha256"]) == (201, hashlib.sha256(data).hexdigest())
        assert scene.upload(whole, large_pdf("whole"))
        wait_until(
            lambda: all(len(u.receipts) > n for u, n in zip(uploaders, before, strict=True)), "more receipts"
        )
    finally:
        for uploader in uploaders:
            uploader.enough.set()
        for uploader in uploaders:
            uploader.join()
    scene.wait_for_jobs()
    documents = scene.documents()
    for uploader in uploaders:
        kept = [sha256 for number, _, sha256 in documents if number == uploader.number]
        assert kept == uploader.receipts  # all of them, in their order, and none twice
    assert {number for number, _, _ in documents} == set(scene.papers[:4])
    assert {status for status, _ in scene.ends(CHECK)} == {"done"}
    assert len(scene.ends(CHECK)) == len(documents)
    scene.stop()


def _address(scene: Scene) -> str:
    return f"http://{scene.place[0]}:{scene.place[1]}/"


def _open_in_pieces(scene: Scene, number: int, data: bytes) -> tuple[str, int]:
    """Open an upload and send its first third; returns its path and how many bytes were acknowledged."""
    announced = {
        "kind": "paper",
        "filename": "paper.pdf",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    status, upload = scene.call("POST", f"submissions/{number}/uploads", scene.author(number), announced)
    assert status == 201
    path, first = f"submissions/{number}/uploads/{upload['xid']}", len(data) // 3
    status, state = scene.call("PUT", f"{path}?offset=0", scene.author(number), data[:first], OCTETS)
    assert (status, state["received"]) == (200, first)
    return path, first


def test_checks_that_were_cut_off_are_done_again_and_end(scene: Scene):
    scene.begin()
    names = ["acm-sigconf-sample", "tracemonkey-two-column-paper"]
    numbers = scene.papers[:6]
    for at, number in enumerate(numbers):
        assert scene.upload(number, pdf(names[at % 2]) + f"\n% {number}\n".encode())
    assert scene.worker_stopped_within(CHECK)
    scene.kill_worker()
    assert scene.worker_stopped_within(CHECK)
    scene.kill_everything()
    wait_until(lambda: scene.ours() == {}, "the end of all processes")
    assert "running" in {status for status, _ in scene.ends(CHECK)}
    scene.begin()
    scene.wait_for_jobs()
    ends = scene.ends(CHECK)
    assert [status for status, _ in ends] == ["done"] * len(numbers)
    assert 2 <= sum(attempts - 1 for _, attempts in ends) <= 4  # two kills, of at most two checks each
    assert len(scene.documents()) == len(numbers)
    unchecked = "SELECT 1 FROM submissions_documentcheck WHERE state = 'waiting' OR checked_at IS NULL"
    assert scene.rows(unchecked) == []
    scene.stop()


def test_only_the_letter_that_is_leaving_at_a_kill_arrives_twice(scene: Scene, sink: Sink):
    """Each kill comes at the worst moment: the mail server has the letter and has not said so yet."""
    leaving = []
    sink.hold_at(5)
    scene.begin()
    for kill in (scene.kill_worker, scene.kill_supervisor, scene.kill_everything):
        wait_until(sink.holding.is_set, "a letter that is leaving")
        leaving.append(str(sink.arrived[-1]["Message-ID"]))
        sink.hold_at(len(sink.arrived) + 10)
        kill()
        if kill != scene.kill_worker:
            scene.begin()
    wait_until(sink.holding.is_set, "a letter that is leaving")
    sink.let_go()
    scene.wait_for_jobs()
    times = sink.times()
    assert len(times) == LETTERS
    assert {one: count for one, count in times.items() if count > 1} == dict.fromkeys(leaving, 2)
    by_id = {(str(one["Message-ID"]), one["To"], one["Subject"], one.get_payload()) for one in sink.arrived}
    assert len(by_id) == LETTERS  # the same Message-ID is the same letter
    assert scene.rows("SELECT DISTINCT status FROM kernel_letter WHERE kind = 'mailing'") == [("sent",)]
    scene.stop()


def test_a_plan_that_was_being_solved_is_solved_after_the_next_start(scene: Scene):
    scene.begin()
    chair = scene.facts["chair"]
    wanted = {"wanted_a": 2, "wanted_b": 2}
    for kill in ("worker", "everything"):
        interrupted = False
        for _ in range(5):
            status, plan = scene.call("POST", "committee/plans/", chair, wanted)
            assert status == 202
            interrupted = scene.worker_stopped_within(SOLVE)
            if interrupted:
                break
        assert interrupted, "no plan was caught in the middle"
        if kill == "worker":
            scene.kill_worker()
        else:
            scene.kill_everything()
            scene.begin()
        path = f"committee/plans/{plan['xid']}/"
        wait_until(lambda path=path: scene.call("GET", path, chair)[1]["state"] == "proposed", "the plan")
        assert _pairs(scene, plan["xid"]) == {2: PAPERS * 2}
        assert scene.ends(SOLVE)[-1] == ("done", 2)
    scene.wait_for_jobs()
    scene.stop()


def _pairs(scene: Scene, xid: str) -> Counter[int]:
    """How many places (a paper and a side) have how many reviewers."""
    rows = scene.rows(
        "SELECT count(DISTINCT member_id), count(*) FROM committee_planpair AS pair"
        f" JOIN committee_plan AS plan ON plan.id = pair.plan_id WHERE plan.xid = '{xid}'"
        " GROUP BY submission_id, side"
    )
    assert all(members == pairs for members, pairs in rows)
    return Counter(pairs for _, pairs in rows)
