"""One violation planted at a time, on both sides of its limit."""

import io
from dataclasses import replace

import pikepdf
import pytest

from submissions.pdf.findings import Report, State
from submissions.pdf.rules import judge
from submissions.pdf.spec import SizeRule, preset
from tests.submissions.pdf.builder import Text, body, make_pdf, references, saved

SYSML = preset("sysml2019")
PAPER = [body(), body(), references()]


def codes(report: Report, *severities: str) -> set[str]:
    wanted = severities or ("error", "warning")
    return {finding.code for finding in report.findings if finding.severity in wanted}


def test_a_sound_paper_has_nothing_but_its_fonts(check_bytes) -> None:
    report = check_bytes(make_pdf(PAPER))
    assert codes(report) == {"font-not-embedded"}
    assert report.summary == "2 pages of main text, references from page 3."


@pytest.mark.parametrize(
    ("size", "wrong"), [((612, 792), False), ((610, 794), False), ((595.3, 841.9), True)]
)
def test_page_size(check_bytes, size: tuple[float, float], wrong: bool) -> None:
    assert ("page-size" in codes(check_bytes(make_pdf(PAPER, size=size)))) is wrong


def test_a4_is_named(check_bytes) -> None:
    report = check_bytes(make_pdf(PAPER, size=(595.276, 841.89)))
    message = next(finding.message for finding in report.findings if finding.code == "page-size")
    assert message == "Every page has the wrong size: A4."


@pytest.mark.parametrize(("pages", "over"), [(9, False), (10, False), (11, True)])
def test_page_limit(check_bytes, pages: int, over: bool) -> None:
    report = check_bytes(make_pdf([*[body()] * pages, references()]))
    assert ("page-limit" in codes(report, "error")) is over


def test_lines_spilling_over_are_counted_and_may_be_granted(check_bytes) -> None:
    spill = [*(Text(54, 84 + 12 * n, "a line that should not be here at all") for n in range(3))]
    data = make_pdf([*[body()] * 10, [*spill, *references(top=150)]])
    report = check_bytes(data)
    assert report.summary == "11 pages of main text, references from page 11, 3 lines too many on page 11."
    assert "page-limit" in codes(report, "error")
    graceful = replace(SYSML, pages=replace(SYSML.pages, grace_lines=3))
    assert "page-limit" not in codes(judge(report.facts, graceful))
    strict = replace(SYSML, pages=replace(SYSML.pages, grace_lines=2))
    assert "page-limit" in codes(judge(report.facts, strict))


def test_appendix_counts_as_the_specification_says(check_bytes) -> None:
    appendix = [Text(54, 84, "A Proofs", 14, bold=True), *body(40)[3:]]
    report = check_bytes(make_pdf([*[body()] * 9, references(), appendix, body()]))
    assert "2 pages of appendix counted" in report.summary
    assert "page-limit" in codes(report, "error")
    assert "page-limit" not in codes(judge(report.facts, replace(SYSML, appendix="after_refs_free")))
    assert "appendix" in codes(judge(report.facts, replace(SYSML, appendix="forbidden")), "error")


def test_references_in_odd_small_capitals(check_bytes) -> None:
    title = [Text(54, 84, "R", 12), Text(62.5, 84, "EFERENCES", 9.6)]
    report = check_bytes(make_pdf([body(), body(), [*title, *references()[1:]]]))
    assert report.summary == "2 pages of main text, references from page 3."


def test_no_references(check_bytes) -> None:
    report = check_bytes(make_pdf([body(), body()]))
    assert "references-not-found" in codes(report, "note")
    assert report.summary == "2 pages; no references found, so every page is counted."


@pytest.mark.parametrize(
    ("size", "small"), [(10.0, False), (9.963, False), (9.86, False), (9.8, True), (9.0, True)]
)
def test_body_size(check_bytes, size: float, small: bool) -> None:
    report = check_bytes(make_pdf([body(size=size), body(size=size), references()]))
    assert ("body-size" in codes(report, "error")) is small


def test_leading(check_bytes) -> None:
    tight = check_bytes(make_pdf([body(leading=10.5), body(leading=10.5), references()]))
    assert "leading" in codes(tight, "warning")
    assert tight.facts.pages[0].leading == 10.5


@pytest.mark.parametrize(("beyond", "severity"), [(2.0, None), (5.0, "warning"), (12.0, "error")])
def test_text_beyond_the_right_margin(check_bytes, beyond: float, severity: str | None) -> None:
    right_edge = SYSML.box_in.points()[2]
    wide = Text(right_edge + beyond - 100, 400, "x" * 20, 10)  # an x of Times is 5 points wide
    report = check_bytes(make_pdf([body(), [line for line in body() if line.x < 300] + [wide], references()]))
    found = [finding for finding in report.findings if finding.code == "text-outside-box"]
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    if found:
        assert found[0].page == 2
        assert found[0].box[2] == pytest.approx(right_edge + beyond, abs=0.6)


def test_page_numbers_and_running_heads_are_no_offence(check_bytes) -> None:
    pages = [
        [*page, Text(300, 760, str(n)), Text(200, 45, "A Paper on Papers", 9)]
        for n, page in enumerate(PAPER, 1)
    ]
    report = check_bytes(make_pdf(pages))
    assert "text-outside-box" not in codes(report)
    assert all(page.page_number and page.running_head for page in report.facts.pages)


def test_one_column_instead_of_two(check_bytes) -> None:
    line = (
        "words that run across the whole width of a page, so that they stand in one column, all of them here"
    )
    wide = [Text(54, 84 + 12 * n, line) for n in range(50)]
    report = check_bytes(make_pdf([wide, wide, references()]))
    assert "columns" in codes(report, "warning")


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ({"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}, "active-content"),
        ({"/S": pikepdf.Name.Launch, "/F": "calc.exe"}, "active-content"),
        ({"/S": pikepdf.Name.URI, "/URI": "https://example.org"}, "active-content"),
    ],
)
def test_active_content(check_bytes, action: dict[str, object], code: str) -> None:
    report = check_bytes(make_pdf(PAPER, open_action=action))
    assert code in codes(report, "error")


def test_owner_password_only_is_a_warning(check_bytes) -> None:
    with pikepdf.open(io.BytesIO(make_pdf(PAPER))) as pdf:
        locked = saved(pdf, encryption=pikepdf.Encryption(owner="owner", user=""))
    report = check_bytes(locked)
    assert report.state == State.WARNINGS
    assert "locked" in codes(report, "warning")


def test_severity_can_be_changed_and_switched_off(check_bytes) -> None:
    facts = check_bytes(make_pdf(PAPER, size=(595, 842))).facts
    assert judge(facts, replace(SYSML, severity={"page-size": "warning"})).state == State.WARNINGS
    off = replace(SYSML, severity={"page-size": "off", "font-not-embedded": "off"})
    assert judge(facts, off).state == State.PASS


def test_facts_are_judged_again_under_another_specification(check_bytes) -> None:
    report = check_bytes(make_pdf(PAPER))
    restored = Report.from_dict(report.to_dict())
    assert restored == report
    stricter = replace(SYSML, body_pt=SizeRule(11))
    assert "body-size" in codes(judge(restored.facts, stricter))
