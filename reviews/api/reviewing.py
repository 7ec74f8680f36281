"""Reviews: one's own, those of a paper, scores, what is late."""

from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import listed, taken
from reviews.archive import stream
from reviews.commands import reviewing as commands
from reviews.queries.archive import papers_to_review
from reviews.queries.common import find_paper
from reviews.queries.reviews import history, missing_reviews, my_reviewing, paper_reviews, review_form
from reviews.queries.scores import score_rows
from reviews.serializers import reviewing as s
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound


class Endpoint(ApiView):
    """What commands on one paper take."""

    def common(self, number: int) -> dict[str, Any]:
        """Who acts, on what, and when."""
        return {"by": self.site.viewer, "edition": self.site.edition, "number": number, "now": self.site.now}


class PaperReviewsView(Endpoint):
    """The reviews of a paper, as far as you may see them."""

    scopes: ClassVar = {"GET": "reviews:read"}

    @extend_schema(operation_id="paper_reviews", responses=s.PaperReviewsOut)
    def get(self, request: Request, number: int) -> Response:
        paper = find_paper(self.site.viewer, self.site.at, number)
        return Response(s.PaperReviewsOut(paper_reviews(self.site.viewer, self.site.at, paper)).data)


class OwnReview(Endpoint):
    """Your own review of a paper."""

    scopes: ClassVar = {"GET": "reviews:read", "PUT": "reviews:write", "POST": "reviews:write"}

    @extend_schema(operation_id="own_review", responses=s.OwnReviewOut)
    def get(self, request: Request, number: int) -> Response:
        """The questions, what you have saved, and the revision that the next save must carry."""
        return Response(s.OwnReviewOut(review_form(self.site.viewer, self.site.at, number)).data)

    @extend_schema(operation_id="own_review_save", request=s.OwnReviewIn, responses=s.ReviewSavedOut)
    def put(self, request: Request, number: int) -> Response:
        """Save a draft; it may be incomplete."""
        values = taken(s.OwnReviewIn, request.data)
        return Response(s.ReviewSavedOut(commands.save_draft(**self.common(number), **values)).data)

    @extend_schema(operation_id="own_review_submit", request=s.OwnReviewIn, responses=s.ReviewSavedOut)
    def post(self, request: Request, number: int) -> Response:
        """Hand the review in, or a new version of it."""
        values = taken(s.OwnReviewIn, request.data)
        return Response(s.ReviewSavedOut(commands.submit_review(**self.common(number), **values)).data)


class ReviewHistory(Endpoint):
    """Every submitted version of a review."""

    scopes: ClassVar = {"GET": "reviews:read"}

    @extend_schema(operation_id="review_versions", responses=s.ReviewHistoryOut)
    def get(self, request: Request, number: int, label: str) -> Response:
        """For its writer, and for chairs."""
        return Response(s.ReviewHistoryOut(history(self.site.viewer, self.site.at, number, label)).data)


class BehalfReview(Endpoint):
    """A review that a chair enters for a reviewer."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="review_enter", request=s.BehalfReviewIn, responses=s.ReviewSavedOut)
    def post(self, request: Request, number: int) -> Response:
        values = taken(s.BehalfReviewIn, request.data)
        return Response(
            s.ReviewSavedOut(commands.submit_review_on_behalf(**self.common(number), **values)).data
        )


class DiscardReview(Endpoint):
    """Taking a review out of its paper."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="review_discard", request=s.ReviewReasonIn, responses={204: None})
    def post(self, request: Request, number: int, label: str) -> Response:
        values = taken(s.ReviewReasonIn, request.data)
        commands.discard_review(**self.common(number), label=label, **values)
        return Response(status=204)


class OpenDraft(Endpoint):
    """Reading a review that was never handed in, by a logged act after its deadline."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(
        operation_id="review_draft_read", request=s.ReviewReasonIn, responses=s.DraftAnswerOut(many=True)
    )
    def post(self, request: Request, number: int, label: str) -> Response:
        values = taken(s.ReviewReasonIn, request.data)
        answers = commands.read_draft(**self.common(number), label=label, **values)
        return Response([{"label": name, "text": text} for name, text in answers])


class MyReviewing(ApiView):
    """Your papers to review, what waits first."""

    scopes: ClassVar = {"GET": "reviews:read"}

    @extend_schema(operation_id="reviewing_list", parameters=[s.PageNumber], responses=s.ReviewingPage)
    def get(self, request: Request) -> Response:
        rows = my_reviewing(self.site.viewer, self.site.at)
        return listed(request, rows, s.ReviewingOut, taken(s.PageNumber, request.query_params)["page"])


class PapersZip(ApiView):
    """All papers that you review, in one zip."""

    scopes: ClassVar = {"GET": "submissions:read"}

    @extend_schema(operation_id="reviewing_papers", responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request) -> StreamingHttpResponse:
        files = papers_to_review(self.site.viewer, self.site.at)
        if not files:
            raise NotFound
        response = StreamingHttpResponse(stream(files), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{self.site.edition.slug}-papers.zip"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class LateReviews(ApiView):
    """Whose reviews are missing, for chairs."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="late_reviews", parameters=[s.LateFilter], responses=s.LateReviewsPage)
    def get(self, request: Request) -> Response:
        if not self.site.viewer.is_chair:
            raise NotFound
        values = taken(s.LateFilter, request.query_params)
        rows = missing_reviews(self.site.viewer, self.site.at, late_only=values["show"] == "late")
        return listed(request, rows, s.LateReviewOut, values["page"])


class Scores(ApiView):
    """Overall scores of papers per side, computed from the reviews that you may see."""

    scopes: ClassVar = {"GET": "reviews:read"}

    @extend_schema(operation_id="scores_list", parameters=[s.PageNumber], responses=s.ScoresPage)
    def get(self, request: Request) -> Response:
        rows = [row for _, row in sorted(score_rows(self.site.viewer, self.site.at).items())]
        return listed(request, rows, s.ScoreRowOut, taken(s.PageNumber, request.query_params)["page"])
