"""The wall in front of rows that only name papers: letters and jobs, by the field `about`.

This floor knows no papers. Who does registers a condition; everything that lists, counts, sends, stops or retries such
rows for a person asks `shown_to`.
"""

from collections.abc import Callable
from functools import reduce
from operator import and_

from django.db.models import Q

from sysml.conference.viewer import Viewer

Condition = Callable[[Viewer], Q]
_conditions: list[Condition] = []


def hides(function: Condition) -> Condition:
    """Register what a viewer may see of rows with a field `about`, because of the papers that it names."""
    if function not in _conditions:
        _conditions.append(function)
    return function


def shown_to(viewer: Viewer) -> Q:
    """Rows about no paper that is walled off from this viewer, nor from whoever looks through their eyes."""
    own = reduce(and_, [function(viewer) for function in _conditions], Q())
    return own if viewer.through is None else own & shown_to(viewer.through)
