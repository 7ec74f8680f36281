"""What the tests need that no wheel brings: Chromium, and Pango for the pages that make PDFs.

Both are looked for first, and installed only where this process may: as root on a Debian or Ubuntu.
"""

import ctypes.util
import functools
import os
import shutil
import subprocess
from pathlib import Path

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
CHROMIUM_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "google-chrome-for-testing",
)  # fmt: skip
CHROMIUM_PLACES = (
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PLAYWRIGHT_FOLDERS = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
PLAYWRIGHT_PROGRAMS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium_headless_shell-*/chrome-linux*/headless_shell",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


class Missing(Exception):
    """It is not here and cannot be installed; the message is one line that says what to do."""


def chromium() -> Path:
    """The Chromium to test with: CHROMIUM, the usual places, Playwright's own, or one installed now."""
    if given := os.environ.get("CHROMIUM"):
        if not os.access(given, os.X_OK):
            raise Missing(f"CHROMIUM names {given}, which cannot be run")
        return Path(given)
    if found := _find_chromium():
        return found
    _install("chromium", "Chromium (or set CHROMIUM to its path)", ("chromium",))
    if found := _find_chromium():
        return found
    raise Missing("Chromium was installed but is in none of the usual places; set CHROMIUM to its path")


def pango() -> None:
    """Make sure that WeasyPrint finds its libraries."""
    if all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")):
        return
    _install("Pango", "Pango, which makes PDFs", PANGO)


def _find_chromium() -> Path | None:
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return Path(found)
    for place in CHROMIUM_PLACES:
        if os.access(place, os.X_OK):
            return Path(place)
    own = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    for folder in filter(None, (own, *PLAYWRIGHT_FOLDERS)):
        for pattern in PLAYWRIGHT_PROGRAMS:
            if programs := sorted(Path(folder).expanduser().glob(pattern)):
                return programs[-1]
    return None


def _install(name: str, what: str, packages: tuple[str, ...]) -> None:
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise Missing(f"missing: {what}")
    if os.geteuid() != 0:
        raise Missing(f"missing: {what}; type: sudo {command}")
    print(f"Installing {name}: {command}", flush=True)
    _refresh_package_lists()
    done = _apt("install", "--no-install-recommends", *packages)
    if done.returncode:
        raise Missing(f"missing: {what}; `{command}` failed: {done.stderr.strip()[-500:]}")


@functools.cache
def _refresh_package_lists() -> None:
    _apt("update")


def _apt(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["apt-get", "-y", "-q", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
