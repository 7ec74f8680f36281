"""The API of editions and their settings; the same queries and commands as the pages."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from sysml.conference import queries
from sysml.conference.commands import calendar, editions, offices, tracks, wording
from sysml.conference.commands.calendar import Scope
from sysml.conference.domain import ActKind, RoleKind, TopicLine, WindowKind
from sysml.conference.models import Edition, Track
from sysml.conference.policies import may_look_at_settings
from sysml.conference.queries import WindowRow
from sysml.conference.serializers import (
    ActSerializer,
    CloneSerializer,
    EditionRowSerializer,
    EditionSerializer,
    LetterSerializer,
    NewEditionSerializer,
    NewTrackSerializer,
    OfficeSerializer,
    TopicsSerializer,
    TrackSerializer,
    UndoSerializer,
    WindowSerializer,
    list_of,
)
from sysml.conference.stages import PUBLIC_WINDOWS
from sysml.kernel.api import ApiView
from sysml.kernel.errors import Invalid, NotFound
from sysml.kernel.queries import person_by_address


def _valid(form: "Serializer[Any]") -> dict[str, Any]:
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _listed(rows: Iterable[Any]) -> Response:
    """A list that is short by nature, whole."""
    return Response({"results": [asdict(row) for row in rows], "next": None})


class EditionListView(ApiView):
    """Editions that I may know of."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    scopes = {"GET": "profile:read", "POST": "chair:write"}

    @extend_schema(operation_id="editions_list", responses=list_of(EditionRowSerializer), tags=["editions"])
    def get(self, request: Request) -> Response:
        """Open editions, and those that I prepare."""
        return _listed(queries.editions(self.site.viewer, self.site.now))

    @extend_schema(
        operation_id="editions_create",
        request=NewEditionSerializer,
        responses={201: EditionRowSerializer},
        tags=["editions"],
    )
    def post(self, request: Request) -> Response:
        """A new edition from a preset; I become its first chair."""
        data = _valid(NewEditionSerializer(data=request.data))
        made = editions.make_edition(by=self.site.viewer, now=self.site.now, is_demo=settings.DEMO, **data)
        return Response(asdict(queries.edition_row(made, is_open=False)), status=status.HTTP_201_CREATED)


class EditionDetailView(ApiView):
    """One edition."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    scopes = {"GET": "profile:read", "PATCH": "chair:write"}

    @extend_schema(operation_id="editions_retrieve", responses=EditionSerializer, tags=["editions"])
    def get(self, request: Request) -> Response:
        """What the edition says of itself, its tracks, topics and dates."""
        return Response(self._shown(self.site.edition))

    @extend_schema(
        operation_id="editions_update",
        request=EditionSerializer(partial=True),
        responses=EditionSerializer,
        tags=["settings"],
    )
    def patch(self, request: Request) -> Response:
        """Change what the public pages say."""
        data = _valid(EditionSerializer(data=request.data, partial=True))
        version = data.pop("version", None)
        if version is None:
            raise Invalid({"version": "Send the version that you have read."})
        edition = editions.describe_edition(
            by=self.site.viewer,
            edition=self.site.edition,
            version=version,
            changes=data,
            now=self.site.now,
        )
        return Response(self._shown(edition))

    def _shown(self, edition: Edition) -> dict[str, Any]:
        shown = asdict(queries.visit(self.site.viewer, self.site.at, edition))
        public = ("slug", "name", "sides", "blindness", "paper_format", "max_megabytes", "supplements",
                  "response_words", "checklist", "attributes")  # fmt: skip
        found = queries.tracks(edition)
        dates = queries.public_dates(edition, now=self.site.now, own_zone="UTC")
        wanted = ("xid", "kind", "words", "track", "opens_at", "closes_at", "state")
        return shown | {
            "tracks": [{name: getattr(track, name) for name in public} for track in found],
            "topics": [asdict(topic) for topic in queries.topics(edition)],
            "dates": [
                {name: getattr(row, name) for name in wanted} for row in dates if row.kind in PUBLIC_WINDOWS
            ],
        }


class SettingsView(ApiView):
    """Base of the endpoints of settings: they do not exist for anybody but the chairs."""

    scopes = {
        "GET": "chair:read",
        "POST": "chair:write",
        "PUT": "chair:write",
        "PATCH": "chair:write",
        "DELETE": "chair:write",
    }

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not may_look_at_settings(self.site.viewer):
            raise NotFound

    @property
    def common(self) -> dict[str, Any]:
        """What every command takes."""
        return {"by": self.site.viewer, "edition": self.site.edition, "now": self.site.now}

    def track(self, slug: str) -> Track | None:
        """The track of this short name; a wrong one is an error of the field."""
        try:
            return queries.track_row(self.site.edition, slug)
        except NotFound as error:
            raise Invalid({"track": "There is no such track."}) from error


class CloneView(SettingsView):
    """The next year's edition."""

    @extend_schema(
        operation_id="editions_clone",
        request=CloneSerializer,
        responses={201: EditionRowSerializer},
        tags=["settings"],
    )
    def post(self, request: Request) -> Response:
        """Make a new edition with this one's settings."""
        data = _valid(CloneSerializer(data=request.data))
        made = editions.clone_edition(
            by=self.site.viewer, source=self.site.edition, now=self.site.now, **data
        )
        return Response(asdict(queries.edition_row(made, is_open=False)), status=status.HTTP_201_CREATED)


class TopicView(SettingsView):
    """Topics, all at once."""

    @extend_schema(
        operation_id="topics_replace", request=TopicsSerializer, responses=TopicsSerializer, tags=["settings"]
    )
    def put(self, request: Request) -> Response:
        """Make the topics exactly these. One that is in use cannot go."""
        data = _valid(TopicsSerializer(data=request.data))
        tracks.set_topics(**self.common, topics=[TopicLine(**row) for row in data["topics"]])
        return Response({"topics": [asdict(topic) for topic in queries.topics(self.site.edition)]})


class TrackListView(SettingsView):
    """Tracks with everything that chairs set."""

    @extend_schema(operation_id="tracks_list", responses=list_of(TrackSerializer), tags=["settings"])
    def get(self, request: Request) -> Response:
        """Every track."""
        found = queries.tracks(self.site.edition)
        return Response({"results": [_track(track) for track in found], "next": None})

    @extend_schema(
        operation_id="tracks_create",
        request=NewTrackSerializer,
        responses={201: TrackSerializer},
        tags=["settings"],
    )
    def post(self, request: Request) -> Response:
        """A further track."""
        made = tracks.add_track(**self.common, **_valid(NewTrackSerializer(data=request.data)))
        return Response(_track(queries.track_view(made)), status=status.HTTP_201_CREATED)


def _track(track: queries.TrackView) -> dict[str, Any]:
    shown = asdict(track)
    shown.pop("format_name")
    sides, wanted = shown.pop("sides") or ("", ""), shown.pop("wanted")
    return shown | {"side_a": sides[0], "side_b": sides[1], "wanted_a": wanted[0], "wanted_b": wanted[1]}


class TrackDetailView(SettingsView):
    """One track."""

    @extend_schema(operation_id="tracks_retrieve", responses=TrackSerializer, tags=["settings"])
    def get(self, request: Request, slug: str) -> Response:
        """A track with everything that chairs set."""
        return Response(_track(queries.track(self.site.edition, slug)))

    @extend_schema(
        operation_id="tracks_update",
        request=TrackSerializer(partial=True),
        responses=TrackSerializer,
        tags=["settings"],
    )
    def patch(self, request: Request, slug: str) -> Response:
        """Change a track."""
        data = _valid(TrackSerializer(data=request.data, partial=True))
        version = data.pop("version", None)
        if version is None:
            raise Invalid({"version": "Send the version that you have read."})
        if "paper_format" in data:
            data["paper_format"] = {"preset": data["paper_format"]}
        changed = tracks.change_track(**self.common, slug=slug, version=version, changes=data)
        return Response(_track(queries.track_view(changed)))

    @extend_schema(operation_id="tracks_remove", responses={204: None}, tags=["settings"])
    def delete(self, request: Request, slug: str) -> Response:
        """Take out a track without papers."""
        tracks.remove_track(**self.common, slug=slug)
        return Response(status=status.HTTP_204_NO_CONTENT)


class WindowListView(SettingsView):
    """The calendar with its hidden graces."""

    @extend_schema(operation_id="windows_list", responses=list_of(WindowSerializer), tags=["settings"])
    def get(self, request: Request) -> Response:
        """Every window of the edition, of tracks and of persons."""
        rows = queries.windows(self.site.edition, now=self.site.now, own_zone="UTC")
        return Response({"results": [_window(row) for row in rows], "next": None})

    @extend_schema(
        operation_id="windows_move", request=WindowSerializer, responses=WindowSerializer, tags=["settings"]
    )
    def post(self, request: Request) -> Response:
        """Set a window for the edition, a track or a person; a paper’s is set at the paper."""
        data = _valid(WindowSerializer(data=request.data))
        person = person_by_address(data["person"]) if data["person"] else None
        if data["person"] and person is None:
            raise Invalid({"person": "No account has this address."})
        moved = calendar.move_window(
            **self.common,
            kind=WindowKind(data["kind"]),
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            grace=timedelta(minutes=data["grace_minutes"]),
            reason=data["reason"],
            scope=Scope(track=None if person else self.track(data["track"]), person=person),
        )
        rows = queries.windows(self.site.edition, now=self.site.now, own_zone="UTC")
        return Response(next(_window(row) for row in rows if row.xid == moved.xid))


def _window(row: WindowRow) -> dict[str, Any]:
    return {
        "xid": row.xid,
        "kind": row.kind,
        "track": row.track_slug,
        "person": row.person_email,
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "grace_minutes": row.grace_minutes,
        "reason": row.reason,
    }


class WindowDetailView(SettingsView):
    """One window."""

    @extend_schema(operation_id="windows_remove", responses={204: None}, tags=["settings"])
    def delete(self, request: Request, xid: str) -> Response:
        """Take a window out: the edition's part is off, an exception ends."""
        rows = queries.windows(self.site.edition, now=self.site.now, own_zone="UTC")
        row = next((row for row in rows if row.xid == xid), None)
        if row is None:
            raise NotFound
        person = person_by_address(row.person_email) if row.person_email else None
        scope = Scope(track=self.track(row.track_slug), person=person)
        calendar.remove_window(**self.common, kind=row.kind, scope=scope)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ActListView(SettingsView):
    """Acts of the edition as a whole."""

    @extend_schema(operation_id="acts_list", responses=list_of(ActSerializer), tags=["settings"])
    def get(self, request: Request) -> Response:
        """What can be done, and what has been."""
        return Response({"results": [_act(row) for row in queries.acts(self.site.edition)], "next": None})

    @extend_schema(operation_id="acts_do", request=ActSerializer, responses=ActSerializer, tags=["settings"])
    def post(self, request: Request) -> Response:
        """Open, freeze, publish, close. Doing it again changes nothing."""
        data = _valid(ActSerializer(data=request.data))
        editions.do_act(**self.common, kind=ActKind(data["kind"]), reason=data["reason"])
        return Response(next(_act(r) for r in queries.acts(self.site.edition) if r.kind == data["kind"]))


def _act(row: queries.ActRow) -> dict[str, Any]:
    return {"kind": row.kind, "done_at": row.done_at, "by": row.by}


class ActUndoView(SettingsView):
    """Taking an act back."""

    @extend_schema(
        operation_id="acts_undo", request=UndoSerializer, responses=ActSerializer, tags=["settings"]
    )
    def post(self, request: Request, kind: str) -> Response:
        """Unfreeze, hide a list again. What was released to people is never taken back."""
        data = _valid(UndoSerializer(data=request.data))
        if kind not in queries.ACT_WORDS:
            raise NotFound
        editions.undo_act(**self.common, kind=ActKind(kind), reason=data["reason"])
        return Response(next(_act(row) for row in queries.acts(self.site.edition) if row.kind == kind))


class OfficeListView(SettingsView):
    """Offices."""

    @extend_schema(operation_id="offices_list", responses=list_of(OfficeSerializer), tags=["settings"])
    def get(self, request: Request) -> Response:
        """Who holds which office."""
        return Response({"results": [_office(o) for o in queries.offices(self.site.edition)], "next": None})

    @extend_schema(
        operation_id="offices_give",
        request=OfficeSerializer,
        responses={201: OfficeSerializer},
        tags=["settings"],
    )
    def post(self, request: Request) -> Response:
        """Give an office to the person of an address; giving it again changes its title."""
        data = _valid(OfficeSerializer(data=request.data))
        person = person_by_address(data["email"])
        if person is None:
            raise Invalid({"email": "No account has this address."})
        role = offices.give_office(
            **self.common,
            person=person,
            kind=RoleKind(data["kind"]),
            title=data["title"],
            track=self.track(data["track"]),
        )
        found = next(o for o in queries.offices(self.site.edition) if o.xid == role.xid)
        return Response(_office(found), status=status.HTTP_201_CREATED)


def _office(office: queries.Office) -> dict[str, Any]:
    shown = asdict(office)
    shown.pop("words")
    return shown


class OfficeDetailView(SettingsView):
    """One office."""

    @extend_schema(operation_id="offices_take", responses={204: None}, tags=["settings"])
    def delete(self, request: Request, xid: str) -> Response:
        """Take the office away."""
        offices.take_office(**self.common, xid=xid)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LetterListView(SettingsView):
    """Kinds of letters."""

    @extend_schema(operation_id="letter_kinds_list", responses=list_of(LetterSerializer), tags=["settings"])
    def get(self, request: Request) -> Response:
        """Every kind with its switch."""
        return _listed(queries.letter_kinds(self.site.viewer, self.site.edition))


class LetterDetailView(SettingsView):
    """One kind of letter."""

    @extend_schema(
        operation_id="letter_kinds_update",
        request=LetterSerializer(partial=True),
        responses=LetterSerializer,
        tags=["settings"],
    )
    def patch(self, request: Request, kind: str) -> Response:
        """Switch the kind on or off (`is_on`), or give it other words (`subject` and `body` together)."""
        chosen = wording.kind_of(kind)
        data = _valid(LetterSerializer(data=request.data, partial=True))
        if ("subject" in data) != ("body" in data):
            raise Invalid({"body": "Send subject and body together."})
        if "subject" in data:
            wording.word_letter(**self.common, kind=chosen.key, subject=data["subject"], body=data["body"])
        edition = self.site.edition
        if "is_on" in data:
            edition = editions.switch_letters(**self.common, kind=chosen.key, on=data["is_on"])
        rows = queries.letter_kinds(self.site.viewer, edition)
        return Response(next(asdict(row) for row in rows if row.key == chosen.key))
