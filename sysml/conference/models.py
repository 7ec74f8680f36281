"""An edition of a conference: its tracks, topics, calendar, roles and the acts that its people have done."""

from datetime import date

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.timezone import now

from sysml.conference.domain import ActKind, Blindness, Choices, RoleKind, WindowKind
from sysml.kernel.choices import choices_of
from sysml.kernel.ids import Addressed
from sysml.kernel.models import User

_OF_EDITION = models.Q(track__isnull=True)
_OF_PAPER = models.Q(paper_id__isnull=False)
_OF_PERSON = models.Q(person__isnull=False)
_WHOLE = ~_OF_PAPER & ~_OF_PERSON
"""Which columns of a scope are empty. One partial constraint for each case that occurs: SQLite holds these too,
unlike `nulls_distinct=False`."""


def _today() -> date:
    return now().date()


class Conference(Addressed):
    """A series; its editions are what people use."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name

    def id_key(self) -> object:
        return self.slug


class Edition(Addressed):
    """One year of a conference, with an address of its own (`/sysml-2027/…`)."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="editions")
    slug = models.CharField(
        max_length=60, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    )
    name = models.CharField(max_length=120, help_text="short: SysML 2027")
    full_name = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200, blank=True)
    begins_on = models.DateField(null=True, blank=True, help_text="first day of the meeting")
    ends_on = models.DateField(null=True, blank=True)
    zone = models.CharField(max_length=64, default="AoE", help_text="AoE or an IANA time zone")
    contact = models.EmailField(blank=True, help_text="Reply-To of letters")
    call_for_papers = models.TextField(blank=True, help_text="Markdown")
    badge_scheme = models.CharField(max_length=40, blank=True, help_text="empty: no artifact evaluation")
    committee_public = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    letter_rules = models.JSONField(
        default=dict, help_text="kind of letter: true once a chair has switched it on"
    )
    second_factor = models.BooleanField(
        default=False, help_text="whoever holds an office needs a second step of signing in"
    )
    erase_on = models.DateField(
        null=True, blank=True, help_text="day on which confidential data may go; participants are told"
    )
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at", "slug"]

    def __str__(self) -> str:
        return self.name

    def id_key(self) -> object:
        return self.slug


class Track(Addressed):
    """Owns what differs between kinds of paper: sides, blindness, format, forms and every † of the matrix."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tracks")
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    side_a = models.CharField("first side", max_length=40, blank=True, default="ML")
    side_b = models.CharField("second side", max_length=40, blank=True, default="Systems")
    wanted_a = models.PositiveSmallIntegerField("reviews from the first side", default=2)
    wanted_b = models.PositiveSmallIntegerField("reviews from the second side", default=2)
    blindness = models.CharField(max_length=20, choices=choices_of(Blindness), default=Blindness.DOUBLE.value)
    choices = models.JSONField(default=dict, blank=True)
    paper_format = models.JSONField(default=dict, help_text="format specification (submissions/pdf/spec.py)")
    check_weights = models.JSONField(default=dict, help_text="code of a check: advice, chairs or blocking")
    max_megabytes = models.PositiveSmallIntegerField(default=50, validators=[MinValueValidator(1)])
    attributes = models.JSONField(default=list, help_text="further questions of the submission form")
    checklist = models.JSONField(default=list, help_text="statements that authors tick")
    supplements = models.BooleanField(default=True)
    response_words = models.PositiveSmallIntegerField(default=600)
    max_authors_change = models.BooleanField("authors may change after the deadline", default=False)
    title_change = models.BooleanField("title may change at camera-ready", default=True)
    version = models.PositiveIntegerField(
        default=1, help_text="counts changes; forms carry it against lost updates"
    )

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="track_slug_unique_in_edition"),
            models.CheckConstraint(
                condition=(models.Q(side_a="") & models.Q(side_b=""))
                | (~models.Q(side_a="") & ~models.Q(side_b="")),
                name="track_has_two_sides_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def id_key(self) -> object:
        return (self.edition_id, self.slug)

    @property
    def two_sided(self) -> bool:
        """The committee of this track is split; otherwise only `wanted_a` counts."""
        return bool(self.side_a)

    @property
    def wanted(self) -> int:
        """How many reviews a paper should get in all."""
        return self.wanted_a + (self.wanted_b if self.two_sided else 0)

    def parsed_choices(self) -> Choices:
        return Choices.parse(self.choices)


class Topic(Addressed):
    """What papers are about and members know; `leans` says which side's expertise it calls for."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="topics")
    group = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=200)
    leans = models.CharField(max_length=10, default="both", help_text="ml, systems or both")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="topic_name_unique_in_edition")
        ]

    def __str__(self) -> str:
        return self.name

    def id_key(self) -> object:
        return (self.edition_id, self.name)


class Role(Addressed):
    """A person's office in an edition, or in one of its tracks."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="roles")
    track = models.ForeignKey(Track, null=True, blank=True, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=20, choices=choices_of(RoleKind))
    title = models.CharField(max_length=80, blank=True, help_text="as shown in public: Programme co-chair")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person", "kind"], condition=_OF_EDITION, name="role_of_edition_held_once"
            ),
            models.UniqueConstraint(
                fields=["track", "person", "kind"], condition=~_OF_EDITION, name="role_of_track_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"

    def id_key(self) -> object:
        return (self.edition_id, self.track_id, self.person_id, self.kind)


class Window(Addressed):
    """One window of the calendar. The narrowest scope that fits wins: person, paper, track, edition.

    Rows with a paper or a person are extensions given by a chair, with a reason. `paper_id` is the key of a
    submission; it is a plain number because this floor does not know submissions.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="windows")
    kind = models.CharField(max_length=30, choices=choices_of(WindowKind))
    track = models.ForeignKey(Track, null=True, blank=True, on_delete=models.CASCADE, related_name="windows")
    paper_id = models.BigIntegerField(null=True, blank=True)
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField()
    grace_minutes = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    changed_on = models.DateField(default=_today, help_text="for calendar feeds, which show times to the day")

    class Meta:
        ordering = ["closes_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"], condition=_WHOLE & _OF_EDITION, name="one_window_of_edition"
            ),
            models.UniqueConstraint(
                fields=["track", "kind"], condition=_WHOLE & ~_OF_EDITION, name="one_window_of_track"
            ),
            models.UniqueConstraint(
                fields=["paper_id", "kind"], condition=_OF_PAPER & ~_OF_PERSON, name="one_window_of_paper"
            ),
            models.UniqueConstraint(
                fields=["edition", "person", "kind"],
                condition=_OF_PERSON & ~_OF_PAPER,
                name="one_window_of_person",
            ),
            models.UniqueConstraint(
                fields=["paper_id", "person", "kind"],
                condition=_OF_PERSON & _OF_PAPER,
                name="one_window_of_person_for_paper",
            ),
            models.CheckConstraint(
                condition=_OF_EDITION | _WHOLE, name="window_of_track_has_no_narrower_scope"
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True) | models.Q(opens_at__lt=models.F("closes_at")),
                name="window_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.closes_at:%Y-%m-%d %H:%M}"

    def id_key(self) -> object:
        return (self.edition_id, self.kind, self.track_id, self.paper_id, self.person_id)


class Act(Addressed):
    """Something that a person decided for an edition or a track: release, freeze, publication of a list."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="acts")
    track = models.ForeignKey(Track, null=True, blank=True, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=30, choices=choices_of(ActKind))
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"], condition=_OF_EDITION, name="act_of_edition_done_once"
            ),
            models.UniqueConstraint(
                fields=["track", "kind"], condition=~_OF_EDITION, name="act_of_track_done_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

    def id_key(self) -> object:
        return (self.edition_id, self.track_id, self.kind)


class LetterTemplate(Addressed):
    """The words of one kind of letter in an edition, with `{{placeholders}}`; the default stands in code."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="letter_templates")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=250)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "kind"], name="one_template_per_kind")]

    def __str__(self) -> str:
        return self.kind

    def id_key(self) -> object:
        return (self.edition_id, self.kind)


class UnusualReading(Addressed):
    """Somebody has opened more papers outside of their own tasks than anybody reads in an hour; for the chairs."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="unusual_readings")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(help_text="when they were first slowed")
    limit = models.PositiveIntegerField(help_text="papers an hour that they had opened by then")
    seen_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at", "xid"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person"],
                condition=models.Q(seen_at__isnull=True),
                name="one_open_report_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.began_at:%Y-%m-%d %H:%M}"

    def id_key(self) -> object:
        return (self.edition_id, self.person_id, self.began_at)
