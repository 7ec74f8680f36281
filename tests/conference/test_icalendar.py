"""The calendar file as RFC 5545 asks."""

from datetime import UTC, date, datetime

from sysml.desk.public.icalendar import Event, calendar

STAMP = date(2027, 1, 2)


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_text_is_escaped_and_cannot_add_lines():
    hostile = "a;b,c\\d\r\nEND:VEVENT\nX\x07"
    text = calendar("n", [Event("u@x", hostile, datetime(2027, 3, 1, 12, tzinfo=UTC), STAMP)])
    assert "SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\\nX" in unfolded(text)
    assert unfolded(text).count("END:VEVENT") == 1


def test_long_lines_are_folded_between_characters():
    summary = "ü€" * 60
    text = calendar("n", [Event("u@x", summary, date(2027, 3, 1), STAMP)])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"SUMMARY:{summary}" in unfolded(text)


def test_days_end_after_the_last_and_instants_are_utc():
    text = calendar(
        "n",
        [
            Event("a@x", "Meeting", date(2027, 3, 1), STAMP, ends=date(2027, 3, 3), place="Basel"),
            Event("b@x", "Deadline", datetime(2027, 3, 1, 12, tzinfo=UTC), STAMP),
        ],
    )
    lines = unfolded(text)
    assert "DTSTART;VALUE=DATE:20270301" in lines
    assert "DTEND;VALUE=DATE:20270304" in lines
    assert "DTSTART:20270301T120000Z" in lines
    assert lines.count("DTSTAMP:20270102T000000Z") == 2
    assert text.endswith("END:VCALENDAR\r\n")
