"""Every way to look at the site: routes from the URL configuration, in every manner in which they can be asked.

An `Asking` is one request, as plain data; `ask` makes it and gives an `Answer` that two worlds can be compared by.
Nothing is masked but what `MASKED_*` name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import yaml
from django.db import connection
from django.db.models import Q, QuerySet
from django.test import Client

from artifacts.domain import ArtifactAudience
from artifacts.models import ArtifactConflict, ArtifactVersion, Evaluation, Evaluator
from committee.models import Assignment, Conflict, Member, Plan
from reviews.domain import ThreadAudience
from reviews.models import ReviewRequest, Thread
from submissions.domain import DocumentKind
from submissions.models import Authorship, Document, Upload
from sysml.conference.domain import ActKind, WindowKind
from sysml.conference.models import Role, Window
from sysml.kernel.models import Job, Letter
from sysml.kernel.tokens import SCOPES
from tests.architecture.addresses import Address, addresses
from tests.noninterference.acts import Scene
from tests.noninterference.people import VISITOR
from tests.noninterference.worlds import LOOKED_AT, SLUG, Stage

MASKED_VALUES = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|once)"\s+value=")[^"]*(")|("X-CSRFToken": ")[^"]*(")'
)
"""By exact name: what guards forms against forgery, and what makes pressing twice register once."""
MASKED_COOKIES = ("csrftoken", "sessionid")
COUNTED = frozenset(
    {
        "<edition>/submissions/<number>/", "<edition>/submissions/all/", "<edition>/home/", "<edition>/search/",
        "<edition>/reviews/", "<edition>/committee/papers/", "<edition>/committee/bids/", "<edition>/chair/",
        "<edition>/chair/papers/", "<edition>/chair/decide/", "<edition>/chair/committee/", "<edition>/artifacts/",
        "api/v1/editions/<edition>/submissions", "api/v1/editions/<edition>/submissions/<number>",
        "api/v1/editions/<edition>/search", "api/v1/editions/<edition>/todo",
    }
)  # fmt: skip
"""Routes on which the number of queries is compared too."""

MAIL = "(letters received)"
"""What reaches a person without a request counts as a route of its own."""

_PART = re.compile(r"<(?:\w+:)?(\w+)>")
_SCHEMA = Path(__file__).parents[2] / "docs" / "openapi.yaml"


@dataclass(frozen=True)
class Asking:
    """One request of one observer."""

    observer: str
    route: str
    url: str
    manner: str = "session"
    """How: "session", "token", "token <scope>", "fragment" or "as <somebody>"."""
    paper: str = ""
    """About which paper, by its name in the plan."""


@dataclass(frozen=True)
class Answer:
    """What came back, without what is masked."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    queries: int | None = None


@lru_cache(maxsize=1)
def routes() -> dict[str, Address]:
    """Every address that can be fetched, by route."""
    return {address.route: address for address in addresses()} | {MAIL: Address(MAIL, MAIL)}


# Values that lead somewhere


def _of(scene: Scene, path: str = "submission") -> Q:
    return Q(**{f"{path}__edition": scene.edition})


def _rows(scene: Scene, route: str) -> QuerySet[Any] | None:
    """The rows that an address with <xid> may name; the first part that occurs in the route decides."""
    known: tuple[tuple[str, Any], ...] = (
        ("artifacts/<number>/files", ArtifactVersion.objects.filter(_of(scene))),
        ("artifacts/<number>/conflicts", ArtifactConflict.objects.filter(_of(scene))),
        ("artifacts/<number>/evaluators", Evaluation.objects.filter(_of(scene))),
        ("artifacts/", Evaluator.objects.filter(edition=scene.edition)),
        ("/uploads/", Upload.objects.filter(_of(scene))),
        ("/files/", Document.objects.filter(_of(scene))),
        ("/threads/", Thread.objects.filter(_of(scene))),
        ("/plan", Plan.objects.filter(track__edition=scene.edition)),
        ("/conflicts/", Conflict.objects.filter(_of(scene))),
        ("reviewers/", Assignment.objects.filter(_of(scene))),
        ("requests/", ReviewRequest.objects.filter(_of(scene))),
        ("asked/", ReviewRequest.objects.filter(_of(scene))),
        ("claim", Authorship.objects.filter(_of(scene))),
        ("members", Member.objects.filter(edition=scene.edition)),
        ("chair/committee", Member.objects.filter(edition=scene.edition)),
        ("offices", Role.objects.filter(edition=scene.edition)),
        ("windows", Window.objects.filter(edition=scene.edition)),
        ("/time/", Window.objects.filter(edition=scene.edition)),
        ("calendar", Window.objects.filter(edition=scene.edition)),
        ("letters", Letter.objects.filter(scope=SLUG)),
        ("jobs", Job.objects.all()),
    )
    return next((rows for part, rows in known if part in route), None)


class Values:
    """What fills the parts of addresses, read from the world in which everything exists."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._xids: dict[str, list[str]] = {}
        self._batches = sorted(set(Letter.objects.exclude(batch="").values_list("batch", flat=True)))

    def xids(self, route: str, numbers: Sequence[int]) -> list[str]:
        """Rows that such an address may name: of these papers where it is about a paper."""
        key = f"{route} {numbers}"
        if key not in self._xids:
            rows = _rows(self.scene, route)
            if rows is not None and numbers and "<number>" in route and hasattr(rows.model, "submission"):
                rows = rows.filter(submission__number__in=numbers)
            found = [] if rows is None else sorted(rows.values_list("xid", flat=True)[:60])
            self._xids[key] = found or ["0123456789ab"]
        return self._xids[key]

    def url(self, route: str, paper: str, random: Random) -> str:
        """An address of this route, about this paper where it is about one ("" for any)."""
        known = self.scene.numbers
        numbers = [known[paper]] if paper in known else sorted(known.values())
        number = random.choice(numbers) if numbers else 9998
        return "/" + _PART.sub(lambda part: quote(self._value(part[1], route, number, random)), route)

    def _value(self, name: str, route: str, number: int, random: Random) -> str:
        if name == "edition":
            return SLUG
        if name == "number":
            return str(number)
        if name == "xid":
            return random.choice(self.xids(route, [number]))
        if name == "batch":
            return random.choice([*self._batches, "0123456789ab"])
        return random.choice(_choices(name, route))


def _choices(name: str, route: str) -> Sequence[str]:
    if name == "kind":
        if "committee/files" in route:
            return ("members", "assignments", "bids", "conflicts")
        if "upload" in route:
            return [kind.value for kind in DocumentKind]
        if "calendar" in route:
            return [kind.value for kind in WindowKind]
        return (
            [kind.value for kind in ActKind]
            if "acts" in route
            else ("review-reminder", "decision", "assigned")
        )
    if name == "audience":
        return [a.value for a in (ArtifactAudience if "artifacts" in route else ThreadAudience)]
    known: Mapping[str, Sequence[str]] = {
        "track": ("research", "industry"), "slug": ("research", "industry"), "label": "ABCDEF", "page": "12",
        "key": ("papers", "authors", "reviews", "decisions") if "exports" in route else ("chair", "author"),
        "token": ("no-such-token",), "code": ("leading", "hidden-text"),
    }  # fmt: skip
    return known.get(name, ("none",))


# What stands behind the question mark

WORDS = (
    "zebras", "quaggas", "okapis", "gnus", "tapirs", "yaks", "-zebras", "eoz", "nnay", "flor", "xer", "anig", "leon",
    "rolf", "rex", "noel", "sila", "adele", "alma", "plagiarism", "changed", "accept", "reject", "score:4", "none",
    "-none", "dec:none", "not rolf", "keen", "simulator",
)  # fmt: skip
"""Searched for, with and without negation: names and words that some people may not meet."""

_LIST = {
    "q": WORDS,
    "page": ("1", "2", "99"),
    "sort": ("number", "-number", "title", "-title", "status", "-status"),
}
_ROSTER = {
    "q": WORDS,
    "side": ("ml", "systems", "bridge"),
    "state": ("accepted", "invited", "suggested", "confirmed"),
}
_DESK = {
    "sort": ("number", "title", "ml", "systems", "gap", "mean", "lead", "advice", "decision"), "desc": ("1",),
    "verdict": ("undecided", "accept", "conditional", "reject"), "sides": ("both", "missing"), "gap": ("1", "2"),
    "track": ("research", "industry"), "q": WORDS, "page": ("1", "2"),
}  # fmt: skip
PARAMETERS: dict[str, Mapping[str, Sequence[str]]] = {
    "submissions/all/": {**_LIST, "status": ("draft", "complete", "withdrawn", "accepted", "rejected")},
    "submissions/unfinished/": _LIST,
    "search/": _LIST,
    "committee/bids/": {"only": ("unbid", "2", "1", "-1", "-2"), "leans": ("ml", "systems"), "q": WORDS},
    "committee/conflicts/": _ROSTER,
    "conflicts/": _ROSTER,
    "chair/committee/": _ROSTER,
    "chair/conflicts/": _ROSTER,
    "chair/bids/": {"short": ("1", "0")},
    "chair/papers/": {"short": ("1", "0"), "q": WORDS, "page": ("1", "2")},
    "reviewers/": {"side": ("ml", "systems"), "q": WORDS},
    "chair/plan/": {"track": ("research", "industry"), "short": ("1",)},
    "chair/plan/<xid>/": {"short": ("1",), "page": ("1", "2")},
    "chair/late/": {"show": ("all",)},
    "chair/questions/": {"show": ("all",)},
    "chair/decide/": _DESK,
    "chair/decide/decisions.csv": _DESK,
    "chair/release/": {"track": ("research", "industry")},
    "chair/log/": {"q": WORDS, "action": ("review.submitted", "submission", "authors.revealed", "assign")},
    "chair/view-as/": {"q": WORDS},
    "chair/mail/": {"group": ("authors", "reviewers", "members", "chairs", "authors-accepted")},
    "chair/mail/outbox/": {
        "status": ("queued", "sent", "held"),
        "kind": ("assigned", "test"),
        "page": ("1", "2"),
    },
    "chair/rules/": {
        "phase": ("now", "reviewing-opens"),
        "setting": ("members_see_files",),
        "value": ("yes", "no"),
    },
    "calendar.ics": {"window": ("submission", "reviewing")},
    "artifacts/": {"show": ("all", "mine")},
    "artifacts/assign/": {"wanted": ("1", "2")},
}
"""Route, below the edition, → parameter → values. For the API the schema is asked."""


@lru_cache(maxsize=1)
def _of_schema() -> dict[str, dict[str, Sequence[str]]]:
    document = yaml.load(_SCHEMA.read_text(), Loader=yaml.CSafeLoader)
    shared = document["components"].get("parameters", {})
    found: dict[str, dict[str, Sequence[str]]] = {}
    for path, operations in document["paths"].items():
        names: dict[str, Sequence[str]] = {}
        for given in operations.get("get", {}).get("parameters", []):
            one = shared[given["$ref"].rpartition("/")[2]] if "$ref" in given else given
            if one["in"] == "query":
                names[one["name"]] = _values_of(one["name"], one.get("schema", {}), document)
        found[path.replace("{", "<").replace("}", ">").strip("/")] = names
    return found


def _values_of(name: str, schema: Mapping[str, Any], document: Mapping[str, Any]) -> Sequence[str]:
    for part in (schema, *schema.get("allOf", ()), *schema.get("oneOf", ())):
        known = document["components"]["schemas"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        if "enum" in known:
            return tuple(str(value) for value in known["enum"] if value not in (None, "")) or ("1",)
    kinds = str(schema.get("type", ""))
    if "boolean" in kinds:
        return ("true", "false")
    if "integer" in kinds or "number" in kinds:
        return ("1", "2", "50")
    return {**_LIST, **_DESK}.get(name, WORDS)


def parameters(route: str) -> Mapping[str, Sequence[str]]:
    """What may stand behind the question mark of this route."""
    if route.startswith("api/"):
        return _of_schema().get(route.rstrip("/"), {})
    return PARAMETERS.get(route.removeprefix("<edition>/"), {})


# Asking


def askings(
    stage: Stage, values: Values, observer: str, chosen: Sequence[str], papers: Sequence[str], random: Random
) -> Iterator[Asking]:
    """One request for each of these routes, in a manner and with a query drawn at random."""
    for route in chosen:
        paper = random.choice(papers) if papers else ""
        if route == MAIL:
            yield Asking(observer, route, MAIL, paper=paper)
            continue
        url = values.url(route, paper, random)
        known = parameters(route)
        if known and random.random() < 0.6:
            names = random.sample(sorted(known), random.randint(1, min(2, len(known))))
            url += "?" + "&".join(f"{name}={quote(random.choice(known[name]))}" for name in names)
        yield Asking(observer, route, url, random.choice(_manners(stage, observer, route)), paper)


def _manners(stage: Stage, observer: str, route: str) -> list[str]:
    if observer == VISITOR:
        return ["session"]
    if route.startswith("api/"):
        return ["session", "token"] * 6 + [f"token {scope}" for scope in SCOPES]
    looking = [f"as {other}" for other in LOOKED_AT if f"{observer} as {other}" in stage.sessions]
    return ["session"] * 6 + ["fragment", *looking]


def ask(stage: Stage, client: Client, asking: Asking) -> Answer:
    """Make the request in the world as it stands."""
    if asking.url == MAIL:
        return letters(stage, asking.observer)
    client.cookies.clear()
    headers = {"X-Request-ID": "a-request-of-the-harness"}
    if asking.manner.startswith("token"):
        headers["Authorization"] = f"Bearer {stage.tokens[asking.observer, asking.manner[6:]]}"
    elif asking.manner.startswith("as "):
        client.cookies["sessionid"] = stage.sessions[f"{asking.observer} {asking.manner}"]
    elif asking.observer != VISITOR:
        client.cookies["sessionid"] = stage.sessions[asking.observer]
    if asking.manner == "fragment":
        headers |= {"HX-Request": "true"}
    counter = _Counter()
    with connection.execute_wrapper(counter):
        response: Any = client.get(asking.url, headers=headers)
        body = response.getvalue() if response.streaming else response.content
    for close in response._resource_closers:  # response.close() would end the transaction
        close()
    return Answer(
        response.status_code,
        tuple(sorted(_headers(response))),
        MASKED_VALUES.sub(rb"\1\3masked\2\4", body),
        counter.count if asking.route in COUNTED else None,
    )


class _Counter:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def _headers(response: Any) -> Iterator[tuple[str, str]]:
    yield from response.headers.items()
    for name, cookie in response.cookies.items():
        yield "Set-Cookie", f"{name}=masked" if name in MASKED_COOKIES else str(cookie)


def letters(stage: Stage, observer: str) -> Answer:
    """All that has been written to this person, in the order in which it was written."""
    if observer == VISITOR:
        return Answer(204)
    user = stage.users[observer]
    rows = Letter.objects.filter(Q(person=user) | Q(to=user.email)).order_by("created_at", "key")
    written = [
        "\n".join((row.created_at.isoformat(), row.to, row.reply_to, row.subject, row.body, row.status))
        for row in rows
    ]
    return Answer(200, (("letters", str(len(written))),), "\n\n".join(written).encode())
