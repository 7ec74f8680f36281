"""The settings of the tests: the site's own, in a data folder that is gone when the tests end."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

TEMPORARY = Path(tempfile.mkdtemp(prefix="sysml-test-"))
atexit.register(shutil.rmtree, TEMPORARY, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("SYSML_") and not name.startswith("SYSML_TEST_")]:
    del os.environ[name]
if os.environ.get("REDIS_URL") and (worker := os.environ.get("PYTEST_XDIST_WORKER", "")):
    # Processes that run tests side by side must not read each other's messages and caches.
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{int(worker[2:]) + 1}"
os.environ |= {
    "SYSML_DATA": str(TEMPORARY),
    "SYSML_DEBUG": "0",
    "SYSML_SECRET_KEY": "a-key-for-the-tests-alone-which-guards-nothing-at-all",
}

from sysml.settings import *  # noqa: E402, F403
from sysml.settings import DATABASES  # noqa: E402

WHITENOISE_AUTOREFRESH = True  # every client of a test would otherwise list all static files again
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as on a real site, so that threads and processes of a test have connections of their own;
    # what a power cut would do to it does not matter here.
    DATABASES["default"]["TEST"] = {"NAME": TEMPORARY / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )

if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    # The browsers of a story keep dozens of the test server's threads alive; none may keep a connection.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

if not os.environ.get("REDIS_URL"):
    CELERY_BROKER_URL = "memory://"  # tests do their jobs by jobs.run_due; nobody listens
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str] = {}
