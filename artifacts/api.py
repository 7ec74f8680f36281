"""Endpoints of artifact evaluation: the same policies, queries and commands as the pages."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from artifacts import serializers as s
from artifacts.commands import assigning, badges, committee, evaluation, registration
from artifacts.domain import ArtifactAudience, Ballot, Description, Ruling, Vote
from artifacts.forms import most_megabytes
from artifacts.policies import may_run
from artifacts.queries import badges as badge_queries
from artifacts.queries import committee as seats
from artifacts.queries import lists, page
from committee.api.shared import listed, taken
from submissions import downloads
from submissions.api.downloading import FOREIGN, PDF, RANGE
from submissions.foreign import send_foreign
from sysml.kernel import blobs
from sysml.kernel.api import ApiView
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.plain import whole

READ, WRITE = "artifacts:read", "artifacts:write"
PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="number of the page, from 1")


class ArtifactView(ApiView):
    """Base: what every endpoint here shares."""

    scopes: ClassVar[dict[str, str]] = {"GET": READ, "POST": WRITE, "PUT": WRITE, "DELETE": WRITE}

    def acting(self, number: int | None = None) -> dict[str, Any]:
        """The arguments that every command takes."""
        site = self.site
        whole: dict[str, Any] = {"by": site.viewer, "edition": site.edition, "now": site.now}
        return whole if number is None else {**whole, "number": number}

    def looking(self, *more: Any) -> tuple[Any, ...]:
        """The arguments that every query takes."""
        return (self.site.viewer, self.site.at, self.site.edition, *more)

    def chair(self) -> None:
        """Only artifact chairs know of this address."""
        if not may_run(self.site.viewer):
            raise NotFound

    def page_number(self, request: Request) -> int:
        """The page that the address asks for."""
        return whole(request.query_params.get("page", "")) or 1


class Artifacts(ArtifactView):
    """My artifacts, what I evaluate, and for artifact chairs all of them."""

    @extend_schema(
        operation_id="artifacts_list",
        parameters=[PAGE, OpenApiParameter("show", enum=sorted(lists.FILTERS))],
        responses=s.ArtifactListsOut,
    )
    def get(self, request: Request) -> Response:
        found = lists.lists(*self.looking(request.query_params.get("show", "")))
        paged = listed(request, found.chaired or (), s.ArtifactRowOut, self.page_number(request))
        return Response(
            {
                "mine": s.ArtifactAuthorRowOut(found.mine, many=True).data,
                "to_evaluate": None
                if found.to_evaluate is None
                else s.EvaluatorRowOut(found.to_evaluate, many=True).data,
                "results": None if found.chaired is None else paged.data["results"],
                "next": paged.data["next"],
            }
        )


class OneArtifact(ArtifactView):
    """One artifact: look, register, describe, withdraw."""

    @extend_schema(operation_id="artifacts_retrieve", responses=s.ArtifactOut)
    def get(self, request: Request, number: int) -> Response:
        return Response(s.ArtifactOut(page.artifact_page(*self.looking(number))).data)

    @extend_schema(operation_id="artifacts_register", request=s.DescriptionIn, responses={201: s.ArtifactOut})
    def post(self, request: Request, number: int) -> Response:
        """Register the artifact of my accepted paper."""
        values = taken(s.DescriptionIn, request.data)
        registration.register(description=_description(values), **self.acting(number))
        answer = self.get(request, number)
        answer.status_code = 201
        return answer

    @extend_schema(operation_id="artifacts_describe", request=s.DescriptionChangeIn, responses=s.ArtifactOut)
    def put(self, request: Request, number: int) -> Response:
        """Change what is said of it."""
        values = taken(s.DescriptionChangeIn, request.data)
        revision = values.pop("revision")
        registration.describe(revision=revision, description=_description(values), **self.acting(number))
        return self.get(request, number)

    @extend_schema(operation_id="artifacts_withdraw", request=None, responses={204: None})
    def delete(self, request: Request, number: int) -> Response:
        """Withdraw it from evaluation."""
        registration.withdraw(**self.acting(number))
        return Response(status=204)


def _description(values: dict[str, Any]) -> Description:
    return Description(**{**values, "badges_asked": tuple(values["badges_asked"])})


class Archives(ArtifactView):
    """Versions as archives."""

    parser_classes: Sequence[type[BaseParser]] = (MultiPartParser,)

    @extend_schema(
        operation_id="artifacts_archive_create",
        request={"multipart/form-data": s.ArtifactArchiveIn},
        responses={201: s.HandedInOut},
    )
    def post(self, request: Request, number: int) -> Response:
        """Hand in an archive; its SHA-256 is the receipt."""
        page.described(*self.looking(number)).change.require()
        values = taken(s.ArtifactArchiveIn, request.data)
        sent = values["file"]
        if sent.size > most_megabytes() * 1_000_000:
            raise Invalid({"file": f"At most {most_megabytes()} MB are taken. Hand in a link instead."})
        version = registration.hand_in_archive(
            stored=blobs.put(sent.file, now=self.site.now),
            filename=sent.name,
            stated_sha256=values["sha256"],
            note=values["note"],
            **self.acting(number),
        )
        return Response(s.HandedInOut(version).data, status=201)


class Links(ArtifactView):
    """Versions as links."""

    @extend_schema(
        operation_id="artifacts_link_create", request=s.ArtifactLinkIn, responses={201: s.HandedInOut}
    )
    def post(self, request: Request, number: int) -> Response:
        """Hand in a link with its checksum."""
        version = registration.hand_in_link(**taken(s.ArtifactLinkIn, request.data), **self.acting(number))
        return Response(s.HandedInOut(version).data, status=201)


class VersionFile(ArtifactView):
    """The archive of one version."""

    @extend_schema(operation_id="artifacts_file_retrieve", parameters=[RANGE], responses=FOREIGN)
    def get(self, request: Request, number: int, xid: str) -> HttpResponseBase:
        file = page.version_file(*self.looking(number, xid))
        return send_foreign(request._request, file.sha256, name=file.name, etag=file.sha256)


class StampedPaper(ArtifactView):
    """The camera-ready paper with its badges on it; public with the proceedings."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="artifacts_paper_retrieve",
        parameters=[RANGE],
        responses=PDF,
        auth=[],
    )
    def get(self, request: Request, number: int) -> HttpResponseBase:
        file = page.stamped_file(*self.looking(number))
        return downloads.send(
            request._request,
            blobs.open_blob(file.sha256),
            name=file.name,
            media_type="application/pdf",
            inline=True,
        )


class OwnWork(ArtifactView):
    """My own evaluation of an artifact."""

    @extend_schema(operation_id="artifacts_own_evaluation", responses=s.OwnWorkOut)
    def get(self, request: Request, number: int) -> Response:
        return Response(s.OwnWorkOut(page.own_work(*self.looking(number))).data)


class FirstLook(ArtifactView):
    """The first look; it goes to the authors at once."""

    @extend_schema(operation_id="artifacts_first_look", request=s.KickIn, responses=s.OwnWorkOut)
    def put(self, request: Request, number: int) -> Response:
        evaluation.kick_the_tires(**taken(s.KickIn, request.data), **self.acting(number))
        return Response(s.OwnWorkOut(page.own_work(*self.looking(number))).data)


class Evaluate(ArtifactView):
    """The evaluation; the authors read it when badges are released."""

    @extend_schema(operation_id="artifacts_evaluate", request=s.ArtifactEvaluationIn, responses=s.OwnWorkOut)
    def put(self, request: Request, number: int) -> Response:
        values = taken(s.ArtifactEvaluationIn, request.data)
        votes = values.pop("votes")
        ballots = tuple(Ballot(vote["badge"], Vote(vote["vote"]), vote["reason"]) for vote in votes)
        evaluation.evaluate(ballots=ballots, **values, **self.acting(number))
        return Response(s.OwnWorkOut(page.own_work(*self.looking(number))).data)


class Posts(ArtifactView):
    """Messages about an artifact."""

    @extend_schema(
        operation_id="artifacts_post_create", request=s.ArtifactPostIn, responses={201: s.ArtifactXidOut}
    )
    def post(self, request: Request, number: int) -> Response:
        values = taken(s.ArtifactPostIn, request.data)
        made = evaluation.post(
            audience=ArtifactAudience(values["audience"]), text=values["text"], **self.acting(number)
        )
        return Response(s.ArtifactXidOut(made).data, status=201)


class OwnConflict(ArtifactView):
    """A conflict of my own with an artifact that I work on."""

    @extend_schema(
        operation_id="artifacts_conflict_declare", request=s.ArtifactReasonIn, responses={204: None}
    )
    def post(self, request: Request, number: int) -> Response:
        assigning.declare_conflict(**taken(s.ArtifactReasonIn, request.data), **self.acting(number))
        return Response(status=204)


# For artifact chairs


class Evaluators(ArtifactView):
    """Who evaluates an artifact, and who else could."""

    @extend_schema(operation_id="artifacts_evaluators_list", responses=s.EvaluatorsOut)
    def get(self, request: Request, number: int) -> Response:
        return Response(s.EvaluatorsOut(seats.evaluators_page(*self.looking(number))).data)

    @extend_schema(
        operation_id="artifacts_evaluators_assign", request=s.EvaluatorIn, responses={201: s.ArtifactXidOut}
    )
    def post(self, request: Request, number: int) -> Response:
        """Give the artifact an evaluator."""
        made = assigning.assign(**taken(s.EvaluatorIn, request.data), **self.acting(number))
        return Response(s.ArtifactXidOut(made).data, status=201)


class AssignedEvaluator(ArtifactView):
    """One evaluation, as artifact chairs arrange it."""

    @extend_schema(operation_id="artifacts_evaluators_unassign", request=None, responses={204: None})
    def delete(self, request: Request, number: int, xid: str) -> Response:
        """Take the artifact back from an evaluator."""
        assigning.unassign(evaluation=xid, **self.acting(number))
        return Response(status=204)


class Conflicts(ArtifactView):
    """Conflicts of evaluators with an artifact."""

    @extend_schema(operation_id="artifacts_conflicts_add", request=s.BarIn, responses={201: s.ArtifactXidOut})
    def post(self, request: Request, number: int) -> Response:
        """Bar an evaluator from the artifact."""
        made = assigning.add_conflict(**taken(s.BarIn, request.data), **self.acting(number))
        return Response(s.ArtifactXidOut(made).data, status=201)


class OneConflict(ArtifactView):
    """One conflict that a chair entered."""

    @extend_schema(operation_id="artifacts_conflicts_lift", request=None, responses={204: None})
    def delete(self, request: Request, number: int, xid: str) -> Response:
        """Lift what was entered by mistake."""
        assigning.lift_conflict(conflict=xid, **self.acting(number))
        return Response(status=204)


class Proposal(ArtifactView):
    """A fair assignment to look at, and to take."""

    @extend_schema(
        operation_id="artifacts_proposal",
        parameters=[OpenApiParameter("wanted", OpenApiTypes.INT, description="evaluators for each artifact")],
        responses=s.ArtifactProposalOut,
    )
    def get(self, request: Request) -> Response:
        asked = whole(request.query_params.get("wanted", ""))
        wanted = seats.WANTED if asked is None else min(10, max(1, asked))
        return Response(s.ArtifactProposalOut(seats.proposal(*self.looking(wanted))).data)

    @extend_schema(
        operation_id="artifacts_proposal_take", request=s.ArtifactPairsIn, responses=s.ArtifactCountOut
    )
    def post(self, request: Request) -> Response:
        """Assign these pairs, all or none."""
        self.chair()
        values = taken(s.ArtifactPairsIn, request.data)
        pairs = [(pair["number"], pair["evaluator"]) for pair in values["pairs"]]
        return Response({"count": assigning.assign_many(pairs=pairs, **self.acting())})


class Decide(ArtifactView):
    """The badges of one artifact."""

    @extend_schema(operation_id="artifacts_badges_retrieve", responses=s.ArtifactDecideOut)
    def get(self, request: Request, number: int) -> Response:
        return Response(s.ArtifactDecideOut(badge_queries.decide_page(*self.looking(number))).data)

    @extend_schema(
        operation_id="artifacts_badges_decide", request=s.ArtifactDecideIn, responses=s.ArtifactDecideOut
    )
    def put(self, request: Request, number: int) -> Response:
        """Decide, or decide anew, until badges are released."""
        values = taken(s.ArtifactDecideIn, request.data)
        rulings = tuple(Ruling(**ruling) for ruling in values.pop("rulings"))
        badges.decide_badges(rulings=rulings, **values, **self.acting(number))
        return self.get(request, number)


class Release(ArtifactView):
    """The release of all badges."""

    @extend_schema(operation_id="artifacts_release_preview", responses=s.BadgeReleaseOut)
    def get(self, request: Request) -> Response:
        self.chair()
        return Response(s.BadgeReleaseOut(badge_queries.release_preview(*self.looking())).data)

    @extend_schema(operation_id="artifacts_release", request=s.BadgeReleaseIn, responses=s.ArtifactCountOut)
    def post(self, request: Request) -> Response:
        """Release them; answers how many letters leave."""
        self.chair()
        return Response(
            {"count": badges.release_badges(**taken(s.BadgeReleaseIn, request.data), **self.acting())}
        )


class Stamps(ArtifactView):
    """Stamped papers."""

    @extend_schema(operation_id="artifacts_stamp_again", request=None, responses=s.ArtifactCountOut)
    def post(self, request: Request) -> Response:
        """Stamp camera-ready papers that were changed since."""
        self.chair()
        return Response({"count": badges.stamp_again(**self.acting())})


class Roster(ArtifactView):
    """The artifact committee."""

    @extend_schema(operation_id="evaluators_list", parameters=[PAGE], responses=s.EvaluatorSeatPageOut)
    def get(self, request: Request) -> Response:
        rows = seats.roster(self.site.viewer, self.site.edition).seats
        return listed(request, rows, s.EvaluatorSeatOut, self.page_number(request))

    @extend_schema(
        operation_id="evaluators_import", request=s.EvaluatorImportIn, responses=s.EvaluatorImportOut
    )
    def post(self, request: Request) -> Response:
        """Put a list of people on the committee, all or none; `preview` only looks."""
        self.chair()
        values = taken(s.EvaluatorImportIn, request.data)
        checked = seats.check_roster(self.site.edition, values["text"])
        entries = s.ArtifactRosterEntryOut(checked.entries, many=True).data
        if values.pop("preview"):
            return Response({"added": 0, "entries": entries})
        done = committee.import_evaluators(**values, **self.acting())
        return Response({"added": done.added, "entries": entries})


class RosterSeat(ArtifactView):
    """One evaluator, for artifact chairs."""

    @extend_schema(operation_id="evaluators_retrieve", responses=s.EvaluatorSeatOut)
    def get(self, request: Request, xid: str) -> Response:
        return Response(s.EvaluatorSeatOut(seats.seat_of(self.site.viewer, self.site.edition, xid)).data)

    @extend_schema(operation_id="evaluators_change", request=s.ArtifactLoadIn, responses=s.EvaluatorSeatOut)
    def put(self, request: Request, xid: str) -> Response:
        """Set the load."""
        self.chair()
        committee.change_load(xid=xid, **taken(s.ArtifactLoadIn, request.data), **self.acting())
        return self.get(request, xid)

    @extend_schema(operation_id="evaluators_remove", request=s.ArtifactReasonIn, responses={204: None})
    def delete(self, request: Request, xid: str) -> Response:
        """Take the place back, with a reason."""
        self.chair()
        committee.remove_evaluator(xid=xid, **taken(s.ArtifactReasonIn, request.data), **self.acting())
        return Response(status=204)


class Invite(ArtifactView):
    """The invitation to one person."""

    @extend_schema(operation_id="evaluators_invite", request=None, responses={204: None})
    def post(self, request: Request, xid: str) -> Response:
        """Write it (again)."""
        self.chair()
        committee.send_invitation(xid=xid, **self.acting())
        return Response(status=204)


class InviteWaiting(ArtifactView):
    """Invitations that nobody has written yet."""

    @extend_schema(operation_id="evaluators_invite_waiting", request=None, responses=s.ArtifactCountOut)
    def post(self, request: Request) -> Response:
        """Write them all."""
        self.chair()
        return Response({"count": committee.send_waiting_invitations(**self.acting())})


class OwnSeat(ArtifactView):
    """My own place on the artifact committee, or the invitation to it."""

    @extend_schema(operation_id="evaluators_own_retrieve", responses=s.ArtifactSeatOut)
    def get(self, request: Request) -> Response:
        return Response(s.ArtifactSeatOut(seats.own_seat(self.site.viewer, self.site.edition)).data)

    @extend_schema(
        operation_id="evaluators_own_answer", request=s.ArtifactSeatIn, responses=s.ArtifactSeatOut
    )
    def put(self, request: Request) -> Response:
        """Accept, decline, change what I can run, leave."""
        seat = committee.answer_own(**taken(s.ArtifactSeatIn, request.data), **self.acting())
        return Response(s.ArtifactSeatOut(seat).data)


class Invitation(ArtifactView):
    """The invitation behind a letter's link; the token in the address is the key to it."""

    permission_classes = (AllowAny,)
    parser_classes = (JSONParser,)

    @extend_schema(operation_id="evaluators_invitation_retrieve", responses=s.ArtifactSeatOut, auth=[])
    def get(self, request: Request, token: str) -> Response:
        return Response(s.ArtifactSeatOut(seats.invitation(self.site.edition, token)).data)

    @extend_schema(
        operation_id="evaluators_invitation_answer",
        request=s.ArtifactSeatIn,
        responses=s.ArtifactSeatOut,
        auth=[],
    )
    def post(self, request: Request, token: str) -> Response:
        """Accept or decline."""
        committee.answer_invitation(token=token, **taken(s.ArtifactSeatIn, request.data), **self.acting())
        return self.get(request, token)


class PublicBadges(ArtifactView):
    """Badges that are public."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="badges_list", parameters=[PAGE], responses=s.PublicBadgesPageOut, auth=[])
    def get(self, request: Request) -> Response:
        rows = badge_queries.public_rows(*self.looking())
        return listed(request, rows, s.PublicBadgesOut, self.page_number(request))
