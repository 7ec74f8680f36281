"""The database of a site: one SQLite file in the data folder, or PostgreSQL."""

from typing import Any

import dj_database_url

from sysml.env import Env


def database(env: Env) -> dict[str, Any]:
    """Django's settings for the database that the environment names."""
    if env.database_url.startswith("postgres"):
        server: dict[str, Any] = {**dj_database_url.parse(env.database_url)}
        options = {**server.get("OPTIONS", {})}
        # Pages ask short questions with long plans: compiling a plan costs more than it can save.
        options["options"] = f"{options.get('options', '')} -c jit=off".strip()
        return {**server, "CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    file: dict[str, Any] = {
        **dj_database_url.parse(env.database_url or f"sqlite:///{env.data}/sysml.sqlite3")
    }
    return {
        **file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction takes the write lock when it begins, so that it waits instead of failing later.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what was answered with a receipt survives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
