"""Passwords from breaches are refused, offline; others hardly ever."""

import random
import string

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sysml.kernel.passwords import FILTER, is_breached

KNOWN = ["1234567890", "qwertyuiop", "password123", "iloveyou123", "basketball1", "1q2w3e4r5t", "0987654321"]


@pytest.mark.parametrize("password", [*KNOWN, "PASSWORD123", "QwertyUiop"])
def test_a_breached_password_is_refused_in_any_case_of_letters(password):
    assert is_breached(password)
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_rare_password_is_hardly_ever_refused():
    rare = random.Random(7)
    letters = string.ascii_lowercase + string.digits
    tried = ["".join(rare.choices(letters, k=16)) for _ in range(20_000)]
    share = sum(map(is_breached, tried)) / len(tried)
    print(f"taken for breached though they are not: {share:.2%}")
    assert share < 0.006


def test_the_words_say_why_and_the_file_is_small():
    with pytest.raises(ValidationError) as refused:
        validate_password("iloveyou123")
    assert "stolen elsewhere" in " ".join(refused.value.messages)
    assert FILTER.stat().st_size == 6 << 20
    source = (FILTER.parent / "README.md").read_text()
    assert "MIT" in source
    assert "SecLists" in source


@pytest.mark.django_db
def test_nobody_signs_up_with_one(client):
    from sysml.kernel.models import User

    form = {"name": "Ada", "email": "ada@example.org", "password1": "qwertyuiop1", "password2": "qwertyuiop1"}
    answer = client.post("/accounts/signup/", form)
    assert answer.status_code == 200
    assert b"stolen elsewhere" in answer.content
    assert not User.objects.exists()
