"""What every test may use: a world in any phase, and a data folder of its own."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.factories.world import World, world

ROOT = Path(__file__).parents[1]


def _with_shared_fixtures() -> Iterator[str]:
    for file in ROOT.glob("tests/**/test_*.py"):
        sources = (file, file.parent / "conftest.py")
        if any('scope="module"' in source.read_text() for source in sources if source.exists()):
            yield file.relative_to(ROOT).as_posix()


collect_ignore = [] if os.environ.get("SYSML_TEST_PROOF") else ["proof"]
"""Reading the whole description of the API takes seconds; `make proof` asks for it."""

SHARING = frozenset(_with_shared_fixtures())
"""The modules whose tests share what is made once a module."""


@pytest.fixture
def make_world(db: None) -> Callable[..., World]:
    """`make_world("reviewing")` gives an edition in that phase."""
    return world


@pytest.fixture(autouse=True)
def _own_data_folder(settings: Any, tmp_path: Path) -> None:
    """Files and letters of a test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


class TogetherWhereTheyShare(LoadScopeScheduling):
    """Tests that share a costly fixture go to one process, and first; the others to whichever is free."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module in SHARING else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return TogetherWhereTheyShare(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been imported stays: looking through it for garbage over and over costs a twentieth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
