"""`at`: the calendar of an edition at one instant, loaded once per request or command.

Any moment can be built, so any moment can be tested and previewed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sysml.conference.domain import ActKind, Blindness, Clock, Span, WindowKind
from sysml.conference.models import Act, Edition, Track, Window

Spans = Mapping[WindowKind, Span]


@dataclass(frozen=True)
class Moment:
    """`now`, and beside it the clock of every track with the extensions of papers and persons."""

    now: datetime
    edition_id: int | None = None
    tracks: Mapping[int, Clock] = field(default_factory=dict)
    papers: Mapping[int, Spans] = field(default_factory=dict)
    persons: Mapping[tuple[int, int | None], Spans] = field(default_factory=dict)
    base: Clock | None = None

    @property
    def edition(self) -> Clock:
        """The clock of the edition as a whole, without what a track changes."""
        return self.base or Clock(self.now)

    def clock(self, track_id: int, paper_id: int | None = None, person_id: int | None = None) -> Clock:
        """The clock that holds for this paper and this person."""
        clock = self.tracks.get(track_id, self.edition)
        extra: dict[WindowKind, Span] = {}
        if paper_id is not None:
            extra.update(self.papers.get(paper_id, {}))
        if person_id is not None:
            extra.update(self.persons.get((person_id, None), {}))
            extra.update(self.persons.get((person_id, paper_id), {}))
        return replace(clock, spans={**clock.spans, **extra}) if extra else clock

    def scopes(self, person_id: int | None) -> Iterator[tuple[int, frozenset[int], int | None, Clock]]:
        """Every (track, papers excepted, single paper or None, clock) that rules must be compiled for.

        A paper's key is unique over tracks, so an extended paper is tried on every track; the wrong ones match
        no row.
        """
        own = {paper for (person, paper) in self.persons if person == person_id and paper is not None}
        excepted = frozenset(self.papers) | frozenset(own)
        for track_id in self.tracks:
            yield track_id, excepted, None, self.clock(track_id, None, person_id)
            for paper_id in sorted(excepted):
                yield track_id, frozenset(), paper_id, self.clock(track_id, paper_id, person_id)


def load(edition: Edition | None, now: datetime) -> Moment:
    """Three queries: tracks, windows, acts."""
    if edition is None:
        return Moment(now)
    tracks = list(Track.objects.filter(edition=edition))
    windows = list(Window.objects.filter(edition=edition))
    acts = list(Act.objects.filter(edition=edition))
    common = {
        WindowKind(w.kind): span_of(w)
        for w in windows
        if w.track_id is None and w.paper_id is None and w.person_id is None
    }
    general = {ActKind(a.kind): a.at for a in acts if a.track_id is None}
    clocks = {}
    for track in tracks:
        spans = {**common, **{WindowKind(w.kind): span_of(w) for w in windows if _is_of_track(w, track)}}
        done = {**general, **{ActKind(a.kind): a.at for a in acts if a.track_id == track.pk}}
        clocks[track.pk] = Clock(
            now, spans, done, track.parsed_choices(), Blindness(track.blindness), track.two_sided
        )
    papers: dict[int, dict[WindowKind, Span]] = {}
    persons: dict[tuple[int, int | None], dict[WindowKind, Span]] = {}
    for window in windows:
        if window.person_id is not None:
            persons.setdefault((window.person_id, window.paper_id), {})[WindowKind(window.kind)] = span_of(
                window
            )
        elif window.paper_id is not None:
            papers.setdefault(window.paper_id, {})[WindowKind(window.kind)] = span_of(window)
    return Moment(now, edition.pk, clocks, papers, persons, Clock(now, common, general))


def span_of(window: Window) -> Span:
    """The interval that a row of the calendar stands for."""
    return Span(window.opens_at, window.closes_at, timedelta(minutes=window.grace_minutes))


def _is_of_track(window: Window, track: Track) -> bool:
    return window.track_id == track.pk and window.paper_id is None and window.person_id is None
