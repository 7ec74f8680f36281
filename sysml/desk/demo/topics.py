"""Short codes for the default topics, so that content tables stay narrow.

The topics themselves are those of a new edition (`presets.TOPICS`), in its order; `TOPICS[code].name` finds the row
by name.
"""

from dataclasses import dataclass

from sysml.conference import presets

_CODES = (
    "prog", "defn", "data", "prod", "hw", "prec", "dist", "comp", "edge", "cost", "priv", "fair", "auto", "opt", "for",
    "soc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoTopic:
    """One topic of the default taxonomy, with the side whose expertise it leans on."""

    code: str
    group: str
    name: str
    leans: str


TOPICS: dict[str, DemoTopic] = {
    code: DemoTopic(code, *topic) for code, topic in zip(_CODES, presets.TOPICS, strict=True)
}
