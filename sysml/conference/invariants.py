"""What must be true of every edition: its chairs, offices and acts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from sysml.conference.domain import ActKind, RoleKind
from sysml.conference.models import Act, Edition, Role, Window
from sysml.kernel.invariants import Fault, Invariant, uncaused
from sysml.kernel.models import AuditEntry, Letter

_OWN_ENTRY = {ActKind.RELEASED: "decisions.released"}
"""Acts whose entry names the act itself."""
_EDITION_ENTRY: dict[ActKind, str] = {
    kind: "badges.released" if kind is ActKind.BADGES_RELEASED else f"edition.{kind}"
    for kind in ActKind
    if kind not in {ActKind.RELEASED, ActKind.ASSIGNMENT_PUBLISHED}
}
"""Acts whose entry names the edition. The publication of an assignment is caused by a plan, which committee knows."""
_MINUTES = timedelta(minutes=10)


def erased(path: str) -> Exists:
    """Whether the edition at `path` has been erased: confidential rows are gone, and what they caused stays."""
    return Exists(Act.objects.filter(edition=OuterRef(path), kind=ActKind.ERASED))


def _chairs(now: datetime) -> Iterator[Fault]:
    chair = Role.objects.filter(edition=OuterRef("pk"), kind=RoleKind.CHAIR, track=None)
    for slug in Edition.objects.filter(~Exists(chair)).order_by("slug").values_list("slug", flat=True):
        yield Fault(slug, None, "the edition has no chair")


def _acts(now: datetime) -> Iterator[Fault]:
    for kind, action in _OWN_ENTRY.items():
        rows = Act.objects.filter(kind=kind)
        for act in rows.filter(xid__in=uncaused(rows, "act", [action])).select_related("edition"):
            yield _act_fault(act)
    for kind, action in _EDITION_ENTRY.items():
        here = Concat(Value("edition:"), OuterRef("edition__xid"), output_field=CharField())
        said = AuditEntry.objects.filter(action=action, subject=here)
        for act in Act.objects.filter(~Exists(said), kind=kind).select_related("edition"):
            yield _act_fault(act)


def _act_fault(act: Act) -> Fault:
    words = f"the act “{act.kind}” of {act.at:%Y-%m-%d %H:%M} UTC has no entry in the log"
    return Fault(act.edition.slug, None, words)


def _offices(now: datetime) -> Iterator[Fault]:
    """Given by an entry, or held from the beginning by whoever made the edition."""
    missing = uncaused(Role.objects.all(), "role", ["office.given"])
    here = Concat(Value("edition:"), OuterRef("edition__xid"), output_field=CharField())
    made = AuditEntry.objects.filter(action__in=["edition.made", "edition.cloned"], subject=here).filter(
        Q(actor=OuterRef("person")) | Q(actor__merged_into=OuterRef("person"))
    )
    first = Q(kind=RoleKind.CHAIR, track=None) & Exists(made)
    rows = Role.objects.filter(~first, xid__in=missing).select_related("edition", "person")
    for role in rows.order_by("pk"):
        yield Fault(role.edition.slug, None, f"{role.person} is {role.kind} and nobody made them so")


def _frozen(now: datetime) -> Iterator[Fault]:
    """A frozen edition sends nothing; what was just leaving has ten minutes."""
    frozen = Act.objects.filter(kind=ActKind.FROZEN, track=None).values_list("edition__slug", "at")
    for slug, at in frozen:
        left = Letter.objects.filter(scope=slug, sent_at__gt=at + _MINUTES).count()
        if left:
            yield Fault(slug, None, f"{left} letters left while the edition was frozen")


def _demonstration(now: datetime) -> Iterator[Fault]:
    demo = Edition.objects.filter(is_demo=True)
    if not demo.exists():
        return
    for slug in Edition.objects.filter(is_demo=False).values_list("slug", flat=True):
        yield Fault(slug, None, "a real edition shares the site with a demonstration")


def _own_tracks(now: datetime) -> Iterator[Fault]:
    """A track's windows, acts and offices belong to the track's own edition."""
    for model in (Window, Act, Role):
        rows = model._default_manager.filter(track__isnull=False).exclude(edition=F("track__edition"))
        for slug, track in rows.values_list("edition__slug", "track__name"):
            words = f"a {model._meta.verbose_name} names the track {track} of another edition"
            yield Fault(slug, None, words)


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "edition-has-a-chair",
        "Every edition has a chair.",
        "Give somebody the office on the command line; the log keeps it.",
        _chairs,
    ),
    Invariant(
        "acts-have-a-cause",
        "Every act of an edition (opening, release, lists made public) is in the log.",
        "Find out who wrote the row; take the act back or record it with its reason.",
        _acts,
    ),
    Invariant(
        "offices-have-a-cause",
        "Every office was given by an entry in the log, or is the first chair's.",
        "Take the office back on the page “Offices”, and give it anew if it is right.",
        _offices,
    ),
    Invariant(
        "frozen-editions-send-nothing",
        "No letter leaves a frozen edition.",
        "Look at the outbox which letters left, and tell their readers if they must not rely on them.",
        _frozen,
    ),
    Invariant(
        "demonstration-stands-alone",
        "A demonstration and a real conference never share a site.",
        "Keep the demonstration on a site of its own: start one with an empty data folder.",
        _demonstration,
    ),
    Invariant(
        "tracks-stay-in-their-edition",
        "What belongs to a track belongs to the track's edition.",
        "Remove the row and make it anew on the settings pages of the right edition.",
        _own_tracks,
    ),
)
