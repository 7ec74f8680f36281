"""What a start does with what a crash has left."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from sysml.kernel import blobs, outbox
from sysml.kernel.models import Letter


def test_files_of_uploads_that_were_cut_off_go_after_a_day(settings: Any, tmp_path: Path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    now = timezone.now()
    places = [blobs.folder() / "incoming", tmp_path / "uploads"]
    for place in places:
        place.mkdir()
        for name, age in (("old", 25), ("young", 23)):
            (place / name).write_bytes(b"half")
            moment = (now - timedelta(hours=age)).timestamp()
            os.utime(place / name, (moment, moment))
    assert blobs.clear_incoming(now) == 2
    assert [[path.name for path in place.iterdir()] for place in places] == [["young"], ["young"]]


@pytest.mark.django_db
def test_a_letter_that_was_leaving_waits_again_and_others_stay_as_they_are():
    now = timezone.now()
    words = {"kind": "mailing", "to": "ada@example.org", "subject": "S", "body": "B", "now": now}
    for status in Letter.Status:
        outbox.write(key=status, status=status, **words)
    Letter.objects.filter(status="sending").update(claimed_at=now, next_attempt_at=now - timedelta(days=1))
    assert outbox.release_abandoned(now) == 1
    after = dict(Letter.objects.values_list("key", "status"))
    assert after == {status: status for status in Letter.Status} | {"sending": "queued"}
    assert Letter.objects.get(key="sending").next_attempt_at == now
