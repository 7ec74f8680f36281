"""The end of an edition's confidential data: announced, taken out, carried out once, and what stays."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from artifacts.models import Evaluation
from committee.models import Assignment, Conflict, Member
from reviews.models import Review
from submissions.models import Authorship, Document, Submission
from sysml.conference.domain import ActKind
from sysml.desk.erasure import commands
from sysml.desk.erasure.parts import PARTS, WHOLE_STAYS
from sysml.desk.lookers.queries import Filters, look_rows
from sysml.kernel import audit_chain, blobs, jobs
from sysml.kernel.errors import Invalid, NotAllowed
from sysml.kernel.models import AuditEntry, Blob, Job, Letter
from tests.architecture.cast import Cast

pytestmark = pytest.mark.django_db
OURS = {"kernel", "conference", "submissions", "committee", "reviews", "artifacts", "desk"}


@pytest.fixture
def cast():
    cast = Cast()
    cast.move_to("final")
    return cast


def announced(cast):
    """The day was named, and it is today; the edition is closed."""
    cast.made.edition.erase_on = cast.made.now.date()
    cast.made.edition.save()
    cast.made.act(ActKind.CLOSED)
    return cast


def carry_out(cast):
    chair = cast.made.viewer(cast.people["C"])
    edition = cast.made.edition
    commands.carry_out_erasure(
        by=chair, edition=edition, sure=edition.slug, reason="as told", now=cast.made.now
    )
    jobs.run_due(cast.made.now)
    job = Job.objects.get(kind="erasure.carry-out")
    assert job.status == Job.Status.DONE, job.error
    connection.check_constraints()
    return job


def test_every_model_has_a_fate():
    named = {part.model for part in PARTS} | {model for model in WHOLE_STAYS if not isinstance(model, str)}
    fateless = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS and model not in named and model._meta.app_label not in WHOLE_STAYS
    ]
    assert fateless == [], (
        "say in sysml/desk/erasure/parts.py what happens to these when an edition is erased"
    )
    assert len({part.model for part in PARTS}) == len(PARTS)


def test_the_day_is_named_a_month_ahead_and_everybody_is_told(cast):
    chair, edition, now = cast.made.viewer(cast.people["C"]), cast.made.edition, cast.made.now
    Letter.objects.all().delete()
    with pytest.raises(Invalid):
        commands.announce_erasure(
            by=chair, edition=edition, day=now.date() + timedelta(days=29), reason="over", now=now
        )
    with pytest.raises(Invalid):
        commands.announce_erasure(by=chair, edition=edition, day=commands.earliest(now), reason=" ", now=now)
    assert not Letter.objects.exists()
    told = commands.announce_erasure(
        by=chair, edition=edition, day=commands.earliest(now), reason="over", now=now
    )
    letters = Letter.objects.filter(kind="erasure-announced")
    assert letters.count() == told > 5
    assert letters.values("to").distinct().count() == told, "one letter to each person"
    assert {letter.status for letter in letters} == {Letter.Status.QUEUED}
    reached = set(letters.values_list("person", flat=True))
    assert {cast.people[who].pk for who in ("A", "R+", "C", "AE")} <= reached
    letter = letters.first()
    assert str(commands.earliest(now)) in letter.subject
    assert "http" in letter.body
    assert "{{" not in letter.body + letter.subject
    edition.refresh_from_db()
    assert edition.erase_on == commands.earliest(now)
    entry = AuditEntry.objects.get(action="erasure.announced")
    assert entry.reason == "over"
    assert entry.data["told"] == told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"erase_on": None}, "has not come"),
        ({"erase_on": timedelta(days=1)}, "has not come"),
        ({"closed": False}, "Close the edition"),
        ({"sure": "sysml"}, "Type sysml-2027"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_nothing_is_erased_before_the_day_or_by_a_slip(cast, change, words):
    announced(cast)
    edition, now = cast.made.edition, cast.made.now
    if "erase_on" in change:
        edition.erase_on = now.date() + change["erase_on"] if change["erase_on"] else None
        edition.save()
    if "closed" in change:
        edition.acts.filter(kind=ActKind.CLOSED).delete()
    with pytest.raises((NotAllowed, Invalid), match=words):
        commands.carry_out_erasure(
            by=cast.made.viewer(cast.people["C"]),
            edition=edition,
            sure=change.get("sure", edition.slug),
            reason=change.get("reason", "as told"),
            now=now,
        )
    assert not Job.objects.filter(kind="erasure.carry-out").exists()


@pytest.mark.parametrize("who", ["A", "N", "R+", "P", "stranger"])
def test_nobody_but_a_chair_has_any_of_it(cast, who):
    announced(cast)
    person, edition, now = cast.people[who], cast.made.edition, cast.made.now
    viewer = cast.made.viewer(person)
    for act in (
        lambda: commands.announce_erasure(by=viewer, edition=edition, day=now.date(), reason="x", now=now),
        lambda: commands.cancel_erasure(by=viewer, edition=edition, reason="x", now=now),
        lambda: commands.carry_out_erasure(
            by=viewer, edition=edition, sure=edition.slug, reason="x", now=now
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    client = cast.made.client(person)
    for path in ("chair/erasure/", "chair/erasure/all.zip"):
        assert client.get(cast.made.url(path)).status_code in {403, 404}, path
    assert client.get(f"/api/v1/editions/{edition.slug}/erasure/").status_code == 404
    assert client.post(cast.made.url("chair/erasure/carry-out/")).status_code in {403, 404}


def test_what_is_confidential_goes_and_what_is_public_stays(cast):
    announced(cast)
    edition = cast.made.edition
    accepted = cast.papers["accepted"]
    public_before = {
        path: cast.made.client().get(cast.made.url(path)).content for path in ("accepted/", "committees/")
    }
    assert accepted.title.encode() in public_before["accepted/"]
    title = cast.papers["rejected"].title
    for model in (Review, Assignment, Conflict, Evaluation):
        assert model._default_manager.filter(submission__edition=edition).exists(), model
    assert Submission.objects.filter(title=title).exists()
    carry_out(cast)
    for part in PARTS:
        if part.goes is not None:
            assert not part.goes(edition).exists(), part.words
    left = Submission.objects.filter(edition=edition)
    assert {paper.outcome for paper in left} <= {"accepted", "conditional"}
    assert accepted.pk in {paper.pk for paper in left}
    assert not Submission.objects.filter(title=title).exists()
    assert set(Authorship.objects.values_list("email", flat=True)) == {""}
    assert not Member.objects.filter(edition=edition).exclude(email__endswith="@erased.invalid").exists()
    assert not Letter.objects.filter(scope=edition.slug).exists()
    for path, before in public_before.items():
        assert cast.made.client().get(cast.made.url(path)).content == before, path
    entry = AuditEntry.objects.get(action="edition.erased")
    assert entry.data["went"]["Reviews"] > 0
    assert entry.data["stayed"]["Papers"] == left.count()
    assert AuditEntry.objects.get(action="erasure.ordered").reason == "as told"


def test_the_log_still_holds_and_what_is_left_is_a_legal_state(cast, capsys):
    from tests.factories.traces import leave_traces

    leave_traces(cast.made)
    announced(cast)
    before = faults()
    carry_out(cast)
    audit_chain.chain(cast.made.now + timedelta(minutes=5))
    call_command("verify_audit")
    assert "The chain holds." in capsys.readouterr().out
    assert faults() - before == set()


def faults():
    from sysml.desk.integrity.sources import run

    return {
        f"{r.invariant.name}: {fault.edition} {fault.number}"
        for r in run(timezone.now())
        for fault in r.faults
    }


def test_neither_log_nor_reads_say_any_more_who_did_what_on_a_paper(cast):
    from sysml.conference.acting import record
    from sysml.kernel import audit

    announced(cast)
    paper, chair = cast.papers["accepted"], cast.made.client(cast.people["C"])
    record(
        cast.made.viewer(cast.people["R+"]),
        "review.submitted",
        now=cast.made.now,
        about=paper.xid,
        summary="a mark",
    )
    audit.read(
        person=cast.people["R+"], kind="reviews", now=cast.made.now, scope="sysml-2027", number=paper.number
    )
    pages = ("chair/log/", "chair/log/?q=mark")
    assert all("review.submitted" in chair.get(cast.made.url(path)).content.decode() for path in pages)
    rows = look_rows(cast.made.viewer(cast.people["C"]), cast.made.at, cast.made.edition, Filters())
    assert rows.count() > 0
    before = AuditEntry.objects.count()
    carry_out(cast)
    for path in pages:
        assert "review.submitted" not in chair.get(cast.made.url(path)).content.decode()
    assert b"edition.erased" in chair.get(cast.made.url("chair/log/")).content
    rows = look_rows(cast.made.viewer(cast.people["C"]), cast.made.at, cast.made.edition, Filters())
    tables = {table for _, table, _ in rows}
    assert "read" not in tables
    assert AuditEntry.objects.count() > before, "the log itself loses nothing"


def test_the_chairs_are_reminded_on_the_day(cast):
    from sysml.desk.erasure.queries import todos

    made = cast.made
    assert todos(made.viewer(cast.people["C"]), made.at, made.edition) == []
    announced(cast)
    assert [line.kind for line in todos(made.viewer(cast.people["C"]), made.at, made.edition)] == ["Erase"]
    assert todos(made.viewer(cast.people["A"]), made.at, made.edition) == []
    carry_out(cast)
    assert todos(made.viewer(cast.people["C"]), made.at, made.edition) == []


def test_what_is_counted_is_what_is_there(cast):
    """The one query of the page against a query for each kind of thing."""
    from sysml.desk.erasure.queries import counts

    edition, found = cast.made.edition, counts(cast.made.edition)
    for part in PARTS:
        goes = part.goes(edition).count()
        stays = part.rows(edition).count() - goes if part.stays else 0
        assert found[part.words] == (goes, stays), part.words
    assert sum(goes > 0 for goes, _ in found.values()) > 20
    assert sum(stays > 0 for _, stays in found.values()) > 4


def test_every_page_of_an_erased_edition_still_opens_or_is_gone(cast):
    announced(cast)
    carry_out(cast)
    for who in ("C", "A", "R+", None):
        client = cast.made.client(cast.people[who] if who else None)
        for path in ("", "home/", "submissions/", "chair/", "chair/decide/", "chair/erasure/", "committees/",
                     "accepted/", "artifacts/", "chair/papers/", "chair/log/", "chair/mail/outbox/"):  # fmt: skip
            assert client.get(cast.made.url(path)).status_code < 500, (who, path)
    chair = cast.made.client(cast.people["C"])
    assert b"is gone" in chair.get(cast.made.url("chair/erasure/")).content
    with pytest.raises(NotAllowed, match="already"):
        carry_out(cast)


def test_bytes_go_with_the_last_row_that_needs_them(cast):
    announced(cast)
    now = cast.made.now
    only_here = blobs.put(io.BytesIO(b"of a rejected paper"), now=now - timedelta(days=40))
    fresh = blobs.put(io.BytesIO(b"an upload that has no row yet"), now=now)
    paper = cast.papers["rejected"]
    final = cast.papers["accepted"]
    Document.objects.filter(submission__in=[paper, final]).delete()
    shared = blobs.put(io.BytesIO(b"in two places"), now=now - timedelta(days=40))
    for number, (submission, kind, stored) in enumerate(
        [(paper, "paper", only_here), (paper, "supplement", shared), (final, "camera-ready", shared)]
    ):
        Document.objects.create(
            submission=submission, kind=kind, version=number + 1, blob_id=stored.sha256, filename="x.pdf",
            uploaded_by=cast.people["A"], uploaded_at=now,
        )  # fmt: skip
    carry_out(cast)
    assert not blobs.path_of(only_here.sha256).exists()
    assert not Blob.objects.filter(pk=only_here.sha256).exists()
    assert blobs.read(shared.sha256) == b"in two places"
    assert blobs.read(fresh.sha256)


def test_another_edition_is_not_touched(cast, make_world):
    other = make_world("final", slug="sysml-2028")
    other.paper("Elsewhere", status="withdrawn")
    other.member("Mo")
    Letter.objects.create(
        key="x", kind="x", scope="sysml-2028", to="a@example.org", subject="s", body="b", created_at=other.now
    )
    announced(cast)
    carry_out(cast)
    assert Submission.objects.get(edition=other.edition).title == "Elsewhere"
    assert Member.objects.get(edition=other.edition).email != ""
    assert Letter.objects.filter(scope="sysml-2028").exists()


def test_the_page_shows_what_goes_and_leads_through_the_steps(cast):
    chair = cast.made.client(cast.people["C"])
    page = chair.get(cast.made.url("chair/erasure/")).content.decode()
    assert "Scores and texts of reviews" in page
    assert "Erase for good" not in page
    day = commands.earliest(cast.made.now).isoformat()
    assert chair.post(cast.made.url("chair/erasure/"), {"day": day, "reason": "over"}).status_code == 302
    assert day in chair.get(cast.made.url("chair/erasure/")).content.decode()
    assert chair.post(cast.made.url("chair/erasure/cancel/"), {"reason": "not yet"}).status_code == 302
    cast.made.edition.refresh_from_db()
    assert cast.made.edition.erase_on is None
    announced(cast)
    assert "Erase for good" in chair.get(cast.made.url("chair/erasure/")).content.decode()
    wrong = chair.post(cast.made.url("chair/erasure/carry-out/"), {"sure": "x", "reason": "kept words"})
    assert b"kept words" in wrong.content
    done = chair.post(cast.made.url("chair/erasure/carry-out/"), {"sure": "sysml-2027", "reason": "as told"})
    assert done.status_code == 302


def test_the_endpoints_do_the_same(cast):
    chair = cast.made.client(cast.people["C"])
    base = f"/api/v1/editions/{cast.made.edition.slug}/erasure/"
    shown = chair.get(base).json()
    assert {line["words"] for line in shown["lines"]} == {part.words for part in PARTS}
    day = shown["earliest"]
    named = chair.put(base, {"day": day, "reason": "over"}, content_type="application/json")
    assert (named.status_code, named.json()["day"]) == (200, day)
    early = chair.post(
        f"{base}carry-out/", {"sure": "sysml-2027", "reason": "x"}, content_type="application/json"
    )
    assert early.status_code == 403
    announced(cast)
    last = chair.post(
        f"{base}carry-out/", {"sure": "sysml-2027", "reason": "x"}, content_type="application/json"
    )
    assert (last.status_code, bool(last.json()["running"])) == (202, True)


def test_a_chair_with_a_conflict_is_told_no_counts_and_takes_out_nothing_of_that_paper(cast):
    chair = cast.people["C"]
    page = cast.made.client(chair).get(cast.made.url("chair/erasure/"))
    assert all(line.goes is not None for line in page.context["page"].lines)
    whole = unzipped(cast.made.client(chair))
    paper = Submission.objects.filter(edition=cast.made.edition, reviews__isnull=False).annotate(
        n=Count("reviews")
    )[0]
    assert str(paper.number) in whole["reviews.csv"]
    cast.made.conflict(paper, chair)
    page = cast.made.client(chair).get(cast.made.url("chair/erasure/"))
    assert {line.goes for line in page.context["page"].lines} == {None}
    assert page.context["page"].told is None
    parts = unzipped(cast.made.client(chair))
    for name, text in parts.items():
        if name != "papers.csv":
            assert not any(line.startswith(f"{paper.number},") for line in text.splitlines()), name


def unzipped(client):
    answer = client.get("/sysml-2027/chair/erasure/all.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_the_export_is_noted_before_it_leaves(cast):
    names = set(unzipped(cast.made.client(cast.people["C"])))
    assert {"papers.csv", "reviews.csv", "bids.csv", "conflicts.csv", "discussions.csv"} <= names
    assert AuditEntry.objects.filter(action="export.read").exists()
