"""The review form of a track, as reviewers fill it in and chairs edit it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reviews.domain import Audience, QuestionKind, ReviewState, readers
from reviews.models import Question, Review
from reviews.policies import may_edit_form
from sysml.conference.domain import Choices
from sysml.conference.models import Edition, Track
from sysml.conference.viewer import Viewer
from sysml.kernel.errors import NotFound

Value = int | str
"""An answer: a score, or the key of a choice, or a text."""


@dataclass(frozen=True)
class Asked:
    """One question as a form shows it."""

    key: str
    label: str
    help: str
    kind: QuestionKind
    options: tuple[tuple[Value, str], ...]
    audience: Audience
    who_reads: str
    required: bool
    is_overall: bool
    is_confidence: bool

    @property
    def optional(self) -> bool:
        return not self.required

    @property
    def to_authors(self) -> bool:
        return self.audience is Audience.AUTHORS

    def words(self, value: Value | None) -> str:
        """What a value means."""
        return dict(self.options).get(value, "") if value is not None else ""


@dataclass(frozen=True)
class TrackForm:
    """The form of one track, for chairs."""

    track: str
    track_name: str
    questions: tuple[Asked, ...]
    locked: bool


def asked(question: Question, choices: Choices) -> Asked:
    """A question with the words that say who reads the answer."""
    audience = Audience(question.audience)
    return Asked(
        key=question.key,
        label=question.label,
        help=question.help,
        kind=QuestionKind(question.kind),
        options=tuple((value, words) for value, words in question.options),
        audience=audience,
        who_reads=readers(audience, members_read=choices.members_see_reviews),
        required=question.required,
        is_overall=question.is_overall,
        is_confidence=question.is_confidence,
    )


def questions_of(track: Track) -> tuple[Asked, ...]:
    """The questions of a track's form, in order."""
    choices = track.parsed_choices()
    return tuple(asked(question, choices) for question in Question.objects.filter(track=track))


def track_form(viewer: Viewer, edition: Edition, slug: str) -> TrackForm:
    """The form of a track for its chairs; raises NotFound for everybody else."""
    track = Track.objects.filter(edition=edition, slug=slug).first()
    if track is None or not may_edit_form(viewer, track.pk):
        raise NotFound
    return TrackForm(track.slug, track.name, questions_of(track), reviews_are_in(track))


def track_forms(viewer: Viewer, edition: Edition) -> list[tuple[str, str]]:
    """Slug and name of every track whose form the viewer may edit."""
    tracks = [track for track in Track.objects.filter(edition=edition) if may_edit_form(viewer, track.pk)]
    if not tracks:
        raise NotFound
    return [(track.slug, track.name) for track in tracks]


def reviews_are_in(track: Track) -> bool:
    """A review of this track has been submitted; its form can no longer change."""
    return Review.objects.filter(submission__track=track, state=ReviewState.SUBMITTED).exists()


def by_key(questions: Iterable[Asked]) -> Mapping[str, Asked]:
    """The questions by key."""
    return {question.key: question for question in questions}
