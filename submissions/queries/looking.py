"""Looking as somebody else: with their eyes, as far as one's own may see, and without what one may not know of them."""

from dataclasses import replace

from submissions.policies import AUTHORSHIP
from sysml.conference.moment import Moment
from sysml.conference.viewer import Tie, Viewer

_OF_SEATS = frozenset({Tie.MEMBER, Tie.EVALUATOR})
"""Ties to places on a committee; all others are to papers."""


def seen_as(real: Viewer, other: Viewer, at: Moment) -> Viewer:
    """`other` as `real` may look through their eyes.

    A list of “my papers” would tell who wrote a blind paper, or who works on one that the real viewer has a conflict
    with; so papers whose authors are hidden are not theirs here, and to walled ones they have no relation at all.
    """
    walled = real.tied(Tie.CONFLICTED)
    shown = AUTHORSHIP.rows(real, at).filter(person_id=other.person_id)
    blind = other.tied(Tie.AUTHORED) - set(shown.values_list("submission_id", flat=True))
    ties = {}
    for name, ids in other.ties.items():
        hidden = blind if name in {Tie.AUTHORED, Tie.CONFLICTED} else frozenset()
        if name not in _OF_SEATS and name != Tie.CONFLICTED:
            hidden |= walled
        ties[name] = ids - hidden
    return real.as_seen_by(replace(other, ties=ties))
