"""The words of letters: the chairs' own in place of the defaults."""

import re
from datetime import datetime

from sysml.conference import letters
from sysml.conference.acting import command, record
from sysml.conference.letters import COMMON, Kind
from sysml.conference.models import Edition, LetterTemplate
from sysml.conference.policies import may_chair
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import Invalid, NotFound

_BRACED = re.compile(r"\{\{(.*?)\}\}")


def kind_of(key: str) -> Kind:
    """The kind of letter with this key; NotFound for another."""
    found = next((kind for kind in letters.kinds() if kind.key == key), None)
    if found is None:
        raise NotFound
    return found


@command
def word_letter(*, by: Viewer, edition: Edition, kind: str, subject: str, body: str, now: datetime) -> None:
    """Give a kind of letter the chairs' own words. Letters already written keep theirs.

    Raises Invalid for an empty letter, a placeholder that this kind does not have, or one without the link.
    """
    may_chair(by.fresh()).require()
    chosen = kind_of(kind)
    problems = {name: text for name, text in _problems(chosen, subject, body).items() if text}
    if problems:
        raise Invalid(problems)
    LetterTemplate.objects.update_or_create(
        edition=edition, kind=chosen.key, defaults={"subject": subject.strip(), "body": body}
    )
    record(by, "letter.worded", now=now, subject=f"edition:{edition.xid}", summary=chosen.key)


@command
def reset_letter(*, by: Viewer, edition: Edition, kind: str, now: datetime) -> None:
    """Take back the chairs' own words; the default holds again."""
    may_chair(by.fresh()).require()
    LetterTemplate.objects.filter(edition=edition, kind=kind_of(kind).key).delete()
    record(by, "letter.words-reset", now=now, subject=f"edition:{edition.xid}", summary=kind)


def _problems(kind: Kind, subject: str, body: str) -> dict[str, str]:
    allowed = {*COMMON, *kind.placeholders}

    def unknown(words: str) -> str:
        wrong = [name.strip() for name in _BRACED.findall(words) if name.strip() not in allowed]
        return f"This letter has no placeholder {{{{{wrong[0]}}}}}." if wrong else ""

    found = {"subject": unknown(subject), "body": unknown(body)}
    if not subject.strip():
        found["subject"] = "Give the letter a subject."
    if not body.strip():
        found["body"] = "Write the letter."
    elif "link" in allowed and "{{link}}" not in body.replace(" ", ""):
        found["body"] = found["body"] or "Keep {{link}}: every letter leads to what it is about."
    return found
