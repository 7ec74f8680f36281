"""BibTeX that TeX can read."""

from sysml.desk.proceedings.bibtex import Entry, bibtex, escape, keyed


def entry(**more):
    base = {"title": "A Study of Caches", "authors": ("Ada Okafor", "Béla Novák"), "booktitle": "Proceedings of X",
            "year": 2027, "pages": (1, 12), "url": "https://example.org/1.pdf"}  # fmt: skip
    return Entry(**{**base, **more})


def test_an_entry_has_all_its_fields_in_order():
    assert bibtex(keyed([entry()])[0]) == (
        "@inproceedings{okafor2027study,\n  title = {{A Study of Caches}},\n  author = {Ada Okafor and Béla Novák},\n"
        "  booktitle = {Proceedings of X},\n  year = {2027},\n  pages = {1--12},\n  url = {https://example.org/1.pdf},\n}\n"
    )


def test_what_is_missing_is_left_out():
    text = bibtex(keyed([entry(year=None, pages=None, authors=())])[0])
    assert "pages" not in text
    assert "year" not in text
    assert "author" not in text
    assert text.startswith("@inproceedings{paperstudy,")


def test_special_characters_stand_for_themselves_and_mathematics_stays():
    assert escape("50% of R&D_{x} #1 ~ \\") == r"50\% of R\&D\_\{x\} \#1 \textasciitilde{} \textbackslash{}"
    assert "{{Joins \\& sorts in $O(n_1)$ time}}" in bibtex(entry(title="Joins & sorts in  $O(n_1)$ time"))


def test_keys_are_unique_and_plain():
    keys = [found.key for found in keyed([entry(), entry(), entry(), entry(authors=("Łukasz Sørensen",))])]
    assert keys == ["okafor2027study", "okafor2027studyb", "okafor2027studyc", "sorensen2027study"]


def test_a_name_with_and_or_a_comma_is_braced():
    text = bibtex(entry(authors=("Bell and Ross Labs", "Vu, Ann")))
    assert "author = {{Bell and Ross Labs} and {Vu, Ann}}" in text
