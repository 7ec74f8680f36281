"""The nightly look at all invariants. What it finds lies in the job's result until the next night."""

from typing import Any

from django.conf import settings

from sysml.desk.integrity.sources import run
from sysml.kernel import jobs, outbox
from sysml.kernel.models import User

KIND = "integrity.check"
HOUR = 3
jobs.nightly(KIND, hour=HOUR)


@jobs.handler(KIND)
def look(handle: jobs.Handle) -> dict[str, Any]:
    """Look for illegal states, keep them for the chairs' pages, and write to the site's administrators."""
    results = list(run(handle.now))
    found = [
        {
            "invariant": result.invariant.name,
            "edition": fault.edition,
            "number": fault.number,
            "what": fault.what,
            "mend": result.invariant.mend,
        }
        for result in results
        for fault in result.faults
    ]
    counts = {result.invariant.name: len(result.faults) for result in results if result.faults}
    if counts:
        _tell_administrators(counts, handle)
    editions = sorted({str(one["edition"]) for one in found if one["edition"]})
    return {"editions": dict.fromkeys(editions, True), "faults": found}


def _tell_administrators(counts: dict[str, int], handle: jobs.Handle) -> None:
    """They run the site and know no paper, so their letter counts and names no paper and no person."""
    lines = "\n".join(f"  {count:5}  {name}" for name, count in sorted(counts.items()))
    day = handle.now.date().isoformat()
    for person in User.objects.filter(is_site_admin=True, is_active=True).order_by("pk"):
        outbox.write(
            key=f"integrity:{day}:{person.xid}",
            kind="integrity",
            to=person.email,
            subject=f"{sum(counts.values())} illegal states on this site",
            body=(
                f"The nightly check of {settings.BASE_URL} found states that must not be:\n\n{lines}\n\n"
                "What each of them is and how it is mended:\n\n  manage.py check_invariants\n\n"
                "The chairs of the editions concerned see theirs on their lists of what needs them.\n"
            ),
            now=handle.now,
            person_id=person.pk,
            reply_to=settings.MAIL_REPLY_TO,
        )
