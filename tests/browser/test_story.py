"""One conference, from its making to the badge on the paper, in a real browser, on real PDFs."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Page, expect

from artifacts.models import Evaluator
from committee.models import Assignment, Member
from reviews.models import Post, Question, Response, Review
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
    user = User.objects.create_user(
        email, name=name, affiliation=f"{name.split()[-1]} University", timezone="Europe/Zurich"
    )
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
        opens = Window.objects.get(
            edition__slug=EDITION, kind=kind, track=None, paper_id=None, person=None
        ).opens_at
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
        with page.expect_navigation():
            page.locator("main button[type=submit]").click()
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
                with page.expect_navigation():
                    button.first.click()

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
        with page.expect_navigation():
            page.locator("main form button.primary[type=submit]").last.click()
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
        with page.expect_navigation():
            page.get_by_role("button", name="Save").click()
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
        with page.expect_navigation():
            page.locator("main form button.primary[type=submit]").last.click()
        paper = Submission.objects.get(edition__slug=EDITION, title=title)
        self.upload(page, paper, SCANNED)
        paper.refresh_from_db()
        assert paper.status == "registered"
        expect(page.locator("main")).to_contain_text("Not complete")
        self.story.check(page, "submission-blocked")
        return paper

    def invite_committee(self) -> None:
        page = self.go(self.chair, "chair/committee/import/")
        lines = [
            f"{n}, {n.split()[0].lower()}@{n.split()[1].lower()}.example.org, {n.split()[1]} Institute, ML"
            for n in ML
        ]
        lines += [
            f"{n}, {n.split()[0].lower()}@{n.split()[1].lower()}.example.org, {n.split()[1]} Institute, Systems"
            for n in SYSTEMS
        ]
        page.locator("[name=text]").fill("\n".join(lines))
        page.get_by_role("button", name="Look at the list").click()
        expect(page.locator("main")).to_contain_text("6 new")
        self.story.check(page, "committee-import")
        with page.expect_navigation():
            page.get_by_role("button", name="Add 6 people").click()
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
            page.get_by_role("button", name=re.compile("^Keen")).first.click()
            expect(page.locator("main button[aria-pressed=true]")).to_have_count(1)

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
        with page.expect_navigation():
            page.locator("main form button[type=submit]").last.click()
        assert paper.conflicts.filter(person=self.member("Mona Lange")).exists()

    def plan(self) -> None:
        page = self.go(self.chair, "chair/plan/?track=research")
        self.story.check(page, "plans")
        with page.expect_navigation():
            page.get_by_role("button", name="Make a plan").click()
        self.story.work()
        page.reload()
        expect(page.locator("main")).to_contain_text("Every place is filled")
        self.story.check(page, "plan")
        page.get_by_role("link", name="Publish…").click()
        self.story.check(page, "plan-publish")
        with page.expect_navigation():
            page.locator("main form button[type=submit]").last.click()
        for paper in self.papers:
            sides = sorted(
                Assignment.objects.filter(submission=paper, state="active").values_list("side", flat=True)
            )
            assert sides == ["ml", "ml", "systems", "systems"]
            people = set(
                Assignment.objects.filter(submission=paper).values_list("member__person_id", flat=True)
            )
            assert not people & set(paper.conflicts.values_list("person_id", flat=True))

    def write_reviews(self) -> None:
        """Every reviewer hands in; on the first paper the sides disagree."""
        self.to(WindowKind.REVIEWING)
        for assignment in Assignment.objects.filter(submission__edition__slug=EDITION, state="active"):
            page = self.story.person(assignment.member.person)
            number = assignment.submission.number
            self.go(page, "reviews/")
            self.story.check(page, "review-list")
            self.go(page, f"reviews/{number}/edit/")
            self.story.check(page, "review-edit")
            first = assignment.submission == self.papers[0]
            overall = ("5" if assignment.side == "ml" else "2") if first else "4"
            self._answer_all(page, overall)
            with page.expect_navigation():
                page.get_by_role("button", name="Submit the review").click()
        assert Review.objects.filter(submission__edition__slug=EDITION, state="submitted").count() == 8

    def _answer_all(self, page: Page, overall: str) -> None:
        for question in Question.objects.filter(track__edition__slug=EDITION, track__slug="research"):
            field = page.locator(f"[name='{question.key}']")
            if question.kind == "text":
                field.fill(f"{question.label}: the evaluation replays one trace; $p_{{99}}$ would tell more.")
            else:
                value = overall if question.is_overall else str(question.options[1][0])
                page.locator(f"[name='{question.key}'][value='{value}']").check()

    def respond(self) -> None:
        self.to(WindowKind.RESPONSE)
        for author, paper in zip(self.authors, self.papers, strict=True):
            page = self.story.person(author)
            self.go(page, "home/")
            self.story.check(page, "home")
            self.go(page, f"reviews/{paper.number}/response/")
            self.story.check(page, "response")
            page.locator("[name=text]").fill("The trace covers three shards; we add p50 and p99 under load.")
            with page.expect_navigation():
                page.get_by_role("button", name="Submit the response").click()
            assert "submitted" not in page.url
        assert (
            Response.objects.filter(submission__edition__slug=EDITION, submitted_at__isnull=False).count()
            == 2
        )

    def discuss(self) -> None:
        self.to(WindowKind.DISCUSSION)
        paper = self.papers[0]
        for assignment in paper.assignments.filter(state="active")[:2]:
            page = self.story.person(assignment.member.person)
            self.go(page, f"submissions/{paper.number}/")
            self.story.check(page, "paper-in-discussion")
            expect(page.locator("main")).not_to_contain_text("Ada Moreau")
            box = page.locator(
                "form[action*='/discuss/reviewers/'] textarea, form[action*='/threads/'] textarea"
            ).first
            box.fill("If the p99 holds I would move to accept.")
            with page.expect_navigation():
                box.locator("xpath=ancestor::form").get_by_role("button").click()
        assert Post.objects.filter(submission=paper).count() == 2
        author = self.story.person(self.authors[0])
        self.go(author, f"submissions/{paper.number}/")
        expect(author.locator("main")).not_to_contain_text("If the p99 holds")

    def decide(self) -> None:
        self.to(WindowKind.MEETING)
        self.story.pass_days(2)
        page = self.go(self.chair, "chair/")
        self.story.check(page, "chair-desk")
        self.go(page, "chair/decide/")
        self.story.check(page, "decide")
        for paper in self.papers:
            self.go(page, f"chair/decide/{paper.number}/")
            self.story.check(page, "decide-one")
            page.locator("[name=verdict][value=accept]").check()
            with page.expect_navigation():
                page.get_by_role("button", name="Decide", exact=True).click()
        author = self.story.person(self.authors[0])
        self.go(author, f"submissions/{self.papers[0].number}/")
        expect(author.locator("main")).not_to_contain_text("Accepted")
        self.go(page, "chair/release/")
        self.story.check(page, "release")
        page.locator("[name=sure]").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Release 2 decisions").click()
            self.confirm(page)
        assert {paper.outcome for paper in self.papers} == {"accepted"}
        author.reload()
        expect(author.locator("main")).to_contain_text("Accepted")
        self.story.check(author, "accepted-paper")
        self.go(page, "chair/settings/acts/list-public/")
        with page.expect_navigation():
            page.locator("main form button[type=submit]").last.click()

    def confirm(self, page: Page) -> None:
        """Say yes to the dialog that asks, where scripts run."""
        if self.story.javascript:
            page.locator("dialog#confirm [data-confirm-ok]").click()

    def camera_ready(self) -> None:
        self.to(WindowKind.CAMERA_READY)
        for author, paper in zip(self.authors, self.papers, strict=True):
            page = self.story.person(author)
            self.upload(page, paper, OTHER if paper == self.papers[0] else EXAMPLE, "camera-ready")
        page = self.go(self.chair, "chair/proceedings/")
        self.story.check(page, "proceedings-desk")
        page = self.story.person()
        self.go(page, "accepted/")
        self.story.check(page, "accepted")
        expect(page.locator("main")).to_contain_text("Ada Moreau")

    def artifact(self, tmp_path: Path) -> None:
        self.to(WindowKind.ARTIFACT_REGISTRATION)
        paper = self.papers[0]
        self._artifact_chair()
        page = self.story.person(self.authors[0])
        self.go(page, f"artifacts/{paper.number}/register/")
        self.story.check(page, "artifact-register")
        page.locator("[name=abstract]").fill("The cache simulator and the trace of three shards.")
        page.locator("[name=badges_asked][value=available]").check()
        page.locator("[name=badges_asked][value=functional]").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Register, then hand in").click()
        archive = tmp_path / "artifact.zip"
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("README.md", "Run make.")
        self.go(page, f"artifacts/{paper.number}/hand-in/")
        self.story.check(page, "artifact-hand-in")
        page.locator("input[type=file]").set_input_files(str(archive))
        page.locator("form:has(input[type=file]) button[type=submit]").click()
        page.wait_for_url(re.compile(rf"/artifacts/{paper.number}/$"))
        self._evaluate(paper)
        self._release_badges(paper)

    def _artifact_chair(self) -> None:
        page = self.go(self.chair, "chair/settings/offices/")
        page.locator("[name=email]").fill(self.second_chair.email)
        page.locator("[name=kind]").select_option("artifact-chair")
        with page.expect_navigation():
            page.get_by_role("button", name="Give").click()
        chair = self.story.person(self.second_chair)
        self.go(chair, "artifacts/committee/")
        self.story.check(chair, "artifact-committee")
        chair.locator("[name=text]").fill("Eva Lindt, eva@lindt.example.org, Lindt Institute")
        with chair.expect_navigation():
            chair.get_by_role("button", name="Look at the list first").click()
        with chair.expect_navigation():
            chair.get_by_role("button", name=re.compile("Add 1")).click()
        self.story.work()
        letter = Letter.objects.get(scope=EDITION, to="eva@lindt.example.org", kind="evaluator-invitation")
        address = re.search(r"http\S+/invitation/\S+", letter.body)
        assert address, letter.body
        visitor = self.story.person()
        visitor.goto(address[0])
        self.story.check(visitor, "evaluator-invitation")
        with visitor.expect_navigation():
            visitor.get_by_role("button", name="Accept").click()
        assert Evaluator.objects.get(edition__slug=EDITION).state == "accepted"

    def _evaluate(self, paper: Submission) -> None:
        self.to(WindowKind.KICK_THE_TIRES)
        chair = self.story.person(self.second_chair)
        self.go(chair, f"artifacts/{paper.number}/evaluators/")
        self.story.check(chair, "artifact-evaluators")
        with chair.expect_navigation():
            chair.get_by_role("button", name=re.compile("^Assign Eva")).click()
        evaluator = Evaluator.objects.get(edition__slug=EDITION).person
        page = self.story.person(evaluator)
        self.go(page, "home/")
        self.go(page, f"artifacts/{paper.number}/first-look/")
        self.story.check(page, "first-look")
        for box in page.locator("main input[type=radio][value=yes]").all():
            box.check()
        page.locator("[name=text]").fill("It installs; the smallest run ends.")
        with page.expect_navigation():
            page.get_by_role("button", name="Report to the authors").click()
        self.go(page, f"artifacts/{paper.number}/evaluation/")
        self.story.check(page, "evaluation")
        page.locator("[name=text]").fill("All three experiments ran; numbers within two per cent.")
        for badge in ("available", "functional"):
            page.locator(f"[name=vote_{badge}][value=award]").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Hand in the evaluation").click()
        author = self.story.person(self.authors[0])
        self.go(author, f"artifacts/{paper.number}/")
        self.story.check(author, "artifact-detail")
        expect(author.locator("main")).to_contain_text("the smallest run ends")
        expect(author.locator("main")).not_to_contain_text("Lindt")

    def _release_badges(self, paper: Submission) -> None:
        self.to(WindowKind.ARTIFACT_EVALUATION)
        self.story.pass_days(40)
        chair = self.story.person(self.second_chair)
        self.go(chair, f"artifacts/{paper.number}/badges/")
        self.story.check(chair, "artifact-badges")
        for badge in ("available", "functional"):
            chair.locator(f"[name=award_{badge}][value=yes]").check()
            chair.locator(f"[name=reason_{badge}]").fill("Everything that the criterion asks for was found.")
        with chair.expect_navigation():
            chair.get_by_role("button", name="Record the decision").click()
        self.go(chair, "artifacts/release/")
        self.story.check(chair, "artifact-release")
        if chair.locator("main form input[type=checkbox]").count():
            chair.locator("main form input[type=checkbox]").first.check()
        with chair.expect_navigation():
            chair.locator("main form[data-confirm] button[type=submit]").last.click()
            self.confirm(chair)
        self.story.work()
        self.go(self.chair, "chair/settings/acts/proceedings-public/")
        with self.chair.expect_navigation():
            self.chair.locator("main form button[type=submit]").last.click()
        visitor = self.story.person()
        self.go(visitor, "badges/")
        self.story.check(visitor, "badges")
        expect(visitor.locator("main")).to_contain_text("Functional")
        self.go(visitor, "proceedings/")
        self.story.check(visitor, "proceedings")
        answer = visitor.request.get(f"{self.story.url}/{EDITION}/artifacts/{paper.number}/paper.pdf")
        assert answer.status == 200
        text = pypdfium2.PdfDocument(answer.body())[0].get_textpage().get_text_bounded()
        assert "Functional" in text


def tell(told: Conference, tmp_path: Path) -> None:
    """The whole story, in order."""
    told.make_edition()
    told.switch_letters_on()
    first = told.submit(told.authors[0], "Learned admission control for feature stores", EXAMPLE)
    told.a_zip_is_refused(told.authors[0], first, tmp_path)
    told.a_blocking_finding_is_mended()
    told.invite_committee()
    told.bid()
    told.a_conflict_is_declared()
    told.plan()
    told.write_reviews()
    told.respond()
    told.discuss()
    told.decide()
    told.camera_ready()
    told.artifact(tmp_path)


def test_a_conference_from_the_call_to_the_badges(story: Any, tmp_path: Path) -> None:
    tell(Conference(story()), tmp_path)


@pytest.mark.story_pg
def test_the_same_conference_without_javascript(story: Any, tmp_path: Path) -> None:
    tell(Conference(story(javascript=False)), tmp_path)
