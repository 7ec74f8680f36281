"""Short codes for the default topics, so that content tables stay narrow.

The names are those of the default taxonomy of an edition; `TOPICS[code].name` finds the row by name.
"""

from dataclasses import dataclass
from typing import Literal

Leans = Literal["ml", "systems", "both"]


@dataclass(frozen=True, slots=True)
class DemoTopic:
    """One topic of the default taxonomy, with the side whose expertise it leans on."""

    code: str
    group: str
    name: str
    leans: Leans


_LIFECYCLE = "Software systems for the ML lifecycle"
_HARDWARE = "Hardware and low-level systems for ML"
_METRICS = "Metrics beyond predictive accuracy"
_THEORY = "Optimisation and theory"
_FOR_SYSTEMS = "ML for systems"
_LARGER = "Larger questions"

TOPICS: dict[str, DemoTopic] = {
    topic.code: topic
    for topic in (
        DemoTopic(
            "prog",
            _LIFECYCLE,
            "Programming interfaces and abstractions: labelling and shaping training data, priors, "
            "constraints, losses",
            "both",
        ),
        DemoTopic(
            "defn",
            _LIFECYCLE,
            "High-level definition and measurement of models, architectures and systems",
            "both",
        ),
        DemoTopic("data", _LIFECYCLE, "Data preprocessing, feature and label management", "systems"),
        DemoTopic(
            "prod",
            _LIFECYCLE,
            "Monitoring, debugging, interpretation, adaptation, tuning and maintenance of production ML",
            "both",
        ),
        DemoTopic(
            "hw", _HARDWARE, "Specialised and heterogeneous hardware for training and serving", "systems"
        ),
        DemoTopic(
            "prec",
            _HARDWARE,
            "Precision, stability and fidelity trade-offs from stochastic workloads",
            "both",
        ),
        DemoTopic("dist", _HARDWARE, "Distributed and parallel training and serving systems", "systems"),
        DemoTopic("comp", _HARDWARE, "Compilers and run-times for ML", "systems"),
        DemoTopic("edge", _METRICS, "Power, latency and memory limits; devices and the edge", "both"),
        DemoTopic("cost", _METRICS, "Cost of training, prediction, annotation and engineering", "both"),
        DemoTopic("priv", _METRICS, "Privacy and security across the stack; federated learning", "both"),
        DemoTopic("fair", _METRICS, "Robustness, fairness, bias, interpretability, causality", "ml"),
        DemoTopic("auto", _METRICS, "Accessibility and automation for users who are not experts", "ml"),
        DemoTopic(
            "opt",
            _THEORY,
            "Learning methods and theory tailored to practical workflows; efficient optimisation",
            "ml",
        ),
        DemoTopic(
            "for", _FOR_SYSTEMS, "Learned data structures, heuristics and parameters inside systems", "both"
        ),
        DemoTopic(
            "soc",
            _LARGER,
            "Ecosystems of models, systems with long-term goals, effects on markets and society, sharing "
            "data and models at societal scale",
            "both",
        ),
    )
}
