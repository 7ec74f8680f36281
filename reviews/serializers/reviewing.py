"""Shapes of reviews, threads, responses, meta-reviews and requests. Input is only parsed here; commands judge it."""

from rest_framework import serializers as drf

from reviews.domain import Audience, LeadRule, QuestionKind, RequestState, ThreadAudience, Verdict
from sysml.kernel.serializers import LARGEST

_LEAD_RULES = [(rule.value, rule.value) for rule in LeadRule]
AUDIENCES = [(audience.value, audience.value) for audience in Audience]
KINDS = [(kind.value, kind.value) for kind in QuestionKind]
THREADS = [(audience.value, audience.value) for audience in ThreadAudience]
VERDICTS = [(verdict.value, verdict.value) for verdict in Verdict]
REQUEST_STATES = [(state.value, state.value) for state in RequestState]


class PageNumber(drf.Serializer[object]):
    page = drf.IntegerField(min_value=1, max_value=LARGEST, default=1, help_text="number of the page, from 1")


class ReviewAnswerOut(drf.Serializer[object]):
    key = drf.CharField()
    label = drf.CharField()  # type: ignore[assignment]
    kind = drf.CharField(help_text="score, choice or text")
    audience = drf.CharField(help_text="authors, committee or chairs")
    score = drf.IntegerField(allow_null=True)
    text = drf.CharField(allow_blank=True)
    words = drf.CharField(allow_blank=True, help_text="what a score or choice means")


class ReviewOut(drf.Serializer[object]):
    xid = drf.CharField()
    label = drf.CharField(help_text="A, B, …: the reviewer's stable name within the paper")  # type: ignore[assignment]
    kind = drf.CharField()
    side = drf.CharField(allow_blank=True)
    person = drf.CharField(allow_blank=True, help_text="empty for who may not know the name")
    mine = drf.BooleanField()
    version = drf.IntegerField(help_text="0 where versions are not told")
    day = drf.CharField()
    answers = ReviewAnswerOut(many=True)


class SideTotalOut(drf.Serializer[object]):
    side = drf.CharField(allow_blank=True)
    label = drf.CharField()  # type: ignore[assignment]
    have = drf.IntegerField()
    want = drf.IntegerField()
    mean = drf.FloatField(allow_null=True)
    n = drf.IntegerField()


class ReviewDraftOut(drf.Serializer[object]):
    label = drf.CharField()  # type: ignore[assignment]
    side = drf.CharField(allow_blank=True)
    person = drf.CharField(allow_blank=True)
    words = drf.IntegerField(allow_null=True)
    saved_at = drf.DateTimeField(allow_null=True)


class PaperReviewsOut(drf.Serializer[object]):
    reviews = ReviewOut(many=True)
    totals = SideTotalOut(many=True)
    drafts = ReviewDraftOut(many=True)


class ReviewQuestionOut(drf.Serializer[object]):
    key = drf.CharField()
    label = drf.CharField()  # type: ignore[assignment]
    help = drf.CharField(allow_blank=True)
    kind = drf.CharField()
    options = drf.ListField(child=drf.ListField(), help_text="pairs of value and words")
    audience = drf.CharField()
    who_reads = drf.CharField()
    required = drf.BooleanField()  # type: ignore[assignment]
    is_overall = drf.BooleanField()
    is_confidence = drf.BooleanField()


class OwnReviewOut(drf.Serializer[object]):
    questions = ReviewQuestionOut(many=True)
    answers = drf.DictField(source="values")
    revision = drf.IntegerField()
    label = drf.CharField(allow_blank=True)  # type: ignore[assignment]
    state = drf.CharField(help_text="none, draft, submitted or discarded")
    version = drf.IntegerField()
    saved_at = drf.DateTimeField(allow_null=True)
    unsent = drf.BooleanField(help_text="the draft has changes that are not submitted")
    closes = drf.DateTimeField(allow_null=True)
    may_write = drf.SerializerMethodField()

    def get_may_write(self, page: object) -> bool:
        return bool(getattr(page, "permit", False))


class OwnReviewIn(drf.Serializer[object]):
    answers = drf.DictField(help_text="question key: score, key of a choice, or text")
    revision = drf.IntegerField(
        min_value=0, max_value=LARGEST, help_text="that of the loaded review; 0 when there was none"
    )


class BehalfReviewIn(drf.Serializer[object]):
    person = drf.CharField(help_text="xid of the reviewer")
    answers = drf.DictField()
    reason = drf.CharField()


class ReviewSavedOut(drf.Serializer[object]):
    revision = drf.IntegerField()
    saved_at = drf.DateTimeField()
    label = drf.CharField()  # type: ignore[assignment]
    version = drf.IntegerField()


class ReviewReasonIn(drf.Serializer[object]):
    reason = drf.CharField()


class ReviewVersionOut(drf.Serializer[object]):
    number = drf.IntegerField()
    at = drf.DateTimeField()
    is_current = drf.BooleanField()
    on_behalf = drf.BooleanField()
    answers = ReviewAnswerOut(many=True)


class ReviewHistoryOut(drf.Serializer[object]):
    number = drf.IntegerField()
    title = drf.CharField()
    name = drf.CharField()
    versions = ReviewVersionOut(many=True)


class DraftAnswerOut(drf.Serializer[object]):
    label = drf.CharField()  # type: ignore[assignment]
    text = drf.CharField()


class ReviewingOut(drf.Serializer[object]):
    number = drf.IntegerField()
    title = drf.CharField()
    side = drf.CharField(allow_blank=True)
    state = drf.CharField()
    words = drf.IntegerField()
    unsent = drf.BooleanField()
    due = drf.DateTimeField(allow_null=True)
    may_write = drf.BooleanField()
    ml_have = drf.IntegerField(allow_null=True)
    ml_want = drf.IntegerField()
    sys_have = drf.IntegerField(allow_null=True)
    sys_want = drf.IntegerField()
    external = drf.BooleanField()
    withdrawn = drf.BooleanField()


class ReviewingPage(drf.Serializer[object]):
    results = ReviewingOut(many=True)
    next = drf.URLField(allow_null=True)


class LateReviewOut(drf.Serializer[object]):
    number = drf.IntegerField()
    title = drf.CharField()
    person_xid = drf.CharField()
    person = drf.CharField()
    email = drf.CharField()
    side = drf.CharField(allow_blank=True)
    external = drf.BooleanField()
    started = drf.BooleanField()
    due = drf.DateTimeField(allow_null=True)
    days_late = drf.IntegerField()


class LateReviewsPage(drf.Serializer[object]):
    results = LateReviewOut(many=True)
    next = drf.URLField(allow_null=True)


class LateFilter(PageNumber):
    show = drf.ChoiceField(choices=[("late", "late"), ("all", "all")], default="late")


class SideScoresOut(drf.Serializer[object]):
    counts = drf.ListField(child=drf.IntegerField(), help_text="reviews per value, lowest first")
    mean = drf.FloatField(allow_null=True)
    n = drf.IntegerField()


class ScoreRowOut(drf.Serializer[object]):
    number = drf.IntegerField()
    ml = SideScoresOut()
    systems = SideScoresOut()
    all = SideScoresOut()
    gap = drf.FloatField(allow_null=True)


class ScoresPage(drf.Serializer[object]):
    results = ScoreRowOut(many=True)
    next = drf.URLField(allow_null=True)


class PostOut(drf.Serializer[object]):
    xid = drf.CharField()
    signed_as = drf.CharField()
    person = drf.CharField(allow_blank=True)
    mine = drf.BooleanField()
    side = drf.CharField(allow_blank=True)
    text = drf.CharField()
    day = drf.CharField()


class ThreadOut(drf.Serializer[object]):
    xid = drf.CharField()
    audience = drf.ChoiceField(choices=THREADS)
    title = drf.CharField()
    who_reads = drf.CharField()
    is_question = drf.BooleanField()
    is_answered = drf.BooleanField()
    posts = PostOut(many=True)


class ThreadsOut(drf.Serializer[object]):
    threads = ThreadOut(many=True)


class FirstPostIn(drf.Serializer[object]):
    audience = drf.ChoiceField(choices=THREADS)
    text = drf.CharField()


class PostIn(drf.Serializer[object]):
    text = drf.CharField()


class QuestionToChairsIn(drf.Serializer[object]):
    subject = drf.CharField(max_length=200)
    text = drf.CharField()


class AnsweredIn(drf.Serializer[object]):
    answered = drf.BooleanField()


class ThreadXidOut(drf.Serializer[object]):
    xid = drf.CharField()


class QuestionToChairsOut(drf.Serializer[object]):
    xid = drf.CharField()
    number = drf.IntegerField()
    title = drf.CharField(allow_blank=True)
    subject = drf.CharField(allow_blank=True)
    asked_by = drf.CharField()
    asked_at = drf.DateTimeField()
    posts = drf.IntegerField()
    is_answered = drf.BooleanField()


class QuestionsToChairsPage(drf.Serializer[object]):
    results = QuestionToChairsOut(many=True)
    next = drf.URLField(allow_null=True)


class QuestionsFilter(PageNumber):
    show = drf.ChoiceField(choices=[("open", "open"), ("all", "all")], default="open")


class ResponseOut(drf.Serializer[object]):
    text = drf.CharField(allow_blank=True)
    words = drf.IntegerField()
    limit = drf.IntegerField()
    submitted = drf.BooleanField()
    draft_exists = drf.BooleanField()


class ResponseStateOut(drf.Serializer[object]):
    response = ResponseOut(allow_null=True)
    draft = drf.CharField(allow_null=True, help_text="for authors: what was last saved")
    revision = drf.IntegerField(allow_null=True)
    closes = drf.DateTimeField(allow_null=True)


class ResponseIn(drf.Serializer[object]):
    text = drf.CharField(allow_blank=True)
    revision = drf.IntegerField(min_value=0, max_value=LARGEST)


class BehalfResponseIn(drf.Serializer[object]):
    text = drf.CharField()
    reason = drf.CharField()


class ResponseSavedOut(drf.Serializer[object]):
    revision = drf.IntegerField()
    saved_at = drf.DateTimeField()
    words = drf.IntegerField()


class MetaReviewOut(drf.Serializer[object]):
    summary = drf.CharField(allow_blank=True)
    remarks = drf.CharField(allow_blank=True, help_text="empty for authors")
    recommendation = drf.CharField(allow_blank=True, help_text="empty for authors")
    is_submitted = drf.BooleanField()
    revision = drf.IntegerField(help_text="that the next save must carry; 0 for authors")
    day = drf.CharField()


class MetaReviewIn(drf.Serializer[object]):
    summary = drf.CharField(allow_blank=True, default="")
    remarks = drf.CharField(allow_blank=True, default="")
    recommendation = drf.ChoiceField(choices=VERDICTS, allow_blank=True, default="")
    revision = drf.IntegerField(min_value=0, max_value=LARGEST)


class MetaSavedOut(drf.Serializer[object]):
    revision = drf.IntegerField()
    saved_at = drf.DateTimeField()


class LeadCandidateOut(drf.Serializer[object]):
    xid = drf.CharField()
    name = drf.CharField()
    side = drf.CharField(allow_blank=True)
    reviews_it = drf.BooleanField()
    leads = drf.IntegerField()


class LeadPageOut(drf.Serializer[object]):
    current = drf.CharField(allow_blank=True)
    candidates = LeadCandidateOut(many=True)


class LeadIn(drf.Serializer[object]):
    person = drf.CharField(help_text="xid of the person")


class LeadsIn(drf.Serializer[object]):
    numbers = drf.ListField(
        child=drf.IntegerField(min_value=0, max_value=LARGEST), help_text="papers that have no lead"
    )
    rule = drf.ChoiceField(choices=_LEAD_RULES)


class LeadsOut(drf.Serializer[object]):
    appointed = drf.ListField(child=drf.IntegerField())
    without = drf.ListField(child=drf.IntegerField())


class ExternalRequestOut(drf.Serializer[object]):
    xid = drf.CharField()
    number = drf.IntegerField()
    title = drf.CharField()
    name = drf.CharField()
    email = drf.CharField()
    affiliation = drf.CharField(allow_blank=True)
    requester = drf.CharField()
    side = drf.CharField(allow_blank=True)
    state = drf.ChoiceField(choices=REQUEST_STATES)
    asked_at = drf.DateTimeField()
    held = drf.CharField(allow_blank=True, help_text="for chairs: why the letter waits")
    review_state = drf.CharField(allow_blank=True)


class ExternalRequestsPage(drf.Serializer[object]):
    results = ExternalRequestOut(many=True)
    next = drf.URLField(allow_null=True)


class ExternalRequestIn(drf.Serializer[object]):
    name = drf.CharField(max_length=200)
    email = drf.CharField(max_length=254)
    affiliation = drf.CharField(max_length=200, allow_blank=True, default="")


class ExternalRequestXidOut(drf.Serializer[object]):
    xid = drf.CharField()


class ReviewInvitationOut(drf.Serializer[object]):
    number = drf.IntegerField()
    title = drf.CharField(allow_blank=True)
    abstract_html = drf.CharField(allow_blank=True)
    requester = drf.CharField()
    name = drf.CharField()
    state = drf.ChoiceField(choices=REQUEST_STATES)
    due = drf.DateTimeField(allow_null=True)
    open = drf.BooleanField()


class ReviewInvitationIn(drf.Serializer[object]):
    accept = drf.BooleanField()


class ReviewInvitationStateOut(drf.Serializer[object]):
    state = drf.ChoiceField(choices=REQUEST_STATES)


class ReviewFormOut(drf.Serializer[object]):
    track = drf.CharField()
    track_name = drf.CharField()
    questions = ReviewQuestionOut(many=True)
    locked = drf.BooleanField(help_text="reviews are in; the form can no longer change")


class ReviewQuestionIn(drf.Serializer[object]):
    key = drf.CharField(max_length=40, allow_blank=True, default="")
    label = drf.CharField(max_length=200)  # type: ignore[assignment]
    help = drf.CharField(allow_blank=True, default="")
    kind = drf.ChoiceField(choices=KINDS)
    options = drf.ListField(child=drf.ListField(min_length=2, max_length=2), default=list)
    audience = drf.ChoiceField(choices=AUDIENCES, default="authors")
    required = drf.BooleanField(default=True)  # type: ignore[assignment]
    is_overall = drf.BooleanField(default=False)
    is_confidence = drf.BooleanField(default=False)


class ReviewFormIn(drf.Serializer[object]):
    questions = ReviewQuestionIn(many=True)
