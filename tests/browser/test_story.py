"""One conference, from its making to the badge on the paper, in a real browser, on real PDFs."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Page, expect

from committee.models import Assignment, Member
from submissions.models import Submission
from sysml.conference.domain import WindowKind
from sysml.conference.models import Edition, Window
from sysml.kernel.models import Letter, User

PDFS = Path(__file__).parent.parent / "data" / "pdfs"
EXAMPLE = PDFS / "sysml2019-example-paper.pdf"
OTHER = PDFS / "icml-example-paper.pdf"
SCANNED = PDFS / "scanned-page.pdf"
EDITION = "sysml-2031"
ML = ["Mina Lund", "Marek Low", "Mona Lange"]
SYSTEMS = ["Sven Sato", "Sara Silva", "Sami Stone"]

pytestmark = pytest.mark.browser


def person(name: str) -> User:
    """A person with a proven address."""
    email = f"{name.lower().replace(' ', '.')}@{name.split()[-1].lower()}.example.org"
    user = User.objects.create_user(email, name=name, affiliation=f"{name.split()[-1]} University", timezone="Europe/Zurich")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


class Conference:
    """The chapters, in order; each is done by the person who would do it."""

    def __init__(self, story: Any) -> None:
        self.story = story
        self.chair_user = person("Ines Kaplan")
        self.second_chair = person("Otto Berg")
        self.authors = [person("Ada Moreau"), person("Bo Chen")]
        self.chair = story.person(self.chair_user)

    def go(self, page: Page, path: str = "") -> Page:
        """Open an address of the edition."""
        response = page.goto(f"{self.story.url}/{EDITION}/{path}")
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"
        return page

    def to(self, kind: WindowKind) -> None:
        """Travel into a window, a little after it has opened."""
        opens = Window.objects.get(edition__slug=EDITION, kind=kind, track=None, paper_id=None, person=None).opens_at
        assert opens is not None
        self.story.travel(max(timezone.now(), opens + timedelta(hours=1)))

    @property
    def papers(self) -> list[Submission]:
        return list(Submission.objects.filter(edition__slug=EDITION).order_by("pk"))

    def make_edition(self) -> None:
        page = self.chair
        page.goto(f"{self.story.url}/new/")
        page.get_by_label("Conference with two communities").check()
        page.get_by_label("Name").fill("SysML 2031")
        page.locator("[name=slug]").fill(EDITION)
        page.locator("[name=opens_on]").fill((timezone.now() - timedelta(days=1)).date().isoformat())
        page.locator("[name=zone]").fill("AoE")
        page.locator("[name=contact]").fill("chairs@sysml.example.org")
        self.story.check(page, "new-edition")
        page.get_by_role("button", name="Make the edition").click()
        expect(page).to_have_url(re.compile(EDITION))
        self.go(page, "chair/settings/offices/")
        self.story.check(page, "offices")
        page.locator("[name=email]").fill(self.second_chair.email)
        page.locator("[name=kind]").select_option("chair")
        page.get_by_role("button", name="Give").click()
        expect(page.locator("main")).to_contain_text("Otto Berg")
        self.go(page, "chair/settings/acts/opened/")
        page.locator("main button[type=submit]").click()
        page.wait_for_load_state()
        self.go(page, "")
        self.story.check(page, "edition-home")
        self.go(page, "call/")
        self.story.check(page, "call")
        self.go(page, "dates/")
        self.story.check(page, "dates")

    def switch_letters_on(self) -> None:
        Edition.objects.get(slug=EDITION)
        page = self.go(self.chair, "chair/settings/letters/")
        self.story.check(page, "letters")
        for kind in ("receipt", "invitation"):
            button = page.locator(f"form[action*='/{kind}/switch/'] button")
            if button.count():
                button.first.click()
                page.wait_for_load_state()

    def submit(self, author: User, title: str, file: Path) -> Submission:
        page = self.story.person(author)
        self.go(page, "submissions/new/research/")
        self.story.check(page, "submission-new")
        page.locator("[name=title]").fill(title)
        page.locator("[name=abstract]").fill("We measure what happens when $n$ grows, and why it **does**.")
        page.locator("[name=topics]").first.check()
        page.locator("[name=topics]").nth(2).check()
        for box in page.locator("[name=checklist]").all():
            box.check()
        for name in ("attribute_level", "attribute_kind"):
            field = page.locator(f"[name={name}]")
            if field.count() and field.first.evaluate("e => e.tagName") == "SELECT":
                field.select_option(index=1)
            elif field.count():
                field.first.check()
        page.locator("main form button.primary[type=submit]").last.click()
        page.wait_for_load_state()
        paper = Submission.objects.get(edition__slug=EDITION, title=title)
        self.upload(page, paper, file)
        expect(page.locator("main")).to_contain_text("Complete")
        self.story.check(page, "submission-detail")
        return paper

    def upload(self, page: Page, paper: Submission, file: Path, kind: str = "paper") -> None:
        self.go(page, f"submissions/{paper.number}/upload/{kind}/")
        self.story.check(page, "upload")
        page.locator("input[type=file]").set_input_files(str(file))
        page.get_by_role("button", name="Upload").click()
        page.wait_for_url(re.compile(rf"/submissions/{paper.number}/$"))
        self.story.work()
        page.reload()

    def a_zip_is_refused(self, author: User, paper: Submission, tmp_path: Path) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("main.tex", "hello")
        fake = tmp_path / "paper.pdf"
        fake.write_bytes(buffer.getvalue())
        page = self.story.person(author)
        before = paper.documents.count()
        self.go(page, f"submissions/{paper.number}/upload/paper/")
        page.locator("input[type=file]").set_input_files(str(fake))
        page.get_by_role("button", name="Upload").click()
        expect(page.locator("main")).to_contain_text(re.compile("zip", re.IGNORECASE))
        assert paper.documents.count() == before

    def a_blocking_finding_is_mended(self) -> Submission:
        page = self.go(self.chair, "chair/settings/tracks/research/")
        self.story.check(page, "track")
        page.locator("[name=check_scanned]").select_option("blocking")
        page.get_by_role("button", name="Save").click()
        page.wait_for_load_state()
        author = self.authors[1]
        window = self.story.person(author)
        paper = self.submit_blocked(window, "Cold starts are a caching problem")
        self.upload(window, paper, OTHER)
        expect(window.locator("main")).to_contain_text("Complete")
        return paper

    def submit_blocked(self, page: Page, title: str) -> Submission:
        self.go(page, "submissions/new/research/")
        page.locator("[name=title]").fill(title)
        page.locator("[name=abstract]").fill("Cold starts are cache misses by another name.")
        page.locator("[name=topics]").first.check()
        for box in page.locator("[name=checklist]").all():
            box.check()
        page.locator("main form button.primary[type=submit]").last.click()
        page.wait_for_load_state()
        paper = Submission.objects.get(edition__slug=EDITION, title=title)
        self.upload(page, paper, SCANNED)
        paper.refresh_from_db()
        assert paper.status == "registered"
        expect(page.locator("main")).to_contain_text("Not complete")
        self.story.check(page, "submission-blocked")
        return paper

    def invite_committee(self) -> None:
        page = self.go(self.chair, "chair/committee/import/")
        lines = [f"{n}, {n.split()[0].lower()}@{n.split()[1].lower()}.example.org, {n.split()[1]} Institute, ML" for n in ML]
        lines += [
            f"{n}, {n.split()[0].lower()}@{n.split()[1].lower()}.example.org, {n.split()[1]} Institute, Systems"
            for n in SYSTEMS
        ]
        page.locator("[name=text]").fill("\n".join(lines))
        page.get_by_role("button", name="Look at the list").click()
        expect(page.locator("main")).to_contain_text("6 new")
        self.story.check(page, "committee-import")
        page.get_by_role("button", name="Add 6 people").click()
        page.wait_for_load_state()
        self.story.check(page, "committee-roster")
        self.story.work()
        for member in Member.objects.filter(edition__slug=EDITION):
            letter = Letter.objects.get(scope=EDITION, to=member.email, kind__contains="invitation")
            address = re.search(r"http\S+/invitation/\S+", letter.body)
            assert address, letter.body
            visitor = self.story.person()
            visitor.goto(address[0])
            self.story.check(visitor, "invitation")
            visitor.get_by_role("button", name="Accept").click()
            expect(visitor.locator("main")).to_contain_text("You have accepted")
        assert Member.objects.filter(edition__slug=EDITION, state="accepted").count() == 6

    def member(self, name: str) -> User:
        found = Member.objects.get(edition__slug=EDITION, name=name).person
        assert found is not None
        return found

    def bid(self) -> None:
        self.to(WindowKind.BIDDING)
        for name in ML + SYSTEMS:
            page = self.story.person(self.member(name))
            self.go(page, "committee/bids/")
            self.story.check(page, "bids")
            page.get_by_role("button", name=re.compile("^Keen: paper")).first.click()
            expect(page.locator("button[aria-pressed=true]")).to_have_count(1)

    def a_conflict_is_declared(self) -> None:
        page = self.story.person(self.member("Mona Lange"))
        paper = self.papers[0]
        self.go(page, f"committee/conflicts/{paper.number}/")
        self.story.check(page, "declare-conflict")
        reason = page.locator("[name=reason]")
        if reason.first.evaluate("e => e.tagName") == "SELECT":
            reason.select_option(index=1)
        else:
            reason.first.check()
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_load_state()
        assert paper.conflicts.filter(person=self.member("Mona Lange")).exists()

    def plan(self) -> None:
        page = self.go(self.chair, "chair/plan/?track=research")
        self.story.check(page, "plans")
        page.get_by_role("button", name="Make a plan").click()
        page.wait_for_load_state()
        self.story.work()
        page.reload()
        expect(page.locator("main")).to_contain_text("Every place is filled")
        self.story.check(page, "plan")
        page.get_by_role("link", name="Publish…").click()
        self.story.check(page, "plan-publish")
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_load_state()
        for paper in self.papers:
            sides = sorted(Assignment.objects.filter(submission=paper, state="active").values_list("side", flat=True))
            assert sides == ["ml", "ml", "systems", "systems"]
            people = set(Assignment.objects.filter(submission=paper).values_list("member__person_id", flat=True))
            assert not people & set(paper.conflicts.values_list("person_id", flat=True))


def test_a_conference_from_the_call_to_the_badges(story: Any, tmp_path: Path) -> None:
    told = Conference(story())
    told.make_edition()
    told.switch_letters_on()
    first = told.submit(told.authors[0], "Learned admission control for feature stores", EXAMPLE)
    told.a_zip_is_refused(told.authors[0], first, tmp_path)
    told.a_blocking_finding_is_mended()
    told.invite_committee()
    told.bid()
    told.a_conflict_is_declared()
    told.plan()
