"""Printing, done by a worker."""

import io
from typing import Any

from django.utils import timezone

from reviews.commands.proceedings import PRINT, PRINTS
from sysml.conference import moment, viewer
from sysml.conference.models import Edition
from sysml.desk.proceedings import printing
from sysml.kernel import blobs, jobs
from sysml.kernel.models import User


@jobs.handler(PRINT)
def print_proceedings(handle: jobs.Handle) -> dict[str, Any]:
    """Print what was ordered, as its orderer may see it now; the result names a blob, or says what is missing."""
    what = str(handle.args["what"])
    edition = Edition.objects.select_related("conference").get(slug=handle.args["edition"])
    person = User.objects.get(pk=handle.args["person"])
    at = moment.load(edition, timezone.now())
    handle.progress(10, "Collecting papers")
    template, values = printing.print_values(what, viewer.for_person(person, edition), at, edition)
    handle.progress(40, "Setting pages")
    try:
        data = printing.pdf(template, values)
    except printing.LibraryMissing as missing:
        return {"missing": str(missing)}
    handle.progress(90, "Keeping the file")
    stored = blobs.put(io.BytesIO(data), now=at.now)
    return {"sha256": stored.sha256, "size": stored.size, "title": PRINTS[what]}
