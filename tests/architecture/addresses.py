"""Every address of the site, read from the URL configuration, with values that lead somewhere in a `Cast`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from artifacts.models import ArtifactVersion, Evaluator
from committee.models import Assignment, Conflict, Member, Plan
from reviews.models import ReviewRequest, Rollback, Snapshot, Thread
from submissions.models import Document
from sysml.conference.models import Role, UnusualReading, Window
from tests.architecture.cast import Cast

_PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One URL pattern: its route as it stands in the configuration, without converters."""

    route: str
    pattern: str

    @property
    def of_edition(self) -> bool:
        return "<edition>" in self.route


def addresses() -> list[Address]:
    """All of our own; those of the sign-in library stand under accounts/ and are its own business."""
    return [found for found in _walk(get_resolver(), "") if not found.route.startswith("accounts/")]


def first_segments() -> set[str]:
    """What stands before the first slash in any address that is not an edition's."""
    return {
        found.route.split("/")[0] for found in _walk(get_resolver(), "") if not found.route.startswith("<")
    }


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + (str(entry.pattern) if isinstance(entry.pattern, RoutePattern) else "…")
        if isinstance(entry, URLPattern):
            yield Address(_PART.sub(r"<\1>", route), route)
        else:
            yield from _walk(entry, route)


def _xid(cast: Cast, route: str) -> str:
    paper = cast.papers["undecided"]
    rows: tuple[tuple[str, Any], ...] = (
        ("artifacts/<number>/files", ArtifactVersion.objects),
        ("/files/", Document.objects.filter(submission=paper)),
        ("/uploads/", Document.objects.filter(submission=paper)),
        ("/threads/", Thread.objects.filter(submission=paper, audience="reviewers")),
        ("/plan", Plan.objects),
        ("/conflicts/", Conflict.objects.filter(submission=paper)),
        ("reviewers/<xid>", Assignment.objects.filter(submission=paper)),
        ("requests/<xid>", ReviewRequest.objects.filter(submission=paper)),
        ("artifacts/evaluators", Evaluator.objects),
        ("artifacts/committee", Evaluator.objects),
        ("members", Member.objects),
        ("offices", Role.objects),
        ("windows", Window.objects),
        ("/snapshots/", Snapshot.objects),
        ("/roll-backs/", Rollback.objects),
        ("/looked/", UnusualReading.objects),
        ("/unusual-readings/", UnusualReading.objects),
    )
    for part, known in rows:
        if part in route:
            return str(known.order_by("pk")[0].xid)
    return "0123456789ab"


def path_of(address: Address, cast: Cast, number: int | None = None) -> str:
    """The address with the undecided paper of the world (or `number`) and rows of it filled in."""
    values = {
        "edition": cast.made.edition.slug,
        "number": str(number or cast.papers["undecided"].number),
        "xid": _xid(cast, address.route),
        "track": cast.made.track.slug,
        "slug": cast.made.track.slug,
        "label": "B",
        "audience": "reviewers",
        "kind": "members" if "files" in address.route else "opened",
        "page": "1",
        "key": "submissions" if "exports" in address.route else "chair",
        "token": "no-such-token",
        "batch": "0123456789ab",
    }
    return "/" + _PART.sub(lambda part: values.get(part.group(1), "none"), address.route)
