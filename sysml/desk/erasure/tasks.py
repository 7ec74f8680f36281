"""The job that erases."""

from django.utils import timezone

from sysml.conference import viewer
from sysml.conference.models import Edition
from sysml.desk.erasure import commands
from sysml.desk.erasure.parts import JOB
from sysml.kernel import jobs


@jobs.handler(JOB)
def carry_out(handle: jobs.Handle) -> dict[str, int]:
    """Rows first, all or nothing; then the files that no row needs any more."""
    edition = Edition.objects.get(slug=handle.args["edition"])
    now = timezone.now()
    handle.progress(5, "erasing rows")
    went = commands.erase(by=viewer.system(edition), edition=edition, by_person=handle.args["by"], now=now)
    handle.progress(80, "erasing files")
    return {"rows": sum(went.values()), "files": commands.drop_bytes(now)}
