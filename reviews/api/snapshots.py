"""Snapshots of reviews, and going back to one."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from committee.api.shared import taken
from reviews.commands import snapshots as commands
from reviews.queries import snapshots as queries
from reviews.serializers import snapshots as s
from sysml.conference.policies import may_look_at_settings
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound


class _ForChairs(ApiView):
    """There is nothing here for anybody else."""

    scopes: ClassVar = {"GET": "chair:read", "POST": "chair:write"}

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        if not may_look_at_settings(self.site.viewer):
            raise NotFound


class Snapshots(_ForChairs):
    """Snapshots of all reviews."""

    @extend_schema(operation_id="snapshots_list", responses=s.SnapshotList)
    def get(self, request: Request) -> Response:
        """Every snapshot, newest first; the end of each window has one."""
        rows = queries.snapshots(self.site.viewer, self.site.at, self.site.edition)
        return Response(s.SnapshotList({"next": None, "results": rows}).data)

    @extend_schema(operation_id="snapshots_take", request=None, responses={201: s.SnapshotTaken})
    def post(self, request: Request) -> Response:
        """Keep how the reviews stand now."""
        site = self.site
        made = commands.take_snapshot(by=site.viewer, edition=site.edition, now=site.now)
        return Response({"xid": made.xid}, status=201)


class OneSnapshot(_ForChairs):
    """One snapshot."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="snapshots_read", responses=s.SnapshotPageOut, parameters=[s.OnlyPaper])
    def get(self, request: Request, xid: str) -> Response:
        """What going back to it would change, for one paper or all that you may see."""
        number = taken(s.OnlyPaper, request.query_params)["number"]
        page = queries.snapshot_page(self.site.viewer, self.site.at, self.site.edition, xid, number)
        return Response(s.SnapshotPageOut(page).data)


class Rollbacks(_ForChairs):
    """Proposals to go back."""

    @extend_schema(operation_id="rollbacks_list", responses=s.RollbackList)
    def get(self, request: Request) -> Response:
        """What waits for a second chair."""
        rows = queries.open_rollbacks(self.site.viewer, self.site.at, self.site.edition)
        return Response(s.RollbackList({"next": None, "results": rows}).data)

    @extend_schema(operation_id="rollbacks_propose", request=s.RollbackIn, responses={201: s.RollbackMade})
    def post(self, request: Request) -> Response:
        """Propose to go back; nothing changes until another chair confirms it."""
        site = self.site
        values = taken(s.RollbackIn, request.data)
        made = commands.propose_rollback(by=site.viewer, edition=site.edition, now=site.now, **values)
        return Response({"xid": made.xid}, status=201)


class OneRollback(_ForChairs):
    """A proposal."""

    scopes: ClassVar = {"GET": "chair:read"}

    @extend_schema(operation_id="rollbacks_read", responses=s.RollbackPageOut)
    def get(self, request: Request, xid: str) -> Response:
        """What it would change, as far as you and the chair who proposed it may see."""
        page = queries.rollback_page(self.site.viewer, self.site.at, self.site.edition, xid)
        return Response(s.RollbackPageOut(page).data)


class ConfirmRollback(_ForChairs):
    """The second chair."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="rollbacks_confirm", request=None, responses=s.RollbackDone)
    def post(self, request: Request, xid: str) -> Response:
        """Carry it out: new versions that say what was said then. Never by the chair who proposed it."""
        site = self.site
        done = commands.confirm_rollback(by=site.viewer, edition=site.edition, rollback=xid, now=site.now)
        return Response({"reviews": done})


class DropRollback(_ForChairs):
    """The end of a proposal."""

    scopes: ClassVar = {"POST": "chair:write"}

    @extend_schema(operation_id="rollbacks_drop", request=s.WhyIn, responses={204: None})
    def post(self, request: Request, xid: str) -> Response:
        """It is not to be."""
        site = self.site
        reason = taken(s.WhyIn, request.data)["reason"]
        commands.drop_rollback(
            by=site.viewer, edition=site.edition, rollback=xid, reason=reason, now=site.now
        )
        return Response(status=204)
