"""For each invariant the illegal states that it names are planted, one at a time, and found.

A plant is a change of rows past every command, as a fault in the code or a hand in the database would make it.
It returns words that must stand in what is found, beside the paper's number where there is one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Count, F
from django.utils import timezone

from artifacts.domain import ArtifactState, EvaluatorState
from artifacts.models import Artifact, ArtifactVersion, BadgeDecision, Evaluation, Evaluator
from committee.domain import ConflictReason, ConflictSource, ConflictState, MemberState, PlanState
from committee.models import Assignment, Conflict, Handling, Member, PaperBid, Plan, PlanPair
from reviews import letters_decisions as letters
from reviews.domain import ReviewKind, ReviewState, Verdict
from reviews.models import (
    Decision,
    DeskReject,
    Lead,
    MetaReview,
    ProceedingsEntry,
    Response,
    Review,
    ReviewVersion,
    Shepherding,
)
from submissions.domain import CheckState, DocumentKind, Outcome, Status
from submissions.models import AuthorReveal, Authorship, Document, DocumentCheck, Submission
from sysml.conference.domain import ActKind, RoleKind
from sysml.conference.models import Act, Edition, Role, Topic, Window
from sysml.desk.integrity.sources import INVARIANTS, run
from sysml.kernel import blobs
from sysml.kernel.invariants import CONTENTS
from sysml.kernel.models import AuditEntry, AuditLink, Blob, Job, Letter, User

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=1)


@dataclass(frozen=True)
class Planted:
    """What was broken: the paper's number, if it is of one paper, and words of the finding."""

    words: str
    number: int | None = None


Plant = Callable[[], Planted]
PLANTS: dict[str, list[Plant]] = {one.name: [] for one in (*INVARIANTS, CONTENTS)}


def breaks(name: str) -> Callable[[Plant], Plant]:
    def note(plant: Plant) -> Plant:
        PLANTS[name].append(plant)
        return plant

    return note


def finished() -> Edition:
    return Edition.objects.get(slug="sysml-2026")


def in_review() -> Edition:
    return Edition.objects.get(slug="sysml-2027")


def taking_papers() -> Edition:
    return Edition.objects.get(slug="sysml-2028")


def paper(edition: Edition, **fields: object) -> Submission:
    found = Submission.objects.filter(edition=edition, **fields).order_by("number").first()
    assert found is not None, f"{edition} has no paper with {fields}"
    return found


def forget(*actions: str, subject: str = "", about: str = "") -> None:
    """Take entries out of the log, as if the act had never been recorded."""
    rows = AuditEntry.objects.filter(action__in=actions)
    rows = rows.filter(subject=subject) if subject else rows
    rows = rows.filter(about=about) if about else rows
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # whoever owns the database can open it so, past the trigger
            cursor.execute("SET LOCAL sysml.demolition = 'on'")
    gone = rows._raw_delete(rows.db)
    assert gone, f"the log has no {actions} about {subject or about}"


def letter(edition: Edition, kind: str, status: str, about: str = "", **fields: object) -> Letter:
    return Letter.objects.create(
        key=f"planted:{kind}", kind=kind, scope=edition.slug, about=about, to="somebody@example.org",
        subject="…", body="…", status=status, created_at=LONG_AGO, next_attempt_at=LONG_AGO, **fields,
    )  # fmt: skip


# The ground floor


@breaks("files-are-there")
def a_file_is_lost() -> Planted:
    sha256 = Blob.objects.order_by("pk").values_list("pk", flat=True)[0]
    Blob.objects.create(sha256="f" * 64, size=1, created_at=NOW)
    return Planted(f"{'f' * 12}… is missing") if sha256 else Planted("")


@breaks("files-are-there")
def a_file_is_cut_off() -> Planted:
    blob = Blob.objects.order_by("pk")[0]
    Blob.objects.filter(pk=blob.pk).update(size=F("size") + 7)
    return Planted(f"has {blob.size} bytes, not {blob.size + 7}")


@breaks("files-are-unchanged")
def a_byte_has_changed() -> Planted:
    sha256 = "0" * 64
    path = blobs.path_of(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    Blob.objects.create(sha256=sha256, size=1, created_at=NOW)
    return Planted(f"{'0' * 12}… has other bytes")


@breaks("jobs-move")
def a_job_waits_for_ever() -> Planted:
    Job.objects.create(kind="planted", created_at=LONG_AGO, due_at=LONG_AGO)
    return Planted("job planted")


@breaks("jobs-move")
def a_job_is_silent() -> Planted:
    Job.objects.create(
        kind="planted", created_at=LONG_AGO, due_at=NOW, status=Job.Status.RUNNING, heartbeat_at=LONG_AGO
    )
    return Planted("without a sign of life")


@breaks("held-letters-stay")
def a_held_letter_left() -> Planted:
    letter(in_review(), "receipt", Letter.Status.HELD, sent_at=NOW)
    return Planted("left while it was held")


@breaks("sent-letters-have-a-time")
def a_letter_was_sent_at_no_time() -> Planted:
    letter(in_review(), "receipt", Letter.Status.SENT)
    return Planted("is sent at no known time")


@breaks("letters-leave")
def letters_pile_up() -> Planted:
    letter(in_review(), "receipt", Letter.Status.QUEUED)
    return Planted("letters are due")


@breaks("one-account-a-person")
def two_accounts_have_one_orcid() -> Planted:
    for user in User.objects.order_by("pk")[:2]:
        User.objects.filter(pk=user.pk).update(orcid="0000-0002-1825-0097")
    return Planted("0000-0002-1825-0097")


@breaks("one-account-a-person")
def one_address_is_proven_by_another_account() -> Planted:
    first, second = User.objects.order_by("pk")[:2]
    EmailAddress.objects.filter(user=first).delete()
    EmailAddress.objects.create(user=second, email=first.email, verified=True)
    return Planted(first.email)


@breaks("merged-accounts-hold-nothing")
def a_merged_account_still_writes() -> Planted:
    author = Authorship.objects.exclude(person=None)[0].person
    other = User.objects.exclude(pk=author.pk)[0]  # type: ignore[union-attr]
    User.objects.filter(pk=author.pk).update(merged_into=other)  # type: ignore[union-attr]
    return Planted("authorships belong to accounts that were merged")


# Editions


@breaks("edition-has-a-chair")
def the_chairs_are_gone() -> Planted:
    Role.objects.filter(edition=in_review(), kind=RoleKind.CHAIR).delete()
    return Planted("no chair")


@breaks("acts-have-a-cause")
def a_release_without_an_entry() -> Planted:
    forget("decisions.released")
    return Planted("released")


@breaks("acts-have-a-cause")
def an_opening_without_an_entry() -> Planted:
    forget("edition.opened", subject=f"edition:{in_review().xid}")
    return Planted("opened")


@breaks("offices-have-a-cause")
def somebody_made_themselves_chair() -> Planted:
    user = User.objects.filter(roles=None).order_by("pk")[0]
    Role.objects.create(edition=in_review(), person=user, kind=RoleKind.CHAIR)
    return Planted("is chair and nobody made them so")


@breaks("frozen-editions-send-nothing")
def a_letter_left_a_frozen_edition() -> Planted:
    Act.objects.create(edition=in_review(), kind=ActKind.FROZEN, at=NOW - timedelta(hours=1))
    letter(in_review(), "receipt", Letter.Status.SENT, sent_at=NOW)
    return Planted("letters left while the edition was frozen")


@breaks("demonstration-stands-alone")
def a_real_edition_beside_it() -> Planted:
    Edition.objects.filter(pk=taking_papers().pk).update(is_demo=False)
    return Planted("shares the site with a demonstration")


@breaks("tracks-stay-in-their-edition")
def a_window_of_a_foreign_track() -> Planted:
    Window.objects.create(
        edition=in_review(), track=finished().tracks.all()[0], kind="planted", closes_at=NOW
    )
    return Planted("of another edition")


# Papers


@breaks("release-needs-an-act")
def a_release_without_an_act() -> Planted:
    Act.objects.filter(edition=finished(), kind=ActKind.RELEASED).delete()
    return Planted("nothing was released", paper(finished(), outcome=Outcome.ACCEPTED).number)


@breaks("release-needs-an-act")
def an_outcome_before_its_release() -> Planted:
    one = paper(in_review(), status=Status.COMPLETE, outcome="")
    Submission.objects.filter(pk=one.pk).update(outcome=Outcome.ACCEPTED, outcome_at=NOW)
    return Planted("nothing was released", one.number)


@breaks("outcome-of-complete-papers")
def a_draft_was_accepted() -> Planted:
    one = paper(taking_papers(), status=Status.DRAFT)
    Submission.objects.filter(pk=one.pk).update(outcome=Outcome.ACCEPTED, outcome_at=NOW)
    return Planted("never complete", one.number)


def _complete() -> Submission:
    return paper(in_review(), status=Status.COMPLETE, outcome="")


@breaks("complete-papers-are-complete")
def complete_without_a_title() -> Planted:
    one = _complete()
    Submission.objects.filter(pk=one.pk).update(title=" ")
    return Planted("without a title", one.number)


@breaks("complete-papers-are-complete")
def complete_without_an_abstract() -> Planted:
    one = _complete()
    Submission.objects.filter(pk=one.pk).update(abstract="\n ")
    return Planted("without an abstract", one.number)


@breaks("complete-papers-are-complete")
def complete_without_a_topic() -> Planted:
    one = _complete()
    one.topics.clear()
    return Planted("without a topic", one.number)


@breaks("complete-papers-are-complete")
def complete_without_an_author() -> Planted:
    one = _complete()
    one.authorships.update(name="")
    return Planted("without a named author", one.number)


@breaks("complete-papers-are-complete")
def complete_without_a_file() -> Planted:
    one = _complete()
    one.documents.all().delete()
    return Planted("without a file", one.number)


@breaks("complete-papers-are-complete")
def complete_with_an_unreadable_file() -> Planted:
    one = _complete()
    DocumentCheck.objects.filter(document__submission=one).update(state=CheckState.UNREADABLE)
    return Planted("cannot be read", one.number)


@breaks("status-follows")
def a_complete_paper_counts_as_registered() -> Planted:
    one = _complete()
    Submission.objects.filter(pk=one.pk).update(status=Status.REGISTERED)
    return Planted("has all of a complete paper", one.number)


@breaks("every-version-is-kept")
def a_version_is_gone() -> Planted:
    one = _complete()
    Document.objects.filter(submission=one, kind=DocumentKind.PAPER).update(version=F("version") + 1)
    return Planted("versions of the paper are kept", one.number)


@breaks("every-version-is-kept")
def the_newest_version_does_not_count() -> Planted:
    one = _complete()
    Document.objects.filter(submission=one, kind=DocumentKind.PAPER).update(is_current=False)
    return Planted("the newest paper does not count", one.number)


@breaks("papers-stay-in-their-edition")
def a_paper_on_a_foreign_track() -> Planted:
    one = _complete()
    Submission.objects.filter(pk=one.pk).update(track=finished().tracks.all()[0])
    return Planted("track of another edition", one.number)


@breaks("papers-stay-in-their-edition")
def a_paper_with_a_foreign_topic() -> Planted:
    one = _complete()
    one.topics.add(Topic.objects.filter(edition=finished())[0])
    return Planted("topic of another edition", one.number)


@breaks("papers-have-a-cause")
def nobody_registered_it() -> Planted:
    one = _complete()
    forget("submission.registered", about=one.xid)
    return Planted("nobody registered it", one.number)


@breaks("papers-have-a-cause")
def nobody_withdrew_it() -> Planted:
    one = _complete()
    Submission.objects.filter(pk=one.pk).update(status=Status.WITHDRAWN, withdrawn_at=NOW)
    return Planted("nobody withdrew it", one.number)


@breaks("papers-have-a-cause")
def nobody_closed_it() -> Planted:
    one = _complete()
    Submission.objects.filter(pk=one.pk).update(status=Status.CLOSED)
    return Planted("nobody closed it", one.number)


@breaks("papers-have-a-cause")
def nobody_released_it() -> Planted:
    one = paper(finished(), outcome=Outcome.REJECTED)
    forget("decision.released", about=one.xid)
    return Planted("an outcome that nobody released", one.number)


@breaks("papers-have-a-cause")
def nobody_released_its_desk_reject() -> Planted:
    one = paper(finished(), outcome=Outcome.DESK_REJECTED)
    forget("desk-reject.released", about=one.xid)
    return Planted("desk-rejected and nobody released that", one.number)


@breaks("reveals-have-a-cause")
def a_reveal_without_an_entry() -> Planted:
    one = _complete()
    AuthorReveal.objects.create(submission=one, person=_chair(), reason="…", at=NOW, until=NOW)
    return Planted("authors revealed without an entry", one.number)


@breaks("accepted-papers-have-authors")
def nobody_can_be_reached() -> Planted:
    one = paper(finished(), outcome=Outcome.ACCEPTED)
    one.authorships.all().delete()
    return Planted("no author of it can be reached", one.number)


# The committee


def _chair() -> User:
    return Role.objects.filter(edition=in_review(), kind=RoleKind.CHAIR).order_by("pk")[0].person


def _assignment() -> Assignment:
    rows = Assignment.objects.filter(submission__edition=in_review(), state="active").exclude(plan=None)
    return rows.select_related("submission", "member__person").order_by("pk")[0]


def _bar(one: Submission, person: User, **fields: object) -> Conflict:
    return Conflict.objects.create(
        submission=one, person=person, reason=ConflictReason.OTHER, source=ConflictSource.CHAIR,
        **{"at": NOW, **fields},
    )  # fmt: skip


@breaks("no-assignment-against-a-conflict")
def assigned_against_a_declared_conflict() -> Planted:
    row = _assignment()
    _bar(row.submission, row.member.person)  # type: ignore[arg-type]
    return Planted(f"{row.member.name} reviews it against a conflict", row.submission.number)


@breaks("no-assignment-against-a-conflict")
def an_author_reviews_their_own_paper() -> Planted:
    row = _assignment()
    row.submission.authorships.filter(position=0).update(person=row.member.person, claimed_at=NOW)
    return Planted("against a conflict", row.submission.number)


@breaks("no-assignment-against-a-conflict")
def an_unclaimed_author_reviews_their_own_paper() -> Planted:
    row = _assignment()
    places = row.submission.authorships.filter(position=0)
    places.update(person=None, claimed_at=None, email=row.member.person.email)  # type: ignore[union-attr]
    return Planted("against a conflict", row.submission.number)


@breaks("reviewers-are-on-the-committee")
def a_reviewer_has_declined_the_committee() -> Planted:
    row = _assignment()
    Member.objects.filter(pk=row.member_id).update(state=MemberState.DECLINED)
    return Planted("is not on the committee", row.submission.number)


@breaks("reviewers-are-on-the-committee")
def a_reviewer_of_another_edition() -> Planted:
    row = _assignment()
    Member.objects.filter(pk=row.member_id).update(edition=taking_papers(), person=None, state="declined")
    return Planted("belongs to another edition", row.submission.number)


@breaks("reviewers-fill-a-side")
def a_reviewer_fills_no_side() -> Planted:
    row = _assignment()
    Assignment.objects.filter(pk=row.pk).update(side="bridge")
    return Planted("fills no side of it (assignment)", row.submission.number)


@breaks("assignments-have-a-cause")
def nobody_assigned_by_hand() -> Planted:
    row = _assignment()
    Assignment.objects.filter(pk=row.pk).update(plan=None)
    forget("assignment.made", subject=f"assignment:{row.xid}")
    return Planted(f"nobody assigned {row.member.name}", row.submission.number)


@breaks("assignments-have-a-cause")
def assigned_by_a_plan_that_nobody_published() -> Planted:
    row = _assignment()
    Plan.objects.filter(pk=row.plan_id).update(state=PlanState.PROPOSED)
    forget("assignment.made", subject=f"assignment:{row.xid}")
    return Planted(f"nobody assigned {row.member.name}", row.submission.number)


@breaks("assignments-have-a-cause")
def an_assignment_ended_by_nobody() -> Planted:
    row = _assignment()
    Assignment.objects.filter(pk=row.pk).update(state="removed", ended_at=NOW)
    return Planted("was never removed", row.submission.number)


@breaks("conflicts-have-a-cause")
def a_conflict_by_nobody() -> Planted:
    one = _complete()
    person = User.objects.exclude(conflicts__submission=one).order_by("pk")[0]
    _bar(one, person)
    return Planted("nobody entered the conflict", one.number)


def _lifted(**fields: object) -> Conflict:
    """A conflict that is lifted as it should be, but for the given fields."""
    row = Conflict.objects.filter(submission__edition=in_review(), state=ConflictState.CONFIRMED).order_by(
        "pk"
    )[0]
    good = {
        "state": ConflictState.DISMISSED,
        "decided_by": _chair(),
        "decided_at": NOW,
        "decided_reason": "…",
    }
    Conflict.objects.filter(pk=row.pk).update(**(good | fields))
    AuditEntry.objects.create(
        at=NOW, action="conflict.dismissed", about=row.submission.xid, subject=f"conflict:{row.xid}"
    )
    return row


@breaks("nobody-lifts-their-own-conflict")
def lifted_by_nobody() -> Planted:
    row = _lifted()
    forget("conflict.dismissed", subject=f"conflict:{row.xid}")
    return Planted("nobody lifted the conflict", row.submission.number)


@breaks("nobody-lifts-their-own-conflict")
def lifted_by_oneself() -> Planted:
    row = _lifted(decided_by=F("person"))
    return Planted("lifted a conflict of their own", row.submission.number)


@breaks("nobody-lifts-their-own-conflict")
def lifted_without_a_reason() -> Planted:
    row = _lifted(decided_reason="")
    return Planted("without a name or a reason", row.submission.number)


@breaks("every-paper-is-handled")
def nobody_handles_it() -> Planted:
    one = _complete()
    Handling.objects.filter(submission=one).delete()
    return Planted("nobody handles it", one.number)


@breaks("every-paper-is-handled")
def a_conflicted_chair_handles_it() -> Planted:
    one = _complete()
    _bar(one, one.handling.person)
    return Planted("handles it against a conflict", one.number)


@breaks("every-paper-is-handled")
def a_former_chair_handles_it() -> Planted:
    one = _complete()
    Role.objects.filter(edition=in_review(), person=one.handling.person).update(kind=RoleKind.PUBLICATION)
    return Planted("handles it without an office", one.number)


@breaks("every-paper-is-handled")
def nobody_gave_it_to_handle() -> Planted:
    one = _complete()
    forget("handling.appointed", subject=f"handling:{one.handling.xid}")
    return Planted("to handle", one.number)


@breaks("published-plans-keep-quotas")
def a_plan_is_short_of_a_side() -> Planted:
    pair = PlanPair.objects.filter(plan__state=PlanState.PUBLISHED).order_by("pk")[0]
    pair.delete()
    return Planted("gives it 1", pair.submission.number)


@breaks("published-plans-keep-quotas")
def a_plan_breaks_the_common_limit() -> Planted:
    plan = Plan.objects.filter(state=PlanState.PUBLISHED).order_by("pk")[0]
    Plan.objects.filter(pk=plan.pk).update(parameters={**plan.parameters, "load_cap": 1})
    return Planted("more papers than the common limit of 1")


@breaks("published-plans-keep-quotas")
def a_plan_published_without_the_act() -> Planted:
    Act.objects.filter(kind=ActKind.ASSIGNMENT_PUBLISHED).delete()
    return Planted("without the act")


@breaks("plans-have-a-cause")
def nobody_published_the_plan() -> Planted:
    forget("plan.published")
    return Planted("nobody published plan")


@breaks("plans-end")
def a_plan_is_solved_by_no_job() -> Planted:
    Plan.objects.create(track=in_review().tracks.all()[0], made_at=NOW)
    return Planted("solved by no job")


@breaks("bids-stay-in-their-edition")
def a_bid_on_another_edition() -> Planted:
    bid = PaperBid.objects.filter(submission__edition=in_review()).order_by("pk")[0]
    one = paper(taking_papers())
    PaperBid.objects.filter(pk=bid.pk).update(submission=one)
    return Planted("of another edition bids on it", one.number)


@breaks("one-place-a-member")
def two_places_of_one_person() -> Planted:
    first = Member.objects.filter(edition=in_review(), state=MemberState.ACCEPTED).order_by("pk")[0]
    address = EmailAddress.objects.create(user=first.person, email="second@example.org", verified=True)
    Member.objects.create(edition=in_review(), email=address.email, name="Second Place")
    return Planted("Second Place has two places")


# Reviews and decisions


def _review(**fields: object) -> Review:
    rows = Review.objects.filter(submission__edition=in_review(), state=ReviewState.SUBMITTED, **fields)
    return rows.select_related("submission", "reviewer").order_by("pk")[0]


@breaks("reviews-have-an-assignment")
def a_review_without_an_assignment() -> Planted:
    row = _review(kind=ReviewKind.COMMITTEE)
    Assignment.objects.filter(submission=row.submission, member__person=row.reviewer).delete()
    return Planted(f"wrote review {row.label} without an assignment", row.submission.number)


@breaks("reviews-have-an-assignment")
def a_review_without_a_request() -> Planted:
    row = _review(kind=ReviewKind.EXTERNAL)
    row.submission.review_requests.all().delete()
    return Planted(f"wrote review {row.label} without a request", row.submission.number)


@breaks("no-review-against-a-conflict")
def a_review_after_a_conflict() -> Planted:
    row = _review()
    _bar(row.submission, row.reviewer, at=row.submitted_at - timedelta(days=1))  # type: ignore[operator]
    return Planted(f"handed in review {row.label} against a conflict", row.submission.number)


@breaks("every-review-version-is-kept")
def a_review_version_is_lost() -> Planted:
    row = _review()
    Review.objects.filter(pk=row.pk).update(version=2)
    return Planted(f"review {row.label} has 1 of its 2 versions", row.submission.number)


@breaks("every-review-version-is-kept")
def a_review_has_no_current_version() -> Planted:
    row = _review()
    ReviewVersion.objects.filter(review=row).update(is_current=False)
    return Planted("has no current version", row.submission.number)


@breaks("reviews-have-a-cause")
def nobody_handed_in_a_review() -> Planted:
    row = _review()
    forget("review.submitted", subject=f"review:{row.xid}")
    return Planted(f"nobody handed in review {row.label}", row.submission.number)


@breaks("reviews-have-a-cause")
def nobody_discarded_a_review() -> Planted:
    row = _review()
    Review.objects.filter(pk=row.pk).update(state=ReviewState.DISCARDED)
    return Planted(f"nobody discarded review {row.label}", row.submission.number)


def _decision(**fields: object) -> Decision:
    rows = Decision.objects.filter(submission__edition=finished(), **fields)
    return rows.select_related("submission").order_by("pk")[0]


@breaks("both-sides-before-a-decision")
def decided_with_one_side() -> Planted:
    row = _decision()
    Review.objects.filter(submission=row.submission).update(side="ml")
    return Planted("without a review from both sides", row.submission.number)


@breaks("outcomes-follow-decisions")
def released_without_a_decision() -> Planted:
    row = _decision()
    row.delete()
    return Planted("was not decided", row.submission.number)


@breaks("outcomes-follow-decisions")
def released_against_the_decision() -> Planted:
    row = _decision(verdict=Verdict.REJECT)
    Submission.objects.filter(pk=row.submission_id).update(outcome=Outcome.ACCEPTED)
    return Planted("decided “reject” and released as “accepted”", row.submission.number)


@breaks("outcomes-follow-decisions")
def decided_by_somebody_in_conflict() -> Planted:
    row = _decision()
    _bar(row.submission, row.by, at=row.at - timedelta(days=1))
    return Planted("decided it against a conflict", row.submission.number)


@breaks("decisions-have-a-cause")
def decided_by_nobody() -> Planted:
    row = _decision()
    forget("decision.recorded", subject=f"decision:{row.xid}")
    return Planted("nobody decided it", row.submission.number)


@breaks("decisions-have-a-cause")
def desk_rejected_by_nobody() -> Planted:
    row = DeskReject.objects.order_by("pk")[0]
    forget("desk-reject.prepared", subject=f"desk-reject:{row.xid}")
    return Planted("nobody prepared its desk reject", row.submission.number)


@breaks("desk-rejects-are-released")
def desk_rejected_without_a_release() -> Planted:
    row = DeskReject.objects.filter(released_at__isnull=False).order_by("pk")[0]
    DeskReject.objects.filter(pk=row.pk).update(released_at=None)
    return Planted("no desk reject was released", row.submission.number)


@breaks("desk-rejects-are-released")
def a_released_desk_reject_without_its_outcome() -> Planted:
    row = DeskReject.objects.filter(released_at=None).order_by("pk")[0]
    DeskReject.objects.filter(pk=row.pk).update(released_at=NOW)
    return Planted("its outcome is another", row.submission.number)


@breaks("no-decision-letter-before-release")
def a_decision_letter_is_queued_early() -> Planted:
    one = _complete()
    letter(in_review(), letters.ACCEPT.key, Letter.Status.QUEUED, about=one.xid)
    return Planted("does not bear out", one.number)


@breaks("no-decision-letter-before-release")
def a_desk_reject_letter_slipped_out() -> Planted:
    one = DeskReject.objects.filter(released_at=None).order_by("pk")[0].submission
    letter(in_review(), letters.DESK_REJECTED.key, Letter.Status.SENT, about=one.xid, sent_at=NOW)
    return Planted("is sent", one.number)


@breaks("leads-and-shepherds-have-no-conflict")
def a_lead_in_conflict() -> Planted:
    row = Lead.objects.order_by("pk")[0]
    _bar(row.submission, row.person)
    return Planted("leads its discussion against a conflict", row.submission.number)


@breaks("leads-and-shepherds-have-no-conflict")
def a_shepherd_appointed_by_nobody() -> Planted:
    row = Shepherding.objects.order_by("pk")[0]
    forget("shepherd.appointed", about=row.submission.xid)
    return Planted("nobody appointed", row.submission.number)


@breaks("shepherds-have-conditions")
def a_shepherd_without_conditions() -> Planted:
    row = Shepherding.objects.order_by("pk")[0]
    Decision.objects.filter(submission=row.submission).update(verdict=Verdict.ACCEPT, condition_state="")
    return Planted("has no conditions", row.submission.number)


@breaks("responses-have-a-cause")
def nobody_handed_in_a_response() -> Planted:
    row = Response.objects.exclude(submitted_at=None).order_by("pk")[0]
    forget("response.submitted", about=row.submission.xid)
    return Planted("nobody handed in its response", row.submission.number)


@breaks("responses-have-a-cause")
def nobody_handed_in_a_meta_review() -> Planted:
    row = MetaReview.objects.filter(is_submitted=True).order_by("pk")[0]
    forget("meta-review.submitted", about=row.submission.xid)
    return Planted("nobody handed in its meta-review", row.submission.number)


@breaks("accepted-papers-are-in-the-proceedings")
def accepted_and_not_listed() -> Planted:
    row = ProceedingsEntry.objects.order_by("pk")[0]
    row.delete()
    return Planted("no place in the proceedings", row.submission.number)


@breaks("accepted-papers-are-in-the-proceedings")
def listed_and_not_accepted() -> Planted:
    one = paper(finished(), outcome=Outcome.REJECTED)
    ProceedingsEntry.objects.create(submission=one, accepted_title="…")
    return Planted("and is not accepted", one.number)


# Artifacts


def _evaluation() -> Evaluation:
    rows = Evaluation.objects.filter(is_active=True).select_related("submission", "evaluator__person")
    return rows.order_by("pk")[0]


@breaks("no-evaluation-against-a-conflict")
def an_author_evaluates_their_own_artifact() -> Planted:
    row = _evaluation()
    row.submission.authorships.filter(position=0).update(person=row.evaluator.person, claimed_at=NOW)
    return Planted("evaluates its artifact against a conflict", row.submission.number)


@breaks("evaluators-are-on-the-committee")
def an_evaluator_has_declined() -> Planted:
    row = _evaluation()
    Evaluator.objects.filter(pk=row.evaluator_id).update(state=EvaluatorState.DECLINED)
    return Planted("is not on the committee", row.submission.number)


@breaks("evaluators-are-on-the-committee")
def an_evaluator_of_another_edition() -> Planted:
    row = _evaluation()
    Evaluator.objects.filter(pk=row.evaluator_id).update(edition=taking_papers())
    return Planted("of another edition evaluates", row.submission.number)


@breaks("artifacts-of-accepted-papers")
def an_artifact_of_an_undecided_paper() -> Planted:
    one = _complete()
    Artifact.objects.create(submission=one, registered_by=one.registered_by, registered_at=NOW)
    return Planted("was not accepted", one.number)


@breaks("artifacts-have-a-cause")
def an_artifact_registered_by_nobody() -> Planted:
    row = Artifact.objects.order_by("pk")[0]
    forget("artifact.registered", subject=f"artifact:{row.xid}")
    return Planted("nobody registered its artifact", row.submission.number)


@breaks("artifacts-have-a-cause")
def an_artifact_given_by_nobody() -> Planted:
    row = _evaluation()
    forget("evaluation.assigned", subject=f"evaluation:{row.xid}")
    return Planted("nobody gave its artifact", row.submission.number)


@breaks("artifacts-have-a-cause")
def badges_decided_by_nobody() -> Planted:
    row = BadgeDecision.objects.order_by("pk")[0]
    forget("badges.decided", subject=f"artifact:{row.artifact.xid}")
    return Planted("nobody decided its badges", row.submission.number)


@breaks("badges-need-a-release")
def badges_without_a_release() -> Planted:
    row = Artifact.objects.filter(state=ArtifactState.DECIDED).order_by("submission__number")[0]
    Act.objects.filter(kind=ActKind.BADGES_RELEASED).delete()
    return Planted("nobody released them", row.submission.number)


@breaks("badges-need-a-release")
def a_badge_letter_before_the_release() -> Planted:
    one = _complete()
    letter(in_review(), "badges-decided", Letter.Status.QUEUED, about=one.xid)
    return Planted("a letter tells badges", one.number)


@breaks("badges-stand-together")
def two_badges_of_one_family() -> Planted:
    row = BadgeDecision.objects.filter(is_awarded=True).order_by("pk")[0]
    for badge in ("functional", "reusable"):
        BadgeDecision.objects.update_or_create(
            artifact=row.artifact, badge=badge,
            defaults={"submission": row.submission, "scheme": row.scheme, "is_awarded": True, "by": row.by, "at": NOW},
        )  # fmt: skip
    return Planted("At most one badge of a family", row.submission.number)


@breaks("every-artifact-version-is-kept")
def an_artifact_version_is_lost() -> Planted:
    row = ArtifactVersion.objects.order_by("pk")[0]
    ArtifactVersion.objects.filter(artifact=row.artifact).update(number=F("number") + 1)
    return Planted("versions of its artifact are kept", row.submission.number)


@breaks("every-artifact-version-is-kept")
def an_artifact_without_a_version() -> Planted:
    lone = Artifact.objects.annotate(n=Count("versions")).filter(n=1, state=ArtifactState.DECIDED)
    row = lone.order_by("pk")[0]
    Evaluation.objects.filter(artifact=row).update(of_version=None)
    row.versions.all().delete()
    return Planted("handed in without a version", row.submission.number)


@breaks("log-is-whole")
def an_entry_was_taken_out_of_the_log() -> Planted:
    forget("edition.opened", subject=f"edition:{in_review().xid}")
    return Planted("Taken out of the log", None)


@breaks("log-is-whole")
def a_link_of_the_chain_was_forged() -> Planted:
    last = AuditLink.objects.order_by("position").last()
    assert last is not None
    AuditLink.objects.filter(pk=last.pk - 3).update(digest="0" * 64)
    return Planted("The chain does not continue", None)


CASES = [(name, plant) for name, plants in PLANTS.items() for plant in plants]


def test_the_demonstration_is_legal(site: Path) -> None:
    found = [f"{r.invariant.name}: {fault.what}" for r in run(timezone.now()) for fault in r.faults]
    assert found == []
    assert Submission.objects.filter(edition__is_demo=True).count() > 150


@pytest.mark.parametrize(("name", "plant"), CASES, ids=[plant.__name__ for _, plant in CASES])
def test_a_planted_illegal_state_is_found(name: str, plant: Plant, site: Path) -> None:
    invariant = next(one for one in (*INVARIANTS, CONTENTS) if one.name == name)
    assert [result.faults for result in run(NOW, [invariant])] == [()], "it was there before"
    planted = plant()
    (result,) = run(NOW, [invariant])
    found = [fault for fault in result.faults if planted.words in fault.what]
    assert found, [fault.what for fault in result.faults]
    if planted.number is not None:
        assert planted.number in {fault.number for fault in found}
    assert invariant.sentence.endswith(".")
    assert invariant.mend.endswith(".")


def test_every_invariant_is_broken_by_some_plant() -> None:
    assert [name for name, plants in PLANTS.items() if not plants] == []
    names = [one.name for one in INVARIANTS]
    assert len(set(names)) == len(names) >= 50
