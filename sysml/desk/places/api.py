"""What waits for a person, as an endpoint."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.desk.places import queries
from sysml.desk.serializers import PlaceList
from sysml.kernel.api import ApiView


class Places(ApiView):
    """What waits for my proven addresses."""

    scopes: ClassVar = {"GET": "profile:read"}

    @extend_schema(operation_id="me_places", responses=PlaceList, tags=["me"])
    def get(self, request: Request) -> Response:
        """Places as author to claim, and invitations, in every edition."""
        found = queries.places(self.site.user)
        return Response({"results": [{"title": p.title, "words": p.words, "url": p.url} for p in found]})
