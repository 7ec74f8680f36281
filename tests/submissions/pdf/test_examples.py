"""The conferences' own example papers pass their own format: every peer's worst failure."""

import pytest

from submissions.pdf.findings import State
from submissions.pdf.rules import passed
from submissions.pdf.run import check
from submissions.pdf.spec import preset
from tests.submissions.pdf.builder import DATA

# What is true of each example: two show (invented) author names where papers must be anonymous, ICML's
# carries a figure without its font, SysML's and ICML's have a section of acknowledgements.
EXPECTED = [
    ("sysml2019-example-paper", "sysml2019", None, {"acknowledgements"}),
    (
        "icml-example-paper",
        "icml",
        None,
        {"acknowledgements", "email-on-first-page", "metadata-author", "font-not-embedded"},
    ),
    ("neurips2025-example", "neurips", None, {"email-on-first-page"}),
    ("neurips2025-example", "neurips", "camera_ready", set()),
]


@pytest.mark.parametrize(("name", "style", "stage", "warnings"), EXPECTED)
def test_example_passes_its_own_format(name: str, style: str, stage: str | None, warnings: set[str]) -> None:
    report = check(DATA / f"{name}.pdf", spec=preset(style).for_stage(stage))
    assert [finding for finding in report.findings if finding.severity == "error"] == []
    assert {finding.code for finding in report.findings if finding.severity == "warning"} == warnings
    assert report.state == (State.WARNINGS if warnings else State.PASS)


@pytest.mark.parametrize(
    ("name", "style", "summary"),
    [
        ("sysml2019-example-paper", "sysml2019", "5 pages of main text, references from page 5."),
        ("icml-example-paper", "icml", "5 pages of main text, acknowledgements from page 5."),
        ("neurips2025-example", "neurips", "1 page of main text, references from page 1."),
        ("tracemonkey-two-column-paper", "sysml2019", "14 pages of main text, references from page 14."),
    ],
)
def test_summary_says_how_long_the_paper_is(name: str, style: str, summary: str) -> None:
    assert check(DATA / f"{name}.pdf", spec=preset(style)).summary.startswith(summary[:-1])


def test_sysml_example_is_measured_as_the_style_sets_it() -> None:
    facts = check(DATA / "sysml2019-example-paper.pdf", spec=preset("sysml2019")).facts
    assert [(page.columns, page.body_size, page.leading) for page in facts.pages] == [(2, 9.96, 11.96)] * 5
    assert all(page.line_numbers for page in facts.pages)
    assert [page.running_head for page in facts.pages] == [False, True, True, True, True]
    assert [heading.kind for heading in facts.headings] == ["acknowledgements", "references", "appendix"]


def test_line_numbers_are_refused_in_the_published_version() -> None:
    spec = preset("sysml2019").for_stage("camera_ready")
    report = check(DATA / "sysml2019-example-paper.pdf", spec=spec)
    assert {finding.code for finding in report.findings} == {"line-numbers"}


def test_wrong_format_is_seen() -> None:
    report = check(DATA / "neurips2025-example.pdf", spec=preset("sysml2019"))
    codes = {finding.code for finding in report.findings}
    assert "text-outside-box" not in codes, "the narrower NeurIPS block lies within the SysML one"
    narrow = check(DATA / "sysml2019-example-paper.pdf", spec=preset("neurips"))
    assert {"text-outside-box", "columns"} <= {finding.code for finding in narrow.findings}
    assert narrow.state == State.ERRORS


@pytest.mark.parametrize(
    ("name", "state", "code"),
    [
        ("scanned-page", State.ERRORS, "scanned"),
        ("protected-empty", State.ERRORS, "no-text"),
        ("with-attachment", State.WARNINGS, "embedded-file"),
        ("from-word", State.WARNINGS, "metadata-author"),
        ("broken-fuzzed", State.UNREADABLE, "damaged"),
    ],
)
def test_odd_files(name: str, state: State, code: str) -> None:
    report = check(DATA / f"{name}.pdf", spec=preset("workshop"))
    assert report.state == state
    assert code in {finding.code for finding in report.findings}
    assert "/data/" not in str(report.to_dict()), "no path of this machine may reach an author"


def test_what_is_right_is_said_too() -> None:
    spec = preset("sysml2019")
    assert passed(check(DATA / "sysml2019-example-paper.pdf", spec=spec), spec) == (
        *("US letter", "5 pages", "two columns", "10 pt on 12", "text within the margins", "fonts embedded"),
        *("no active content", "anonymous first page", "no names in the metadata"),
    )
    named = passed(check(DATA / "icml-example-paper.pdf", spec=spec), spec)
    assert "anonymous first page" not in named
    assert passed(check(DATA / "broken-fuzzed.pdf", spec=spec), spec) == ()
