"""`manage.py check_pdf` works where there is no database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.submissions.pdf.builder import DATA, Text, body, make_pdf, references


def test_json_without_a_database(tmp_path: Path) -> None:
    paper, people = tmp_path / "paper.pdf", tmp_path / "authors.csv"
    paper.write_bytes(make_pdf([[Text(200, 90, "Jo Moreau"), *body(40)[20:]], references()]))
    people.write_text("Jo Moreau, jo@example.org\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "manage.py", "check_pdf", "--json", "--authors", people, paper],
        cwd=Path(__file__).parents[3],
        env={
            "PATH": "/usr/bin:/bin",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "SYSML_DATA": str(tmp_path / "data"),
            "SYSML_SECRET_KEY": "a-key-for-this-test-alone-which-guards-nothing",
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    result = json.loads(done.stdout)
    assert {"state", "summary", "facts", "findings", "seconds"} <= set(result)
    assert result["state"] == "errors"
    assert "author-on-first-page" in {finding["code"] for finding in result["findings"]}


def test_text_says_what_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_pdf", str(DATA / "neurips2025-example.pdf"), format="neurips", stage="camera_ready")
    assert "pass" in capsys.readouterr().out


def test_unknown_format_lists_those_there_are() -> None:
    with pytest.raises(CommandError, match="sysml2019"):
        call_command("check_pdf", str(DATA / "from-word.pdf"), format="nonsense")


def test_the_child_loads_no_django() -> None:
    code = "import sys, submissions.pdf.child, submissions.pdf.run; sys.exit('django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=False).returncode
        == 0
    )
