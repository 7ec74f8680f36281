"""What every test may use: a world in any phase, and a data folder of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.factories.world import World, world


@pytest.fixture
def make_world(db: None) -> Callable[..., World]:
    """`make_world("reviewing")` gives an edition in that phase."""
    return world


@pytest.fixture(autouse=True)
def _own_data_folder(settings: Any, tmp_path: Path) -> None:
    """Files and letters of a test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
