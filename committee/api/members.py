"""Members, invitations, balance, profile."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from committee import serializers as s
from committee.api.shared import listed, taken
from committee.commands import members as commands
from committee.policies import may_run_committee
from committee.queries import members as queries
from sysml.kernel.api import ApiView
from sysml.kernel.errors import NotFound


class Members(ApiView):
    """The committee as you may see it."""

    scopes = {"GET": "committee:read", "POST": "chair:write"}

    @extend_schema(operation_id="members_list", parameters=[s.MemberFilter], responses=s.MembersPage)
    def get(self, request: Request) -> Response:
        values = taken(s.MemberFilter, request.query_params)
        rows = queries.roster(
            self.site.viewer,
            self.site.at,
            side=values["side"],
            state=values["state"],
            load=values["load"] if self.site.viewer.is_chair else "",
            text=values["q"],
        )
        return listed(request, rows, s.MemberOut, values["page"])

    @extend_schema(operation_id="members_import", request=s.ImportIn, responses=s.ImportOut)
    def post(self, request: Request) -> Response:
        """Put people on the committee: all of the list or nothing."""
        if not self.site.viewer.is_chair:
            raise NotFound
        values = taken(s.ImportIn, request.data)
        checked = queries.check_roster(self.site.edition, values["text"])
        added = 0
        if not values["dry_run"]:
            added = commands.import_members(
                by=self.site.viewer,
                edition=self.site.edition,
                text=values["text"],
                load=values["load"],
                invite=values["invite"],
                now=self.site.now,
            ).added
        return Response({"added": added, "entries": s.EntryOut(checked.entries, many=True).data})


class OneMember(ApiView):
    """One member, for chairs."""

    scopes = {"GET": "chair:read", "PATCH": "chair:write", "DELETE": "chair:write"}

    @extend_schema(operation_id="members_retrieve", responses=s.MemberOut)
    def get(self, request: Request, xid: str) -> Response:
        return Response(s.MemberOut(queries.member_for_chair(self.site.viewer, self.site.at, xid)).data)

    @extend_schema(operation_id="members_change", request=s.MemberIn, responses=s.MemberOut)
    def patch(self, request: Request, xid: str) -> Response:
        queries.member_for_chair(self.site.viewer, self.site.at, xid)
        values = taken(s.MemberIn, request.data)
        commands.change_member(
            by=self.site.viewer, edition=self.site.edition, xid=xid, now=self.site.now, **values
        )
        return self.get(request, xid)

    @extend_schema(operation_id="members_remove", request=s.ReasonIn, responses={204: None})
    def delete(self, request: Request, xid: str) -> Response:
        """Take the place back; the member's assignments end."""
        queries.member_for_chair(self.site.viewer, self.site.at, xid)
        reason = taken(s.ReasonIn, request.data)["reason"]
        commands.remove_member(
            by=self.site.viewer, edition=self.site.edition, xid=xid, reason=reason, now=self.site.now
        )
        return Response(status=204)


class MemberInvitation(ApiView):
    """Write the invitation (again)."""

    scopes = {"POST": "chair:write"}

    @extend_schema(operation_id="members_invite", request=None, responses={204: None})
    def post(self, request: Request, xid: str) -> Response:
        queries.member_for_chair(self.site.viewer, self.site.at, xid)
        commands.send_invitation(by=self.site.viewer, edition=self.site.edition, xid=xid, now=self.site.now)
        return Response(status=204)


class WaitingInvitations(ApiView):
    """Write to everybody who has no letter yet."""

    scopes = {"POST": "chair:write"}

    @extend_schema(operation_id="members_invite_waiting", request=None, responses=s.CountOut)
    def post(self, request: Request) -> Response:
        if not may_run_committee(self.site.viewer):
            raise NotFound
        count = commands.send_waiting_invitations(
            by=self.site.viewer, edition=self.site.edition, now=self.site.now
        )
        return Response({"count": count})


class AnswerInvitation(ApiView):
    """The invitation behind a letter's link; the token in the address is the key to it."""

    permission_classes = (AllowAny,)
    scopes = {"GET": "committee:read", "POST": "committee:write"}

    @extend_schema(operation_id="invitation_retrieve", responses=s.InvitationOut, auth=[])
    def get(self, request: Request, token: str) -> Response:
        return Response(s.InvitationOut(queries.invitation(self.site.edition, token)).data)

    @extend_schema(operation_id="invitation_answer", request=s.AnswerIn, responses=s.InvitationOut, auth=[])
    def post(self, request: Request, token: str) -> Response:
        values = taken(s.AnswerIn, request.data)
        commands.answer_invitation(
            by=self.site.viewer, edition=self.site.edition, token=token, now=self.site.now, **values
        )
        return self.get(request, token)


class CommitteeBalance(ApiView):
    """The balance of the two sides, for chairs."""

    scopes = {"GET": "chair:read"}

    @extend_schema(operation_id="committee_balance", responses=s.BalanceOut)
    def get(self, request: Request) -> Response:
        if not self.site.viewer.is_chair:
            raise NotFound
        return Response(s.BalanceOut(queries.balance(self.site.viewer, self.site.at, self.site.edition)).data)


class OwnProfile(ApiView):
    """Your own side, load and expertise."""

    scopes = {"GET": "committee:read", "PUT": "committee:write", "DELETE": "committee:write"}

    @extend_schema(operation_id="committee_profile", responses=s.ProfileOut)
    def get(self, request: Request) -> Response:
        return Response(s.ProfileOut(queries.profile(self.site.viewer, self.site.edition)).data)

    @extend_schema(operation_id="committee_profile_save", request=s.ProfileIn, responses=s.ProfileOut)
    def put(self, request: Request) -> Response:
        queries.profile(self.site.viewer, self.site.edition)
        values = taken(s.ProfileIn, request.data)
        commands.save_profile(by=self.site.viewer, edition=self.site.edition, now=self.site.now, **values)
        return self.get(request)

    @extend_schema(operation_id="committee_leave", request=s.ReasonIn, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Leave the committee."""
        queries.profile(self.site.viewer, self.site.edition)
        note = taken(s.ReasonIn, request.data)["reason"]
        commands.leave_committee(by=self.site.viewer, edition=self.site.edition, note=note, now=self.site.now)
        return Response(status=204)
