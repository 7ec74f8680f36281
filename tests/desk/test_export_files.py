"""The zip of all papers tells its reader no more than the papers one by one."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pikepdf

from submissions.models import AuthorReveal, Submission
from sysml.desk.queries.exports import files
from tests.factories.submissions import give_file, pdf
from tests.factories.world import World


def named(made: World) -> Submission:
    """A blind paper whose file says in its properties who wrote it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as made_pdf:
        made_pdf.docinfo["/Author"] = "Avery Hidden"
        made_pdf.save(out)
    paper = made.paper()
    give_file(made, paper, out.getvalue())
    return paper


def whole(made: World) -> bytes:
    answer = made.client("Cora").get(made.url("chair/exports/files.zip"))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        (name,) = archive.namelist()
        return archive.read(name)


def test_a_chair_who_has_not_looked_at_the_authors_gets_files_without_them(
    make_world: Callable[..., World],
) -> None:
    made = make_world("reviewing")
    made.chair("Cora")
    paper = named(made)
    assert [file.scrub for file in files(made.viewer("Cora"), made.at)] == [True]
    assert b"Avery Hidden" not in whole(made)
    AuthorReveal.objects.create(
        submission=paper,
        person=made.people["Cora"],
        reason="…",
        at=made.now,
        until=made.now + timedelta(hours=8),
    )
    assert b"Avery Hidden" in whole(made), "there was something to see"


def test_a_file_of_which_no_such_copy_can_be_made_is_left_out_with_a_word(
    make_world: Callable[..., World],
) -> None:
    made = make_world("reviewing")
    made.chair("Cora")
    give_file(made, made.paper(), b"%PDF-1.5 by Avery Hidden")
    said = whole(made)
    assert b"Avery Hidden" not in said
    assert b"names nobody" in said
