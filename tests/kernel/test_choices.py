"""How an enum becomes the choices of a field."""

from enum import StrEnum

from sysml.kernel.choices import choices_of


class State(StrEnum):
    NONE = ""
    REJECTED = "desk-rejected"
    FOUND = "found by e-mail domain"


def test_values_become_words_and_phrases_stay_as_they_are():
    assert choices_of(State) == [
        ("", "none"),
        ("desk-rejected", "desk rejected"),
        ("found by e-mail domain", "found by e-mail domain"),
    ]
