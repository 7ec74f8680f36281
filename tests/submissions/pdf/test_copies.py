"""The reviewers' copy, the stamped copy and the pictures: made from a file that stays as it is."""

import hashlib
import io
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from submissions.pdf import run
from submissions.pdf.spec import preset
from submissions.pdf.stamp import Stamp, stamp
from tests.submissions.pdf.builder import DATA, Text, body, flate_bomb, make_pdf, saved

STAMP = Stamp(
    ("Artifacts Available", "Results Reproduced"),
    "v2",
    "sysml.example.org/2027/4821",
    "https://sysml.example.org/4821",
)


def text_of(data: bytes, page: int = 0) -> str:
    return pdfium.PdfDocument(data)[page].get_textpage().get_text_range()


def picture_of(data: bytes) -> Image.Image:
    return pdfium.PdfDocument(data)[0].render(scale=1).to_pil().convert("L")


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A paper with a name in Info, XMP, a figure and a comment."""
    with pikepdf.open(
        io.BytesIO(make_pdf([body()], info={"Author": "Jo Moreau", "Company": "Moreau Ltd"}))
    ) as pdf:
        with pdf.open_metadata() as xmp:
            xmp["dc:creator"] = ["Jo Moreau"]
        figure = pdf.make_stream(b"0 0 1 1 re f")
        figure.Type, figure.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        figure.BBox = pikepdf.Array([0, 0, 10, 10])
        figure["/PTEX.FileName"] = "/home/moreau/figure.pdf"
        figure["/PTEX.InfoDict"] = pdf.make_indirect(pikepdf.Dictionary(Author="Jo Moreau"))
        pdf.pages[0].obj.Resources.XObject = pikepdf.Dictionary(X=figure)
        comment = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T="Jo Moreau"
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([comment])
        path = tmp_path / "named.pdf"
        path.write_bytes(saved(pdf, compress_streams=False))
    return path


def test_clean_copy_names_nobody(named: Path, tmp_path: Path) -> None:
    places = {(entry.place) for entry in run.measure(named).metadata if "oreau" in entry.value}
    assert places == {"info", "xmp", "figure", "annotation"}
    copy = run.clean_copy(named)
    assert copy is not None
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        plain = saved(pdf, qdf=True)
    assert b"oreau" not in plain
    path = tmp_path / "clean.pdf"
    path.write_bytes(copy)
    assert run.measure(path).metadata == ()
    assert text_of(copy) == text_of(named.read_bytes())
    assert picture_of(copy).tobytes() == picture_of(named.read_bytes()).tobytes()


def test_clean_copy_of_a_real_paper(tmp_path: Path) -> None:
    source = DATA / "tracemonkey-two-column-paper.pdf"
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    copy = run.clean_copy(source)
    assert copy is not None
    path = tmp_path / "clean.pdf"
    path.write_bytes(copy)
    facts = run.measure(path)
    assert (facts.metadata, facts.page_count) == ((), 14)
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    "name", ["sysml2019-example-paper", "icml-example-paper", "acm-sigconf-sample", "neurips2025-example"]
)
def test_stamp_stands_on_page_one_and_covers_nothing(name: str, tmp_path: Path) -> None:
    source = DATA / f"{name}.pdf"
    copy = run.stamped_copy(source, STAMP)
    assert copy is not None
    text = text_of(copy)
    for words in (*STAMP.labels, "v2", STAMP.link_text):
        assert words in text
        assert words not in text_of(copy, 1)
    before, after = picture_of(source.read_bytes()), picture_of(copy)
    assert before.size == after.size
    dark = [(a, b) for a, b in zip(before.tobytes(), after.tobytes(), strict=True) if a < 250]
    assert all(a == b for a, b in dark), "what was printed before is as it was"
    assert before.tobytes() != after.tobytes()
    path = tmp_path / "stamped.pdf"
    path.write_bytes(copy)
    spec = preset("workshop").for_stage("camera_ready")
    assert "SYSMLB+Inter-SemiBold" not in str(run.check(path, spec=spec).findings), "its font is embedded"


def test_stamp_links_to_the_artifact() -> None:
    copy = stamp(make_pdf([body()]), STAMP)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        links = [str(annotation.A.URI) for annotation in pdf.pages[0].obj.Annots]
    assert links == [STAMP.link]


def test_full_page_gets_a_strip() -> None:
    lines = [
        Text(0, 8 + 9 * n, "all of this page is full of words up to its edges " * 4, 10) for n in range(90)
    ]
    full = make_pdf([lines])
    copy = stamp(full, STAMP)
    before, after = picture_of(full), picture_of(copy)
    assert after.size[1] > before.size[1]
    assert "Artifacts Available" in text_of(copy)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_page_is_stamped_upright(rotation: int) -> None:
    with pikepdf.open(io.BytesIO(make_pdf([[Text(200, 300, "A turned page")]]))) as pdf:
        pdf.pages[0].obj.Rotate = rotation
        turned = saved(pdf)
    page = pdfium.PdfDocument(stamp(turned, STAMP))[0]
    width, height = page.get_size()
    printed = page.render(scale=1).to_pil().convert("L").crop((0, 0, round(width), 40))
    assert printed.getextrema()[0] < 128, "the badges stand at the top of the page as it is shown"
    assert height == (612 if rotation in (90, 270) else 792)


def test_stamp_needs_a_label() -> None:
    with pytest.raises(ValueError, match="label"):
        stamp(make_pdf([body()]), Stamp(()))


def test_picture_shows_the_box_in_blue_and_the_offence_in_red() -> None:
    box = preset("sysml2019").box_in.points()
    png = run.page_picture(
        DATA / "sysml2019-example-paper.pdf", 2, allowed=box, offences=[(306, 400, 560, 412)], dpi=110
    )
    assert png is not None
    image = Image.open(io.BytesIO(png)).convert("RGB")
    assert image.size == (935, 1210)
    scale = 110 / 72
    blue, red = (
        image.getpixel((round(box[0] * scale) + 3, round(box[1] * scale))),
        image.getpixel((round(430 * scale), round(400 * scale) - 4)),
    )
    assert blue[2] > 180 > blue[0]
    assert red[0] > 180 > red[1]


def test_thumbnails() -> None:
    made = run.thumbnails(DATA / "sysml2019-example-paper.pdf", width=200)
    assert list(made) == [1, 2, 3, 4, 5]
    assert {Image.open(io.BytesIO(png)).size[0] for png in made.values()} == {200}


def test_bad_files_give_no_copies(tmp_path: Path) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(b"not a PDF at all")
    assert run.clean_copy(path) is None
    assert run.stamped_copy(path, STAMP) is None
    assert run.page_picture(path, 1) is None
    assert run.thumbnails(path) == {}
    path.write_bytes(flate_bomb(2, 100))
    assert run.page_picture(path, 1) is None
    assert run.clean_copy(path) is None
