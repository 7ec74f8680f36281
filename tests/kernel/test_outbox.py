"""Letters on their way out: what becomes of them where the mail server does not answer."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from sysml.kernel import outbox
from sysml.kernel.models import Letter

pytestmark = pytest.mark.django_db
HERE = "tests.kernel.test_outbox"


class NobodyAnswers(EmailBackend):
    """A mail server that cannot be reached; `asked` counts how often that was tried."""

    asked = 0

    def open(self):
        type(self).asked += 1
        raise ConnectionRefusedError("nobody listens")


def letters(count, now):
    words = {"kind": "mailing", "to": "ada@example.org", "subject": "S", "body": "B", "now": now}
    return [outbox.write(key=f"letter {n}", **words) for n in range(count)]


def test_an_unreachable_server_is_noted_on_every_letter_that_is_due_and_asked_once(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{HERE}.NobodyAnswers"
    monkeypatch.setattr(NobodyAnswers, "asked", 0)
    now = timezone.now()
    letters(outbox.BATCH + 3, now)
    later = outbox.write(
        key="later", kind="mailing", to="bo@example.org", subject="S", body="B", now=now + timedelta(hours=1)
    )
    assert outbox.drain(now) == {"sent": 0, "failed": outbox.BATCH + 3}
    assert NobodyAnswers.asked == 1
    rows = Letter.objects.exclude(pk=later.pk)
    found = rows.values_list("status", "attempts", "next_attempt_at")
    assert set(found) == {("queued", 1, now + timedelta(minutes=2))}
    assert "could not be reached: nobody listens" in Letter.objects.get(key="letter 0").error
    later.refresh_from_db()
    assert (later.attempts, later.error) == (0, "")


def test_each_attempt_waits_longer_the_last_one_ends_and_none_is_counted_twice(settings):
    settings.EMAIL_BACKEND = f"{HERE}.NobodyAnswers"
    now = timezone.now()
    first, second, third = letters(3, now)
    Letter.objects.filter(pk=second.pk).update(attempts=2)
    Letter.objects.filter(pk=third.pk).update(
        attempts=outbox.MAX_ATTEMPTS, status="sending", claimed_at=now - timedelta(hours=1)
    )
    outbox.drain(now)
    after = Letter.objects.order_by("key").values_list("attempts", "status", "next_attempt_at")
    assert list(after) == [
        (1, "queued", now + timedelta(minutes=2)),
        (3, "queued", now + timedelta(minutes=8)),
        (outbox.MAX_ATTEMPTS, "failed", now + timedelta(minutes=256)),
    ]
    assert first.key == "letter 0"


def test_they_leave_once_the_server_answers_again(settings):
    settings.EMAIL_BACKEND = f"{HERE}.NobodyAnswers"
    now = timezone.now()
    letters(2, now)
    outbox.drain(now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.drain(now + timedelta(minutes=1)) == {"sent": 0, "failed": 0}
    assert outbox.drain(now + timedelta(minutes=2)) == {"sent": 2, "failed": 0}
    assert [message.to for message in mail.outbox] == [["ada@example.org"]] * 2
    assert set(Letter.objects.values_list("status", "error")) == {("sent", "")}
