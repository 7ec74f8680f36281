"""The review form of a track, for chairs."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import taken
from reviews.commands.forms import save_questions
from reviews.domain import Audience, QuestionKind, QuestionPlan
from reviews.queries.forms import track_form
from reviews.serializers import reviewing as s
from sysml.kernel.api import ApiView


class ReviewFormView(ApiView):
    """The questions of a track."""

    scopes: ClassVar = {"GET": "chair:read", "PUT": "chair:write"}

    @extend_schema(operation_id="review_form_read", responses=s.ReviewFormOut)
    def get(self, request: Request, track: str) -> Response:
        return Response(s.ReviewFormOut(track_form(self.site.viewer, self.site.edition, track)).data)

    @extend_schema(operation_id="review_form_save", request=s.ReviewFormIn, responses={204: None})
    def put(self, request: Request, track: str) -> Response:
        """Replace the form; refused once reviews are in."""
        rows = taken(s.ReviewFormIn, request.data)["questions"]
        save_questions(
            by=self.site.viewer,
            edition=self.site.edition,
            track=track,
            questions=[
                QuestionPlan(
                    **{
                        **row,
                        "kind": QuestionKind(row["kind"]),
                        "audience": Audience(row["audience"]),
                        "options": tuple((value, str(words)) for value, words in row["options"]),
                    }
                )
                for row in rows
            ],
            now=self.site.now,
        )
        return Response(status=204)
