"""Finding a paper's own authors in text, whatever the typesetting did to their names."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_SPACING_ACCENTS = dict.fromkeys(map(ord, "´`¨ˆ˜ˇ˘˙˚¸˝¯\u00ad"))
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE",
     "œ": "oe", "Œ": "OE", "ð": "d", "þ": "th"}
)  # fmt: skip
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_EMAIL_GROUP = re.compile(r"[{(]\s*([\w.+\-\s,;|]+?)\s*[})]\s*@\s*([\w-]+(?:\.[\w-]+)+)")
_BREAK = re.compile(r"(?<=\w)[-\u2010\u00ad]\s*[\r\n]+\s*(?=\w)")
_PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "di", "da", "del", "la", "le", "bin", "ibn", "al", "el"}
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True)
class Author:
    """An author as the submission names them; `aliases` are other names the person goes by."""

    name: str
    email: str = ""
    aliases: tuple[str, ...] = ()


@lru_cache(maxsize=256)  # each name of a paper is looked for in the same lines
def fold(text: str) -> str:
    """Return `text` without accents and ligatures, letter case kept."""
    text = text.translate(_SPACING_ACCENTS).translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words(text: str) -> list[str]:
    """Letters only, so that a superscript glued to a name ("Moreau1∗") does not hide it."""
    return re.findall(r"[^\W\d_]+", fold(text))


def _name_parts(name: str) -> tuple[str, list[str], str]:
    """Split into given name, middle words and surname (particles belong to the middle)."""
    if "," in name:
        surname, _, given = name.partition(",")
        name = f"{given} {surname}"
    words = [word.lower() for word in _words(name)]
    while len(words) > 2 and words[-1] in _SUFFIXES:
        words.pop()
    if len(words) < 2:
        return "", [], words[0] if words else ""
    return words[0], words[1:-1], words[-1]


def names_person(text: str, name: str) -> bool:
    """Say whether the full name stands in `text`, in either order, middle names optional."""
    given, middle, surname = _name_parts(name)
    if not surname:
        return False
    body = " ".join(_words(text)).lower()
    if not given:
        # A single word is a name only where it is not a word of the language: leave that to a note.
        return False if surname.isascii() else surname in body.replace(" ", "")
    between = "|".join([*map(re.escape, middle), "[a-z]", *_PARTICLES])
    forward = rf"\b{re.escape(given)}(?: (?:{between})){{0,4}} {re.escape(surname)}\b"
    turned = rf"\b{re.escape(surname)} {re.escape(given)}\b"
    return re.search(f"{forward}|{turned}", body) is not None


def has_surname(text: str, name: str) -> bool:
    """Say whether the surname stands in `text` with a capital letter (long names only)."""
    _, _, surname = _name_parts(name)
    if len(surname) < 3:
        return False
    return any(word.lower() == surname and word[0].isupper() for word in _words(text))


def unbroken(text: str) -> str:
    """Return `text` with words joined that a hyphen divides at the end of a line."""
    return _BREAK.sub("", text)


def emails_in(text: str) -> list[str]:
    """Return the e-mail addresses in `text`, lower case, groups such as {a,b}@x.org taken apart.

    An address divided at the end of a line counts as whole.
    """
    whole = _emails_in(unbroken(text))
    parts = [address for address in _emails_in(text) if not any(full.endswith(address) for full in whole)]
    return whole + parts


def _emails_in(text: str) -> list[str]:
    found: list[str] = []
    for locals_, domain in _EMAIL_GROUP.findall(text):
        found += [f"{local}@{domain}".lower() for local in re.split(r"[,;|\s]+", locals_) if local]
    found += [match.lower().rstrip(".") for match in _EMAIL.findall(re.sub(r"\s*@\s*", "@", text))]
    return list(dict.fromkeys(found))


def author_named(text: str, authors: Iterable[Author]) -> Author | None:
    """Return the first author whose full name, alias or e-mail address stands in `text`."""
    addresses = set(emails_in(text))
    for author in authors:
        if author.email and author.email.lower() in addresses:
            return author
        names = (author.name, *author.aliases)
        if any(names_person(form, name) for name in names for form in {text, unbroken(text)}):
            return author
    return None
