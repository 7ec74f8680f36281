"""The rules of the house that a linter does not know, read from the source itself.

An exception is a line in a list here, with its reason; a list that names something that is no longer there fails too.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

import artifacts.policies
import committee.policies
import reviews.policies
import submissions.policies
from sysml.conference.domain import RESERVED_SLUGS
from sysml.conference.rules import Table
from sysml.kernel import events
from tests.architecture.addresses import first_segments

ROOT = Path(__file__).parents[2]
PACKAGES = ("sysml", "submissions", "committee", "reviews", "artifacts")
OWN_APPS = ("kernel", "conference", "submissions", "committee", "reviews", "artifacts")
LONGEST_FUNCTION = 60
LONGEST_MODULE = 500
MOST_CSS = 48 * 1024

LONG_FUNCTIONS: dict[str, str] = {
    "sysml/desk/components_demo.py:components_context": "one sample of every component, as data",
}
LONG_MODULES: dict[str, str] = {
    "reviews/queries/reviews.py": "read-models of one noun, to be split when another is added",
    "sysml/desk/demo/pdf_text.py": "the invented text of the demonstration's papers: data",
    "submissions/pdf/rules.py": "one rule after the other, each short; they are read side by side",
    "artifacts/queries/page.py": "to be split by noun",
    "artifacts/serializers.py": "one small class an endpoint",
    "reviews/policies.py": "the visibility matrix of one app is read in one place",
}
DATABASE_IN_ROOMS: dict[str, str] = {
    "sysml/desk/demo/views.py": "signs in as an invented person; there is no viewer yet to ask for",
    "sysml/kernel/api.py": "keeps the replies of idempotent requests, which are the endpoint's own",
}
"""Views, endpoints and forms that touch a model themselves."""

ROOMS_WITHOUT_DATABASE = {"views", "api", "forms", "serializers", "urls"}
ROOMS_WITH_DATABASE = {"queries", "commands", "models", "policies", "ties", "management", "tasks"}
ON_MODELS = {
    "objects",
    "_default_manager",
    "save",
    "delete",
    "bulk_create",
    "bulk_update",
    "select_for_update",
}


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def templates() -> list[Path]:
    return sorted(
        path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".svg"}
    )


def allow(found: Mapping[str, object], exceptions: Mapping[str, str]) -> None:
    """Fail with every finding that is no known exception, and with every exception that is gone."""
    lines = [f"{where}: {what}" for where, what in sorted(found.items()) if where not in exceptions]
    lines += [f"{where}: this exception is not needed any more" for where in exceptions if where not in found]
    if lines:
        pytest.fail("\n" + "\n".join(lines), pytrace=False)


def test_functions_are_short():
    long = {}
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long[f"{name(path)}:{node.name}"] = lines
    allow(long, LONG_FUNCTIONS)


def test_modules_are_short():
    sizes = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    long = {module: lines for module, lines in sizes.items() if lines > LONGEST_MODULE}
    allow(long, LONG_MODULES)


def _in_room_without_database(path: Path) -> bool:
    parts = {*path.relative_to(ROOT).parts[:-1], path.stem}
    return bool(parts & ROOMS_WITHOUT_DATABASE) and not parts & ROOMS_WITH_DATABASE


def test_pages_endpoints_and_forms_never_touch_the_database_themselves():
    """They ask queries and commands, where visibility is decided; a form's or token's own `save` is none."""
    found: dict[str, list[str]] = {}
    for path in modules():
        if not _in_room_without_database(path):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and node.attr in ON_MODELS:
                whose = ast.unparse(node.value)
                if node.attr in {"save", "delete"} and ("form" in whose.lower() or whose.startswith("super")):
                    continue
                found.setdefault(name(path), []).append(f"{node.lineno}: {ast.unparse(node)}")
    allow(found, DATABASE_IN_ROOMS)


WHO_IS_ASKED = re.compile(
    r"request\.user|\bperms\b|\bis_chair\b|\bis_member\b|\bis_evaluator\b|\buser\.|\bviewer\.|\.roles\b|\bphase\b"
)
TAGS = re.compile(r"{[%{].*?[%}]}", re.DOTALL)
USER_IN_TEMPLATES: dict[str, str] = {
    "templates/artifacts/detail.html": "flags of the page's read-model, badly named: to be said as what may be done",
    "templates/conference/rules.html": "shows the phase that a chair has chosen to read about",
}


def test_templates_test_no_user_role_or_phase():
    """What somebody may see or do is decided in queries; a template is given the answer."""
    found = {}
    for path in templates():
        if {"account", "allauth", "mfa", "socialaccount"} & set(path.parts):
            continue  # pages of the sign-in library, about nothing but the person who looks
        hits = [tag for tag in TAGS.findall(path.read_text(encoding="utf-8")) if WHO_IS_ASKED.search(tag)]
        if hits:
            found[name(path)] = hits
    allow(found, USER_IN_TEMPLATES)


INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE
)


def test_templates_hold_no_inline_style_or_script():
    """The content security policy would refuse it."""
    found = {}
    for path in templates():
        text = re.sub(
            r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        text = re.sub(r'<script[^>]*type="application/json"', "", text)
        if hits := INLINE.findall(text):
            found[name(path)] = hits
    allow(found, {})


POST_FORM = re.compile(r"<form\b[^>]*\bmethod\s*=\s*[\"']?post\b.*?</form>", re.IGNORECASE | re.DOTALL)


def test_every_form_that_posts_carries_the_token():
    found = {}
    for path in templates():
        for form in POST_FORM.findall(path.read_text(encoding="utf-8")):
            if "csrf_token" not in form and "csrf_input" not in form:
                found.setdefault(name(path), []).append(form[:120])
    allow(found, {})


def test_style_sheets_stay_small():
    sizes = {path.name: path.stat().st_size for path in (ROOT / "static" / "css").glob("*.css")}
    assert sizes, "no style sheets found"
    assert sum(sizes.values()) <= MOST_CSS, sizes


def test_no_edition_can_take_an_address_of_the_site():
    """An edition's pages stand directly below its slug, so first segments of all else are reserved."""
    segments = {segment for segment in first_segments() if segment}
    assert {"accounts", "api", "me", "new"} <= segments
    assert segments <= RESERVED_SLUGS, segments - RESERVED_SLUGS
    assert {"static", "healthz", "readyz"} <= RESERVED_SLUGS, "answered before the URL configuration"


def tables() -> dict[str, Table[Any]]:
    return {
        f"{module.__name__}.{known}": table
        for module in (submissions.policies, committee.policies, reviews.policies, artifacts.policies)
        for known, table in vars(module).items()
        if isinstance(table, Table)
        and f"\n{known} = Table(" in f"\n{Path(module.__file__ or '').read_text()}"
    }


def test_every_table_names_its_thing_once_in_its_app():
    things = [(known.split(".")[0], table.thing) for known, table in tables().items()]
    assert len(things) > 30
    assert all(thing.strip() for _, thing in things)
    assert len(things) == len(set(things)), sorted(thing for thing in things if things.count(thing) > 1)


def test_every_policy_function_says_its_rule():
    """`may_*` answers for an act; its docstring is the rule in the words of the glossary."""
    silent = [
        f"{name(path)}:{node.name}"
        for path in modules()
        if path.stem == "policies"
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_module_and_command_says_what_it_is():
    silent = []
    for path in modules():
        tree = parsed(path)
        one_class = path.stem == "apps" or "models" in path.parts  # whose docstring says it
        if path.stem != "__init__" and not one_class and tree.body and not ast.get_docstring(tree):
            silent.append(name(path))
        silent += [
            f"{name(path)}:{node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            and "command" in map(ast.unparse, node.decorator_list)
            and not ast.get_docstring(node)
        ]
    allow(dict.fromkeys(silent, "no docstring"), SILENT)


SILENT: dict[str, str] = {}


def test_events_and_their_handlers_are_these(capsys: pytest.CaptureFixture[str]):
    """Who does what when something has happened below, in order. The list is printed with -s."""
    listing = events.listing()
    with capsys.disabled():
        print("", *(f"{event}: {', '.join(handlers)}" for event, handlers in listing), sep="\n  ")
    assert dict(listing) == EVENTS


EVENTS = {
    "AccountsMerging": ["sysml.desk.merging.on_merging"],
    "AuthorsChanged": ["committee.handlers.on_authors_changed"],
    "ConflictAdded": ["committee.handlers.on_conflict", "reviews.handlers.on_conflict"],
    "DecisionsReleased": ["artifacts.handlers.on_decisions_released"],
    "EditionMade": ["reviews.handlers.on_edition_made"],
    "EditionOpening": ["committee.handlers.on_opening"],
    "FileTaken": ["artifacts.handlers.on_file_taken"],
    "OfficeChanged": ["committee.handlers.on_office_changed"],
    "SubmissionRegistered": ["committee.handlers.on_registered"],
    "SubmissionRevived": ["committee.handlers.on_revived"],
    "TrackMade": ["reviews.handlers.on_track_made"],
    "WindowMoved": [
        "submissions.handlers.on_window_moved",
        "committee.handlers.on_window_moved",
        "reviews.handlers.on_window_moved",
        "artifacts.handlers.on_window_moved",
    ],
}
"""Written out, so that a new handler is seen by whoever reviews the change."""


def test_every_app_has_one_migration():
    """Before the first release the schema is written down once."""
    for label in OWN_APPS:
        folder = Path(apps.get_app_config(label).path) / "migrations"
        assert [path.name for path in sorted(folder.glob("0*.py"))] == ["0001_initial.py"], label


@pytest.mark.embedded
def test_no_migration_is_missing():
    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
