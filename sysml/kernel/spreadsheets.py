"""Lists as CSV: the one writer, which makes harmless what a spreadsheet would take for a formula.

A cell is a formula for one program or another when it begins with = + - @, a tab or a line end, or with one of these
after spaces or quotation marks, or in its wide form. Such a text gets an apostrophe before it; numbers stay numbers.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"^[\s\"'\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\0]")
_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")


def harmless(cell: object) -> object:
    """The cell as it may stand in a list."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\0", "")
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The list as text, its head first."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()
