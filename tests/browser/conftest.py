"""Real Chromium against the running site: two widths, two themes, axe, and no content-security violation.

Jobs are done between steps by `work()`, in the test's own process; time passes by `travel()`.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sysml.kernel import jobs
from tests.factories.world import sign_in_freshly

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run; CHROMIUM names the program (tools/run_tests.py sets it)."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # playwright's loop stands in this thread, Django's calls do too
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Story:
    """A test's view of the site: browsers for its people, time, work, and what went wrong in any page."""

    url: str
    browser: Browser
    javascript: bool = True
    look: bool = os.environ.get("SYSML_TEST_LOOK", "1") == "1"
    contexts: list[BrowserContext] = field(default_factory=list)
    known: dict[int, BrowserContext] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    journey: Any = None

    def person(self, user: Any = None) -> Page:
        """A window of this person's browser, signed in; of a new browser if nobody is named."""
        if user is None or user.pk not in self.known:
            context = self.browser.new_context(
                viewport=WIDE, base_url=self.url, java_script_enabled=self.javascript
            )
            context.set_default_timeout(15_000)
            self.contexts.append(context)
            if user is not None:
                self.known[user.pk] = context
        else:
            context = self.known[user.pk]
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.violations.append(f"{page.url}: {error}"))
        if user is not None:
            self.sign_in(page, user)
        return page

    def sign_in(self, page: Page, user: Any) -> None:
        """Put a session of this person into the browser."""
        from django.test import Client

        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        sign_in_freshly(client, user, years=9)  # time passes in a story; nobody is asked again for proof
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.url}])

    def _console(self, message: Any) -> None:
        text = message.text
        if "status of 422" in text:
            return  # a refusal of what was typed, which the page shows
        if "Content Security Policy" in text or message.type == "error":
            self.violations.append(f"{message.location.get('url', '')}: {text}")

    def work(self) -> int:
        """Do every job that is due, as a worker would."""
        return jobs.run_due(timezone.now())

    def travel(self, to: datetime) -> None:
        """Let the site's clock stand at this instant (and go on from there)."""
        if self.journey is not None:
            self.journey.stop()
        self.journey = time_machine.travel(to, tick=True)
        self.journey.start()

    def pass_days(self, days: float) -> None:
        """Let so many days pass."""
        self.travel(timezone.now() + timedelta(days=days))

    def check(self, page: Page, name: str) -> None:
        """axe in both themes at both widths, once for each name of a page; a picture if SYSML_TEST_PICTURES is set.

        A theme changes colours and nothing else: in the dark one, only the rule on contrast is asked again.
        """
        if not self.look or not self.javascript or name in self.seen:
            return
        self.seen.add(name)
        found, rules = [], Axe(page)
        for theme in ("light", "dark"):
            for width, size in (("1440", WIDE), ("390", NARROW)):
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
                found += [f"{name} {theme} {width}: {line}" for line in rules.run(theme == "dark")]
                self._wide_enough(page, name, width, found)
                if folder := os.environ.get("SYSML_TEST_PICTURES"):
                    page.screenshot(path=f"{folder}/{name}-{width}-{theme}.png", full_page=True)
        rules.close()
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        self.violations += found

    @staticmethod
    def _wide_enough(page: Page, name: str, width: str, found: list[str]) -> None:
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            found.append(f"{name} {width}: the page is {overflow} px too wide")


class Axe:
    """axe on the page as it stands, in an isolated world, so that the policy holds. It is read once for all looks."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        frame = self._session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = self._session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        self._world = world["executionContextId"]
        self._evaluate(expression=AXE.read_text())

    def run(self, colours_only: bool = False) -> list[str]:
        """What it finds now."""
        rules = ", runOnly: ['color-contrast']" if colours_only else ""
        answer = self._evaluate(
            expression=f"axe.run(document, {{resultTypes: ['violations']{rules}}}).then(r => JSON.stringify("
            "r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))))",
            awaitPromise=True,
            returnByValue=True,
        )
        return list(json.loads(answer["result"]["value"]))

    def _evaluate(self, **what: Any) -> Any:
        answer = self._session.send("Runtime.evaluate", {"contextId": self._world, **what})
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer

    def close(self) -> None:
        self._session.detach()


@pytest.fixture
def story(
    chromium: Browser, live_server: Any, transactional_db: None, settings: Any
) -> Iterator[Callable[..., Story]]:
    """`story()` opens the site, with or without `javascript`. At the end no page may have complained."""
    settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 3600
    settings.BASE_URL = live_server.url
    opened: list[Story] = []

    def open_story(**options: Any) -> Story:
        made = Story(url=live_server.url, browser=chromium, **options)
        opened.append(made)
        return made

    yield open_story
    for made in opened:
        for context in made.contexts:
            context.close()
        if made.journey is not None:
            made.journey.stop()
    found = [line for made in opened for line in made.violations]
    assert not found, "\n".join(found)
