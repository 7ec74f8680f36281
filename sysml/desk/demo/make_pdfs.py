"""Make the PDF files of the demonstration papers.

    python -m sysml.desk.demo.make_pdfs [NAME ...]

The files are committed with what the checker measures in them, so this runs only when their content changes. It needs
WeasyPrint (with Pango) and the fonts of the Debian packages `fonts-texgyre` and `fonts-stix`, which are embedded as
subsets. The same fonts and versions give the same bytes: dates and identifiers in the files are fixed.
"""

# ruff: noqa: E501
# A style sheet reads better in its own lines.

import html
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sysml.desk.demo import facts
from sysml.desk.demo.papers import Paper, all_papers
from sysml.desk.demo.pdf_figures import Figure, figures
from sysml.desk.demo.pdf_text import Body, Section, compose

OUT = Path(__file__).parent / "pdfs"
SOURCE_DATE_EPOCH = "1767225600"  # 2026-01-01, for the dates that the PDF writer would take from the clock


@dataclass(frozen=True, slots=True)
class Specimen:
    """One file to make: of which paper, and in which way it keeps or breaks the format."""

    name: str
    title_start: str
    paragraphs: int = 80
    named: bool = False
    paper_size: str = "letter"
    leaked_author: bool = False
    camera_ready: bool = False


SPECIMENS: tuple[Specimen, ...] = (
    Specimen("ferrule", "Ferrule"),
    Specimen("feature-store-labels", "How Much Label Noise"),
    Specimen("rounding", "Rounding in Good Company"),
    Specimen("lantern", "Lantern"),
    Specimen("shuttle", "Compiling Away"),
    Specimen("loom", "Loom:"),
    Specimen("tensor-paging", "Tensor Paging"),
    Specimen("elastic-indexes", "Elastic Indexes"),
    Specimen("watershed-over-length", "Watershed", paragraphs=118),
    Specimen("energy-author-on-page-one", "Predicting the Energy", leaked_author=True),
    Specimen("quorum-a4", "Quorum", paper_size="A4"),
    Specimen("carbon-receipts-camera-ready", "Carbon Receipts:", named=True, camera_ready=True),
    Specimen("sketching-the-tail-camera-ready", "Sketching the Tail:", named=True, camera_ready=True),
)

CSS = """
@page {
  size: %(size)s;
  margin: 1in 1in 1in 0.75in; margin-right: calc(%(width)s - 7.5in); margin-bottom: calc(%(height)s - 10in);
  @bottom-center { content: counter(page); font: 9pt "TeX Gyre Termes"; vertical-align: top; padding-top: 18pt; }
  @top-center { content: "%(running)s"; font: 9pt "TeX Gyre Termes"; vertical-align: bottom;
    padding-bottom: 5pt; margin-bottom: 9pt; border-bottom: 0.6pt solid #000; width: 6.75in; }
}
@page :first { @top-center { content: none; border: none; } }
html { font: 10pt/12pt "TeX Gyre Termes", "STIXGeneral", serif; font-variant-ligatures: common-ligatures; }
body { margin: 0; text-align: justify; hyphens: auto; hyphenate-limit-chars: 6 3 3; }
header { text-align: center; margin-bottom: 20pt; }
h1 { font-size: 14pt; line-height: 17pt; margin: 0; padding: 11pt 24pt; border-top: 1pt solid #000;
     border-bottom: 1pt solid #000; hyphens: none; text-wrap: balance; font-weight: bold; }
.authors { margin-top: 17pt; font-weight: bold; hyphens: none; }
.authors sup, .notice sup { font-size: 7pt; line-height: 0; font-weight: normal; }
main { columns: 2; column-gap: 0.25in; column-fill: auto; }
.abstract { margin: 0 12pt 12pt; }
.abstract h2 { text-align: center; font-size: 11pt; margin: 0 0 5pt; }
h2 { font-size: 11pt; line-height: 13pt; margin: 13pt 0 5pt; break-after: avoid; text-align: left; hyphens: none; }
h2.s { text-transform: uppercase; letter-spacing: 0.03em; }
h3 { font-size: 10pt; line-height: 12pt; margin: 9pt 0 4pt; break-after: avoid; text-align: left; hyphens: none; }
p { margin: 0 0 6pt; orphans: 2; widows: 2; }
ul, ol { margin: 0 0 6pt; padding-left: 14pt; } li { margin-bottom: 2pt; }
.notice { font-size: 8.5pt; line-height: 10pt; border-top: 0.5pt solid #000; padding-top: 4pt; margin: 10pt 0;
  break-inside: avoid; }
figure { margin: 3pt 0 10pt; break-inside: avoid; text-align: center; }
figure svg { width: 3.2in; height: auto; }
.table { break-inside: avoid; margin: 5pt 0 10pt; }
figcaption, .caption { font-size: 9pt; line-height: 10.5pt; text-align: left; margin-top: 4pt; hyphens: auto; }
table { width: 100%%; border-collapse: collapse; font-size: 9pt; line-height: 11pt; margin: 0; border-bottom: 1pt solid #000; }
.caption { margin: 0 0 4pt; break-after: avoid; }
th { border-top: 1pt solid #000; border-bottom: 0.5pt solid #000; font-weight: bold; }
th, td { padding: 2pt 3pt; text-align: right; } th:first-child, td:first-child { text-align: left; }
.eq { display: flex; margin: 3pt 0 8pt; font-style: italic; text-align: center; break-inside: avoid; }
.eq span:first-child { flex: 1; } .eq .n, .up { font-style: normal; }
.frac { display: inline-block; vertical-align: middle; text-align: center; line-height: 11pt; margin: 0 1pt; }
.frac > span { display: block; padding: 0 2pt; } .frac > span:first-child { border-bottom: 0.5pt solid #000; }
sub, sup { font-size: 7pt; line-height: 0; }
.algo { border-top: 0.8pt solid #000; border-bottom: 0.8pt solid #000; padding: 3pt 0; margin: 4pt 0 10pt;
  break-inside: avoid; text-align: left; hyphens: none; font-size: 9pt; line-height: 11pt; }
.algo b.t { display: block; border-bottom: 0.5pt solid #000; padding-bottom: 2pt; margin-bottom: 3pt; }
.algo div { padding-left: calc(14pt + var(--d, 0) * 10pt); text-indent: -14pt; }
.d1 { --d: 1 } .d2 { --d: 2 }
.algo i.n { font-style: normal; font-size: 7.5pt; display: inline-block; width: 14pt; text-indent: 0; }
.refs p { font-size: 9.5pt; line-height: 11.2pt; padding-left: 10pt; text-indent: -10pt; margin-bottom: 5pt; }
"""

_SIZES = {"letter": ("8.5in", "11in"), "A4": ("210mm", "297mm")}
_MATHS = {
    r"\varepsilon": "ε", r"\delta": "δ", r"\Omega": "Ω", r"\lambda": "λ", r"\kappa": "κ", r"\gamma": "γ",
    r"\sigma": "σ", r"\rho": "ρ", r"\alpha": "α", r"\approx": "≈", r"\infty": "∞", r"\sqrt": "√", r"\|": "‖",
    r"\log": "log", r"\max": "max", r"\tilde": "", r"\,": " ", "-": "−",
}  # fmt: skip


def maths(text: str) -> str:
    """Set the simple inline maths of the abstracts in HTML."""

    def one(match: re.Match[str]) -> str:
        tex = match.group(1)
        for name, sign in _MATHS.items():
            tex = tex.replace(name, sign)
        tex = re.sub(r"\^(\{([^}]*)\}|(\w|\*))", lambda m: f"<sup>{m.group(2) or m.group(3)}</sup>", tex)
        tex = re.sub(r"_(\{([^}]*)\}|(\w|∞))", lambda m: f"<sub>{m.group(2) or m.group(3)}</sub>", tex)
        return "<i>" + tex.replace("{", "").replace("}", "") + "</i>"

    text = re.sub(r"\$([^$]*)\$", one, html.escape(text, quote=False))
    return re.sub(r"\*([^*]+)\*", r"<em>\1</em>", text)


def specimen_paper(specimen: Specimen) -> Paper:
    """The paper that a file shows."""
    return next(p for p in all_papers() if p.title.startswith(specimen.title_start))


def document(specimen: Specimen, paper: Paper) -> str:
    """The HTML of one specimen."""
    body = compose(paper, paragraphs=specimen.paragraphs)
    width, height = _SIZES[specimen.paper_size]
    running = paper.short_title.replace('"', "")
    css = CSS % {"size": specimen.paper_size, "width": width, "height": height, "running": running}
    author = ", ".join(p.name for p in paper.authors) if specimen.named else "Anonymous Authors"
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(paper.title)}</title>
<meta name="author" content="{html.escape(author)}"><meta name="dcterms.created" content="2026-01-01">
<style>{css}</style></head><body>
<header><h1>{html.escape(paper.title)}</h1>{_author_line(specimen, paper)}</header><main>
<div class="abstract"><h2>Abstract</h2><p>{maths(paper.abstract)}</p></div>
{_sections(body, figures(paper, body.name, len(body.sections)), _notice(specimen, paper))}
<h2>References</h2><div class="refs">{"".join(f"<p>{r}</p>" for r in body.references)}</div>
</main></body></html>"""


def _author_line(specimen: Specimen, paper: Paper) -> str:
    if specimen.leaked_author:
        first = paper.authors[0]
        return (
            f'<p class="authors">{first.name}<br><span style="font-weight:normal">{first.affiliation.name}<br>'
            f"{first.email}</span></p>"
        )
    if not specimen.named:
        return '<p class="authors">Anonymous Authors<sup>1</sup></p>'
    homes = _homes(paper)
    names = " &ensp; ".join(
        f"{p.name}<sup>{homes.index(p.affiliation.name) + 1}</sup>" for p in paper.authors
    )
    return f'<p class="authors">{names}</p>'


def _homes(paper: Paper) -> list[str]:
    return list(dict.fromkeys(p.affiliation.name for p in paper.authors))


def _notice(specimen: Specimen, paper: Paper) -> str:
    """The footnote of the first page: who wrote it, or that it is under review."""
    if specimen.named:
        homes = " ".join(f"<sup>{i}</sup>{name}." for i, name in enumerate(_homes(paper), start=1))
        first = paper.authors[0]
        text = (
            f"{homes} Correspondence to: {first.name} &lt;{first.email}&gt;.<br><br><em>Proceedings of the "
            "Conference on Systems and Machine Learning (SysML)</em>. Copyright by the author(s)."
        )
    elif specimen.leaked_author:
        text = "Preliminary work. Under review by the Conference on Systems and Machine Learning (SysML)."
    else:
        text = (
            "<sup>1</sup>Anonymous Institution, Anonymous City, Anonymous Country. Preliminary work. Under review "
            "by the Conference on Systems and Machine Learning (SysML). Do not distribute."
        )
    return f'<div class="notice">{text}</div>'


def _sections(body: Body, drawn: Sequence[Figure], notice: str) -> str:
    """Set the sections, with the figures strewn among their paragraphs and the displays where they belong."""
    parts: list[str] = []
    floats = [_figure(n, f) for n, f in enumerate(drawn, start=1)]
    position = 0
    for number, section in enumerate(body.sections, start=1):
        parts.append(f'<h2 class="s">{number}&ensp;{section.title}</h2>')
        for index, paragraph in enumerate(_paragraphs(number, section)):
            parts.append(paragraph)
            parts.append(body.displays.get((section.title, index), ""))
            position += 1
            if number == 1 and index == 1:
                parts.append(notice)
            if position % 8 == 3 and floats:
                parts.append(floats.pop(0))
    return "\n".join(parts)


def _paragraphs(number: int, section: Section) -> list[str]:
    out: list[str] = []
    for count, (heading, text) in enumerate(section.paragraphs):
        sub = sum(1 for h, _ in section.paragraphs[: count + 1] if h)
        head = f"<h3>{number}.{sub}&ensp;{heading}</h3>" if heading else ""
        out.append(f"{head}<p>{text}</p>")
    return out


def _figure(number: int, figure: Figure) -> str:
    return f"<figure>{figure.svg}<figcaption><em>Figure {number}.</em> {figure.caption}</figcaption></figure>"


def write(specimen: Specimen) -> Path:
    """Make one file and return its path."""
    import weasyprint  # noqa: PLC0415  (heavy, and needs Pango: only this script waits for it)

    paper = specimen_paper(specimen)
    target = OUT / f"{specimen.name}.pdf"
    pdf = weasyprint.HTML(string=document(specimen, paper)).write_pdf(
        pdf_identifier=specimen.name.encode(), full_fonts=False
    )
    if pdf is None:
        raise RuntimeError(f"{specimen.name}: nothing was written")
    target.write_bytes(pdf)
    return target


def main(names: Sequence[str]) -> None:
    os.environ.setdefault("SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH)
    OUT.mkdir(exist_ok=True)
    for specimen in SPECIMENS:
        if not names or specimen.name in names:
            path = write(specimen)
            print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")  # noqa: T201  (a script)
    facts.write()


if __name__ == "__main__":
    main(sys.argv[1:])
