"""Inviting people, answering without a password, keeping a profile, removing."""

import pytest
from allauth.account.models import EmailAddress

from committee import rosters
from committee.commands import members as commands
from committee.domain import AssignmentState, MemberState
from committee.models import Assignment, Conflict, Expertise, Member
from committee.queries import members as queries
from submissions.models import Submission
from sysml.conference.domain import ActKind, Side
from sysml.conference.models import Topic
from sysml.kernel.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from sysml.kernel.invitations import digest
from sysml.kernel.models import AuditEntry, Letter, User
from tests.factories.committee import TOKEN, invited, words
from tests.factories.world import World, world

pytestmark = pytest.mark.django_db

LIST = (
    "Name, E-mail, Affiliation, Side\n"
    "Ada Byron, Ada@Uni.example.edu, Uni, ML\n"
    "Bo Li, bo@lab.example.edu, Lab, Systems\n"
)


def _import(made: World, text: str, *, by: str = "Chair", invite: bool = True) -> commands.Imported:
    return commands.import_members(
        by=made.viewer(by), edition=made.edition, text=text, load=5, invite=invite, now=made.now
    )


def _answer(
    made: World, accept: bool, *, token: str = TOKEN, load: int | None = None, note: str = ""
) -> Member:
    return commands.answer_invitation(
        by=made.viewer(None),
        edition=made.edition,
        token=token,
        accept=accept,
        load_wished=load,
        note=note,
        now=made.now,
    )


def test_a_list_is_read_line_by_line_with_headings_tabs_and_quotes() -> None:
    words = rosters.words_for("ML", "Systems")
    entries = rosters.parse(
        'name;email;affiliation;side\n"Byron; Ada";a@b.example;Uni;both\n\nBo\tbo@b.example\t\tsys', words
    )
    assert [(e.line, e.name, e.side, e.errors) for e in entries] == [
        (2, "Byron; Ada", Side.BRIDGE, ()),
        (4, "Bo", Side.SYSTEMS, ()),
    ]


def test_every_line_says_all_that_is_wrong_with_it() -> None:
    words = rosters.words_for("ML", "Systems")
    first, second, third = rosters.parse(",nowhere,X,Theory\nA,a@b.example,,ml\nB,A@b.example,,ml", words)
    assert len(first.errors) == 3
    assert second.errors == ()
    assert third.errors == ("The same address as in line 2.",)


def test_importing_puts_people_on_the_list_and_writes_held_letters() -> None:
    made = world("before")
    made.chair()
    assert _import(made, LIST) == commands.Imported(added=2, left=0)
    ada = Member.objects.get(email="ada@uni.example.edu")
    assert (ada.state, ada.side, ada.load_max, ada.person) == (MemberState.INVITED, Side.ML, 5, None)
    letters = Letter.objects.filter(kind="committee-invitation")
    assert {(letter.to, letter.status) for letter in letters} == {
        ("ada@uni.example.edu", Letter.Status.HELD),
        ("bo@lab.example.edu", Letter.Status.HELD),
    }
    assert AuditEntry.objects.filter(action="committee.imported").count() == 1


def test_importing_is_all_or_nothing() -> None:
    made = world("before")
    made.chair()
    with pytest.raises(Invalid, match="Line 4"):
        _import(made, LIST + "Cy, nowhere, X, ML\n")
    assert not Member.objects.exists()
    assert not Letter.objects.exists()


def test_who_is_there_already_is_left_as_they_are() -> None:
    made = world("before")
    made.chair()
    _import(made, LIST)
    Member.objects.update(state=MemberState.DECLINED)
    assert _import(made, LIST + "Cy Twombly, cy@uni.example.edu, Uni, bridge").added == 1
    assert Member.objects.filter(state=MemberState.DECLINED).count() == 2
    with pytest.raises(Invalid, match="nobody on this list"):
        _import(made, LIST)


def test_only_chairs_import() -> None:
    made = world("before")
    made.chair()
    made.member("Plain")
    with pytest.raises(NotAllowed):
        _import(made, LIST, by="Plain")
    assert Member.objects.count() == 1


def test_the_preview_shows_every_line_and_imports_nothing() -> None:
    made = world("before")
    made.chair()
    page = made.client("Chair").post(
        made.url("chair/committee/import/"), {"text": LIST + "Cy, nowhere, X, ML", "load": 5, "step": "check"}
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert "ada@uni.example.edu" in text
    assert "“nowhere” is not an e-mail address." in text
    assert 'value="import"' not in text
    assert not Member.objects.exists()
    good = made.client("Chair").post(
        made.url("chair/committee/import/"), {"text": LIST, "load": 5, "step": "check"}
    )
    assert 'value="import"' in good.content.decode()
    done = made.client("Chair").post(
        made.url("chair/committee/import/"), {"text": LIST, "load": 5, "step": "import"}
    )
    assert done.status_code == 302
    assert Member.objects.count() == 2


def test_the_letters_link_accepts_after_one_press_and_without_a_password() -> None:
    made = world("before")
    made.chair()
    _import(made, LIST)
    body = Letter.objects.get(to="ada@uni.example.edu").body
    path = (
        next(word for word in body.split() if "/committee/invitation/" in word)
        .partition("//")[2]
        .partition("/")[2]
    )
    client = made.client()
    assert client.get("/" + path).status_code == 200
    assert Member.objects.get(email="ada@uni.example.edu").state == MemberState.INVITED
    assert client.post("/" + path, {"answer": "accept", "load_wished": "3", "note": ""}).status_code == 302
    ada = Member.objects.select_related("person").get(email="ada@uni.example.edu")
    assert ada.state == MemberState.ACCEPTED
    assert ada.load == 3
    assert ada.person is not None
    assert not ada.person.has_usable_password()
    assert EmailAddress.objects.get(user=ada.person).verified
    assert "_auth_user_id" not in client.session
    assert Letter.objects.filter(kind="committee-answer", person=made.people["Chair"]).count() == 1


def test_a_wrong_or_outdated_token_is_like_a_missing_page() -> None:
    made = world("before")
    made.chair()
    member = invited(made)
    assert made.client().get(made.url(f"committee/invitation/{TOKEN}/")).status_code == 200
    commands.send_invitation(by=made.viewer("Chair"), edition=made.edition, xid=member.xid, now=made.now)
    assert made.client().get(made.url(f"committee/invitation/{TOKEN}/")).status_code == 404
    with pytest.raises(NotFound):
        _answer(made, True)
    with pytest.raises(NotFound):
        _answer(made, True, token="")


def test_an_answer_can_be_changed() -> None:
    made = world("before")
    invited(made)
    assert _answer(made, False, note="Ask Cy instead").state == MemberState.DECLINED
    assert _answer(made, True).state == MemberState.ACCEPTED
    assert Member.objects.get().answer_note == ""


def test_accepting_links_the_person_whose_proven_address_it_is() -> None:
    made = world("before")
    ada = made.person("Ada Byron", email="ada.byron@uni.example.edu")
    ada.set_password("a long and secret word")
    ada.save()
    invited(made)
    _answer(made, True)
    assert Member.objects.get().person == ada
    assert User.objects.get(pk=ada.pk).has_usable_password()


def test_who_signed_up_with_an_unproven_address_does_not_get_in_by_the_link() -> None:
    made = world("before")
    stranger = User.objects.create_user("ada.byron@uni.example.edu", "the stranger's password")
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=False, primary=True)
    invited(made)
    _answer(made, True)
    assert not User.objects.get(pk=stranger.pk).has_usable_password()


def test_declining_after_accepting_gives_the_papers_back() -> None:
    made = world("reviewing")
    paper, member = made.paper(), made.member("Ada")
    Member.objects.filter(pk=member.pk).update(token_digest=digest(TOKEN))
    made.assign(paper, member)
    _answer(made, False, note="No time")
    assert Assignment.objects.get().state == AssignmentState.DECLINED


def test_a_frozen_edition_takes_no_answer() -> None:
    made = world("before")
    invited(made)
    made.act(ActKind.FROZEN)
    with pytest.raises(NotAllowed):
        _answer(made, True)
    assert Member.objects.get().state == MemberState.INVITED


def test_accepting_looks_for_conflicts() -> None:
    made = world("checking")
    made.paper(authors=("Colleague",))
    Submission.objects.get().authorships.update(email="colleague@cs.uni.example.edu")
    invited(made)
    _answer(made, True)
    assert Conflict.objects.get().note == "an author and the member are both at example.edu"


def test_members_choose_their_own_side_expertise_and_load() -> None:
    made = world("before")
    member = made.member("Ada", Side.ML, load_max=6)
    topic = Topic.objects.filter(edition=made.edition).first()
    assert topic is not None
    page = made.client("Ada").post(
        made.url("committee/profile/"), {"side": "bridge", "load_wished": "4", f"topic_{topic.xid}": "3"}
    )
    assert page.status_code == 302
    member.refresh_from_db()
    assert (member.side, member.load, member.profile_done_at is not None) == (Side.BRIDGE, 4, True)
    assert [(e.topic, e.level) for e in Expertise.objects.all()] == [(topic, 3)]
    over = made.client("Ada").post(made.url("committee/profile/"), {"side": "ml", "load_wished": "9"})
    assert "Choose between 0 and 6 papers" in over.content.decode()


def test_there_is_no_profile_for_who_is_not_a_member() -> None:
    made = world("before")
    made.person("Passer-by")
    assert made.client("Passer-by").get(made.url("committee/profile/")).status_code == 404


def test_removing_ends_assignments_and_says_which_papers_need_somebody_else() -> None:
    made = world("reviewing")
    made.chair()
    paper, member = made.paper("Ship of Theseus"), made.member("Ada")
    made.handle(paper, made.people["Chair"])
    made.assign(paper, member)
    ask = made.client("Chair").get(made.url(f"chair/committee/{member.xid}/remove/"))
    assert f"Paper {paper.number}, “Ship of Theseus”, needs another reviewer." in ask.content.decode()
    assert Member.objects.get().state == MemberState.ACCEPTED
    with pytest.raises(Invalid):
        commands.remove_member(
            by=made.viewer("Chair"), edition=made.edition, xid=member.xid, reason=" ", now=made.now
        )
    commands.remove_member(
        by=made.viewer("Chair"), edition=made.edition, xid=member.xid, reason="moved", now=made.now
    )
    assert Member.objects.get().state == MemberState.REMOVED
    assert Assignment.objects.get().state == AssignmentState.REMOVED
    assert Letter.objects.filter(kind="reviewer-gone", person=made.people["Chair"]).exists()
    with pytest.raises(IllegalTransition):
        commands.send_invitation(by=made.viewer("Chair"), edition=made.edition, xid=member.xid, now=made.now)


def test_a_conflicted_chair_does_not_see_that_a_member_reviews_their_paper() -> None:
    made = world("reviewing")
    made.chair()
    mine, other = made.paper("Mine", authors=("Chair",)), made.paper("Other")
    member = made.member("Ada")
    made.assign(mine, member)
    made.assign(other, member)
    client = made.client("Chair")
    assert "1 of 6" in words(client.get(made.url("chair/committee/")))
    text = client.get(made.url(f"chair/committee/{member.xid}/remove/")).content.decode()
    assert "Other" in text
    assert "“Mine”" not in text


def test_the_balance_counts_sides_loads_and_the_papers_that_one_may_see() -> None:
    made = world("checking")
    made.chair()
    made.member("A", Side.ML, load_max=3)
    made.member("B", Side.SYSTEMS, load_max=2)
    made.member("C", Side.BRIDGE, load_max=1)
    for number in range(3):
        made.paper(f"P{number}", authors=("Author",) if number else ("Chair",))
    shown = queries.balance(made.viewer("Chair"), made.at, made.edition)
    assert (shown.ml, shown.systems, shown.bridge) == (1, 1, 1)
    assert (shown.papers, shown.demand_ml, shown.demand_systems) == (2, 4, 4)
    assert (shown.missing_ml, shown.missing_systems, shown.missing) == (1, 2, 2)


@pytest.mark.parametrize("filters", ["?side=ml", "?state=invited", "?load=none", "?q=ada"])
def test_the_roster_is_filtered(filters: str) -> None:
    made = world("reviewing")
    made.chair()
    invited(made, "Ada Byron", side=Side.ML)
    made.member("Ada Full", Side.ML)
    made.member("Other", Side.SYSTEMS)
    text = made.client("Chair").get(made.url(f"chair/committee/{filters}")).content.decode()
    assert ("Ada Full" in text) == (filters != "?state=invited")
    assert ("Other" in text) == (filters == "?load=none")


@pytest.mark.parametrize(
    "path", ["chair/committee/", "chair/committee/import/", "chair/committee/files/members.csv"]
)
def test_pages_of_the_roster_exist_for_chairs_alone(path: str) -> None:
    made = world("reviewing")
    made.chair()
    made.member("Ada")
    assert made.client("Chair").get(made.url(path)).status_code == 200
    assert made.client("Ada").get(made.url(path)).status_code == 404
    assert made.client().get(made.url(path)).status_code in {302, 404}
