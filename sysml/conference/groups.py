"""Groups of people to whom a chair may write.

This floor knows no papers: who does registers each group with a function that computes it through the acting
viewer's rule tables, so that nobody is reached through a paper of a conflict.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sysml.conference.models import Edition
from sysml.conference.moment import Moment
from sysml.conference.viewer import Viewer


@dataclass(frozen=True)
class Recipient:
    """One person of a mailing, with what stands for the placeholders in this person's letter."""

    email: str
    name: str
    person_id: int | None = None
    about: str = ""
    context: Mapping[str, str] = field(default_factory=dict)


Source = Callable[[Viewer, Moment, Edition], list[Recipient]]


@dataclass(frozen=True)
class Group:
    """A group that can be chosen, and who is in it at a moment as far as a viewer may know."""

    key: str
    label: str
    source: Source


_groups: dict[str, Group] = {}


def register(*groups: Group) -> None:
    """Make groups known, in the order in which they are offered; once per process."""
    _groups.update({group.key: group for group in groups})


def groups() -> list[Group]:
    """Every group, in the order in which it is offered."""
    return list(_groups.values())


def group(key: str) -> Group | None:
    """The group with this key."""
    return _groups.get(key)
