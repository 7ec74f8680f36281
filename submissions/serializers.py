"""Shapes of the API: they validate what comes in and describe what goes out."""

from typing import Any

from rest_framework import serializers

from submissions.domain import (
    ABSTRACT_WORDS,
    KEYWORDS_LENGTH,
    TITLE_LENGTH,
    AuthorEntry,
    Details,
    DocumentKind,
)
from sysml.kernel.serializers import LARGEST

Shape = serializers.Serializer[Any]
FILE_KINDS = [DocumentKind.PAPER.value, DocumentKind.SUPPLEMENT.value, DocumentKind.CAMERA_READY.value]


class AuthorIn(Shape):
    """An author, in the order of the list; `xid` names one who is there already."""

    xid = serializers.CharField(max_length=12, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=200, allow_blank=True)
    email = serializers.EmailField(allow_blank=True)
    affiliation = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    country = serializers.CharField(max_length=2, required=False, default="", allow_blank=True)
    is_corresponding = serializers.BooleanField(required=False, default=False)


class SubmissionIn(Shape):
    """What is said of a paper. Without `authors` they stay as they are."""

    title = serializers.CharField(max_length=TITLE_LENGTH, allow_blank=True, default="")
    abstract = serializers.CharField(
        allow_blank=True, default="", help_text=f"Markdown with $TeX$, at most {ABSTRACT_WORDS} words"
    )
    keywords = serializers.CharField(max_length=KEYWORDS_LENGTH, allow_blank=True, default="")
    topics = serializers.ListField(child=serializers.CharField(max_length=12), default=list, help_text="xids")
    attributes = serializers.DictField(child=serializers.CharField(allow_blank=True), default=dict)
    checklist = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="keys of the statements that are ticked"
    )
    authors = AuthorIn(many=True, required=False)

    def details(self) -> Details:
        """The validated values as a command takes them."""
        said = self.validated_data
        return Details(
            title=said["title"],
            abstract=said["abstract"],
            keywords=said["keywords"],
            topics=tuple(said["topics"]),
            attributes=said["attributes"],
            checklist=tuple(said["checklist"]),
            authors=entries(said["authors"]) if "authors" in said else None,
        )


def entries(rows: list[dict[str, Any]]) -> tuple[AuthorEntry, ...]:
    """Authors as a command takes them."""
    return tuple(AuthorEntry(**row) for row in rows)


class RegistrationIn(SubmissionIn):
    """A new paper."""

    track = serializers.CharField(max_length=40)


class _Guarded(Shape):
    version = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=LARGEST,
        help_text="of the paper as you read it; a newer one answers 409",
    )
    reason = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=2000,
        help_text="needed where a chair acts for the authors",
    )


class ChangeIn(SubmissionIn, _Guarded):
    """The paper as it shall be."""


class TitleIn(_Guarded):
    """A new title."""

    title = serializers.CharField(max_length=TITLE_LENGTH)


class AuthorsIn(_Guarded):
    """The authors as they shall be."""

    authors = AuthorIn(many=True)


class ReasonIn(Shape):
    """An act with a reason."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class NumbersIn(Shape):
    """Papers by number."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=LARGEST), allow_empty=False
    )
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class FileIn(Shape):
    """A file, sent as multipart form data."""

    kind = serializers.ChoiceField(choices=FILE_KINDS, default=DocumentKind.PAPER.value)
    file = serializers.FileField(allow_empty_file=True)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class UploadIn(Shape):
    """A file that will come in pieces; this instant counts against the deadline."""

    kind = serializers.ChoiceField(choices=FILE_KINDS, default=DocumentKind.PAPER.value)
    filename = serializers.CharField(max_length=255)
    size = serializers.IntegerField(min_value=1, max_value=2**40)
    sha256 = serializers.CharField(min_length=64, max_length=64)


class FalseAlarmIn(Shape):
    """Why a finding is wrong."""

    code = serializers.CharField(max_length=60)
    comment = serializers.CharField(max_length=2000)


class AuthorOut(Shape):
    """An author."""

    xid = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    affiliation = serializers.CharField()
    country = serializers.CharField()
    is_corresponding = serializers.BooleanField()
    is_confirmed = serializers.BooleanField()


class FileOut(Shape):
    """A file; hash, size and time only for those who may know them."""

    xid = serializers.CharField()
    kind = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    is_current = serializers.BooleanField()
    url = serializers.CharField()
    sha256 = serializers.CharField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    uploaded_at = serializers.DateTimeField(allow_null=True)


class SubmissionOut(Shape):
    """A paper as you may see it; what is hidden from you is null."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    track = serializers.CharField()
    status = serializers.CharField()
    outcome = serializers.CharField(allow_null=True)
    sentence = serializers.CharField(
        help_text="status and consequence in words, for authors", allow_blank=True
    )
    abstract = serializers.CharField(allow_null=True)
    keywords = serializers.CharField(allow_null=True)
    topics = serializers.ListField(child=serializers.CharField(), allow_null=True)
    answers = serializers.DictField(child=serializers.CharField(), allow_null=True)
    authors = AuthorOut(many=True, allow_null=True)
    files = FileOut(many=True)
    version = serializers.IntegerField(allow_null=True)
    registered_at = serializers.DateTimeField(allow_null=True)


class RowOut(Shape):
    """A paper in a list."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    track = serializers.CharField()
    status = serializers.CharField()
    outcome = serializers.CharField(allow_null=True)
    topics = serializers.ListField(child=serializers.CharField())
    authors = serializers.ListField(child=serializers.CharField())


class SubmissionList(Shape):
    """A page of papers."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    results = RowOut(many=True)


class MineOut(Shape):
    """A paper of mine."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    track = serializers.CharField()
    status = serializers.CharField()
    sentence = serializers.CharField()
    unconfirmed = serializers.IntegerField()


class MineList(Shape):
    """My papers."""

    results = MineOut(many=True)


class FindingOut(Shape):
    """A finding."""

    code = serializers.CharField()
    weight = serializers.CharField(help_text="advice, chairs or blocking")
    title = serializers.CharField()
    text = serializers.CharField()
    consequence = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)
    box = serializers.ListField(child=serializers.FloatField(), allow_null=True)
    alarm = serializers.CharField(allow_blank=True, help_text="why an author calls it a false alarm")


class CheckOut(Shape):
    """The check of one file."""

    document = serializers.CharField()
    state = serializers.CharField()
    summary = serializers.CharField()
    seconds = serializers.FloatField()
    pages = serializers.IntegerField()
    findings = FindingOut(many=True)


class UploadOut(Shape):
    """How far an upload has come."""

    xid = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField()
    received = serializers.IntegerField()


class ClaimOut(Shape):
    """A place as an author that waits for you."""

    xid = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    by = serializers.CharField()


class ClaimList(Shape):
    """Your places."""

    results = ClaimOut(many=True)


class TopicOut(Shape):
    """A topic."""

    xid = serializers.CharField()
    name = serializers.CharField()
    group = serializers.CharField()


class QuestionOut(Shape):
    """A further question of the form."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    options = serializers.ListField(child=serializers.CharField())


class TickOut(Shape):
    """A statement to tick."""

    key = serializers.CharField()
    text = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]


class SubmissionTrack(Shape):
    """What a track asks of its submissions."""

    slug = serializers.CharField()
    name = serializers.CharField()
    open = serializers.BooleanField()
    closes = serializers.DateTimeField(allow_null=True)
    max_megabytes = serializers.IntegerField()
    supplements = serializers.BooleanField()
    topics = TopicOut(many=True)
    questions = QuestionOut(many=True)
    ticks = TickOut(many=True)


class SubmissionTrackList(Shape):
    """The tracks."""

    results = SubmissionTrack(many=True)


class UnfinishedOut(Shape):
    """A submission that was never completed; of a draft only that it exists."""

    number = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    track = serializers.CharField()
    status = serializers.CharField()
    may_close = serializers.BooleanField()


class UnfinishedList(Shape):
    """What was never completed."""

    results = UnfinishedOut(many=True)


class PapersReached(Shape):
    """How many papers an act reached."""

    papers = serializers.IntegerField()


class NumberOut(Shape):
    """The paper that an act reached."""

    number = serializers.IntegerField()


class RejudgeOut(Shape):
    """A job that has been put on the list."""

    job = serializers.CharField()
