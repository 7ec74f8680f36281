"""What views of this app share."""

from typing import Any

from sysml.conference.pages import SiteRequest


def acting(request: SiteRequest, number: int) -> dict[str, Any]:
    """The arguments that every command on one paper takes."""
    return {"by": request.viewer, "edition": request.edition, "number": number, "now": request.now}
