"""Author names where a blind reviewer would read them."""

import pytest

from submissions.pdf.authors import Author, author_named, emails_in, names_person
from submissions.pdf.spec import preset
from tests.submissions.pdf.builder import Text, body, make_pdf, references

JO = Author("Jo Moreau", "jo.moreau@example.org")
TITLE = Text(200, 80, "A Paper on Papers", 14)


def paper(*texts: Text) -> list[list[Text]]:
    return [[TITLE, *texts, *body(40)[20:]], body(), references()]


def codes(report) -> dict[str, str]:
    return {finding.code: finding.severity.value for finding in report.findings}


@pytest.mark.parametrize("line", ["Jo Moreau", "JO MOREAU", "Jo K. Moreau", "Jo Moreau1∗".replace("∗", "*")])
def test_name_on_page_one(check_bytes, line: str) -> None:
    report = check_bytes(make_pdf(paper(Text(200, 110, line))), authors=(JO,))
    assert codes(report)["author-on-first-page"] == "error"


def test_address_on_page_one(check_bytes) -> None:
    report = check_bytes(make_pdf(paper(Text(200, 110, "{a.other, jo.moreau}@example.org"))), authors=(JO,))
    assert codes(report)["author-on-first-page"] == "error"


def test_surname_alone_is_a_note(check_bytes) -> None:
    report = check_bytes(make_pdf(paper(Text(200, 110, "After Moreau (1999), we ask"))), authors=(JO,))
    assert codes(report)["surname-on-first-page"] == "note"
    assert "author-on-first-page" not in codes(report)


def test_names_do_not_matter_where_the_paper_is_not_blind(check_bytes) -> None:
    data = make_pdf(paper(Text(200, 110, "Jo Moreau")), info={"Author": "Jo Moreau"})
    found = codes(check_bytes(data, preset("sysml2019").for_stage("camera_ready"), (JO,)))
    assert not {code for code in found if "author" in code or "surname" in code}


@pytest.mark.parametrize(
    ("key", "value"), [("Author", "Jo Moreau"), ("Creator", "Moreau, Jo"), ("Title", "jo moreau draft")]
)
def test_name_in_the_properties(check_bytes, key: str, value: str) -> None:
    assert (
        codes(check_bytes(make_pdf(paper(), info={key: value}), authors=(JO,)))["author-in-metadata"]
        == "error"
    )


@pytest.mark.parametrize(
    ("value", "warned"),
    [("Pat Stranger", True), ("Anonymous Authors", False), ("Anonymous Author(s)", False), ("", False)],
)
def test_somebody_in_the_properties(check_bytes, value: str, warned: bool) -> None:
    found = codes(check_bytes(make_pdf(paper(), info={"Author": value}), authors=(JO,)))
    assert ("metadata-author" in found) is warned


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Zoe Muller and others", "Zoë Müller", True),
        ("Zo¨e M¨uller", "Zoë Müller", True),
        ("Mary A. B. Smith", "Mary Smith", True),
        ("Mary Smith", "Mary Ann Smith", True),
        ("Jean Luc O’Neil", "Jean-Luc O'Neil", True),
        ("Ludwig van Beethoven", "Ludwig Beethoven", True),
        ("Smith and Mary", "Mary Smith", False),
        ("the young and the long road", "Young Long", False),
        ("Maryann Smithson", "Mary Smith", False),
        ("a paper by 王小明 here", "王小明", True),
    ],
)
def test_names_person(text: str, name: str, found: bool) -> None:
    assert names_person(text, name) is found


def test_alias_counts() -> None:
    author = Author("Josephine Moreau", aliases=("Jo Moreau",))
    assert author_named("by Jo Moreau", (author,)) is author


def test_grouped_addresses_are_taken_apart() -> None:
    assert emails_in("{ann, bob}@cs.example.org and c@x.org") == [
        "ann@cs.example.org",
        "bob@cs.example.org",
        "c@x.org",
    ]


def test_what_a_line_break_divides_is_joined() -> None:
    author = Author("Hinewai Parekura", "hinewai.parekura@example.org")
    assert emails_in("to <hine\u2010\r\nwai.parekura@example.org>") == ["hinewai.parekura@example.org"]
    assert author_named("by Hinewai Pare-\nkura and others", (author,)) is author
    assert emails_in("see a@example.org.\nb@example.org") == ["a@example.org", "b@example.org"]
