"""Every change of a submission. Each command is one durable transaction; `steps` holds what they share."""

from submissions.commands.checks import (
    ask_to_rejudge,
    documents_to_rejudge,
    note_check,
    note_unchecked,
    rejudge,
    say_false_alarm,
)
from submissions.commands.ending import close_unfinished, reopen_closed, revive, withdraw
from submissions.commands.files import (
    NewFile,
    add_file,
    drop_supplement,
    finish_upload,
    note_piece,
    open_upload,
    plan_clearing,
)
from submissions.commands.registering import (
    change,
    change_authors,
    change_title,
    claim,
    move_authorships,
    register,
)
from submissions.commands.reminding import remind_drafts, schedule_reminders
from submissions.commands.revealing import reveal_authors, reveal_for_task

__all__ = [
    "NewFile", "add_file", "ask_to_rejudge", "change", "change_authors", "change_title", "claim", "close_unfinished",
    "documents_to_rejudge", "drop_supplement", "finish_upload", "move_authorships", "note_check", "note_piece",
    "note_unchecked", "open_upload", "plan_clearing", "register", "rejudge", "remind_drafts", "reopen_closed",
    "reveal_authors", "reveal_for_task", "revive", "say_false_alarm", "schedule_reminders", "withdraw",
]  # fmt: skip
