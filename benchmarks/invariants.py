"""How long `manage.py check_invariants` takes on a large site. Run: python -m benchmarks.invariants [--postgres]

A released edition is written by rows into a fresh database: by default 10,000 papers, four reviews each, with their
conflicts, bids, letters and the log of it all. Nothing in it is illegal, so every invariant looks at every row it
may have to. Ends with 1 if something is found or the run takes a minute.
"""

import argparse
import contextlib
import hashlib
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from time import perf_counter
from typing import Any

import django
from django.core.management import call_command

LIMIT_SECONDS = 60.0
MEMBERS_A_PAPER = 6
BATCH = 2000


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site, run the check, print the times."""
    options = _options(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="sysml-invariants-") as folder,
        _database(options.postgres) as url,
    ):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "sysml.settings",
            "SYSML_DATA": folder,
            "SYSML_DEBUG": "0",
            "SYSML_SECRET_KEY": "a-key-for-measuring-alone-which-guards-nothing-at-all",
            **({"DATABASE_URL": url} if url else {}),
        }
        django.setup()
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        began = perf_counter()
        rows = build(options.papers)
        print(f"{options.papers} papers, {rows} rows, built in {perf_counter() - began:.0f} s", flush=True)
        began = perf_counter()
        found = 0
        try:
            call_command("check_invariants", "--times", "--most", "5", skip_checks=True)
        except SystemExit:
            found = 1
        seconds = perf_counter() - began
    print(f"{'PostgreSQL' if url else 'SQLite'}: {seconds:.1f} s of {LIMIT_SECONDS:.0f} s")
    return 1 if found or seconds > LIMIT_SECONDS else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the check of a large site's invariants.")
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    return parser.parse_args(arguments)


@contextlib.contextmanager
def _database(postgres: bool) -> Iterator[str]:
    if not postgres:
        yield ""
        return
    from tools import services

    with services.postgres() as (url, _):
        yield url


class _Log:
    """Entries of the log, written at the end."""

    def __init__(self, scope: str, at: Any) -> None:
        self.scope, self.at, self.rows = scope, at, []

    def add(self, action: str, subject: str = "", about: str = "") -> None:
        from sysml.kernel.models import AuditEntry

        self.rows.append(
            AuditEntry(at=self.at, action=action, scope=self.scope, subject=subject, about=about)
        )


def build(papers: int) -> int:
    """Write the edition; returns how many rows there are in all."""
    from django.apps import apps
    from django.db import transaction

    with transaction.atomic():
        _build(papers)
    return sum(model._base_manager.count() for model in apps.get_models(include_auto_created=True))


def _save(rows: list[Any]) -> list[Any]:
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH) if rows else []


def _build(papers: int) -> None:
    from django.utils import timezone

    from sysml.conference.domain import ActKind, RoleKind
    from sysml.conference.models import Act, Conference, Edition, Role, Topic, Track

    now = timezone.now()
    conference = Conference.objects.create(slug="large", name="Large")
    edition = Edition.objects.create(conference=conference, slug="large-2031", name="Large", created_at=now)
    log = _Log(edition.slug, now)
    track = Track.objects.create(edition=edition, slug="research", name="Research")
    topics = _save([Topic(edition=edition, name=f"Topic {n}") for n in range(40)])
    chairs = _people("chair", papers // 200 + 2)
    for role in _save([Role(edition=edition, person=one, kind=RoleKind.CHAIR) for one in chairs]):
        log.add("office.given", f"role:{role.xid}")
    released = now - timedelta(days=5)
    for kind in (ActKind.OPENED, ActKind.ASSIGNMENT_PUBLISHED, ActKind.RELEASED):
        act = Act.objects.create(edition=edition, kind=kind, at=released)
        log.add(f"edition.{kind}", f"edition:{edition.xid}")
        log.add("decisions.released", f"act:{act.xid}")
    rows = _papers(edition, track, topics, papers, now, log)
    _committee(edition, track, rows, chairs, now, log)
    _letters(edition, rows, now)
    _save(log.rows)


def _people(word: str, count: int) -> list[Any]:
    from allauth.account.models import EmailAddress

    from sysml.kernel.models import User

    rows = _save(
        [User(email=f"{word}{n}@example.org", name=f"{word} {n}", password="!") for n in range(count)]
    )
    _save([EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in rows])
    return rows


def _papers(edition: Any, track: Any, topics: list[Any], count: int, now: Any, log: _Log) -> list[Any]:
    from submissions.models import Authorship, Document, DocumentCheck, Submission
    from sysml.kernel import blobs
    from sysml.kernel.models import Blob

    authors = _people("author", count * 2)
    then = now - timedelta(days=90)
    papers = _save(
        [
            Submission(
                edition=edition, track=track, number=10_000 + n, title=f"Paper {n}", title_key=f"paper {n}",
                abstract="We measure.", status="complete", completed_at=then, registered_by=authors[2 * n],
                outcome="rejected" if n % 5 else "accepted", outcome_at=now - timedelta(days=5),
                registered_at=then, changed_at=then,
            )
            for n in range(count)
        ]
    )  # fmt: skip
    through = Submission.topics.through
    _save([through(submission=one, topic=topics[n % 40]) for n, one in enumerate(papers)])
    _save(
        [
            Authorship(
                submission=papers[n // 2], position=n % 2, name=one.name, email=one.email, person=one,
                claimed_at=then,
            )
            for n, one in enumerate(authors)
        ]
    )  # fmt: skip
    names = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(count)]
    _save([Blob(sha256=name, size=len(str(n)), created_at=then) for n, name in enumerate(names)])
    for n, name in enumerate(names):
        path = blobs.path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(n))
    files = [
        Document(submission=one, version=1, blob_id=names[n], filename="p.pdf", uploaded_by=authors[2 * n],
                 uploaded_at=then)
        for n, one in enumerate(papers)
    ]  # fmt: skip
    _save([DocumentCheck(document=one, state="pass") for one in _save(files)])
    for one in papers:
        for action in ("submission.registered", "document.added", "decision.released", "submission.saved"):
            log.add(action, f"submission:{one.xid}", one.xid)
    return papers


def _committee(edition: Any, track: Any, papers: list[Any], chairs: list[Any], now: Any, log: _Log) -> None:
    from committee.models import Assignment, Conflict, Handling, Member, PaperBid, Plan, PlanPair
    from reviews.models import Decision, ProceedingsEntry, Review, ReviewVersion

    draw, then = random.Random(7), now - timedelta(days=60)
    count = max(len(papers) * 4 // MEMBERS_A_PAPER, 8) // 4 * 4
    people = _people("member", count)
    members = _save(
        [
            Member(edition=edition, person=one, email=one.email, name=one.name, state="accepted",
                   side="ml" if n % 2 else "systems")
            for n, one in enumerate(people)
        ]
    )  # fmt: skip
    plan = Plan.objects.create(
        track=track,
        state="published",
        made_at=then,
        published_at=then,
        parameters={"wanted_a": 2, "wanted_b": 2},
    )
    log.add("plan.published", f"plan:{plan.xid}")
    pairs = [(paper, members[(4 * n + k) % count]) for n, paper in enumerate(papers) for k in range(4)]
    _save([PlanPair(plan=plan, submission=p, member=m, side=m.side) for p, m in pairs])
    _save([Assignment(submission=p, member=m, side=m.side, made_at=then, plan=plan) for p, m in pairs])
    bids = {(paper.pk, members[draw.randrange(count)].pk) for paper in papers for _ in range(12)}
    _save([PaperBid(submission_id=p, member_id=m, value=1, at=then) for p, m in bids])
    apart = {
        (paper, people[(4 * n + 4 + draw.randrange(count - 4)) % count])
        for n, paper in enumerate(papers)
        for _ in range(20)
    }
    rows = [
        Conflict(submission=p, person=m, reason="other", source="entered by a chair", at=then)
        for p, m in apart
    ]
    for one in _save(rows):
        log.add("conflict.added", f"conflict:{one.xid}", one.submission.xid)
    reviews = _save(
        [
            Review(
                submission=p, reviewer=m.person, side=m.side, label="ABCD"[n % 4], state="submitted", version=1,
                first_submitted_at=then, submitted_at=then,
            )
            for n, (p, m) in enumerate(pairs)
        ]
    )  # fmt: skip
    _save([ReviewVersion(review=one, number=1, at=then) for one in reviews])
    for one in reviews:
        log.add("review.begun", f"review:{one.xid}", one.submission.xid)
        log.add("review.submitted", f"review:{one.xid}", one.submission.xid)
    handlings = [
        Handling(submission=p, person=chairs[n % len(chairs)], at=then) for n, p in enumerate(papers)
    ]
    for one in _save(handlings):
        log.add("handling.appointed", f"handling:{one.xid}", one.submission.xid)
    decisions = [
        Decision(submission=p, verdict=p.outcome.removesuffix("ed"), by=chairs[n % len(chairs)],
                 at=now - timedelta(days=6))
        for n, p in enumerate(papers)
    ]  # fmt: skip
    for one in _save(decisions):
        log.add("decision.recorded", f"decision:{one.xid}", one.submission.xid)
    _save([ProceedingsEntry(submission=p, accepted_title=p.title) for p in papers if p.outcome == "accepted"])


def _letters(edition: Any, papers: list[Any], now: Any) -> None:
    from sysml.kernel.models import Letter

    kinds = ("receipt", "review-reminder", "decision-accept", "decision-reject")
    rows = [
        Letter(
            key=f"{kind}:{n}:{k}", kind=kind, scope=edition.slug, about=paper.xid, to="a@example.org",
            subject="…", body="…", status="sent", created_at=now, sent_at=now,
        )
        for n, paper in enumerate(papers)
        for k in range(3)
        for kind in kinds
        if kind not in kinds[2:] or kind == f"decision-{paper.outcome.removesuffix('ed')}"
    ]  # fmt: skip
    _save(rows)


if __name__ == "__main__":
    sys.exit(main())
