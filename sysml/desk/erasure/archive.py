"""All that a chair may see of an edition as one zip of lists, to keep before the erasure; files have their own.

Every list comes from the same rules as the pages: of papers with which the chair has a conflict there is nothing.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence

from committee.commands.exports import KINDS
from reviews.policies import POST
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer
from sysml.desk.queries import exports
from sysml.kernel.spreadsheets import csv_text

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
_EPOCH = (1980, 1, 1, 0, 0, 0)


def _posts(viewer: Viewer, at: Moment) -> Table:
    rows = POST.rows(viewer, at).order_by("submission__number", "thread_id", "at", "pk")
    columns = ("submission__number", "thread__audience", "signed_as", "at", "text")
    return ("number", "thread", "signed as", "at", "text"), (
        [number, audience, signed, f"{when:%Y-%m-%d}", text]
        for number, audience, signed, when, text in rows.values_list(*columns)
    )


def _listed(export: exports.Export) -> Callable[[Viewer, Moment], Table]:
    return lambda viewer, at: (
        export.columns,
        [[row[name] for name in export.columns] for row in export.rows(viewer, at)],
    )


LISTS: dict[str, Callable[[Viewer, Moment], Table]] = {
    **{export.key: _listed(export) for export in exports.EXPORTS},
    **KINDS,
    "discussions": _posts,
}


def archive(viewer: Viewer, at: Moment) -> bytes:
    """The zip, whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, source in LISTS.items():
            head, rows = source(viewer, at)
            packed.writestr(zipfile.ZipInfo(f"{name}.csv", _EPOCH), csv_text(head, rows))
    return out.getvalue()
