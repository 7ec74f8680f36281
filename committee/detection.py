"""Finding conflicts of interest from addresses, shared papers and names. Plain values in, suggestions out."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from committee.domain import ConflictReason, ConflictSource, institution


@dataclass(frozen=True)
class PaperFacts:
    """What is known of a paper's authors."""

    paper: int
    addresses: frozenset[str]
    names: frozenset[str]
    domains: frozenset[str] = field(default=frozenset())
    """Institutions that the authors named in their profiles."""


@dataclass(frozen=True)
class PersonFacts:
    """What is known of a member or a chair."""

    person: int
    addresses: frozenset[str]
    name: str
    domains: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True)
class Suggestion:
    """A conflict that was found, with the words of why."""

    paper: int
    person: int
    reason: ConflictReason
    source: ConflictSource
    note: str


@lru_cache(maxsize=20_000)
def folded(name: str) -> str:
    """A name for comparison: without accents, case and doubled spaces."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def find(
    papers: Iterable[PaperFacts], people: Iterable[PersonFacts], *, only: frozenset[int] | None = None
) -> list[Suggestion]:
    """Every suggestion for these people on the papers in `only` (None: on all of them).

    All papers must be given, because they say who has written with whom. Authors of a paper are not suggested for
    it: they are barred anyway.
    """
    everything = list(papers)
    partners = _partners(everything)
    rows = [paper for paper in everything if only is None or paper.paper in only]
    found: list[Suggestion] = []
    for person in people:
        own = {domain for address in person.addresses if (domain := institution(address))} | person.domains
        for paper in rows:
            if paper.addresses & person.addresses:
                continue
            found.extend(_of_pair(paper, person, own, partners))
    return found


def _of_pair(
    paper: PaperFacts, person: PersonFacts, own: Iterable[str], partners: Mapping[str, frozenset[str]]
) -> list[Suggestion]:
    found = []
    theirs = {domain for address in paper.addresses if (domain := institution(address))} | paper.domains
    shared = sorted(theirs & set(own))
    if shared:
        note = f"an author and the member are both at {shared[0]}"
        found.append(
            Suggestion(paper.paper, person.person, ConflictReason.INSTITUTION, ConflictSource.DOMAIN, note)
        )
    written_with = {partner for address in person.addresses for partner in partners.get(address, ())}
    if written_with & paper.addresses:
        note = "an author and the member have handed in a paper together"
        found.append(
            Suggestion(paper.paper, person.person, ConflictReason.COAUTHOR, ConflictSource.COAUTHORSHIP, note)
        )
    if person.name and folded(person.name) in {folded(name) for name in paper.names}:
        note = "an author has the same name as the member"
        found.append(Suggestion(paper.paper, person.person, ConflictReason.AUTHOR, ConflictSource.NAME, note))
    return found


def _partners(papers: list[PaperFacts]) -> dict[str, frozenset[str]]:
    """Who has handed in a paper with whom, by address."""
    partners: defaultdict[str, set[str]] = defaultdict(set)
    for paper in papers:
        for address in paper.addresses:
            partners[address] |= paper.addresses - {address}
    return {address: frozenset(others) for address, others in partners.items()}
