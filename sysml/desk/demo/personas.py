"""The personas that the demonstration sign-in offers, one for each way to look at a conference."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """One invented person whom anybody may be on a demonstration site."""

    key: str
    name: str
    label: str
    words: str
    edition_slug: str
    """Where the sign-in leads."""
    affiliation: str
    country: str
    timezone: str

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example.org"


PERSONAS: tuple[Persona, ...] = (
    Persona(
        "author",
        "Mira Sandoval",
        "Author",
        "Two papers in SysML 2028, one of them a draft; one under review in 2027; one accepted in 2026, with a badge.",
        "sysml-2028",
        "Prairie Polytechnic",
        "CA",
        "America/Edmonton",
    ),
    Persona(
        "ml-member",
        "Henrik Aldersgate",
        "ML member",
        "Reviews for SysML 2027 on the ML side: one review in, one begun, the others to write.",
        "sysml-2027",
        "Northgate University",
        "GB",
        "Europe/London",
    ),
    Persona(
        "systems-member",
        "Rosalind Achebe-Lund",
        "Systems member",
        "Reviews for SysML 2027 on the Systems side: one review in, one begun, the others to write.",
        "sysml-2027",
        "Norrsken University",
        "SE",
        "Europe/Stockholm",
    ),
    Persona(
        "external-reviewer",
        "Tobias Wetterling",
        "External reviewer",
        "Asked for two reviews of SysML 2027 without being on the committee; one accepted, one to answer.",
        "sysml-2027",
        "Universität Elbtal",
        "DE",
        "Europe/Berlin",
    ),
    Persona(
        "chair",
        "Josephine Karanja-Holt",
        "Chair",
        "Chair of all three editions: one open, one in review, one over.",
        "sysml-2027",
        "Savanna University of Technology",
        "KE",
        "Africa/Nairobi",
    ),
    Persona(
        "chair-author",
        "Stellan Vaszary",
        "Chair who is also an author",
        "Programme chair of SysML 2027, with a paper there, of which nothing may be seen before the release.",
        "sysml-2027",
        "Labská Technical University",
        "CZ",
        "Europe/Prague",
    ),
    Persona(
        "artifact-chair",
        "Nuria Castellbisbal",
        "Artifact chair",
        "Ran the artifact evaluation of SysML 2026, and prepares that of 2027.",
        "sysml-2026",
        "Universitat de Tramuntana",
        "ES",
        "Europe/Madrid",
    ),
    Persona(
        "artifact-evaluator",
        "Dmitar Hollandsworth",
        "Artifact evaluator",
        "Evaluated artifacts of SysML 2026; the badges are released.",
        "sysml-2026",
        "Meridian State University",
        "US",
        "America/Chicago",
    ),
)


def persona(key: str) -> Persona | None:
    """The persona of this key, if there is one."""
    return next((one for one in PERSONAS if one.key == key), None)
