"""The switch for an emergency: a frozen edition is there for its chairs alone, and its letters stay in the outbox.

Freezing is an act (`ActKind.FROZEN`) of the whole edition; `sysml.emergency` holds every request against it. A track
that is frozen can still be read: there the act only stops changes (`policies.blocked`).
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sysml.conference.domain import ActKind
from sysml.conference.models import Act, Edition


def with_freeze(rows: QuerySet[Edition], now: datetime) -> QuerySet[Edition]:
    """Editions with `frozen_at` (None: not frozen) and `is_open`, without a query more."""
    done = Act.objects.filter(edition=OuterRef("pk"), track=None, at__lte=now)
    return rows.annotate(
        frozen_at=Subquery(done.filter(kind=ActKind.FROZEN).values("at")[:1]),
        is_open=Exists(done.filter(kind=ActKind.OPENED)),
    )


def frozen_slugs(now: datetime) -> frozenset[str]:
    """The editions whose letters wait."""
    acts = Act.objects.filter(kind=ActKind.FROZEN, track=None, at__lte=now)
    return frozenset(acts.values_list("edition__slug", flat=True))
