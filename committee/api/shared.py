"""What the committee's endpoints share."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

PAGE = 50


def taken(serializer: type[Serializer[Any]], data: Any) -> dict[str, Any]:
    """The validated input; what is wrong with it becomes a problem of 422."""
    form = serializer(data=data)
    form.is_valid(raise_exception=True)
    values: dict[str, Any] = form.validated_data
    return values


def listed(request: Request, rows: Sequence[Any], serializer: type[Serializer[Any]], page: int) -> Response:
    """One page of a list: `results`, and the address of the `next` page or null."""
    shown = Paginator(rows, PAGE).get_page(page)
    address = None
    if shown.has_next():
        query = request.query_params.copy()
        query["page"] = str(shown.next_page_number())
        address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return Response({"results": serializer(list(shown.object_list), many=True).data, "next": address})
