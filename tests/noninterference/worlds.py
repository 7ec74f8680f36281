"""Building an edition in an empty database, twice, with everything the same but the secret.

`Stage` makes the people, offices and seats that every plan has in common, once a process. `Stage.worlds` then runs the
steps of a plan inside a frame that is rolled back, so that the next world begins where this one did. The clock
stands still between steps, external ids and link tokens come from the name of the step that makes them.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from unittest import mock

import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from artifacts.domain import EvaluatorState
from artifacts.models import Evaluator
from committee.domain import MemberState
from committee.models import Member
from sysml.conference import viewer
from sysml.conference.commands import editions, offices
from sysml.conference.models import Edition
from sysml.conference.pages import VIEW_AS_KEY
from sysml.kernel import ids, invitations, tokens
from sysml.kernel.errors import Refused
from sysml.kernel.models import User
from sysml.kernel.tokens import SCOPES
from tests.factories.world import sign_in_freshly
from tests.noninterference import acts
from tests.noninterference.acts import Scene
from tests.noninterference.people import CAST, OBSERVERS, VISITOR
from tests.noninterference.plans import Plan, Step, steps

T = TypeVar("T")
OPENS = datetime(2037, 1, 5, 12, tzinfo=UTC)
"""When papers open, in the edition's zone at midnight; so far ahead that the database's own clock never passes it."""
SLUG = "sysml-2037"
ELSEWHERE = "sysml-2036"
LOOKED_AT = ("rita", "ada", "hana", "nina", "aeva", "cora")
"""Those as whom chairs look at pages."""


class HarnessError(Exception):
    """The harness itself is wrong: a plan that cannot be played, or worlds that differ in more than the secret."""


class Labels:
    """The source of ids: they come from the name of the step, the kind of thing, and its place within the step."""

    def __init__(self) -> None:
        self.slot = ""
        self._counts: Counter[tuple[str, str]] = Counter()

    def begin(self, slot: str) -> None:
        self.slot = slot

    def forget(self) -> None:
        """Begin again, for another world."""
        self._counts.clear()

    @contextmanager
    def branch(self) -> Iterator[None]:
        """What is counted inside is forgotten afterwards."""
        before = self._counts.copy()
        yield
        self._counts = before

    def digest(self, kind: str, key: object = None) -> bytes:
        if isinstance(key, str):
            return hashlib.sha256(f"{kind}|{key}".encode()).digest()
        self._counts[self.slot, kind] += 1
        words = f"{self.slot}|{kind}|{self._counts[self.slot, kind]}"
        return hashlib.sha256(words.encode()).digest()

    def __call__(self, kind: str, key: object) -> str:
        digest = self.digest(kind, key)
        return "".join(ids.ALPHABET[byte % 32] for byte in digest[: ids.LENGTH])

    def token(self) -> str:
        return self.digest("token").hex()


@contextmanager
def frame() -> Iterator[None]:
    """What happens inside is undone; commands, which must be outermost, take it for the outside."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's own TestCase does it
    with block:
        yield
        transaction.set_rollback(True)


def instant(day: float) -> datetime:
    """A day, counted from the opening of papers."""
    return OPENS + timedelta(days=day)


class Stage:
    """The people of every plan, and the sessions and tokens with which they look."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.labels = Labels()
        self.users: dict[str, User] = {}
        self.sessions: dict[str, str] = {}
        self.tokens: dict[tuple[str, str], str] = {}
        self.labels.begin("the stage")
        clock.move_to(instant(-20))
        with ids.source(self.labels):
            self._people()
            self.edition = self._edition()
            self._seats()
        self._doors()

    def _people(self) -> None:
        for person in CAST.values():
            user = User.objects.create_user(
                person.email,
                name=person.full_name,
                affiliation=f"Institute of {person.name}",
                is_site_admin=person.name == "adam",
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            self.users[person.name] = user

    def _edition(self) -> Edition:
        now = instant(-20)
        made = {"preset": "conference", "zone": "AoE", "opens_on": OPENS.date(), "now": now}
        for slug, chair in ((ELSEWHERE, "otto"), (SLUG, "cora")):
            by = viewer.for_person(self.users[chair], None)
            edition = editions.make_edition(
                by=by, slug=slug, name=slug.replace("-", " "), contact=f"chairs@{slug}.example.org", **made
            )
        Edition.objects.filter(pk=edition.pk).update(name="SysML 2037")
        edition.refresh_from_db()
        cora = viewer.for_person(self.users["cora"], edition)
        for person in CAST.values():
            for kind in person.offices:
                if person.name != "cora":
                    offices.give_office(
                        by=cora, edition=edition, person=self.users[person.name], kind=kind, now=now
                    )
        return edition

    def _seats(self) -> None:
        for person in CAST.values():
            user = self.users[person.name]
            common = {"edition": self.edition, "person": user, "email": user.email, "name": user.name}
            answered = {
                "affiliation": user.affiliation,
                "invited_at": instant(-20),
                "answered_at": instant(-19),
            }
            if person.side is not None:
                Member.objects.create(**common, **answered, side=person.side, state=MemberState.ACCEPTED)
            if person.evaluates:
                Evaluator.objects.create(**common, **answered, state=EvaluatorState.ACCEPTED, load_max=4)

    def _doors(self) -> None:
        """A session and tokens for everybody who looks: one of all scopes, and one of each."""
        for name in OBSERVERS:
            if name == VISITOR:
                continue
            client = Client()
            client.force_login(
                self.users[name], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            sign_in_freshly(client, self.users[name], years=1)
            self.sessions[name] = _lasting(client.cookies["sessionid"].value)
            for scope in ("", *SCOPES):
                scopes = [scope] if scope else list(SCOPES)
                _, self.tokens[name, scope] = tokens.create(
                    person=self.users[name],
                    name=scope or "all",
                    scopes=scopes,
                    edition_slug="",
                    expires_at=instant(340),
                    now=instant(-20),
                )
        for name in ("xara", "xavi", "cora"):
            for other in LOOKED_AT:
                self.sessions[f"{name} as {other}"] = self._looking(name, other)

    def _looking(self, name: str, other: str) -> str:
        looking = {VIEW_AS_KEY: {"edition": SLUG, "person": self.users[other].pk}}
        return _lasting(self.sessions[name], **looking)

    def worlds(self, *plans: Plan, look: Callable[[Scene], T]) -> list[T]:
        """What `look` sees in the edition of each plan, with the clock where people look.

        What the plans have in common is played once. Every world is gone when the next begins.
        """
        stories = [steps(plan) for plan in plans]
        shared = next(
            (n for n, step in enumerate(zip(*stories, strict=False)) if len(set(map(repr, step))) > 1), None
        )
        common = stories[0][: min(map(len, stories)) if shared is None else shared]
        seen = []
        self.labels.forget()
        with frame(), ids.source(self.labels), mock.patch.object(invitations, "new_token", self.labels.token):
            scene = Scene(self.edition, self.users, {})
            self._play(scene, common)
            for plan, story in zip(plans, stories, strict=True):
                with frame(), self.labels.branch():
                    cache.clear()
                    branch = Scene(self.edition, self.users, dict(scene.numbers))
                    self._play(branch, story[len(common) :])
                    self.clock.move_to(instant(plan.day))
                    self.labels.begin("looking")
                    seen.append(look(branch))
        return seen

    def _play(self, scene: Scene, story: list[Step]) -> None:
        for step in story:
            self._do(scene, step)

    def _do(self, scene: Scene, step: Step) -> None:
        self.clock.move_to(instant(step.day))
        self.labels.begin(step.slot)
        try:
            getattr(acts, step.act)(scene, step.by, instant(step.day), **step.args)
        except Refused as refusal:
            words = f"Refused on day {step.day:g}: {step.story()}. {refusal!r}"
            raise HarnessError(words) from refusal


def _lasting(key: str, **more: Any) -> str:
    """A copy of this session that lasts as long as the edition."""
    session = SessionStore()
    session.update({**SessionStore(key).load(), **more})
    session.set_expiry(instant(340))
    session.create()
    return str(session.session_key)


@contextmanager
def stage() -> Iterator[Stage]:
    """The stage on an empty database; everything is undone at the end."""
    with time_machine.travel(instant(-20), tick=False) as clock, frame():
        yield Stage(clock)
