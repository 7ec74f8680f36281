"""The reviewer assignment as a pure library: arrays in, an assignment and its proof out.

It knows neither Django nor the database. A caller builds a `Problem`, calls `solve`, and reads the
`Solution`; `explain` says why the solution is as it is, `affinity` makes similarities of topics and bids.
"""

from committee.matching.affinity import Affinity, Bid, Expertise, combine, topic_affinity
from committee.matching.flow import CancelledError, Certificate, Duals, Progress, Settings, Solution, solve
from committee.matching.problem import ANY_SIDE, BRIDGE, ML, SYSTEMS, Problem, ProblemError

__all__ = [
    "ANY_SIDE",
    "BRIDGE",
    "ML",
    "SYSTEMS",
    "Affinity",
    "Bid",
    "CancelledError",
    "Certificate",
    "Duals",
    "Expertise",
    "Problem",
    "ProblemError",
    "Progress",
    "Settings",
    "Solution",
    "combine",
    "solve",
    "topic_affinity",
]
