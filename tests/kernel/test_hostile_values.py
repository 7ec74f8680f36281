"""Values that nobody types by accident: a few of those that `make proof` sends to every address."""

import pytest

from sysml.kernel.plain import whole


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        ("17", 17),
        ("9" * 13, 10**13 - 1),
        ("9" * 14, None),
        ("9" * 5000, None),
        ("²", None),
        ("٣", None),
    ]
    + [(word, None) for word in ("", "-1", "1e9", "1.5", " 1", "NaN", None)],
)
def test_a_whole_number_is_one_that_a_column_holds(typed, number):
    assert whole(typed) == number


@pytest.mark.parametrize("path", ["submissions/all/?q=%00", "search/?q=a%00b", "chair/log/?action=a%00b"])
def test_an_address_with_a_nul_is_refused(make_world, path):
    made = make_world("discussion")
    made.chair("Cora")
    client = made.client("Cora")
    assert client.get(made.url(path)).status_code == 400
    assert client.get(made.url(path.replace("%00", ""))).status_code == 200


def test_an_endpoint_says_so_as_a_problem(make_world):
    made = make_world("discussion")
    answer = made.client(made.chair("Cora")).get(f"/api/v1/editions/{made.edition.slug}/search?q=%00")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("words", ["²", "9" * 5000, "99999999999999999999"])
def test_what_looks_like_a_number_and_is_none_finds_nothing(make_world, words):
    made = make_world("discussion")
    client = made.client(made.chair("Cora"))
    for path in ("submissions/all/", "search/", "chair/log/"):
        assert client.get(made.url(path), {"q": words}).status_code == 200, path


def test_many_papers_are_named_by_numbers_that_could_be_theirs(make_world):
    made = make_world("discussion")
    body = {"numbers": [2**70], "rule": "most-expert"}
    answer = made.client(made.chair("Cora")).post(
        f"/api/v1/editions/{made.edition.slug}/leads/", body, content_type="application/json"
    )
    assert answer.status_code == 422
