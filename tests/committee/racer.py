"""One of two processes that race for the same papers: `python -m tests.committee.racer WHAT START NUMBER…`.

Prints one letter a paper: y for done, n for refused.
"""

import os
import sys
import time


def main(what: str, start: float, edition_slug: str, member_xid: str, numbers: list[int]) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    settings.DATABASES["default"]["NAME"] = os.environ["RACE_DATABASE"]
    from committee.commands import assignments, conflicts
    from committee.models import Member
    from sysml.conference import viewer
    from sysml.conference.models import Edition, Role
    from sysml.kernel.errors import Refused

    edition = Edition.objects.get(slug=edition_slug)
    member = Member.objects.select_related("person").get(xid=member_xid)
    chair = Role.objects.select_related("person").get(edition=edition).person
    assert member.person is not None
    time.sleep(max(0.0, start - time.time()))
    said = []
    for number in numbers:
        try:
            if what == "declare":
                by = viewer.for_person(member.person, edition)
                conflicts.declare_own(
                    by=by, edition=edition, number=number, reason="personal", now=timezone.now()
                )
            else:
                by = viewer.for_person(chair, edition)
                assignments.assign(
                    by=by, edition=edition, number=number, member=member_xid, now=timezone.now()
                )
            said.append("y")
        except Refused:
            said.append("n")
    print("".join(said))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4], [int(word) for word in sys.argv[5:]])
