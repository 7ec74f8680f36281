"""Registering papers and changing what is said of them."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from submissions import commands
from submissions.domain import Status
from submissions.models import Authorship, Submission
from sysml.conference.domain import ActKind, Span, WindowKind
from sysml.conference.models import Topic, Track
from sysml.conference.viewer import Tie
from sysml.kernel.errors import Closed, Invalid, NotAllowed, NotFound, StaleWrite
from sysml.kernel.models import AuditEntry, Letter
from tests.factories.submissions import deadline, details, entry, give_file, ready
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    made = world("submission")
    made.window(WindowKind.REGISTRATION, Span(made.now - timedelta(days=20), made.now + timedelta(days=1)))
    made.person("Ada", timezone="Europe/Zurich")
    return made


def register(w: World, who: str = "Ada", **more: object) -> Submission:
    said = more.pop("said", None) or details(w)
    return commands.register(
        by=w.viewer(who),
        edition=w.edition,
        track="research",
        details=said,
        now=w.now,
        **more,  # type: ignore[arg-type]
    )


def change(
    w: World, paper: Submission, who: str = "Ada", version: int | None = None, **more: object
) -> Submission:
    changes = {
        name: more.pop(name)
        for name in list(more)
        if name in Submission.__dict__ or name in ("topics", "authors")
    }
    return commands.change(
        by=w.viewer(who),
        edition=w.edition,
        number=paper.number,
        details=details(w, **changes),
        version=version,
        now=w.now,
        **more,  # type: ignore[arg-type]
    )


def test_registering_makes_the_person_the_first_author_with_their_place_claimed(w: World) -> None:
    paper = register(w)
    assert paper.status == Status.REGISTERED
    assert 1000 <= paper.number <= 9999
    place = paper.authorships.get()
    assert (place.person, place.position, place.is_corresponding) == (w.people["Ada"], 0, True)
    assert (
        AuditEntry.objects.filter(
            action="submission.registered", about=paper.xid, actor=w.people["Ada"]
        ).count()
        == 1
    )
    letter = Letter.objects.get(kind="registered")
    assert letter.person == w.people["Ada"]
    assert f"/sysml-2027/submissions/{paper.number}/" in letter.body
    assert "Zurich" in letter.body


@pytest.mark.parametrize("lacking", ["title", "abstract", "topics"])
def test_without_title_abstract_or_topic_it_is_a_draft(w: World, lacking: str) -> None:
    empty = () if lacking == "topics" else ""
    assert register(w, said=details(w, **{lacking: empty})).status == Status.DRAFT


def test_the_same_form_pressed_twice_makes_one_paper(w: World) -> None:
    first = register(w, once="abc")
    second = register(w, once="abc")
    assert first.pk == second.pk
    assert Submission.objects.count() == 1


def test_nobody_registers_after_the_window(w: World) -> None:
    w.window(WindowKind.REGISTRATION, Span(w.now - timedelta(days=20), w.now - timedelta(minutes=1)))
    with pytest.raises(Closed):
        register(w)
    assert not Submission.objects.exists()


def test_in_the_hidden_grace_registration_is_still_taken(w: World) -> None:
    w.window(
        WindowKind.REGISTRATION,
        Span(w.now - timedelta(days=20), w.now - timedelta(minutes=1), timedelta(minutes=10)),
    )
    assert register(w).status == Status.REGISTERED


def test_a_frozen_edition_takes_nothing(w: World) -> None:
    w.act(ActKind.FROZEN)
    with pytest.raises(Closed):
        register(w)


def test_an_abstract_of_ten_thousand_words_is_refused_by_its_field(w: World) -> None:
    with pytest.raises(Invalid) as refused:
        register(w, said=details(w, abstract="word " * 10_000))
    assert list(refused.value.fields) == ["abstract"]
    assert "10,000" in refused.value.message
    assert not Submission.objects.exists()


def test_topics_of_another_edition_are_refused(w: World) -> None:
    other = world("submission", slug="other-2027")
    foreign = Topic.objects.filter(edition=other.edition).first()
    assert foreign is not None
    with pytest.raises(Invalid) as refused:
        register(w, said=details(w, topics=(foreign.xid,)))
    assert "topics" in refused.value.fields


def test_a_stale_form_is_refused_and_changes_nothing(w: World) -> None:
    paper = register(w)
    change(w, paper, version=paper.version, title="Second title")
    with pytest.raises(StaleWrite):
        change(w, paper, version=paper.version, title="Third title")
    paper.refresh_from_db()
    assert paper.title == "Second title"


def test_after_the_deadline_only_a_chair_changes_and_gives_a_reason(w: World) -> None:
    paper = register(w)
    w.chair()
    deadline(w, minutes=-1)
    with pytest.raises(Closed):
        change(w, paper, title="Too late")
    with pytest.raises(Invalid) as refused:
        change(w, paper, who="Chair", title="On behalf")
    assert "reason" in refused.value.fields
    paper.refresh_from_db()
    assert paper.title == "Backpressure for data loaders"
    change(w, paper, who="Chair", title="On behalf", reason="A typing error")
    entry_ = AuditEntry.objects.get(action="submission.changed", about=paper.xid)
    assert (entry_.actor, entry_.on_behalf_of, entry_.reason) == (
        w.people["Chair"],
        w.people["Ada"],
        "A typing error",
    )
    assert "A typing error" in Letter.objects.get(kind="changed-on-behalf").body


def test_in_the_grace_of_the_deadline_changes_are_still_taken(w: World) -> None:
    paper = register(w)
    deadline(w, minutes=-1, grace=10)
    assert change(w, paper, title="In grace").title == "In grace"


def test_an_extension_for_one_paper_opens_that_paper_alone(w: World) -> None:
    paper, other = register(w, once="a"), register(w, once="b")
    deadline(w, minutes=-1)
    deadline(w, minutes=60, paper_id=paper.pk)
    assert change(w, paper, title="Extended").title == "Extended"
    with pytest.raises(Closed):
        change(w, other, title="Not extended")


def test_strangers_and_conflicted_chairs_cannot_change(w: World) -> None:
    paper = register(w)
    w.person("Stranger")
    with pytest.raises(NotFound):
        change(w, paper, who="Stranger", title="Mine now")
    chair = w.chair("Conflicted")
    w.conflict(paper, chair)
    with pytest.raises((NotFound, NotAllowed)):
        change(w, paper, who="Conflicted", title="Mine now", reason="because")
    paper.refresh_from_db()
    assert paper.title == "Backpressure for data loaders"


def test_an_autosave_cannot_take_away_what_a_registered_paper_needs(w: World) -> None:
    paper = register(w)
    with pytest.raises(Invalid):
        change(w, paper, title="", invite=False)
    paper.refresh_from_db()
    assert (paper.status, paper.title) == (Status.REGISTERED, "Backpressure for data loaders")


def test_autosaves_invite_nobody_and_leave_one_entry_in_the_log(w: World) -> None:
    paper = register(w, invite=False)
    for round_ in range(3):
        change(
            w,
            paper,
            title=f"Version {round_}",
            invite=False,
            authors=(me(w), entry("Bob", "bob@x.example.org")),
        )
    assert not Letter.objects.exists()
    assert AuditEntry.objects.filter(action="submission.saved", about=paper.xid).count() == 1


def me(w: World) -> object:
    return entry("Ada", w.people["Ada"].email, is_corresponding=True)


def test_a_named_coauthor_counts_as_conflicted_at_once_sees_nothing_and_gets_a_letter(w: World) -> None:
    bob = w.person("Bob")
    w.member("Bob")
    paper = register(w, said=details(w, authors=(me(w), entry("Bob", bob.email))))
    viewer = w.viewer("Bob")
    assert paper.pk in viewer.tied(Tie.CONFLICTED)
    assert paper.pk not in viewer.tied(Tie.AUTHORED)
    letter = Letter.objects.get(kind="author-invitation")
    assert letter.about == paper.xid, "a chair with a conflict must not meet it in the outbox"
    assert letter.to == bob.email
    assert paper.title not in letter.body + letter.subject
    assert paper.authorships.get(email=bob.email).xid in letter.body
    assert w.client("Bob").get(w.url(f"submissions/{paper.number}/")).status_code == 404


def test_only_the_proven_address_claims_a_place(w: World) -> None:
    bob, eve = w.person("Bob"), w.person("Eve")
    paper = register(w, said=details(w, authors=(me(w), entry("Bob", bob.email))))
    place = paper.authorships.get(email=bob.email)
    with pytest.raises(NotFound):
        commands.claim(by=w.viewer("Eve"), edition=w.edition, xid=place.xid, now=w.now)
    EmailAddress.objects.filter(user=bob).update(verified=False)
    with pytest.raises(NotFound):
        commands.claim(by=w.viewer("Bob"), edition=w.edition, xid=place.xid, now=w.now)
    place.refresh_from_db()
    assert place.person is None
    EmailAddress.objects.filter(user=bob).update(verified=True)
    commands.claim(by=w.viewer("Bob"), edition=w.edition, xid=place.xid, now=w.now)
    assert paper.pk in w.viewer("Bob").tied(Tie.AUTHORED)
    assert AuditEntry.objects.filter(action="authorship.claimed", actor=bob).count() == 1
    assert eve.pk != bob.pk


def test_authors_are_ordered_and_removed_as_the_form_says(w: World) -> None:
    paper = register(
        w, said=details(w, authors=(me(w), entry("Bob", "b@x.example.org"), entry("Cy", "c@x.example.org")))
    )
    change(w, paper, authors=(entry("Cy", "c@x.example.org"), me(w)))
    assert list(paper.authorships.order_by("position").values_list("name", flat=True)) == ["Cy", "Ada"]


def test_two_unclaimed_authors_may_swap_their_addresses(w: World) -> None:
    paper = register(
        w, said=details(w, authors=(me(w), entry("B", "b@x.example.org"), entry("C", "c@x.example.org")))
    )
    b, c = paper.authorships.order_by("position")[1:]
    change(
        w, paper,
        authors=(me(w), entry("B", "c@x.example.org", xid=b.xid), entry("C", "b@x.example.org", xid=c.xid)),
    )  # fmt: skip
    assert dict(paper.authorships.values_list("name", "email")) == {
        "Ada": w.people["Ada"].email, "B": "c@x.example.org", "C": "b@x.example.org",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("authors", "words"),
    [
        ([("Bob", "b@x.example.org"), ("Bert", "B@x.example.org")], "named twice"),
        ([("", "b@x.example.org")], "name of the author"),
    ],
)
def test_authors_that_cannot_be_meant_are_refused(
    w: World, authors: list[tuple[str, str]], words: str
) -> None:
    paper = register(w)
    with pytest.raises(Invalid) as refused:
        change(w, paper, authors=(me(w), *(entry(*pair) for pair in authors)))
    assert words in refused.value.message
    assert Authorship.objects.count() == 1


def test_the_last_author_with_access_cannot_be_removed(w: World) -> None:
    paper = register(w)
    with pytest.raises(Invalid):
        change(w, paper, authors=(entry("Bob", "b@x.example.org"),))
    assert paper.authorships.get().person == w.people["Ada"]


def test_authors_and_title_change_after_the_deadline_only_where_the_track_says_so(w: World) -> None:
    paper = register(w)
    ready(w, paper)
    give_file(w, paper)
    Submission.objects.filter(pk=paper.pk).update(status=Status.COMPLETE, completed_at=w.now)
    deadline(w, minutes=-1)
    args = {
        "by": w.viewer("Ada"),
        "edition": w.edition,
        "number": paper.number,
        "version": None,
        "now": w.now,
    }
    authors = (me(w), entry("Bob", "b@x.example.org"))
    with pytest.raises(Closed):
        commands.change_authors(authors=authors, **args)
    Track.objects.filter(pk=w.track.pk).update(max_authors_change=True)
    commands.change_authors(authors=authors, **args)
    assert paper.authorships.count() == 2
    with pytest.raises(Closed):
        commands.change_title(title="Another", **args)
    Submission.objects.filter(pk=paper.pk).update(outcome="accepted", outcome_at=w.now)
    w.window(WindowKind.CAMERA_READY, Span(w.now - timedelta(days=1), w.now + timedelta(days=1)))
    assert commands.change_title(title="Another", **args).title == "Another"


def test_a_chair_of_a_blind_track_changes_authors_only_after_revealing_them(w: World) -> None:
    paper = register(w)
    w.chair()
    args = {
        "edition": w.edition,
        "number": paper.number,
        "version": None,
        "now": w.now,
        "reason": "asked by mail",
    }
    authors = (me(w), entry("Bob", "b@x.example.org"))
    with pytest.raises(Invalid):
        commands.change_authors(by=w.viewer("Chair"), authors=authors, **args)
    commands.reveal_authors(
        by=w.viewer("Chair"), edition=w.edition, number=paper.number, reason="mending", now=w.now
    )
    commands.change_authors(by=w.viewer("Chair"), authors=authors, **args)
    assert paper.authorships.count() == 2


def test_authorships_move_to_another_account(w: World) -> None:
    paper, both = register(w, once="a"), register(w, once="b")
    new = w.person("Ada the second")
    Authorship.objects.create(
        submission=both, position=1, name="Ada", email=new.email, person=new, claimed_at=w.now
    )
    commands.move_authorships(w.people["Ada"].pk, new.pk)
    assert not Authorship.objects.filter(person=w.people["Ada"]).exists()
    assert {paper.pk, both.pk} == w.viewer(new).tied(Tie.AUTHORED)


def test_what_is_said_of_a_new_draft_is_kept_though_much_is_missing(w: World) -> None:
    paper = register(w, said=details(w, title="Cold starts", topics=()))
    assert paper.status == Status.DRAFT
    paper.refresh_from_db()
    assert paper.title == "Cold starts"
    assert paper.abstract
