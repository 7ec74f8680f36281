"""The rule tables as they hold on each track in one phase: which subject sees which thing, and which rows of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.db.models import prefetch_related_objects

from artifacts import policies as artifacts
from committee import policies as committee
from reviews import policies as reviews
from submissions import policies as submissions
from sysml.conference.domain import Clock
from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.rules import Rule, Table, Who
from sysml.desk.rules import phases as calendar
from sysml.desk.rules.phases import Phase
from sysml.desk.rules.words import of_rule
from sysml.kernel.errors import NotFound


@dataclass(frozen=True)
class Subject:
    """A column: the relations that such a person has to the paper."""

    letter: str
    words: str
    whos: tuple[Who, ...]


_ALL = (Who.ANYONE, Who.SIGNED_IN)
SUBJECTS: tuple[Subject, ...] = (
    Subject("A", "Author", (Who.AUTHOR, *_ALL)),
    Subject("N", "Member without a tie to the paper", (Who.MEMBER, *_ALL)),
    Subject("R−", "Reviewer, own review not in", (Who.REVIEWER_PENDING, Who.MEMBER, *_ALL)),
    Subject("R+", "Reviewer, own review in", (Who.REVIEWER_IN, Who.MEMBER, *_ALL)),
    Subject("F", "Member who reviewed and was replaced", (Who.FORMER, Who.MEMBER, *_ALL)),
    Subject("E?", "External reviewer, asked", (Who.EXTERNAL_ASKED, *_ALL)),
    Subject("E", "External reviewer, accepted", (Who.EXTERNAL, *_ALL)),
    Subject("L", "Handling chair or discussion lead", (Who.LEAD, *_ALL)),
    Subject("S", "Shepherd", (Who.SHEPHERD, *_ALL)),
    Subject("C", "Chair", (Who.CHAIR, *_ALL)),
    Subject("X", "Member or chair with a conflict", (Who.CONFLICTED, *_ALL)),
    Subject("P", "Publication chair", (Who.PUBLICATION, *_ALL)),
    Subject("AE", "Evaluator of the artifact", (Who.EVALUATOR, Who.ANY_EVALUATOR, *_ALL)),
    Subject("AC", "Artifact chair", (Who.ARTIFACT_CHAIR, *_ALL)),
    Subject("–", "Anybody, signed out", (Who.ANYONE,)),
)

PARTS: tuple[tuple[str, ModuleType], ...] = (
    ("The paper", submissions),
    ("The committee’s work", committee),
    ("Reviews, discussion and decisions", reviews),
    ("Artifacts", artifacts),
)

SHOWN, PART, INSTEAD, ABSENT = "shown", "part", "instead", "absent"
STATE_WORDS: Mapping[str, str] = {
    SHOWN: "shown",
    PART: "shown in part",
    INSTEAD: "something else in its place",
    ABSENT: "absent",
}
MARKS: Mapping[str, str] = {SHOWN: "●", PART: "◐", INSTEAD: "≈", ABSENT: "–"}


@dataclass(frozen=True)
class Cell:
    """What one subject sees of one thing. `which` says which rows, `when` what it hangs on (or waits for)."""

    state: str
    which: tuple[str, ...] = ()
    when: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        return MARKS[self.state]

    @property
    def words(self) -> str:
        return STATE_WORDS[self.state]

    @property
    def sentence(self) -> str:
        """The cell in plain words."""
        if self.state == ABSENT:
            return f"absent; {' or '.join(self.when)}" if self.when else "absent"
        return f"{self.words}: {'; or '.join(self.which)}" if self.which else self.words


@dataclass(frozen=True)
class Line:
    """One thing and a cell for each subject, in the order of SUBJECTS."""

    thing: str
    cells: tuple[Cell, ...]

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """In plain words, those who see the same together: letters and sentence, whoever sees most first."""
        by_sentence: dict[tuple[int, str], list[str]] = {}
        for subject, cell in zip(SUBJECTS, self.cells, strict=True):
            rank = list(STATE_WORDS).index(cell.state)
            by_sentence.setdefault((rank, cell.sentence), []).append(subject.letter)
        return tuple((", ".join(letters), words) for (_, words), letters in sorted(by_sentence.items()))


@dataclass(frozen=True)
class Section:
    """Things of one kind."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TrackRules:
    """What holds on one track in the chosen phase."""

    slug: str
    name: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class RulesPage:
    """The rules of an edition in one phase."""

    phase: Phase
    phases: tuple[Phase, ...]
    tracks: tuple[TrackRules, ...]


def tables_of(part: ModuleType) -> list[Table[Any]]:
    """The tables of one app, in the order of its file."""
    found: list[Table[Any]] = []
    for value in vars(part).values():
        if isinstance(value, Table) and not any(value is known for known in found):
            found.append(value)
    return found


def tables() -> Iterator[Table[Any]]:
    """Every rule table of the site."""
    for _, part in PARTS:
        yield from tables_of(part)


def tracks_of(edition: Edition) -> list[tuple[str, str]]:
    """Address part and name of each track; whatever asks the edition for its tracks afterwards asks no database."""
    prefetch_related_objects([edition], "tracks")
    return [(track.slug, track.name) for track in edition.tracks.all()]


def rules_page(at: Moment, edition: Edition, *, phase: str = "now", track: str = "") -> RulesPage:
    """The tables as they stand, on every track or one; raises NotFound for a phase or track that is not there."""
    prefetch_related_objects([edition], "tracks")
    known = calendar.phases(at.edition)
    chosen = next((one for one in known if one.key == (phase or "now")), None)
    rows = [one for one in edition.tracks.all() if track in {"", one.slug}]
    if chosen is None or not rows:
        raise NotFound
    return RulesPage(
        chosen,
        known,
        tuple(
            TrackRules(row.slug, row.name, sections(calendar.clock_in(at.clock(row.pk), chosen)))
            for row in rows
        ),
    )


def sections(clock: Clock) -> tuple[Section, ...]:
    """Every table at this clock."""
    return tuple(
        Section(
            title,
            tuple(
                Line(table.thing, tuple(cell(table, clock, subject) for subject in SUBJECTS))
                for table in tables_of(part)
            ),
        )
        for title, part in PARTS
    )


def cell(table: Table[Any], clock: Clock, subject: Subject) -> Cell:
    """What the subject sees of the thing at this clock, by the very rules that every fetch asks."""
    rules = [rule for rule in table.rules if rule.who in subject.whos]
    holding = [rule for rule in rules if rule.when.holds(clock)]
    only_own = all(rule.who is Who.SIGNED_IN for rule in holding)
    if only_own and table.within is not None and cell(table.within, clock, subject).state != ABSENT:
        return Cell(INSTEAD, (table.instead,), _words(rule.when.words for rule in rules))
    if not holding:
        return Cell(ABSENT, when=_words(rule.when.words for rule in rules))
    which = [_rows(rule) for rule in holding]
    when = _words(rule.when.words for rule in holding)
    return Cell(SHOWN, (), when) if "" in which else Cell(PART, _words(which), when)


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


_known_rows: dict[int, tuple[Rule, str]] = {}


def _rows(rule: Rule) -> str:
    """The words of the rule's rows, made once; rules live as long as the process."""
    if id(rule) not in _known_rows:
        _known_rows[id(rule)] = (rule, of_rule(rule))
    return _known_rows[id(rule)][1]
