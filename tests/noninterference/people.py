"""Who is in every edition of the harness, and in what relation each of them stands to *the paper*.

A person's relation is the letter that the visibility matrix uses (tests/architecture/cast.py spells them out). Those
without a letter only fill the other of two worlds: the reviewer who might have been, the second author.
"""

from dataclasses import dataclass

from sysml.conference.domain import RoleKind, Side


@dataclass(frozen=True)
class Person:
    """Somebody of the cast. `relation` empty: never looks, only acts."""

    name: str
    relation: str
    words: str
    side: Side | None = None
    offices: tuple[RoleKind, ...] = ()
    evaluates: bool = False

    @property
    def email(self) -> str:
        """Every one has an institution of their own, so that nobody has a conflict by it."""
        return f"{self.name}@{self.name}.example.org"

    @property
    def full_name(self) -> str:
        """A family name that occurs nowhere else, so that it can be searched for."""
        return f"{self.name.capitalize()} {self.name[::-1].capitalize()}"


_EVERY_OFFICE = tuple(RoleKind)
_CAST = (
    Person("ada", "A", "author of the paper"),
    Person("una", "U", "named on the paper, has not claimed the place"),
    Person("bea", "OA", "author of another paper"),
    Person("nina", "N", "member without a tie to the paper", Side.ML),
    Person("rita", "R+", "reviewer whose review is in", Side.ML),
    Person("romy", "R-", "reviewer whose review is not in", Side.ML),
    Person("enid", "E?", "external reviewer, asked"),
    Person("eli", "E-", "external reviewer, accepted, review not in"),
    Person("eva", "E+", "external reviewer, accepted, review in"),
    Person("lena", "L", "member who leads the discussion and does not review", Side.ML),
    Person("hana", "H", "handling chair of the paper", None, (RoleKind.HANDLING,)),
    Person("sven", "S", "member who shepherds, where the paper has a shepherd", Side.ML),
    Person("petra", "P", "publication chair", None, (RoleKind.PUBLICATION,)),
    Person("xeno", "XN", "member with a conflict", Side.ML),
    Person("xara", "XC", "chair with a conflict", None, (RoleKind.CHAIR,)),
    Person("xavi", "X*", "holds every office, was a reviewer, has a conflict", Side.ML, _EVERY_OFFICE, True),
    Person("cora", "C", "chair", None, (RoleKind.CHAIR,)),
    Person("carl", "CR", "chair who has revealed the authors", None, (RoleKind.CHAIR,)),
    Person("fred", "F", "member who reviewed and was replaced", Side.ML),
    Person("aeva", "AE", "evaluator of the artifact", None, (), True),
    Person("aldo", "AE2", "evaluator of other artifacts", None, (), True),
    Person("acer", "AC", "artifact chair", None, (RoleKind.ARTIFACT_CHAIR,)),
    Person("xaco", "XA", "artifact chair and evaluator with a conflict with the artifact alone", None,
           (RoleKind.ARTIFACT_CHAIR,), True),
    Person("adam", "admin", "administrator of the site"),
    Person("otto", "other", "chair of another edition"),
    Person("stan", "stranger", "signed in, nothing else"),
    Person("rolf", "", "a second reviewer, whose review is in", Side.ML),
    Person("rudi", "", "a third reviewer, whose review is in", Side.ML),
    Person("rex", "", "who would review in rolf's place", Side.ML),
    Person("sima", "", "reviewer of the other side, whose review is in", Side.SYSTEMS),
    Person("gina", "", "member who reviews nothing, or this paper only", Side.SYSTEMS),
    Person("noel", "", "member of whom a bid, a conflict, a planned paper is told", Side.ML),
    Person("sila", "", "who would shepherd in sven's place", Side.ML),
    Person("alma", "", "who would evaluate in adele's place", None, (), True),
    Person("adele", "", "a second evaluator of the artifact", None, (), True),
    Person("zoe", "", "second author of the paper"),
    Person("yann", "", "who would be second author in zoe's place"),
    Person("dora", "", "author of a draft"),
    Person("walt", "", "author of a withdrawn paper"),
)  # fmt: skip

CAST: dict[str, Person] = {person.name: person for person in _CAST}
VISITOR = "visitor"
OBSERVERS: dict[str, str] = {VISITOR: "visitor"} | {p.name: p.relation for p in _CAST if p.relation}
"""name → relation of everybody who looks."""

RELATIONS: dict[str, str] = {"visitor": "somebody who is not signed in"} | {
    p.relation: p.words for p in _CAST if p.relation
}


def by_relation(relation: str) -> str:
    """The name of whoever stands in this relation."""
    return next(name for name, known in OBSERVERS.items() if known == relation)
