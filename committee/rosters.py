"""Lists of people as chairs paste or upload them: "name, e-mail, affiliation, side" a line. Text in, lines out."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sysml.conference.domain import Side
from sysml.kernel.errors import Invalid

LONGEST = 2000
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_HEADINGS = {"e-mail", "email", "mail", "address", "e-mail address"}


@dataclass(frozen=True)
class Entry:
    """One line of the list, as understood; `errors` say what is wrong with it, `note` what will not be done."""

    line: int
    name: str
    email: str
    affiliation: str
    side: Side | None
    errors: tuple[str, ...] = ()
    note: str = ""


def parse(text: str, side_words: Mapping[str, Side], *, sides_matter: bool = True) -> list[Entry]:
    """Every line that is not empty, with all that is wrong with it. Columns may be parted by comma, tab or `;`."""
    lines = [(at, line) for at, line in enumerate(text.replace("\ufeff", "").splitlines(), 1) if line.strip()]
    entries: list[Entry] = []
    for at, line in lines:
        cells = _cells(line)
        if not entries and any(cell.casefold() in _HEADINGS for cell in cells):
            continue
        entries.append(_entry(at, cells, side_words, sides_matter))
    return _with_duplicates(entries)


def words_for(side_a: str, side_b: str) -> dict[str, Side]:
    """What may stand in the column of the side, in folded case."""
    words = {
        "ml": Side.ML, "machine learning": Side.ML,
        "systems": Side.SYSTEMS, "system": Side.SYSTEMS, "sys": Side.SYSTEMS,
        "bridge": Side.BRIDGE, "both": Side.BRIDGE,
    }  # fmt: skip
    if side_a:
        words |= {side_a.casefold(): Side.ML, side_b.casefold(): Side.SYSTEMS}
    return words


def _cells(line: str) -> list[str]:
    delimiter = max(",;\t", key=line.count)
    row: Iterable[str] = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    return [cell.strip() for cell in row]


def _entry(at: int, cells: list[str], side_words: Mapping[str, Side], sides_matter: bool) -> Entry:
    name, email, affiliation, word = (*cells, "", "", "", "")[:4]
    errors = []
    if len(cells) > 4:
        errors.append(
            "More than four columns: put a name or affiliation that has a comma between quotation marks."
        )
    if not name:
        errors.append("The name is missing.")
    if not _ADDRESS.fullmatch(email):
        errors.append(f"“{email}” is not an e-mail address." if email else "The e-mail address is missing.")
    if len(name) > 200 or len(affiliation) > 200 or len(email) > 254:
        errors.append("Something here is too long.")
    side = side_words.get(word.casefold())
    if not sides_matter:
        side = side or Side.BRIDGE
    elif side is None:
        errors.append(f"“{word}” is not a side." if word else "The side is missing.")
    return Entry(at, name, email.lower(), affiliation, side, tuple(errors))


def _with_duplicates(entries: list[Entry]) -> list[Entry]:
    count = Counter(entry.email for entry in entries if entry.email)
    first: dict[str, int] = {}
    marked = []
    for entry in entries:
        seen = first.setdefault(entry.email, entry.line)
        if entry.email and count[entry.email] > 1 and seen != entry.line:
            entry = replace(entry, errors=(*entry.errors, f"The same address as in line {seen}."))
        marked.append(entry)
    return marked


@dataclass(frozen=True)
class Checked:
    """A list after checking: every line, and whether all of it can be taken."""

    entries: tuple[Entry, ...]

    @property
    def wrong(self) -> int:
        """How many lines cannot be taken; if there is one, none is."""
        return sum(bool(entry.errors) for entry in self.entries)

    @property
    def fresh(self) -> tuple[Entry, ...]:
        """The lines of people who would be invited."""
        return tuple(entry for entry in self.entries if not entry.errors and not entry.note)

    @property
    def can_import(self) -> bool:
        return not self.wrong and bool(self.fresh)

    def to_invite(self) -> tuple[Entry, ...]:
        """The same as `fresh`, for a command: all of the list or nothing."""
        if self.wrong:
            raise Invalid(
                {"text": [f"Line {entry.line}: {error}" for entry in self.entries for error in entry.errors]}
            )
        if not self.fresh:
            raise Invalid({"text": "There is nobody on this list who is not on the committee already."})
        return self.fresh


def checked(entries: Iterable[Entry], there: Mapping[str, str]) -> Checked:
    """The list beside the committee as it stands (address → state): people who are there are left as they are."""
    return Checked(
        tuple(
            replace(entry, note=f"already on the list ({there[entry.email]}); left as it is")
            if entry.email in there
            else entry
            for entry in entries
        )
    )
