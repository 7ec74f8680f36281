"""Discussion, and questions to the chairs."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import listed, taken
from reviews.api.reviewing import Endpoint
from reviews.commands import discussion as commands
from reviews.domain import ThreadAudience
from reviews.queries.common import find_paper
from reviews.queries.threads import paper_threads, questions_to_chairs
from reviews.serializers import reviewing as s
from sysml.kernel.api import ApiView


class Threads(Endpoint):
    """The conversations about a paper that you read."""

    scopes: ClassVar = {"GET": "reviews:read", "POST": "reviews:write"}

    @extend_schema(operation_id="threads_list", responses=s.ThreadsOut)
    def get(self, request: Request, number: int) -> Response:
        paper = find_paper(self.site.viewer, self.site.at, number)
        return Response(s.ThreadsOut(paper_threads(self.site.viewer, self.site.at, paper)).data)

    @extend_schema(operation_id="threads_post", request=s.FirstPostIn, responses={201: s.ThreadXidOut})
    def post(self, request: Request, number: int) -> Response:
        """Write to these readers; the paper's one thread for them begins with its first post."""
        values = taken(s.FirstPostIn, request.data)
        post = commands.post_to(
            **self.common(number), audience=ThreadAudience(values["audience"]), text=values["text"]
        )
        return Response({"xid": post.thread.xid}, status=201)


class Posts(Endpoint):
    """A post in a thread."""

    scopes: ClassVar = {"POST": "reviews:write"}

    @extend_schema(operation_id="thread_post", request=s.PostIn, responses={201: s.ThreadXidOut})
    def post(self, request: Request, number: int, xid: str) -> Response:
        values = taken(s.PostIn, request.data)
        commands.post_in_thread(**self.common(number), thread=xid, **values)
        return Response({"xid": xid}, status=201)


class Answered(Endpoint):
    """Whether a question to the chairs is answered."""

    scopes: ClassVar = {"PUT": "chair:write"}

    @extend_schema(operation_id="thread_answered", request=s.AnsweredIn, responses={204: None})
    def put(self, request: Request, number: int, xid: str) -> Response:
        values = taken(s.AnsweredIn, request.data)
        commands.set_answered(**self.common(number), thread=xid, **values)
        return Response(status=204)


class AskChairs(Endpoint):
    """A question to the chairs about a paper of which you are author or reviewer."""

    scopes: ClassVar = {"POST": "reviews:write"}

    @extend_schema(operation_id="chairs_ask", request=s.QuestionToChairsIn, responses={201: s.ThreadXidOut})
    def post(self, request: Request, number: int) -> Response:
        values = taken(s.QuestionToChairsIn, request.data)
        return Response({"xid": commands.ask_chairs(**self.common(number), **values).xid}, status=201)


class Questions(ApiView):
    """Questions that you answer, as chair."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(
        operation_id="questions_list", parameters=[s.QuestionsFilter], responses=s.QuestionsToChairsPage
    )
    def get(self, request: Request) -> Response:
        values = taken(s.QuestionsFilter, request.query_params)
        rows = questions_to_chairs(self.site.viewer, self.site.at, open_only=values["show"] == "open")
        return listed(request, rows, s.QuestionToChairsOut, values["page"])
