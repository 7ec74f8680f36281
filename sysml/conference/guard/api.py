"""The same as endpoints."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from sysml.conference.api import SettingsView
from sysml.conference.guard import queries
from sysml.conference.guard.commands import ask_second_factor
from sysml.conference.models import Edition


class HolderSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Somebody with an office."""

    name = serializers.CharField()
    email = serializers.EmailField()
    offices = serializers.CharField()
    ready = serializers.BooleanField(help_text="has a second step of signing in")


class SecondFactorSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Whether the edition asks for a second step, and who has one."""

    on = serializers.BooleanField()
    reason = serializers.CharField(max_length=300, write_only=True)
    holders = HolderSerializer(many=True, read_only=True)


class SecondFactorView(SettingsView):
    """The second step of those who hold an office."""

    @extend_schema(operation_id="second_factor_retrieve", responses=SecondFactorSerializer, tags=["settings"])
    def get(self, request: Request) -> Response:
        """Whether it is asked, and who has one."""
        return Response(self._shown(self.site.edition.second_factor))

    @extend_schema(
        operation_id="second_factor_ask",
        request=SecondFactorSerializer,
        responses=SecondFactorSerializer,
        tags=["settings"],
    )
    def put(self, request: Request) -> Response:
        """Ask it, or ask it no more."""
        form = SecondFactorSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        edition: Edition = self.site.edition
        ask_second_factor(by=self.site.viewer, edition=edition, now=self.site.now, **form.validated_data)
        return Response(self._shown(form.validated_data["on"]))

    def _shown(self, on: bool) -> dict[str, object]:
        return {"on": on, "holders": [asdict(row) for row in queries.holders(self.site.edition)]}
