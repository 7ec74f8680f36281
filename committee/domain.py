"""Members, conflicts, bids and plans, as plain values."""

from enum import IntEnum, StrEnum


class MemberState(StrEnum):
    """Where an invitation stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REMOVED = "removed"


class Bid(IntEnum):
    """What a member says of a paper. NONE (no row) means that nothing was said."""

    NO = -2
    RATHER_NOT = -1
    COULD = 1
    KEEN = 2


BID_WORDS = {Bid.KEEN: "keen", Bid.COULD: "could", Bid.RATHER_NOT: "rather not", Bid.NO: "no"}


class ConflictReason(StrEnum):
    """Why a person may not see or judge a paper."""

    AUTHOR = "author"
    INSTITUTION = "institution"
    COAUTHOR = "co-author"
    ADVISOR = "advisor"
    PERSONAL = "personal"
    OTHER = "other"


class ConflictSource(StrEnum):
    """Who found the conflict."""

    AUTHOR = "declared by the authors"
    MEMBER = "declared by the member"
    CHAIR = "entered by a chair"
    DOMAIN = "found by e-mail domain"
    COAUTHORSHIP = "found by co-authorship in this conference"
    NAME = "found by the name of an author"


class ConflictState(StrEnum):
    """A suggestion binds like a confirmed conflict until a chair dismisses it with a reason."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class AssignmentState(StrEnum):
    """An assignment counts only while it is active, and its submission is."""

    ACTIVE = "active"
    DECLINED = "declined"
    REPLACED = "replaced"
    REMOVED = "removed"


class PlanState(StrEnum):
    """A plan is seen by chairs only until it is published as one act."""

    SOLVING = "solving"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    DISCARDED = "discarded"
    FAILED = "failed"


EXPERTISE = {0: "none", 1: "some", 2: "good", 3: "expert"}
BID_KEYS = {Bid.KEEN: "1", Bid.COULD: "2", Bid.RATHER_NOT: "3", Bid.NO: "4"}
"""The key that says each bid; 5 takes it back."""

REASON_WORDS = {
    ConflictReason.AUTHOR: "is an author",
    ConflictReason.INSTITUTION: "same institution",
    ConflictReason.COAUTHOR: "has published with an author",
    ConflictReason.ADVISOR: "advises or was advised by an author",
    ConflictReason.PERSONAL: "close personal relation",
    ConflictReason.OTHER: "other reason",
}

ANY_BAND = 10
"""How many bands of affinity a list of papers to bid on is cut into; inside a band the order is shuffled."""

PUBLIC_MAIL_DOMAINS: frozenset[str] = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com",
        "qq.com", "163.com", "126.com", "foxmail.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de",
        "aol.com", "mail.ru", "yandex.ru", "naver.com",
    }
)  # fmt: skip
"""Addresses there say nothing about an institution."""

_SECOND_LEVEL = {"ac", "co", "edu", "gov", "org", "com", "net"}


def institution(email: str) -> str:
    """The institution's domain behind an address: `cs.example.edu` and `example.edu` are one; "" if unknown.

    Keeps one label before the public suffix, and two-part suffixes such as `ac.uk` together.
    """
    domain = email.rpartition("@")[2].lower().strip(".")
    if not domain or domain in PUBLIC_MAIL_DOMAINS:
        return ""
    labels = domain.split(".")
    keep = 3 if len(labels) >= 3 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    if domain.endswith(".example.org"):
        keep = 3
    return ".".join(labels[-keep:])


class ConflictAct(StrEnum):
    """What a chair decides about a conflict."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"


CONFLICT_TRANSITIONS: dict[tuple[ConflictState, ConflictAct], ConflictState] = {
    (ConflictState.SUGGESTED, ConflictAct.CONFIRM): ConflictState.CONFIRMED,
    (ConflictState.SUGGESTED, ConflictAct.DISMISS): ConflictState.DISMISSED,
    (ConflictState.CONFIRMED, ConflictAct.DISMISS): ConflictState.DISMISSED,
    (ConflictState.DISMISSED, ConflictAct.CONFIRM): ConflictState.CONFIRMED,
}
"""Every pair that is not listed is refused."""

MEMBER_TRANSITIONS: dict[tuple[MemberState, MemberState], bool] = {
    (MemberState.INVITED, MemberState.ACCEPTED): True,
    (MemberState.INVITED, MemberState.DECLINED): True,
    (MemberState.ACCEPTED, MemberState.ACCEPTED): True,
    (MemberState.ACCEPTED, MemberState.DECLINED): True,
    (MemberState.DECLINED, MemberState.ACCEPTED): True,
    (MemberState.DECLINED, MemberState.DECLINED): True,
    (MemberState.DECLINED, MemberState.INVITED): True,
    (MemberState.REMOVED, MemberState.INVITED): True,
    (MemberState.INVITED, MemberState.REMOVED): True,
    (MemberState.ACCEPTED, MemberState.REMOVED): True,
    (MemberState.DECLINED, MemberState.REMOVED): True,
}
"""An answer can be changed; who was removed can be invited anew."""


class PlanAct(StrEnum):
    """What leads a plan from one state to another."""

    PROPOSE = "propose"
    FAIL = "fail"
    DISCARD = "discard"
    PUBLISH = "publish"


PLAN_TRANSITIONS: dict[tuple[PlanState, PlanAct], PlanState] = {
    (PlanState.SOLVING, PlanAct.PROPOSE): PlanState.PROPOSED,
    (PlanState.SOLVING, PlanAct.FAIL): PlanState.FAILED,
    (PlanState.SOLVING, PlanAct.DISCARD): PlanState.DISCARDED,
    (PlanState.FAILED, PlanAct.DISCARD): PlanState.DISCARDED,
    (PlanState.PROPOSED, PlanAct.DISCARD): PlanState.DISCARDED,
    (PlanState.PROPOSED, PlanAct.PUBLISH): PlanState.PUBLISHED,
}
"""A published plan stays as it was published; assignments go their own way from then on."""
