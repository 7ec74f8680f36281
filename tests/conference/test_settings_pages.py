"""The chairs' pages of settings: who gets them, what they do."""

import pytest

SETTINGS = [
    "chair/settings/",
    "chair/settings/description/",
    "chair/settings/clone/",
    "chair/settings/tracks/",
    "chair/settings/tracks/research/",
    "chair/settings/tracks/research/remove/",
    "chair/settings/calendar/",
    "chair/settings/calendar/submission/",
    "chair/settings/topics/",
    "chair/settings/offices/",
    "chair/settings/letters/",
    "chair/settings/letters/office-given/",
    "chair/rules/",
    "chair/rules/?phase=reviewing-opens&setting=members_see_files&value=yes",
    "chair/settings/acts/frozen/",
    "chair/settings/acts/frozen/undo/",
]


@pytest.mark.parametrize("path", SETTINGS)
def test_a_chair_opens_it_and_nobody_else_knows_of_it(make_world, path):
    made = make_world("reviewing")
    made.chair("Cora")
    made.member("Mia")
    made.paper("Mine", authors=("Ada",))
    assert made.client("Cora").get(made.url(path)).status_code == 200
    for name in ("Mia", "Ada"):
        assert made.client(name).get(made.url(path)).status_code == 404
    answer = made.client().get(made.url(path))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.url
