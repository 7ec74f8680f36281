"""The one table of secrets: what is varied, who may know it and from when, what is held fixed.

`plans.py` gives each secret two values, by its name. Here stands who may learn it: everybody else is an observer who
may not, in every phase. Relations are the letters of the visibility matrix, as `plans.relations` gives them; a name is
a person of the cast. `begins` is the day of the first step that the secret touches: before it there is nothing to
know. `ends` is the day from which everybody may learn it, or on which what may lawfully depend on it can no longer be
held fixed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sysml.conference.domain import Blindness
from tests.noninterference.people import OBSERVERS
from tests.noninterference.plans import Plan, relation, relations

Knowers = frozenset[str]

CHAIRS: Knowers = frozenset({"C", "CR"})
"""Chairs of the edition without a conflict with the paper."""
ALL_CHAIRS: Knowers = CHAIRS | {"XC", "X*"}
"""Of what is not about the paper, or about another one, the chairs with a conflict with this paper know as well."""
LEADS: Knowers = frozenset({"L", "H"})
IN: Knowers = frozenset({"R+"})
REVIEWERS: Knowers = frozenset({"R+", "R-", "E?", "E-", "E+"})
MEMBERS: Knowers = frozenset({"N", "F", "S"})
"""Members of the committee without a conflict who do not review the paper; of a shepherd, before they are one."""

RESPONSE, DISCUSSION, RELEASE, LIST, BADGES, EVER = 86.0, 86.0, 111.0, 112.0, 163.0, 999.0
BIDDING, REVIEWING, KICK, PROCEEDINGS = 44.0, 54.0, 127.0, 163.5


def nobody(plan: Plan) -> Knowers:
    return frozenset()


def always(*known: Knowers) -> Callable[[Plan], Knowers]:
    """These relations, in every phase."""
    united = frozenset().union(*known)
    return lambda plan: united


def _since(plan: Plan, day: float, *known: str) -> Knowers:
    return frozenset(known) if plan.day >= day else frozenset()


def _if(condition: bool, known: Knowers) -> Knowers:
    return known if condition else frozenset()


def who_reviews(plan: Plan) -> Knowers:
    """Chairs, leads; reviewers whose own is in, of one another, from the discussion on."""
    together = plan.day >= DISCUSSION and plan.choice("reviewers_know_each_other")
    return CHAIRS | LEADS | _if(together, IN)


def _committee_reads(plan: Plan) -> Knowers:
    return _if(plan.day >= DISCUSSION and plan.choice("members_see_reviews"), MEMBERS)


def reviews(plan: Plan) -> Knowers:
    """What a review says to the authors, scores among it."""
    external = frozenset({"E+"}) if plan.choice("externals_see_reviews") else frozenset()
    return CHAIRS | LEADS | IN | external | _committee_reads(plan) | _since(plan, RESPONSE, "A")


def remarks(plan: Plan) -> Knowers:
    return CHAIRS | LEADS | IN | _committee_reads(plan)


def discussion(plan: Plan) -> Knowers:
    external = frozenset({"E+"}) if plan.choice("externals_discuss") else frozenset()
    return CHAIRS | LEADS | IN | external


def response(plan: Plan) -> Knowers:
    return CHAIRS | LEADS | IN | _committee_reads(plan) | {"A"}


def summary(plan: Plan) -> Knowers:
    return CHAIRS | LEADS | IN | _since(plan, RELEASE, "A")


def shepherd(plan: Plan) -> Knowers:
    return CHAIRS | LEADS | _since(plan, RELEASE, "A", "S", "sven", "sila")


def authors(plan: Plan) -> Knowers:
    """By the blindness of the track; of an accepted paper its committees from the release on."""
    known = frozenset({"A"}) | _since(plan, 104.5, "CR")
    if plan.blindness is Blindness.SINGLE:
        known |= CHAIRS | LEADS | REVIEWERS | _if(BIDDING <= plan.day < RELEASE, MEMBERS)
    if plan.blindness is Blindness.UNTIL_REVIEW:
        known |= CHAIRS | LEADS | {"R+"}
    return known | _if(plan.verdict != "reject", _since(plan, RELEASE, "S", "P", "AC", "AE", "AE2"))


def abstract(plan: Plan) -> Knowers:
    seen = plan.day >= BIDDING and plan.choice("members_see_papers")
    released = _if(plan.verdict != "reject", _since(plan, RELEASE, "S", "P", "AC", "AE", "AE2", "XA"))
    return CHAIRS | LEADS | REVIEWERS | {"A"} | _if(seen, MEMBERS) | released


def final_file(plan: Plan) -> Knowers:
    return CHAIRS | {"A", "S", "P", "AC", "AE", "AE2", "XA"}


def outcome(plan: Plan) -> Knowers:
    """What was released and is not public: those who work on the paper, and those who work on what was accepted."""
    return CHAIRS | LEADS | REVIEWERS | {"A", "S", "P", "AC", "AE", "AE2", "XA", "sven"}


def artifact(plan: Plan) -> Knowers:
    """What its authors say of it: other evaluators read it once the list of accepted papers is public."""
    others = _if(plan.verdict == "accept", _since(plan, KICK, "AE2"))
    return frozenset({"A", "AE", "AC"}) | others


EVALUATING: Knowers = frozenset({"AE", "AC"})


def evaluated(plan: Plan) -> Knowers:
    return EVALUATING | _since(plan, BADGES, "A")


@dataclass(frozen=True)
class Secret:
    """One row of the table."""

    name: str
    knowers: Callable[[Plan], Knowers]
    begins: float
    ends: float = EVER
    about: tuple[str, ...] = ("the paper",)
    needs: Callable[[Plan], bool] = lambda plan: True
    fixed: str = ""
    witness: tuple[str, str] = ("cora", "<edition>/submissions/<number>/")
    """Somebody who may know it, and a route on which the two worlds differ for them."""

    def varies(self, plan: Plan) -> bool:
        """Whether there is anything to know in this edition, and anybody from whom it is hidden."""
        return self.begins < plan.day < self.ends and self.needs(plan)

    def hidden_from(self, plan: Plan, name: str) -> bool:
        """Whether this observer may not learn it, by any of their relations."""
        mine = relations(plan, name)
        if not mine:
            return False
        known = self.knowers(plan)
        return not (mine & known) and name not in known


def _accepted(plan: Plan) -> bool:
    return plan.verdict != "reject"


def _conditional(plan: Plan) -> bool:
    return plan.verdict == "conditional"


def _revealable(plan: Plan) -> bool:
    return plan.blindness is Blindness.DOUBLE and plan.choice("authors_revealed_to_chairs")


PAPER = "<edition>/submissions/<number>/"
REVIEWERS_OF = "<edition>/chair/papers/<number>/reviewers/"
LOG = "<edition>/chair/log/"
ARTIFACT = "<edition>/artifacts/<number>/"

SECRETS: tuple[Secret, ...] = (
    # reviewing
    Secret("who reviews the paper", who_reviews, 52.01, fixed="every review's text, side, label and time"),
    Secret("that a member reviews anything", who_reviews, 52.2, fixed="all other reviewers",
           witness=("cora", REVIEWERS_OF)),
    Secret("who wrote which review", who_reviews, 63, fixed="reviewers, texts, labels"),
    Secret("the text of a review", reviews, 65, fixed="the decision"),
    Secret("the score of a review", reviews, 65, fixed="the decision"),
    Secret("remarks to the committee", remarks, 65),
    Secret("remarks to the chairs", always(CHAIRS, LEADS), 65),
    Secret("the text of a draft review", nobody, 60, fixed="that the draft exists, its words and time",
           witness=("romy", "<edition>/reviews/<number>/edit/")),
    Secret("more time for one reviewer", always(ALL_CHAIRS, frozenset({"romy"})), 60.5, about=(),
           witness=("cora", "<edition>/chair/settings/calendar/")),
    # discussion
    Secret("the discussion", discussion, 94),
    Secret("the chairs' own thread", always(CHAIRS, frozenset({"H"})), 96),
    Secret("a reviewer's question to the chairs", always(CHAIRS, frozenset({"H", "rita"})), 68),
    Secret("the authors' question to the chairs", always(CHAIRS, LEADS, frozenset({"A"})), 69),
    Secret("a response not yet sent", always(frozenset({"A"})), 88, 90, fixed="that the draft exists, its words",
           witness=("ada", "<edition>/reviews/<number>/response/")),
    Secret("the response", response, 90),
    Secret("the lead's summary", summary, 101),
    Secret("the lead's remarks", always(CHAIRS, LEADS, IN), 101),
    # committee
    Secret("a bid", always(CHAIRS), 46, fixed="the plan, the assignment",
           needs=lambda plan: plan.choice("members_see_papers"), witness=("cora", REVIEWERS_OF)),
    Secret("a conflict that the authors declared", always(CHAIRS, LEADS, frozenset({"A"})), 3.2,
           fixed="the assignment", witness=("ada", "<edition>/submissions/<number>/conflicts/")),
    Secret("a proposed assignment", always(CHAIRS), 50, witness=("cora", "<edition>/chair/plan/<xid>/")),
    # submission
    Secret("an author of the blind paper", authors, 1, fixed="the number of authors",
           needs=lambda plan: plan.day < LIST or plan.verdict != "accept",
           witness=("ada", PAPER)),
    Secret("the abstract", abstract, 1, needs=lambda plan: plan.day < LIST or plan.verdict != "accept",
           witness=("ada", PAPER)),
    Secret("that a draft exists", always(ALL_CHAIRS), 5, about=("a draft",),
           witness=("cora", "<edition>/submissions/unfinished/")),
    Secret("that a withdrawn paper existed", always(ALL_CHAIRS, LEADS), 6, about=("a withdrawn paper",),
           witness=("cora", "<edition>/submissions/all/")),
    Secret("a superseded version", lambda plan: CHAIRS | {"A"} | _if(_accepted(plan), _since(plan, RELEASE, "S")), 2,
           witness=("ada", "api/v1/editions/<edition>/submissions/<number>/files")),
    Secret("an upload under way", always(CHAIRS, frozenset({"A"})), 9,
           witness=("ada", "api/v1/editions/<edition>/submissions/<number>/uploads/<xid>")),
    Secret("a finding of the PDF check", always(CHAIRS, LEADS, frozenset({"A"})), 2.2),
    # decisions
    Secret("the decision", always(CHAIRS, LEADS), 107, RELEASE),
    Secret("the note with a decision", lambda plan: CHAIRS | LEADS | _since(plan, RELEASE, "A", "S"), 107),
    Secret("the shepherd", shepherd, 108, needs=_conditional, fixed="the conditions"),
    Secret("the released outcome", outcome, RELEASE, LIST, fixed="what follows the release"),
    Secret("that a camera-ready file is there", final_file, LIST + 0.2, PROCEEDINGS, needs=_accepted),
    # artifacts
    Secret("that an artifact exists", lambda plan: CHAIRS | {"A", "AE", "AC", "AE2", "XA"}, 113, BADGES,
           needs=_accepted, witness=("acer", "<edition>/artifacts/")),
    Secret("what the authors say of an artifact", artifact, 113, BADGES, needs=_accepted, witness=("acer", ARTIFACT)),
    Secret("where an artifact lies", always(frozenset({"A", "AE", "AC"})), 113.5, needs=_accepted,
           witness=("acer", ARTIFACT)),
    Secret("who evaluates an artifact", always(EVALUATING), 116.1, needs=_accepted, witness=("acer", ARTIFACT)),
    Secret("the first look at an artifact", always(EVALUATING, frozenset({"A"})), 128, needs=_accepted,
           witness=("acer", ARTIFACT)),
    Secret("an evaluation", evaluated, 140, needs=_accepted, witness=("acer", ARTIFACT)),
    Secret("an evaluator's remarks", always(EVALUATING), 140, needs=_accepted, witness=("acer", ARTIFACT)),
    Secret("the evaluators' own thread", always(EVALUATING), 141, needs=_accepted, witness=("acer", ARTIFACT)),
    Secret("badges before their release", always(EVALUATING), 162, BADGES, needs=_accepted,
           witness=("acer", ARTIFACT)),
    Secret("the note with the badges", evaluated, 162, needs=_accepted, witness=("acer", ARTIFACT)),
    # who looked, who was written to
    Secret("that a chair looked at the authors", always(CHAIRS), 104, needs=_revealable,
           witness=("carl", LOG)),
    Secret("a letter to somebody else", always(ALL_CHAIRS), 9.5, about=(),
           witness=("cora", "<edition>/chair/mail/outbox/")),
)  # fmt: skip

ABSENT: dict[str, str] = {
    "tags": "the product has no tags: there is no model, route or field of that name",
    "saved searches": "a search is an address; nothing of it is kept",
    "ratings of reviewers": "nobody rates a reviewer",
}
"""Secrets of the issue's list that this product cannot have; a test sees that it still does not."""

BY_NAME: dict[str, Secret] = {secret.name: secret for secret in SECRETS}


def varying(plan: Plan) -> list[Secret]:
    """The secrets that this edition has when people look."""
    return [secret for secret in SECRETS if secret.varies(plan)]


def observers(plan: Plan, group: list[Secret]) -> list[str]:
    """Those who may know none of these."""
    return [name for name in OBSERVERS if all(secret.hidden_from(plan, name) for secret in group)]


def kind_of(plan: Plan, name: str) -> str:
    """Under which kind of observer a comparison is counted."""
    return relation(plan, name)
