"""The rules: facts and a specification in, findings out. Opens no file.

Each rule is a function that yields findings at its default severity; a specification may change
the severity of any code, or switch it off. Adding a check means adding a function to RULES.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from submissions.pdf.authors import Author, author_named, emails_in, has_surname
from submissions.pdf.facts import Box, Facts, Heading, Item, MetadataEntry, Page
from submissions.pdf.failures import UNREADABLE, stopped
from submissions.pdf.findings import Finding, Report, Severity, State
from submissions.pdf.spec import OFF, PAPER_SIZES, FormatSpec

ERROR, WARNING, NOTE, CHAIR = Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.CHAIR
Rule = Callable[[Facts, FormatSpec, Sequence[Author]], Iterator[Finding]]

SECTION_NAMES = {
    "references": "references",
    "acknowledgements": "acknowledgements",
    "appendix": "appendix",
    "impact": "impact statement",
    "ethics": "ethics statement",
    "reproducibility": "reproducibility statement",
    "limitations": "limitations",
    "availability": "availability statement",
    "checklist": "checklist",
}
SCAN_COVER = 0.6
SCAN_CHARS = 200
MAX_FINDINGS_PER_RULE = 20
SIDES = {"left": "left of", "right": "right of", "top": "above", "bottom": "below"}


def judge(facts: Facts, spec: FormatSpec, authors: Sequence[Author] = ()) -> Report:
    """Apply every rule of `spec` (already narrowed to its stage) to the facts."""
    if facts.failure is not None:
        return _failed(facts)
    findings = tuple(_adjusted(facts, spec, authors))
    levels = {finding.severity for finding in findings}
    state = State.ERRORS if ERROR in levels else State.WARNINGS if WARNING in levels else State.PASS
    return Report(state, summary(facts, spec), findings, facts)


def _failed(facts: Facts) -> Report:
    failure = facts.failure or stopped("measuring did not end")
    unreadable = failure.kind == UNREADABLE
    finding = Finding(failure.code, ERROR if unreadable else NOTE, failure.message, fix=failure.fix)
    state = State.UNREADABLE if unreadable else State.COULD_NOT_CHECK
    return Report(state, failure.message, (finding,), facts)


def _adjusted(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    for rule in RULES:
        count = 0
        for finding in rule(facts, spec, authors):
            level = spec.severity.get(finding.code, finding.severity.value)
            if level == OFF or finding.page in spec.ignore_pages.get(finding.code, ()):
                continue
            count += 1
            if count <= MAX_FINDINGS_PER_RULE:
                yield replace(finding, severity=Severity(level))


# How much is counted


@dataclass(frozen=True)
class Extent:
    """How far the counted text goes: its pages, what ends it, and lines on the page where it ends."""

    pages: int
    end: Heading | None
    last_lines: int
    appendix_pages: int = 0

    @property
    def total(self) -> int:
        """All pages that count towards the limit."""
        return self.pages + self.appendix_pages


def extent(facts: Facts, spec: FormatSpec) -> Extent:
    """Count up to the first section that the specification does not count."""
    kinds = set(spec.uncounted) | ({"appendix"} if spec.appendix == "after_refs_free" else set())
    end = next((heading for heading in facts.headings if heading.kind in kinds), None)
    if end is None:
        last = facts.pages[-1].lines if facts.pages else 0
        return Extent(facts.page_count, None, last)
    pages = end.page if end.lines_before else end.page - 1
    appendix = 0
    if spec.appendix == "counted":
        later = [h for h in facts.headings if h.kind == "appendix" and _place(h) > _place(end)]
        if later:
            appendix = facts.page_count - max(later[0].page, pages + 1) + 1
    return Extent(pages, end, end.lines_before, appendix)


def _place(heading: Heading) -> tuple[int, int, float]:
    return heading.page, heading.column, heading.top


def summary(facts: Facts, spec: FormatSpec) -> str:
    """Say in a sentence how long the paper is and where its counted text ends."""
    reach = extent(facts, spec)
    if reach.end is None:
        return f"{_pages(facts.page_count)}; no {_names(spec.uncounted)} found, so every page is counted."
    name = SECTION_NAMES[reach.end.kind]
    text = f"{_pages(reach.pages)} of main text, {name} from page {reach.end.page}"
    if reach.appendix_pages:
        text += f", {_pages(reach.appendix_pages)} of appendix counted"
    over = _lines_over(reach, spec)
    if over:
        text += f", {_lines(over)} too many on page {reach.pages}"
    return text + "."


def _lines_over(reach: Extent, spec: FormatSpec) -> int:
    """Lines beyond the limit when the text spills over by less than a page."""
    if spec.pages.max is None or reach.end is None or reach.appendix_pages:
        return 0
    return reach.last_lines if reach.pages == spec.pages.max + 1 else 0


def _pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def _names(kinds: Sequence[str]) -> str:
    return " or ".join(SECTION_NAMES[kind] for kind in kinds) or "uncounted section"


# Format rules


def _page_size(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    wrong = [page for page in facts.pages if not _fits(page, spec)]
    if not wrong or not spec.paper:
        return
    first = wrong[0]
    where = "Every page" if len(wrong) == len(facts.pages) else f"Page {_list(p.number for p in wrong)}"
    yield Finding(
        "page-size",
        ERROR,
        f"{where} has the wrong size: {_inches(first.width, first.height)}.",
        page=first.number,
        measured=f"{first.width:.0f} × {first.height:.0f} pt",
        required=" or ".join(f"{name} ({w:.0f} × {h:.0f} pt)" for name, (w, h) in _papers(spec)),
        fix="LaTeX: \\documentclass[letterpaper]{…} with the conference's style unchanged. "
        "Word: Layout, Size. When printing to PDF, choose the same paper size.",
    )


def _papers(spec: FormatSpec) -> list[tuple[str, tuple[float, float]]]:
    return [(name, PAPER_SIZES[name]) for name in spec.paper]


def _fits(page: Page, spec: FormatSpec) -> bool:
    return not spec.paper or any(
        abs(page.width - width) <= spec.size_tol_pt and abs(page.height - height) <= spec.size_tol_pt
        for _, (width, height) in _papers(spec)
    )


def _inches(width: float, height: float) -> str:
    for name, (w, h) in PAPER_SIZES.items():
        if abs(width - w) <= 3 and abs(height - h) <= 3:
            return f"{'A4' if name == 'a4' else 'US letter'}"
    return f"{width / 72:.2f} × {height / 72:.2f} in"


def _list(numbers: Iterator[int] | Sequence[int]) -> str:
    values = [str(number) for number in numbers]
    return ", ".join(values[:6]) + (f" and {len(values) - 6} more" if len(values) > 6 else "")


def _length(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    reach = extent(facts, spec)
    most = spec.pages.max
    over = _lines_over(reach, spec)
    if most is not None and reach.total > most and not 0 < over <= spec.pages.grace_lines:
        ending = f"; {_lines(over)} of it on page {reach.pages}" if over else ""
        appendix = f" with {_pages(reach.appendix_pages)} of appendix" if reach.appendix_pages else ""
        yield Finding(
            "page-limit",
            ERROR,
            f"The main text has {_pages(reach.total)}{appendix}, "
            f"{reach.total - most} more than allowed{ending}.",
            page=min(most + 1, facts.page_count),
            measured=_pages(reach.total),
            required=f"at most {_pages(most)}, {_names(spec.uncounted)} not counted",
            fix="Shorten the text. Do not change margins, spacing or type size of the style.",
        )
    if reach.total < spec.pages.min:
        yield Finding(
            "too-short",
            WARNING,
            f"The main text has only {_pages(reach.total)}.",
            measured=_pages(reach.total),
            required=f"at least {_pages(spec.pages.min)}",
        )
    if spec.pages.total is not None and facts.page_count > spec.pages.total:
        yield Finding(
            "page-limit-total",
            ERROR,
            f"The file has {_pages(facts.page_count)}.",
            measured=_pages(facts.page_count),
            required=f"at most {_pages(spec.pages.total)} in all",
        )
    if reach.end is None and "references" in spec.uncounted and facts.page_count > 1:
        yield Finding(
            "references-not-found",
            NOTE,
            "No heading “References” was found, so all pages were counted.",
            fix="Give the bibliography a heading of its own, as the style does.",
        )
    found = next((heading for heading in facts.headings if heading.kind == "appendix"), None)
    if spec.appendix == "forbidden" and found is not None:
        yield Finding(
            "appendix",
            ERROR,
            f"There is an appendix on page {found.page}; it must not be in this file.",
            page=found.page,
            measured=found.text,
            required="no appendix",
            fix="Upload the appendix as supplementary material.",
        )


def _main_pages(facts: Facts, spec: FormatSpec) -> list[Page]:
    return list(facts.pages[: max(extent(facts, spec).pages, 1)])


def _columns(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    if spec.columns is None:
        return
    pages = [page for page in _main_pages(facts, spec) if page.columns]
    wrong = [page for page in pages if page.columns != spec.columns]
    if pages and len(wrong) * 2 > len(pages):
        count = wrong[0].columns
        yield Finding(
            "columns",
            WARNING,
            f"Most pages have {_columns_words(count)}; the format has {_columns_words(spec.columns)}.",
            page=wrong[0].number,
            measured=_columns_words(count),
            required=_columns_words(spec.columns),
            fix="Use the conference's style without changing its layout.",
        )


def _columns_words(count: int) -> str:
    return {1: "one column", 2: "two columns", 3: "three columns"}.get(count, f"{count} columns")


def _body_size(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    rule = spec.body_pt
    if rule is None:
        return
    pages = [page for page in _main_pages(facts, spec) if page.body_size]
    small = [page for page in pages if page.body_size < rule.floor]
    if not small or len(small) < min(2, len(pages)):
        return
    estimated = any(page.size_estimated for page in small)
    measured = min(page.body_size for page in small)
    yield Finding(
        "body-size",
        NOTE if estimated else ERROR,
        f"The body text of page {_list([p.number for p in small])} is set in "
        f"{'about ' if estimated else ''}{measured:.1f} pt, smaller than {rule.min:g} pt.",
        page=small[0].number,
        measured=f"{measured:.1f} pt" + (" (estimated)" if estimated else ""),
        required=f"at least {rule.min:g} pt",
        fix="LaTeX: remove \\small and size options of the class. Word: set Normal to the size asked for. "
        "Print at 100 %, not “fit to page”.",
    )


def _leading(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    rule = spec.leading_pt
    if rule is None:
        return
    pages = [page for page in _main_pages(facts, spec) if page.leading and page.body_size]
    tight = [page for page in pages if page.leading < rule.floor]
    if len(tight) * 2 > len(pages) and tight:
        measured = min(page.leading for page in tight)
        yield Finding(
            "leading",
            WARNING,
            f"Lines are {measured:.1f} pt apart on page {_list([p.number for p in tight])}, "
            "tighter than the style.",
            page=tight[0].number,
            measured=f"{measured:.1f} pt",
            required=f"at least {rule.min:g} pt",
            fix="LaTeX: remove \\baselinestretch and \\linespread. Word: single line spacing.",
        )


def _squeezed(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    pages = [page for page in _main_pages(facts, spec) if page.squeezed > 0.3]
    if pages:
        yield Finding(
            "squeezed-text",
            WARNING,
            f"Letters are narrowed by more than 4 % on page {_list([p.number for p in pages])}.",
            page=pages[0].number,
            measured=f"{pages[0].squeezed:.0%} of the text",
            required="letters in their own width",
            fix="LaTeX: remove \\scalebox and stretch settings. Word: Font, Advanced, Scale 100 %.",
        )


def _text_box(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    if spec.box_in is None:
        return
    allowed = spec.box_in.points()
    outside: list[tuple[Page, str, list[tuple[Item, float]]]] = []
    for page in (page for page in facts.pages if _fits(page, spec)):
        measured = [(item, _excess(item, allowed)) for item in page.edge]
        for side in SIDES:
            beyond = [(item, by[side]) for item, by in measured if by[side] > spec.box_tol_pt.warn]
            if beyond:
                outside.append((page, side, beyond))
    many = len({page.number for page, _, _ in outside}) >= 3
    for page, side, beyond in outside:
        worst, points = max(beyond, key=lambda pair: pair[1])
        yield Finding(
            "text-outside-box",
            ERROR if many or points > spec.box_tol_pt.error else WARNING,
            f"Text on page {page.number} stands {points:.0f} pt {SIDES[side]} the allowed box: "
            f"“{_excerpt(worst.text)}”.",
            page=page.number,
            box=_around(worst, [item for item, _ in beyond]),
            measured=f"{points:.1f} pt outside",
            required=f"within {spec.box_in.width:g} × {spec.box_in.height:g} in, "
            f"tolerance {spec.box_tol_pt.warn:g} pt",
            fix="Break the line or make the figure, table or equation smaller. "
            "LaTeX names such places “Overfull \\hbox”.",
        )


def _around(worst: Item, items: Sequence[Item]) -> Box:
    """The box around `worst` and the other lines that are out on the same side, above or below it."""
    left, _, right, _ = worst.box
    same = [item.box for item in items if item.box[0] < right and item.box[2] > left]
    return (
        min(box[0] for box in same),
        min(box[1] for box in same),
        max(box[2] for box in same),
        max(box[3] for box in same),
    )


def _excess(item: Item, allowed: tuple[float, float, float, float]) -> dict[str, float]:
    left, top, right, bottom = item.box
    return {
        "left": allowed[0] - left,
        "top": allowed[1] - top,
        "right": right - allowed[2],
        "bottom": bottom - allowed[3],
    }


def _excerpt(text: str, limit: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _furniture(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    for code, level, measured, words in (
        (
            "line-numbers",
            spec.furniture.line_numbers,
            [p for p in facts.pages if p.line_numbers],
            "line numbers",
        ),
        (
            "page-numbers",
            spec.furniture.page_numbers,
            [p for p in facts.pages if p.page_number],
            "page numbers",
        ),
        (
            "running-head",
            spec.furniture.running_head,
            [p for p in facts.pages if p.running_head],
            "a running head",
        ),
    ):
        if level != OFF and measured:
            yield Finding(
                code,
                Severity(level),
                f"The pages carry {words}; this version must not.",
                page=measured[0].number,
                measured=f"on {_pages(len(measured))}",
                required="none",
                fix="LaTeX: use the style's option for the final version.",
            )


def _fonts(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    loose = [font for font in facts.fonts if not font.embedded]
    if loose and spec.fonts.embed != OFF:
        names = ", ".join(font.name for font in loose[:5])
        yield Finding(
            "font-not-embedded",
            Severity(spec.fonts.embed),
            f"{'A font is' if len(loose) == 1 else f'{len(loose)} fonts are'} not embedded: {names} "
            f"(page {_list(sorted({n for font in loose for n in font.pages}))}). "
            "Others may see other letters.",
            page=min((n for font in loose for n in font.pages), default=None),
            measured=names,
            required="every font embedded",
            fix="Often a figure: in R use cairo_pdf or embedFonts, in Matlab exportgraphics with "
            "ContentType vector; Word: save with “ISO 19005-1 compliant (PDF/A)”.",
        )
    type3 = [font for font in facts.fonts if font.type3]
    if type3 and spec.fonts.type3 != OFF:
        pages = sorted({number for font in type3 for number in font.pages})
        yield Finding(
            "type3-font",
            Severity(spec.fonts.type3),
            f"Page {_list(pages)} uses a Type 3 (bitmap) font, which looks rough on screens and in print.",
            page=pages[0] if pages else None,
            measured="Type 3",
            required="Type 1, TrueType or OpenType",
            fix="Matplotlib: rcParams['pdf.fonttype'] = 42. LaTeX: load cm-super or lmodern.",
        )


# What the file is


def _readability(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    pictures = [
        p for p in facts.pages if p.image_cover >= SCAN_COVER and p.chars - p.invisible_chars < SCAN_CHARS
    ]
    blank = [page for page in facts.pages if page.chars == 0 and page not in pictures]
    if pictures and len(pictures) * 2 >= len(facts.pages):
        yield Finding(
            "scanned",
            ERROR,
            f"The text of {_pages(len(pictures))} is a picture, as from a scanner.",
            page=pictures[0].number,
            measured=f"{len(pictures)} of {_pages(len(facts.pages))}",
            required="text as text",
            fix="Export the PDF from LaTeX or Word instead of scanning it.",
        )
    if facts.pages and len(blank) == len(facts.pages):
        yield Finding(
            "no-text",
            ERROR,
            "There is no text in the file.",
            page=1,
            measured="0 characters",
            required="text as text",
            fix="Check that the right file was chosen; do not turn text into outlines.",
        )


_ACTION_WORDS = {
    "javascript": "JavaScript",
    "launch": "a command that starts a program",
    "submit-form": "a form that sends data",
    "import-data": "an action that reads data",
    "rich-media": "film, sound or 3-D content",
    "xfa": "an XFA form",
    "open-uri": "a web address that opens by itself",
}


def _active_content(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    for kind in dict.fromkeys(action.kind for action in facts.actions):
        if kind == "embedded-file":
            yield Finding(
                "embedded-file",
                WARNING,
                "Another file is attached inside the PDF.",
                measured="attachment",
                required="none",
                fix="Upload it as supplementary material instead.",
            )
        elif kind in _ACTION_WORDS:
            yield Finding(
                "active-content",
                ERROR,
                f"The PDF contains {_ACTION_WORDS[kind]}.",
                measured=kind,
                required="a PDF that only shows pages",
                fix="Remove it (LaTeX: packages such as animate or media9), or print to a new PDF.",
            )


def _state_of_file(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    if facts.encrypted:
        yield Finding(
            "locked",
            WARNING,
            "The PDF is locked against copying or printing with an owner password.",
            measured="encrypted",
            required="no encryption",
            fix="Export it again without security settings.",
        )
    if facts.damage:
        yield Finding(
            "damaged-parts",
            WARNING,
            "Parts of the PDF are damaged; readers repair them differently.",
            measured=facts.damage[0],
            required="a sound file",
            fix="Build the PDF again.",
        )


# Anonymity


_BLANK_AUTHOR = re.compile(
    r"\W*(anon\w*( author(s|\(s\))?)?|author(s|\(s\))?|unknown|none|user|-)?\W*", re.IGNORECASE
)
_AUTHOR_KEYS = {"author", "creator", "dc:creator", "pdf:author", "xmp:author"}
_TELLING_PATH = re.compile(r"(/home/|/Users/|[A-Z]:[\\/]Users[\\/]|/u/|/afs/)[^/\\]+", re.IGNORECASE)


def _first_page(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    if not spec.anonymous:
        return
    text = facts.first_page_text
    addresses = set(emails_in(text))
    named = {author for author in authors if author_named(text, (author,))}
    for author in (author for author in authors if author in named):
        by_mail = author.email.lower() in addresses if author.email else False
        yield Finding(
            "author-on-first-page",
            ERROR,
            f"{author.name}, an author of this paper, is named on page 1{' by e-mail' if by_mail else ''}.",
            page=1,
            measured=author.email if by_mail else author.name,
            required="an anonymous paper",
            fix="LaTeX: use the style's option for submissions, which hides the authors. "
            "Otherwise remove names, addresses and affiliations.",
        )
    for author in authors:
        if author not in named and has_surname(text, author.name):
            yield Finding(
                "surname-on-first-page",
                NOTE,
                f"The surname of {author.name} stands on page 1. That may be another person or a plain word.",
                page=1,
                measured=author.name.split()[-1],
                required="an anonymous paper",
            )
    own = {author.email.lower() for author in authors}
    strange = [address for address in sorted(addresses - own) if not _harmless(address)]
    if strange:
        yield Finding(
            "email-on-first-page",
            WARNING,
            f"There is an e-mail address on page 1: {', '.join(strange[:3])}.",
            page=1,
            measured=", ".join(strange[:3]),
            required="an anonymous paper",
            fix="Remove the address, or use the style's option for submissions.",
        )


def _harmless(address: str) -> bool:
    """Whether an address is one that templates print in anonymous mode."""
    local, _, domain = address.partition("@")
    return "anon" in local or "anon" in domain or domain.startswith("example.")


def _metadata(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    if not spec.anonymous:
        return
    seen: set[tuple[str, str]] = set()
    for entry in facts.metadata:
        author = author_named(entry.value, authors)
        code = "author-in-figure" if entry.place in ("figure", "annotation") else "author-in-metadata"
        if author is not None and (code, author.name) not in seen:
            seen.add((code, author.name))
            yield _named_in_metadata(code, entry, author)
        elif author is None and _names_someone(entry) and ("someone", entry.value) not in seen:
            seen.add(("someone", entry.value))
            yield _someone_in_metadata(entry)


def _named_in_metadata(code: str, entry: MetadataEntry, author: Author) -> Finding:
    place = {
        "info": "The document properties",
        "xmp": "The document properties (XMP)",
        "figure": "The metadata of an embedded figure",
        "annotation": "A comment in the PDF",
    }[entry.place]
    return Finding(
        code,
        ERROR,
        f"{place} name {author.name}, an author of this paper ({entry.key}). Reviewers can read that."
        if entry.place in ("info", "xmp")
        else f"{place} names {author.name}, an author of this paper ({entry.key}). Reviewers can read that.",
        measured=_excerpt(entry.value, 80),
        required="no author names",
        fix=_METADATA_FIX,
    )


_METADATA_FIX = (
    "LaTeX: \\hypersetup{pdfauthor={}} and, for figures, \\pdfsuppressptexinfo=-1. "
    "Word: File, Info, Inspect Document, or Options in “Save as PDF” without properties."
)


def _names_someone(entry: MetadataEntry) -> bool:
    key = entry.key.lower()
    if entry.place == "info":
        return key == "author" and not _BLANK_AUTHOR.fullmatch(entry.value)
    if entry.place == "xmp":
        return key in _AUTHOR_KEYS and not _BLANK_AUTHOR.fullmatch(entry.value)
    if entry.place == "figure":
        return (key == "author" and not _BLANK_AUTHOR.fullmatch(entry.value)) or bool(
            _TELLING_PATH.search(entry.value)
        )
    return not _BLANK_AUTHOR.fullmatch(entry.value)


def _someone_in_metadata(entry: MetadataEntry) -> Finding:
    if entry.place in ("info", "xmp"):
        code, what = "metadata-author", "The document properties name an author"
    else:
        code, what = "figure-metadata", "The metadata of a figure or comment may give a name away"
    return Finding(
        code,
        WARNING,
        f"{what}: “{_excerpt(entry.value, 60)}”.",
        measured=_excerpt(entry.value, 80),
        required="no names",
        fix=_METADATA_FIX,
    )


def _acknowledgements(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    if not spec.anonymous or spec.acknowledgements == OFF:
        return
    heading = next((h for h in facts.headings if h.kind == "acknowledgements"), None)
    if heading is not None:
        yield Finding(
            "acknowledgements",
            Severity(spec.acknowledgements),
            f"There are acknowledgements on page {heading.page}. "
            "In an anonymous paper they can give the authors away.",
            page=heading.page,
            measured=heading.text,
            required="none while the paper is anonymous",
            fix="Leave them out until the final version.",
        )


_REPOSITORIES = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|drive\.google\.com|dropbox\.com)/[\w.-]+",
    re.IGNORECASE,
)


def _links(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    if not spec.anonymous or spec.links == OFF:
        return
    telling = [link for link in facts.links if _REPOSITORIES.match(link)]
    if telling:
        yield Finding(
            "repository-link",
            Severity(spec.links),
            f"A link leads to a repository or drive: {telling[0][:80]}.",
            measured=telling[0][:120],
            required="anonymous links",
            fix="Use an anonymous mirror, or upload the code as supplementary material.",
        )


def _required_sections(facts: Facts, spec: FormatSpec, authors: Sequence[Author]) -> Iterator[Finding]:
    present = {heading.kind for heading in facts.headings}
    for kind in spec.require_sections:
        if kind not in present:
            yield Finding(
                "missing-section",
                WARNING,
                f"No section “{SECTION_NAMES[kind].capitalize()}” was found.",
                measured="not found",
                required=SECTION_NAMES[kind],
                fix="Add the section under its usual heading.",
            )


RULES: tuple[Rule, ...] = (
    _readability,
    _active_content,
    _page_size,
    _length,
    _first_page,
    _metadata,
    _text_box,
    _body_size,
    _columns,
    _leading,
    _squeezed,
    _fonts,
    _furniture,
    _required_sections,
    _acknowledgements,
    _links,
    _state_of_file,
)


def passed(report: Report, spec: FormatSpec) -> tuple[str, ...]:
    """Say in a few words each what is right: what `spec` asks for and no finding is about."""
    facts = report.facts
    if facts.failure is not None or not facts.pages:
        return ()
    broken = {finding.code for finding in report.findings}
    first = facts.pages[0]
    main = [page for page in _main_pages(facts, spec) if page.body_size]
    size = f"{main[0].body_size:.0f} pt" if main else ""
    leading = f" on {main[0].leading:.0f}" if main and main[0].leading else ""
    claims = (
        (bool(spec.paper), {"page-size"}, _inches(first.width, first.height)),
        (True, {"page-limit", "page-limit-total", "too-short"}, _pages(extent(facts, spec).total)),
        (spec.columns is not None, {"columns"}, _columns_words(spec.columns or 1)),
        (spec.body_pt is not None and bool(main), {"body-size", "leading"}, size + leading),
        (spec.box_in is not None, {"text-outside-box"}, "text within the margins"),
        (spec.fonts.embed != OFF, {"font-not-embedded"}, "fonts embedded"),
        (True, {"active-content", "embedded-file"}, "no active content"),
        (spec.anonymous, {"author-on-first-page", "email-on-first-page"}, "anonymous first page"),
        (
            spec.anonymous,
            {"author-in-metadata", "metadata-author", "author-in-figure", "figure-metadata"},
            "no names in the metadata",
        ),
    )
    return tuple(words for asked, codes, words in claims if asked and not codes & broken)
