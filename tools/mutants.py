"""Whether the tests notice what they are there for: mutants of the rule tables, and leaks planted in the source.

What `make mutants` runs. Each leak (tests/mutants/leaks.py) is planted in a copy of the tree, where the tests that it
names must fail; they pass on the copy without it. What has been tried on the same tree is not tried again. The last
line says how many were caught of how many that were planted; what survived is listed before it.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.mutants.leaks import LEAKS, Leak

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / "var" / "mutants.json"
CELLS = ("tests/mutants/test_cells.py", "-m", "proof", "-n", "2")
TESTS_FAILED = 1
WORKERS = 2


class CannotRun(Exception):
    """Neither caught nor survived; the message says why."""


class Results:
    """What is known of this very tree, kept in a file from one run to the next."""

    def __init__(self, tree: str) -> None:
        kept = json.loads(STATE.read_text(encoding="utf-8")) if STATE.exists() else {}
        self._known: dict[str, Any] = kept["results"] if kept.get("tree") == tree else {}
        self._tree = tree

    def get(self, key: str) -> Any:
        return self._known.get(key)

    def keep(self, key: str, value: Any) -> None:
        self._known[key] = value
        STATE.parent.mkdir(exist_ok=True)
        STATE.write_text(json.dumps({"tree": self._tree, "results": self._known}), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """`--only cells` or `leaks`; `-k WORDS` for the leaks whose name or kind holds the words."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=["cells", "leaks"])
    parser.add_argument("-k", dest="words", default="")
    options = parser.parse_args(arguments)
    files = tree()
    results = Results(digest(files))
    caught = planted = 0
    for what, plant in (("cells", cells), ("leaks", leaks)):
        if options.only in {None, what}:
            print(f"\n=== {what} ===", flush=True)
            here = plant(results, files, options.words)
            caught, planted = caught + here[0], planted + here[1]
    print(f"caught {caught} / planted {planted}", flush=True)
    return 0 if planted and caught == planted else 1


def cells(results: Results, files: list[Path], words: str) -> tuple[int, int]:
    """Every cell of the rule tables, flipped."""
    phases = results.get("cells")
    if phases is None:
        with tempfile.TemporaryDirectory(prefix="sysml-mutants-") as folder:
            code, output = pytest(ROOT, CELLS, {"SYSML_TEST_MUTANTS": folder})
            if code not in {0, TESTS_FAILED}:
                raise CannotRun(f"The mutants of the rule tables could not be tried:\n{output}")
            phases = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).iterdir())]
        results.keep("cells", phases)
    planted = sum(phase["planted"] for phase in phases)
    survivors = [words for phase in phases for words in phase["survivors"]]
    for survivor in survivors:
        print(f"survived  {survivor}")
    print(f"{planted - len(survivors)} of {planted} flipped cells caught")
    return planted - len(survivors), planted


def leaks(results: Results, files: list[Path], words: str) -> tuple[int, int]:
    """Every leak that is planted in the source, two at a time."""
    chosen = [leak for leak in LEAKS if words in leak.name or words in leak.kind]
    for leak in chosen:
        check(leak)
    broken = failing_anyhow(results, files, sorted({test for leak in chosen for test in leak.tests}))
    for test in broken:
        print(f"left out: {test} does not pass without any leak", flush=True)

    def tried(leak: Leak) -> bool:
        known = results.get(leak.name)
        was_caught: bool = attempt(leak, files, broken) if known is None else known
        results.keep(leak.name, was_caught)
        print(f"{'caught  ' if was_caught else 'survived'}  {leak.name} ({leak.kind})", flush=True)
        return was_caught

    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(tried, chosen)), len(chosen)


def check(leak: Leak) -> None:
    """The place where the leak is planted is still there."""
    for edit in leak.edits:
        found = (ROOT / edit.path).read_text(encoding="utf-8").count(edit.old)
        if found != 1:
            raise CannotRun(f"“{leak.name}”: what it replaces stands {found} times in {edit.path}")


def failing_anyhow(results: Results, files: list[Path], tests: list[str]) -> list[str]:
    """The tests that fail on the tree as it is: they catch nothing, so the leaks are tried without them."""
    key = f"failing {' '.join(tests)}"
    known: list[str] | None = results.get(key)
    if known is None:
        with copy(files) as folder:
            code, output = pytest(folder, (*tests, "-n", "2"))
        if code not in {0, TESTS_FAILED}:
            raise CannotRun(f"The tests cannot be run:\n{output}")
        known = re.findall(r"^FAILED (\S+::.+?)(?: - .*)?$", output, re.MULTILINE)
        results.keep(key, known)
    return known


def attempt(leak: Leak, files: list[Path], broken: list[str]) -> bool:
    """Whether the tests fail where this leak is planted."""
    with copy(files) as folder:
        for edit in leak.edits:
            path = folder / edit.path
            path.write_text(path.read_text(encoding="utf-8").replace(edit.old, edit.new), encoding="utf-8")
        code, output = pytest(folder, (*leak.tests, "-x", *(f"--deselect={test}" for test in broken)))
    if code not in {0, TESTS_FAILED}:
        raise CannotRun(f"“{leak.name}” could not be tried:\n{output}")
    return code == TESTS_FAILED


def pytest(
    folder: Path, arguments: tuple[str, ...], environment: dict[str, str] | None = None
) -> tuple[int, str]:
    """The code with which pytest ended, and the end of what it said."""
    command = [sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider", *arguments]
    inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "PYTHONPATH"}}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(folder), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, "\n".join((done.stdout + done.stderr).splitlines()[-60:])


def tree() -> list[Path]:
    """Every file of the project, as it lies there now."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    known = (Path(name) for name in sorted(set(listed.split("\0"))) if name)
    return [path for path in known if (ROOT / path).is_file()]


def digest(files: list[Path]) -> str:
    """What tells one tree from another."""
    found = hashlib.sha256()
    for path in files:
        found.update(f"{path}\0".encode() + hashlib.sha256((ROOT / path).read_bytes()).digest())
    return found.hexdigest()


@contextmanager
def copy(files: list[Path]) -> Iterator[Path]:
    """The tree in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sysml-mutant-") as name:
        folder = Path(name)
        for path in files:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, folder / path)
        yield folder


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except CannotRun as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(2) from None
