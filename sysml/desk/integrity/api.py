"""What the nightly check found, through the API."""

from dataclasses import asdict
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.conference.policies import may_chair
from sysml.desk.integrity import queries
from sysml.desk.integrity import serializers as shapes
from sysml.kernel.api import ApiView


class Integrity(ApiView):
    """Whether the edition is in a legal state."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="integrity", responses=shapes.Integrity, tags=["chair"])
    def get(self, request: Request) -> Response:
        """Illegal states that the newest nightly check found, and what mends them."""
        may_chair(self.site.viewer).require()
        standing = queries.standing(self.site.viewer, self.site.edition)
        faults = [{k: v for k, v in asdict(line).items() if k != "url"} for line in standing.lines]
        return Response(shapes.Integrity({"checked_at": standing.checked_at, "faults": faults}).data)
