"""BibTeX entries of papers. Plain values in, text out."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_STOP = frozenset(
    {"a", "an", "and", "for", "in", "is", "of", "on", "the", "to", "what", "with", "how", "why"}
)
_TEX = re.compile(r"\$[^$]*\$")


@dataclass(frozen=True)
class Entry:
    """One paper as BibTeX needs it."""

    title: str
    authors: tuple[str, ...]
    booktitle: str
    year: int | None
    pages: tuple[int, int] | None
    url: str
    key: str = ""


def keyed(entries: Iterable[Entry]) -> list[Entry]:
    """The entries with keys like `okafor2027learned`; a key that is taken gets a letter."""
    taken: set[str] = set()
    found = []
    for entry in entries:
        base = _key(entry)
        key, position = base, 0
        while key in taken:
            position += 1
            key = f"{base}{_letters(position)}"
        taken.add(key)
        found.append(Entry(**{**vars(entry), "key": key}))
    return found


def _letters(position: int) -> str:
    """1 → "b", 25 → "z", 26 → "aa" …: the first of a name has no letter."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _key(entry: Entry) -> str:
    family = _plain(entry.authors[0].split()[-1]) if entry.authors and entry.authors[0].split() else ""
    words = [_plain(word) for word in entry.title.split()]
    word = next((word for word in words if word and word not in _STOP), "")
    return f"{family or 'paper'}{entry.year or ''}{word}"


def _plain(word: str) -> str:
    folded = unicodedata.normalize(
        "NFKD", word.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    )
    return re.sub(r"[^a-z0-9]", "", folded)


def bibtex(entry: Entry) -> str:
    """The entry as text, fields in a fixed order, empty ones left out."""
    fields = {
        "title": f"{{{_title(entry.title)}}}",
        "author": " and ".join(_name(author) for author in entry.authors),
        "booktitle": escape(entry.booktitle),
        "year": str(entry.year or ""),
        "pages": "--".join(map(str, entry.pages)) if entry.pages else "",
        "url": entry.url,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@inproceedings{{{entry.key},\n{lines}}}\n"


def escape(text: str) -> str:
    """Text in which TeX's special characters stand for themselves."""
    return "".join(_SPECIAL.get(char, char) for char in text)


def _title(title: str) -> str:
    """Like `escape`, but `$…$` stays mathematics."""
    text = " ".join(title.split())
    parts, last = [], 0
    for maths in _TEX.finditer(text):
        parts += [escape(text[last : maths.start()]), maths[0]]
        last = maths.end()
    return "".join([*parts, escape(text[last:])])


def _name(name: str) -> str:
    """A name that holds the word “and” is braced, for BibTeX splits there."""
    escaped = escape(name)
    return f"{{{escaped}}}" if " and " in f" {escaped.lower()} " or "," in escaped else escaped
