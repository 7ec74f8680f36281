"""`python -m sysml`: the embedded site, made ready and started with nothing configured."""

import os
import secrets
from pathlib import Path

from django.core.management import execute_from_command_line

from sysml.env import BASE_DIR


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sysml.settings")
    os.environ.setdefault("SYSML_DEBUG", "0")
    if not os.environ.get("SYSML_SECRET_KEY") and not os.environ.get("SYSML_SECRET_KEY_FILE"):
        make_secret(Path(os.environ.get("SYSML_DATA") or BASE_DIR / "var"))
    execute_from_command_line(["manage.py", "serve"])


def make_secret(data: Path) -> None:
    """Give the site in this data folder a secret of its own, once."""
    data.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(data / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))


if __name__ == "__main__":
    main()
