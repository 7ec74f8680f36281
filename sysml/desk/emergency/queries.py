"""Whether an edition is frozen, by whom and why."""

from dataclasses import dataclass
from datetime import datetime

from sysml.conference.domain import ActKind
from sysml.conference.models import Act, Edition


@dataclass(frozen=True)
class Frozen:
    """The act that has frozen the edition."""

    at: datetime
    by: str
    reason: str


def frozen(edition: Edition, now: datetime) -> Frozen | None:
    """Nothing where the edition is not frozen."""
    act = (
        Act.objects.filter(edition=edition, track=None, kind=ActKind.FROZEN, at__lte=now)
        .select_related("by")
        .first()
    )
    return Frozen(act.at, str(act.by) if act.by else "the system", act.reason) if act else None
