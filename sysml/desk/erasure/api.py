"""The erasure through the API."""

from dataclasses import asdict
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.conference.policies import may_chair
from sysml.desk.erasure import commands, queries
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound


class ErasureLineSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """One kind of thing; without counts for a chair who may not count everything."""

    words = serializers.CharField()
    goes = serializers.IntegerField(allow_null=True)
    stays = serializers.IntegerField(allow_null=True)
    why = serializers.CharField(allow_blank=True)


class ErasureSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Where the edition stands on the way to its erasure."""

    day = serializers.DateField(allow_null=True)
    erased_at = serializers.DateTimeField(allow_null=True)
    running = serializers.CharField(allow_blank=True, help_text="the job that erases")
    due = serializers.BooleanField()
    closed = serializers.BooleanField()
    earliest = serializers.DateField(help_text="the first day that can be named now")
    lines = ErasureLineSerializer(many=True)
    stays_whole = serializers.ListField(child=serializers.CharField())
    told = serializers.IntegerField(allow_null=True)


class AnnouncementSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The day, and why."""

    day = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class CarryOutSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The last step."""

    sure = serializers.CharField(max_length=60, help_text="the edition’s address")
    reason = serializers.CharField(max_length=300)


class CancelSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Why the day is taken back."""

    reason = serializers.CharField(max_length=300)


class _ForChairs(ApiView):
    scopes: ClassVar = {"GET": "chair:read", "PUT": "chair:write", "POST": "chair:write"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not may_chair(self.site.viewer):
            raise NotFound

    @property
    def common(self) -> dict[str, Any]:
        return {"by": self.site.viewer, "edition": self.site.edition, "now": self.site.now}

    def shown(self) -> Response:
        """The state after whatever was done."""
        edition = self.site.edition
        edition.refresh_from_db()
        page = asdict(
            queries.erasure(self.site.viewer, self.site.at, edition, commands.earliest(self.site.now))
        )
        page.pop("may_act")
        return Response(ErasureSerializer(page).data)

    def read(self, form: "serializers.Serializer[Any]") -> dict[str, Any]:
        """What was sent, parsed."""
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


class ErasureView(_ForChairs):
    """What would go, and the day."""

    @extend_schema(operation_id="erasure_retrieve", responses=ErasureSerializer, tags=["settings"])
    def get(self, request: Request) -> Response:
        """What goes, what stays, and when."""
        return self.shown()

    @extend_schema(
        operation_id="erasure_announce",
        request=AnnouncementSerializer,
        responses=ErasureSerializer,
        tags=["settings"],
    )
    def put(self, request: Request) -> Response:
        """Name the day; everybody who took part is told."""
        commands.announce_erasure(**self.common, **self.read(AnnouncementSerializer(data=request.data)))
        return self.shown()


class ErasureCancelView(_ForChairs):
    """Taking the day back."""

    @extend_schema(
        operation_id="erasure_cancel",
        request=CancelSerializer,
        responses=ErasureSerializer,
        tags=["settings"],
    )
    def post(self, request: Request) -> Response:
        """Erase on no day."""
        commands.cancel_erasure(**self.common, **self.read(CancelSerializer(data=request.data)))
        return self.shown()


class ErasureCarryOutView(_ForChairs):
    """The last step."""

    @extend_schema(
        operation_id="erasure_carry_out",
        request=CarryOutSerializer,
        responses={202: ErasureSerializer},
        tags=["settings"],
    )
    def post(self, request: Request) -> Response:
        """Erase, on or after the day; a job does it, and it cannot be undone."""
        commands.carry_out_erasure(**self.common, **self.read(CarryOutSerializer(data=request.data)))
        answer = self.shown()
        answer.status_code = 202
        return answer
