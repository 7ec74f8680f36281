"""The release: one moment for all papers, with letters that were looked at; and single papers after it."""

import pytest
from django.db import DatabaseError

from reviews.commands import release
from reviews.domain import Verdict
from reviews.models import Decision, MetaReview, ProceedingsEntry, Shepherding
from reviews.queries import release as queries
from submissions.models import Submission
from sysml.conference.domain import ActKind, Blindness
from sysml.conference.models import Act
from sysml.kernel.errors import Invalid, NotAllowed, NotFound, StaleWrite
from sysml.kernel.models import AuditEntry, Letter
from tests.factories.reviews import reviewed_paper

pytestmark = pytest.mark.django_db


def outcomes():
    return dict(Submission.objects.values_list("title", "outcome"))


def of_release():
    """The letters of deciding; other floors may write theirs at the same moment."""
    return Letter.objects.filter(kind__regex="^(decision|shepherd|desk|conditions)-")


def decide_both(desk, verdict="accept", other="reject", **more):
    desk.decide(desk.paper, verdict, **more)
    desk.decide(desk.walled, other)


def previews(desk, who="Cora"):
    return queries.page_of_previews(desk.made.viewer(who), desk.made.at, desk.made.edition, "", 0, 50)[0]


def test_a_release_tells_all_at_once_and_leaves_a_trace(desk):
    decide_both(desk)
    done = desk.release()
    assert done.done
    assert outcomes() == {"Learned admission control": "accepted", "A walled paper": "rejected"}
    assert Act.objects.filter(kind=ActKind.RELEASED, at=desk.made.now).count() == 1
    assert set(of_release().values_list("kind", "status")) == {
        ("decision-accept", "queued"),
        ("decision-reject", "queued"),
    }
    assert AuditEntry.objects.filter(action="decision.released").count() == 2
    assert [e.submission.title for e in ProceedingsEntry.objects.all()] == ["Learned admission control"]


def test_a_release_without_a_decision_of_every_paper_does_nothing(desk):
    desk.decide(desk.paper, "accept")
    with pytest.raises(Invalid, match=str(desk.walled.number)):
        desk.release()
    assert not Act.objects.filter(kind=ActKind.RELEASED).exists()
    assert set(outcomes().values()) == {""}
    assert not Letter.objects.exists()


def test_a_chair_with_a_conflict_learns_only_that_others_are_not_ready(desk):
    desk.decide(desk.paper, "accept")
    with pytest.raises(Invalid) as refusal:
        desk.release("Conrad")
    assert str(desk.walled.number) not in str(refusal.value.fields)
    page = queries.release_page(desk.made.viewer("Conrad"), desk.made.at, desk.made.edition)
    assert (page.total, page.missing, page.others, page.others_ready) == (1, (), 1, False)


def test_a_chair_with_a_conflict_releases_what_others_prepared_without_seeing_it(desk):
    decide_both(desk)
    page = queries.release_page(desk.made.viewer("Conrad"), desk.made.at, desk.made.edition)
    assert (page.total, page.others_ready, page.ready) == (1, True, True)
    assert page.by_verdict == (("accept", "Accept", 1),)
    assert "walled" not in repr(page) + repr(previews(desk, "Conrad"))
    desk.release("Conrad")
    assert outcomes()["A walled paper"] == "rejected"
    assert set(of_release().filter(about=desk.walled.xid).values_list("status", flat=True)) == {"held"}
    assert set(of_release().filter(about=desk.paper.xid).values_list("status", flat=True)) == {"queued"}


def test_the_verdict_of_a_walled_paper_changes_nothing_for_who_has_the_conflict(desk):
    decide_both(desk, other="reject")
    first = repr(queries.release_page(desk.made.viewer("Conrad"), desk.made.at, desk.made.edition))
    desk.decide(desk.walled, "accept", note="A note")
    assert repr(queries.release_page(desk.made.viewer("Conrad"), desk.made.at, desk.made.edition)) == first


def test_releasing_twice_sends_nothing_twice(desk):
    decide_both(desk)
    desk.release()
    count = Letter.objects.count()
    again = desk.release()
    assert not again.done
    assert (Letter.objects.count(), Act.objects.filter(kind=ActKind.RELEASED).count()) == (count, 1)


def test_a_release_that_fails_half_way_has_done_nothing(desk, monkeypatch):
    decide_both(desk)
    seen = desk.seen()

    def broken(*args, **kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(release, "_record_paper", broken)
    with pytest.raises(DatabaseError):
        desk.release(seen=seen)
    assert set(outcomes().values()) == {""}
    assert not Letter.objects.exists()
    assert not Act.objects.filter(kind=ActKind.RELEASED).exists()


def test_a_release_pressed_on_an_old_preview_is_refused(desk):
    decide_both(desk)
    seen = desk.seen()
    desk.decide(desk.paper, "accept", note="One word more.")
    with pytest.raises(StaleWrite):
        desk.release(seen=seen)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("who", ["Author One", "Rita One", "Noor"])
def test_only_chairs_release(desk, who):
    decide_both(desk)
    with pytest.raises(NotAllowed):
        desk.release(who, seen="")
    assert set(outcomes().values()) == {""}


def test_who_handles_papers_sees_their_letters_but_cannot_press(desk):
    decide_both(desk)
    stand_in = desk.made.person("Stella")
    handling = desk.handler_of(desk.walled)
    handling.person = stand_in
    handling.save()
    assert [shown.title for shown in previews(desk, "Stella")] == ["A walled paper"]
    with pytest.raises(NotAllowed):
        desk.release("Stella")


def test_every_letter_is_sent_as_it_was_previewed(desk):
    desk.made.track.blindness = Blindness.SINGLE
    desk.made.track.save()
    MetaReview.objects.create(
        submission=desk.paper, by=desk.made.people["Rita One"], summary="They agreed.", remarks="Secret remarks",
        recommendation="accept", is_submitted=True, at=desk.made.now,
    )  # fmt: skip
    decide_both(desk, "conditional", conditions="Measure the tail.", note="Look at {{name}} again.")
    Shepherding.objects.create(submission=desk.paper, person=desk.made.people["Sheila"], at=desk.made.now)
    shown = {(letter.to, letter.subject, letter.body) for paper in previews(desk) for letter in paper.letters}
    desk.release()
    sent = set(of_release().values_list("to", "subject", "body"))
    assert sent == shown
    assert len(sent) == 3
    body = Letter.objects.get(kind="decision-conditional").body
    for words in (
        "Dear Author One",
        "Measure the tail.",
        "They agreed.",
        "Summary by A.",
        "Your shepherd is Sheila",
    ):
        assert words in body
    for secret in (
        "Secret remarks",
        "REMARK-TO-COMMITTEE",
        "REMARK-TO-CHAIRS",
        "Rita",
        "Confidence",
        "Systems:",
    ):
        assert secret not in body


def test_on_a_blind_track_a_preview_names_no_author_and_differs_in_the_name_only(desk):
    desk.made.paper("Two authors", authors=("Ada", "Bela"))
    Submission.objects.filter(title="Two authors").delete()
    decide_both(desk)
    paper = next(p for p in previews(desk) if p.title == "Learned admission control")
    assert paper.authors_hidden
    template = paper.letters[0]
    assert "{{name}}" in template.body
    assert "Author One" not in repr(paper)
    desk.release()
    sent = Letter.objects.get(about=desk.paper.xid, kind__startswith="decision")
    assert sent.body == template.body.replace("{{name}}", "Author One")


def test_the_number_of_authors_of_a_blind_paper_does_not_show(desk):
    from submissions.models import Authorship

    decide_both(desk)
    page = repr(previews(desk)) + desk.seen()
    Authorship.objects.create(
        submission=desk.paper, position=5, name="Hidden Hand", email="hidden@example.org"
    )
    assert repr(previews(desk)) + desk.seen() == page


def test_an_author_who_has_not_claimed_the_place_is_told_to_claim_it_and_nothing_else(desk):
    from submissions.models import Authorship

    Authorship.objects.create(submission=desk.paper, position=5, name="Una", email="una@example.org")
    decide_both(desk)
    desk.release()
    letter = Letter.objects.get(to="una@example.org")
    assert letter.kind == "decision-unclaimed"
    assert "accepted" not in letter.body
    assert "Summary by A." not in letter.body


def test_one_track_is_released_by_itself(desk):
    from sysml.conference.models import Track

    other = Track.objects.create(
        edition=desk.made.edition, slug="industry", name="Industry", side_a="", side_b=""
    )
    waiting = desk.made.paper("Industrial", track=other, authors=("Ingo",))
    decide_both(desk)
    viewer = desk.made.viewer("Cora")
    seen = queries.release_page(viewer, desk.made.at, desk.made.edition, "research").seen
    release.release_decisions(
        by=viewer, edition=desk.made.edition, seen=seen, track=desk.made.track, now=desk.made.now
    )
    assert outcomes()["Industrial"] == ""
    assert not Letter.objects.filter(about=waiting.xid).exists()
    assert desk.made.at.clock(desk.made.track.pk).done(ActKind.RELEASED)
    assert not desk.made.at.clock(other.pk).done(ActKind.RELEASED)


def late(desk, number, who="Cora", seen=None):
    viewer = desk.made.viewer(who)
    if seen is None:
        paper = Submission.objects.filter(number=number).select_related("track")
        seen = queries.seen(viewer, desk.made.at, desk.made.edition, list(paper))
    release.release_late(by=viewer, edition=desk.made.edition, number=number, seen=seen, now=desk.made.now)


def test_a_paper_decided_after_the_release_has_one_of_its_own(desk):
    decide_both(desk)
    desk.release()
    tardy = reviewed_paper(desk.made, "Tardy", suffix=" Four")
    with pytest.raises(Invalid):
        late(desk, tardy.number)
    desk.decide(tardy, "accept")
    with pytest.raises(StaleWrite):
        late(desk, tardy.number, seen="old")
    assert not Letter.objects.filter(about=tardy.xid).exists()
    late(desk, tardy.number)
    assert outcomes()["Tardy"] == "accepted"
    assert Letter.objects.filter(about=tardy.xid, kind="decision-accept").count() == 1


def test_before_the_release_no_paper_goes_ahead_of_the_others(desk):
    desk.decide(desk.paper, "accept")
    with pytest.raises(NotAllowed):
        late(desk, desk.paper.number)
    with pytest.raises(NotFound):
        late(desk, desk.walled.number, who="Conrad")
    assert set(outcomes().values()) == {""}
    assert Decision.objects.get().verdict == Verdict.ACCEPT
