"""A crawler from outside: it is given an address and what a browser or a script would send, and knows no more.

It follows every link, every form that asks (GET), sitemap and robots, fragments that pages load, and every path of
the OpenAPI document, filled with whatever identifiers it has met (or was told, as somebody who overheard them). What
has been visited least often comes first, so that a short crawl sees a little of everything.

Nothing here imports the project; a test holds it to that.
"""

import http.client
import io
import json
import re
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice, product
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

import yaml

SEEDS = ("/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt")
WORD = "canary"
"""What the crawler types into free fields; a search that finds more than it may would show the rest of the word."""
_ID = re.compile(r"^[0-9a-hjkmnp-tv-z]{12}$")
_LOCATION = re.compile(r"<loc>([^<]+)</loc>|^(?:Allow|Disallow|Sitemap):\s*(\S+)", re.MULTILINE)
_LEAVES = re.compile(r"/(logout|signout|delete|stop)/?$")
_PLAIN = ("text/", "application/json", "application/problem+json", "application/xml", "application/x-bibtex")
FILLINGS = 12
MOST_GUESSES = 40
LONGEST = 64 << 20


@dataclass(frozen=True)
class Answer:
    """What came back: enough to look for a word in every part of it."""

    url: str
    status: int
    headers: str
    kind: str
    body: bytes

    def texts(self) -> Iterator[str]:
        """Everything that can be read in it: headers, body, and names and contents of what it packs."""
        yield self.headers
        yield self.body.decode("utf-8", "replace")
        if self.body[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(self.body)) as archive:
                for member in archive.infolist():
                    yield member.filename + member.comment.decode("utf-8", "replace")
                    yield archive.read(member).decode("utf-8", "replace")


class _Page(HTMLParser):
    """Addresses on a page, and its asking forms with every choice that they offer."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._form: dict[str, list[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name in {"href", "src"} or name.endswith(("-url", "-get", "-poll", "-src")):
                self.links.append(value)
        if tag == "form":
            self._form = {} if given.get("method", "get").lower() == "get" else None
            if self._form is not None:
                self.forms.append((given.get("action", ""), self._form))
        elif self._form is not None:
            self._field(tag, given, self._form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _field(self, tag: str, given: dict[str, str], form: dict[str, list[str]]) -> None:
        name = given.get("name", "")
        if tag == "select":
            self._select = name
            form.setdefault(name, [])
        elif tag == "option" and self._select:
            form[self._select].append(given.get("value", ""))
        elif tag == "input" and name:
            free = given.get("type", "text") in {"text", "search", "email"}
            form.setdefault(name, []).append(given.get("value") or (WORD if free else "on"))


@dataclass
class Crawler:
    """One visitor: a browser with a cookie, a script with a token, or nobody."""

    start: str
    headers: Mapping[str, str] = field(default_factory=dict)
    hints: Iterable[str] = ()
    seeds: Iterable[str] = ()
    met: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._host = urlsplit(self.start).netloc
        self._connection: http.client.HTTPConnection | None = None
        self._waiting: defaultdict[str, list[str]] = defaultdict(list)
        self._known: set[str] = set()
        self._values: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._paths: dict[str, list[list[str]]] = {}
        for hint in self.hints:
            self._note_value(hint)
        for seed in (*SEEDS, *self.seeds):
            self._note(seed)

    def crawl(self, *, requests: int, until: float) -> Iterator[Answer]:
        """Up to so many answers, before this instant of `time.monotonic`."""
        for _ in range(requests):
            if time.monotonic() > until:
                return
            path = self._next()
            if path is None:
                return
            answer = self._get(path)
            self.statuses[answer.status] += 1
            self._learn(path, answer)
            yield answer
        self.close()

    def close(self) -> None:
        """Give the connection up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def waiting(self) -> int:
        """How many addresses are known and were not asked yet."""
        return sum(map(len, self._waiting.values()))

    def _next(self) -> str | None:
        shapes = [shape for shape, paths in self._waiting.items() if paths]
        if not shapes:
            return None
        shape = min(shapes, key=lambda one: (self.met[one], one))
        self.met[shape] += 1
        return self._waiting[shape].pop(0)

    def _get(self, path: str) -> Answer:
        for attempt in (1, 2):
            try:
                return self._ask(path)
            except (http.client.HTTPException, ConnectionError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError(path)

    def _ask(self, path: str) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self._host, timeout=60)
        self._connection.request("GET", path, headers=dict(self.headers))
        response = self._connection.getresponse()
        body = response.read(LONGEST)
        head = "\n".join(f"{name}: {value}" for name, value in response.getheaders())
        kind = response.headers.get_content_type()
        if location := response.getheader("Location"):
            self._note(urljoin(path, location))
        if response.will_close or len(body) == LONGEST:
            self.close()
        return Answer(path, response.status, head, kind, body)

    # Learning

    def _note(self, link: str) -> None:
        parts = urlsplit(urljoin(self.start, link))
        if parts.scheme not in {"http", "https"} or parts.netloc != self._host:
            return
        path = quote(parts.path or "/", safe="/%:@-._~!$&'()*+,;=") + (
            f"?{parts.query}" if parts.query else ""
        )
        if path in self._known or _LEAVES.search(parts.path) or len(path) > 800:
            return
        self._known.add(path)
        for part in parts.path.split("/"):
            self._note_value(part)
        self._waiting[_shape(path)].append(path)
        self._guess(path)

    def _guess(self, path: str) -> None:
        """The same address with each number and id that was overheard, behind those that were linked."""
        address, mark, query = path.partition("?")
        parts = address.split("/")
        for place, part in enumerate(parts):
            for hint in self.hints if _kind(part) in {"number", "id"} else ():
                if _kind(hint) == _kind(part):
                    guess = "/".join([*parts[:place], hint, *parts[place + 1 :]]) + mark + query
                    if guess not in self._known and len(self._waiting[_shape(guess)]) < MOST_GUESSES:
                        self._known.add(guess)
                        self._waiting[_shape(guess)].append(guess)

    def _note_value(self, value: str) -> None:
        kind = _kind(value)
        if kind and value not in self._values[kind]:
            self._values[kind][value] = None

    def _learn(self, path: str, answer: Answer) -> None:
        if answer.kind == "text/html":
            self._learn_page(path, answer.body.decode("utf-8", "replace"))
        elif "openapi" in answer.kind or path.endswith((".yaml", ".yml")):
            self._learn_schema(yaml.safe_load(answer.body))
        elif answer.kind in {"application/json", "application/problem+json"}:
            self._learn_data(path, json.loads(answer.body or b"null"))
        elif answer.kind.startswith(_PLAIN):
            for found in _LOCATION.finditer(answer.body.decode("utf-8", "replace")):
                self._note(urljoin(path, found[1] or found[2]))

    def _learn_page(self, path: str, text: str) -> None:
        page = _Page()
        page.feed(text)
        for link in page.links:
            self._note(urljoin(path, link))
        for action, fields in page.forms:
            target = urljoin(path, action or path.partition("?")[0]).partition("?")[0]
            for asked in _askings(fields):
                self._note(f"{target}?{urlencode(asked)}")

    def _learn_data(self, path: str, data: object) -> None:
        if isinstance(data, Mapping):
            for value in data.values():
                self._learn_data(path, value)
        elif isinstance(data, list):
            for value in data:
                self._learn_data(path, value)
        elif isinstance(data, str) and data.startswith(("/", self.start)):
            self._note(urljoin(path, data))
        elif isinstance(data, str | int) and not isinstance(data, bool):
            self._note_value(str(data))
        self._fill()

    def _learn_schema(self, schema: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
        for path, operations in schema["paths"].items():
            if "get" in operations:
                parameters = operations["get"].get("parameters", [])
                self._paths[path] = list(_queries(parameters))  # type: ignore[arg-type]
        self._fill()

    def _fill(self) -> None:
        """Every path of the schema with identifiers of the kind that stands in its place, a few at a time."""
        for path, queries in self._paths.items():
            names = re.findall(r"{(\w+)}", path)
            choices = [islice(self._values[_place(name)], FILLINGS) for name in names]
            for values in islice(product(*map(list, choices)), FILLINGS * 6):
                filled = path
                for name, value in zip(names, values, strict=True):
                    filled = filled.replace("{" + name + "}", quote(value, safe=""))
                self._note(filled)
                for query in queries:
                    self._note(f"{filled}?{'&'.join(query)}")


def _queries(parameters: Iterable[Mapping[str, object]]) -> Iterator[list[str]]:
    """One query for each value that a parameter of an endpoint may have."""
    for parameter in parameters:
        if parameter.get("in") != "query":
            continue
        schema = parameter.get("schema")
        values = schema.get("enum") if isinstance(schema, Mapping) else None
        number = isinstance(schema, Mapping) and schema.get("type") == "integer"
        for value in values or (["2"] if number else [WORD]):
            yield [urlencode({str(parameter["name"]): value})]


def _askings(fields: Mapping[str, list[str]]) -> Iterator[dict[str, str]]:
    """The form as it stands, then with each choice of each field in turn."""
    base = {name: values[0] for name, values in fields.items() if name and values}
    yield base
    for name, values in fields.items():
        for value in values[1:]:
            yield {**base, name: value}


def _kind(value: str) -> str:
    """What sort of identifier this looks like."""
    if value.isdecimal() and 4 <= len(value) <= 5:
        return "number"
    if _ID.match(value) and any(letter.isdigit() for letter in value):
        return "id"
    return "slug" if re.fullmatch(r"[a-z]+-20\d\d", value) else ""


def _place(name: str) -> str:
    """What sort of identifier stands at this place of a path."""
    if name == "edition":
        return "slug"
    return "number" if name == "number" else "id"


def _shape(path: str) -> str:
    """The path with its identifiers taken out, and the names of what is asked."""
    address, _, query = path.partition("?")
    parts = [f"<{_kind(part)}>" if _kind(part) else part for part in address.split("/")]
    asked = ",".join(sorted({name for name, _ in parse_qsl(query, keep_blank_values=True)}))
    return "/".join(parts) + (f"?{asked}" if asked else "")
