"""The running text of the demonstration papers: sentences with slots, drawn without repetition from a seed.

The text has the rhythm and the vocabulary of a paper and fits its title and keywords; it claims nothing true.
"""

# ruff: noqa: E501, S311, PLW0108
# One sentence a line; the draws only decorate; a table of lambdas reads evenly.

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sysml.desk.demo.papers import Paper
from sysml.desk.demo.people import PEOPLE, plain_letters


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section; a paragraph may carry the heading of a subsection above it."""

    title: str
    paragraphs: tuple[tuple[str | None, str], ...]


@dataclass(frozen=True, slots=True)
class Body:
    """All of a paper after its abstract.

    `displays` are equations, tables and an algorithm as HTML, by section title and the index of the paragraph that
    they follow.
    """

    name: str  # what the paper calls its system
    sections: tuple[Section, ...]
    displays: dict[tuple[str, int], str]
    references: tuple[str, ...]


_INTRODUCTION = """
Work on {k1} has moved from a question of feasibility to a question of cost.
Few problems look as settled as {k1} and are met as often in practice.
Over the past five years {k1} has become a part of nearly every system that trains or serves models {cite}.
The common answer is to provision for the worst case, and to accept that most of what is provided lies idle.
This paper starts from an observation that is simple to state: {k1} and {k2} are designed by different people, at different times, and meet for the first time in production.
Each side of that boundary is reasonable when seen alone.
Taken together, they waste between {pct} and {pct2} of the resources that we measured.
Earlier systems have attacked either half of the problem {cite}, and none that we know of has attacked both.
It is tempting to conclude that more hardware is the remedy, and for a while it is.
We show that the interaction, rather than either part, accounts for most of the loss.
The difficulty is that information needed by one layer is available only in the other, and only briefly.
Three properties make the problem harder than it appears.
First, decisions must be taken before the quantity on which they depend has been observed.
Second, the cost of a wrong decision is not symmetric: being late costs far more than being wasteful.
Third, whatever is done has to survive the loss of a machine, a link or an operator's patience.
We present {sys}, which makes that information explicit and acts on it at the time scale at which it changes.
The design is deliberately conservative, so that in the absence of good predictions {sys} behaves like the system it replaces.
We have built {sys} in {loc} lines of code and have used it for {months} months.
Our contributions are a measurement of the problem, a design that removes most of it, an analysis which explains when it cannot, and an evaluation on workloads that were not chosen by us.
The remainder of the paper follows that order.
We state early what this work does not do: it does not change the model, and it does not ask for new hardware.
"""

_BACKGROUND = """
We recall the parts of {k2} that matter for what follows, and refer to a survey for the rest {cite}.
A typical deployment consists of a front end, a pool of workers and a store that outlives both.
The front end admits work, the workers carry it out, and the store is where their disagreements become visible.
In the deployments that we studied, {work} accounts for {pct} of all requests and for {pct2} of the time.
To understand where time is lost, we instrumented {n} machines for {days} days and kept one trace in a hundred.
Most of the time is spent waiting, and most of the waiting is for something that has already happened.
The distribution has a heavy tail: the slowest one per cent of the steps take {pct} of the total.
It is not explained by the size of the input alone; the rank correlation between the two is {corr}.
Previous characterisations of {k1} report averages {cite}, which hide this effect completely.
We repeated the measurement after a change of hardware, with the same outcome.
A second measurement concerns change: the optimal setting at nine in the morning was wrong by noon on {days} of the days that we observed.
Static configuration is therefore not an option, however carefully it is tuned.
An adaptive policy faces the opposite risk, since it may follow noise.
Between them lies a narrow range in which adaptation pays, and its width depends on {k2}.
We call the ratio of these two time scales the <em>slack</em> of a workload.
Workloads with a slack below one cannot be helped by any method of this family, ours included.
Among the traces that are public, {pct} have a slack above four.
A further complication is that measurements disturb what they measure; ours cost {pctsmall} of throughput.
The literature on {k3} offers a different view of the same phenomenon {cite}.
There, the quantity of interest is regret rather than latency, but the trade-off has the same shape.
"""

_DESIGN = """
{Comp} is the part of {sys} that decides, and it decides as little as possible.
Its input is a summary of the recent past, kept in {kb} KB and updated in constant time.
Its output is a plan for the next {n} steps, which the other parts are free to ignore.
The plan is a hint and not a command, so a stale plan costs time and never correctness.
{Comp} runs off the critical path, on a core that would otherwise be idle.
When two plans contradict each other, the older one wins; this avoids oscillation at the price of a short delay.
We considered a central coordinator and rejected it, since its failure would stop precisely those jobs that matter most.
Instead, every worker computes the same function of the same summary and arrives at the same plan.
Agreement on the summary is reached with a gossip round that is piggybacked on messages already being sent {cite}.
The state of {comp} is a small table with one row for each {unit}.
A row holds an estimate, its variance and the time at which it was last confirmed.
Estimates decay towards a prior, so that a {unit} which has not been seen for long is treated with suspicion.
The prior is fitted once, from the traces of Section 2, and has not been changed since.
If a row is missing, {comp} falls back to the behaviour of {base}.
The interface between {comp} and the rest of the system consists of two calls, <em>observe</em> and <em>advise</em>.
Neither call blocks, and neither allocates memory.
This made it possible to retrofit {sys} to a code base that we do not control.
A subtle point is the order in which updates are applied.
Applying them eagerly would be faster, but would let a single outlier displace a good plan.
We apply them in batches, weighted by the inverse of their variance, which is optimal if errors are independent and harmless if they are not.
An early version of {comp} used a neural network here; a table of {n} entries turned out to be as good and easier to explain.
The choice of granularity matters more than the choice of estimator.
With too fine a granularity, every {unit} is a special case and nothing is learned; with too coarse a one, different cases are averaged away.
We therefore merge rows whose confidence intervals overlap, and split them again if they diverge.
Merging happens at most once a minute and touches no more than {n} rows.
Under memory pressure the least informative rows are evicted first.
Recovery is simple because nothing in {comp} needs to be durable.
After a crash the table is rebuilt from the stream of observations within {ms} ms.
The same mechanism serves planned maintenance, where a worker hands its rows to a neighbour.
Security follows from the same property: what is not stored cannot leak.
The next question is what {comp} should do when it is wrong.
A wrong plan is noticed when two successive observations fall outside the predicted interval.
It is then withdrawn rather than corrected, because corrections arrive too late to be useful.
Withdrawn plans are kept for {days} seconds, in case that the surprise was a passing one.
Every decision is logged together with the row that caused it, so an operator can ask why.
In practice this log is consulted about twice a week, mostly out of curiosity.
Interaction with {k2} needs care, since both would otherwise respond to the same signal.
We separate them by time scale: {comp} reacts within {ms} ms, and everything else within seconds.
A simple argument shows that such a cascade is stable if the faster loop has a gain below one.
The gain can be measured on line, and {comp} lowers it whenever it exceeds 0.8.
Fairness among tenants is obtained by giving each of them a share of the table and not of the machine.
A tenant with regular behaviour needs few rows and is never evicted by one with erratic behaviour.
For {k3} the picture is similar, with one exception.
There, a {unit} may be observed by several workers at once, and their estimates have to be combined.
We use the inverse-variance rule of Equation 1, which needs no coordination.
Clock skew between workers is tolerated up to {small} times the window.
Where hardware counters are available {comp} uses them, and where they are not it infers the same quantity from time stamps.
The inferred value is within {pct} of the measured one, which is sufficient for a hint.
Two alternatives were implemented and discarded; both were faster in the mean and worse in the tail.
"""

_ANALYSIS = """
We now ask how far from optimal such a policy can be.
Let x<sub>t</sub> denote the demand at step t, and let c(x) be a convex cost with Lipschitz constant L.
The policy knows x<sub>1</sub>, …, x<sub>t−1</sub> and commits to an action before x<sub>t</sub> is revealed.
We compare it with an oracle that knows the entire sequence but is subject to the same switching cost.
Without switching costs the bound is classical {cite}; with them, it depends on the slack.
The proof has two parts, of which the first charges every unit of regret to a change in the demand.
The second part shows that no change is charged more than twice.
Both steps are elementary; the constant could be improved at the expense of the clarity of the argument.
The assumption of convexity is stronger than needed, and is violated by one of our workloads.
For that workload the bound holds with an additive term that we estimate as {pctsmall} of the total.
A matching lower bound follows from a reduction to prediction with expert advice.
The bound is loose on real traces, where the policy does better than the theory promises by a factor of about {small}.
We regard the analysis as an explanation rather than as a guarantee.
It predicts, for instance, that doubling the window should cost little once the slack exceeds four, and Figure 3 confirms it.
It also predicts where {sys} should fail, and it is reassuring that this is where it does.
"""

_IMPLEMENTATION = """
{sys} is implemented as a library of {loc} lines and a patch of {n} lines to the framework.
The library is written so that it can be loaded into a running process.
We took care that nothing in it depends on a particular vendor, though one fast path does.
Communication uses the transport of the host framework, with a side channel for control messages.
Control messages are at most {kb} KB and are never retransmitted.
Timers are coarse, since precise ones cost more than they bring.
All random choices are derived from one seed which is logged with the job.
This made three errors reproducible that would otherwise have been put down to bad luck.
Integration with the scheduler required one new field in the job description.
Operators asked for a switch that turns {sys} off within a second, and it was used twice.
Metrics are exported in the usual format and add {pctsmall} to the volume of logs.
We test the library against a simulator which injects delays, losses and reordering.
The simulator found {small} errors, of which one had been present since the first version.
The code is available to reviewers as supplementary material and will be published under an open licence.
"""

_EVALUATION = """
We compare {sys} with {base} and with {base2}, both configured by their authors' recommendations.
All experiments were run on {n} machines with two sockets, {gb} GB of memory and {small} accelerators each.
Each point is the mean of {small} runs; error bars show 95% confidence intervals obtained by the bootstrap.
The workload is {work}, replayed from traces at the original speed.
On {work}, {sys} is {x} times as fast as {base} and {x2} times as fast as {base2}.
The gain is largest where the variance of the input is high, as the analysis predicts.
Where the input is regular, all of the systems are within {pctsmall} of each other.
Table 1 gives the numbers behind the figure.
The 99th percentile improves more than the median, from {ms} ms to {ms2} ms.
About half of the improvement is due to {comp}, as an ablation shows.
Removing {comp} alone costs {pct}; removing everything else costs {pct2}.
The two effects are not additive, because the second can hide the first.
We were surprised that {base2} does so well on {work}, and traced this to a cache that happens to be large enough.
With the cache reduced to half its size, its advantage disappears.
Accuracy is unaffected: the difference to the baseline is {pctsmall}, well within the variation between seeds.
We verified this for {small} seeds and report the worst.
The overhead of {sys} is shown for an idle system, where it cannot help and can only hurt.
It uses {pctsmall} of one core and {kb} KB of memory for each worker.
To test sensitivity we varied the window between {n} and {loc} steps.
Performance is flat over nearly two orders of magnitude and falls off gently at both ends.
We then injected failures at a rate of one every {n} seconds.
{sys} recovers within {ms} ms, during which it falls back to {base}.
No experiment showed a result worse than {base} by more than {pctsmall}.
Scaling from {small} to {n} machines, efficiency falls from 98% to {pcthigh}.
The remaining loss is due to stragglers outside the control of {sys}.
A trace from a second organisation, which we obtained only after the design was frozen, shows the same behaviour.
On this trace the gain is {pct}, somewhat below that on our own.
In production the picture is less tidy, since load, code and people change at the same time.
Over {days} weeks, the number of incidents attributed to {k1} fell from {n} to {small}.
We caution against reading too much into this number, as the on-call rota changed as well.
Cost is dominated by accelerators, so savings in time translate almost directly into savings in money.
At list prices the saving is {pct} for {work}.
We repeated the comparison with the order of the runs reversed, and found no difference.
Energy, measured at the wall, falls by {pct} for the same amount of work.
One outlier at {n} machines is due to a faulty switch, and is shown for completeness.
With {base2} as a starting point rather than {base}, the gain shrinks to {pct} and remains significant.
A user study was beyond our means, but {small} of the operators agreed to be interviewed.
They valued the log of decisions above the gain in speed.
Memory consumption peaks during recovery at {gb} MB and falls back within a minute.
For batch sizes below {n} no method improves on the default.
The cost model errs by {pctsmall} at the median, and by {pct} in the worst case.
Prediction errors are uncorrelated between machines, as the analysis requires.
"""

_DISCUSSION = """
{sys} has limits that a prospective user should know.
It assumes that the recent past is informative, which fails on the first day of a product.
It cannot help a workload without slack, and it does not try.
The evaluation covers one region and one generation of accelerators.
A larger deployment might meet effects that we have not seen, in particular in {k3}.
We have not studied adversarial tenants who report false observations.
A tenant who lies can slow itself down, but we have no proof that it cannot slow others.
Some of our baselines are older than we would like; newer ones were not available in a form that we could run.
The interaction with {k2} deserves a study of its own.
We believe that the approach carries over to neighbouring problems, provided that hints may be ignored.
What we would do differently is to begin with the measurement, which came last and explained most.
Users wanted explanations rather than speed, a lesson which came late.
"""

_RELATED = """
<b>{K1}.</b> A long line of work reduces the cost of {k1} by better prediction {cite}.
These systems optimise for the mean and are complementary to ours.
<b>{K2}.</b> Closest to our work is a recent proposal that treats {k2} as a constraint rather than as a cost {cite}.
It requires complete knowledge of the workload, which we do not have.
Others assume that all workers are equal {cite}, an assumption that Section 2 shows to be wrong.
<b>{K3}.</b> The connection between {k3} and systems has been explored for databases {cite} and for networks {cite}.
We borrow the notion of slack from that work, and extend it to asymmetric costs.
Classical control theory solves a related problem under stronger assumptions {cite}.
Its stability results apply to {sys} in the limit of small steps.
Several commercial systems appear to use similar ideas, although few details have been published.
Learned alternatives have been proposed {cite}; they are more general, and need more data than most operators have.
Finally, benchmarks for {k1} have improved considerably {cite}, and this paper would not have been possible without them.
"""

_CONCLUSION = """
We have presented {sys}, a system that brings {k1} and {k2} to the same table.
It does so by making explicit what each already knows.
On workloads from {small} organisations it saves between {pct} and {pct2} and never does noticeable harm.
The larger lesson is that boundaries between layers deserve measurement before they deserve optimisation.
We hope that the traces which we publish will help others to find better policies than ours.
"""

_COMPONENTS = (
    "the planner", "the observer", "the admission gate", "the estimator", "the arbiter", "the staging buffer",
    "the rewriter", "the cost model", "the guard", "the ledger", "the dispatcher", "the sketch",
)  # fmt: skip
_UNITS = ("tensor", "operator", "device", "feature group", "request class", "shard", "model version", "link")
_WORKLOADS = (
    "machine translation", "click-through prediction", "speech recognition", "image segmentation",
    "question answering", "time-series forecasting", "document ranking", "molecular property prediction",
    "code completion", "optical inspection", "recommendation", "weather nowcasting",
)  # fmt: skip
_BASELINES = (
    "a static schedule", "the framework's default", "Alderon", "Pinwheel", "the offline oracle", "GreedyFit",
    "Mosaic-2", "a tuned heuristic", "Corvid", "round robin",
)  # fmt: skip
_VENUES = (
    "Proceedings of the Conference on Systems and Machine Learning",
    "Proceedings of the Workshop on Measured Systems",
    "Journal of Applied Learning Systems",
    "Transactions on Data Infrastructure",
    "Proceedings of the Symposium on Learned Infrastructure",
    "Technical report, Fjord Technical University",
    "Annals of Empirical Computing",
)
_REFERENCE_TITLES = (
    "On the price of {k}", "{K} revisited", "Towards predictable {k}", "A measurement study of {k}",
    "{K}: a practitioner's view", "Bounding the cost of {k}", "Scaling {k} to shared clusters",
    "An empirical comparison of methods for {k}", "{K} without coordination", "Rethinking {k}",
    "The case against {k}", "Efficient {k} on heterogeneous machines", "{K} under uncertainty",
    "Lessons from four years of {k}", "Adaptive {k} in theory and practice", "Has {k} been solved",
)  # fmt: skip


class _Writer:
    """Draws sentences for one paper; a pool starts again, reshuffled, only when it has been used up."""

    def __init__(self, paper: Paper) -> None:
        self.rng = random.Random(f"text {paper.key}")
        self.paper = paper
        self.name = paper.short_title if paper.short_title != paper.title else self._invented_name()
        self.keywords = [*paper.keywords, "resource management", "scheduling"]
        self.components = self.rng.sample(_COMPONENTS, 5)
        self.works = self.rng.sample(_WORKLOADS, 4)
        self.bases = self.rng.sample(_BASELINES, 3)
        self.component = self.components[0]
        self.citations = 34

    def _invented_name(self) -> str:
        return self.rng.choice(
            ("Tern", "Sextant", "Gantry", "Thimble", "Osprey", "Trellis", "Halcyon", "Plumb")
        )

    def pool(self, text: str) -> Iterator[str]:
        """Sentences of a pool: in their own order, then in changing ones."""
        sentences = text.strip().splitlines()
        while True:
            yield from sentences
            sentences = self.rng.sample(sentences, len(sentences))

    def fill(self, sentence: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda m: self._slot(m.group(1)), sentence)

    def _slot(self, name: str) -> str:
        keywords = self.keywords
        low, high = self.rng.randint(7, 31), self.rng.randint(36, 61)
        slots: dict[str, Callable[[], str]] = {
            "sys": lambda: self.name,
            "k1": lambda: keywords[0],
            "k2": lambda: keywords[1],
            "k3": lambda: keywords[2],
            "K1": lambda: keywords[0].capitalize(),
            "K2": lambda: keywords[1].capitalize(),
            "K3": lambda: keywords[2].capitalize(),
            "comp": lambda: self.component,
            "Comp": lambda: self.component[0].upper() + self.component[1:],
            "unit": lambda: self.rng.choice(_UNITS),
            "work": lambda: self.rng.choice(self.works),
            "base": lambda: self.bases[0],
            "base2": lambda: self.bases[1],
            "pct": lambda: f"{low}%",
            "pct2": lambda: f"{high}%",
            "pctsmall": lambda: f"{self.rng.randint(2, 19) / 10:.1f}%",
            "pcthigh": lambda: f"{self.rng.randint(78, 94)}%",
            "corr": lambda: f"0.{self.rng.randint(11, 46)}",
            "n": lambda: str(self.rng.choice((12, 16, 24, 32, 40, 48, 64, 96, 128))),
            "small": lambda: self.rng.choice(("three", "four", "five", "six", "eight")),
            "loc": lambda: f"{self.rng.randint(2, 14)},{self.rng.randint(1, 9)}00",
            "months": lambda: self.rng.choice(("seven", "nine", "eleven", "fourteen")),
            "days": lambda: str(self.rng.choice((9, 14, 21, 28, 36))),
            "kb": lambda: str(self.rng.choice((4, 12, 24, 40, 64))),
            "gb": lambda: str(self.rng.choice((256, 384, 512))),
            "ms": lambda: str(self.rng.randint(80, 240)),
            "ms2": lambda: str(self.rng.randint(22, 70)),
            "x": lambda: f"{self.rng.randint(13, 34) / 10:.1f}",
            "x2": lambda: f"{self.rng.randint(11, 19) / 10:.1f}",
            "cite": self.cite,
        }
        return slots[name]()

    def cite(self) -> str:
        first = self.rng.randrange(self.citations)
        author, year = self._cited(first)
        if self.rng.random() < 0.4:
            second = (first + self.rng.randint(1, 9)) % self.citations
            other, other_year = self._cited(second)
            return f"({author}, {year}; {other}, {other_year})"
        return f"({author}, {year})"

    def _cited(self, index: int) -> tuple[str, int]:
        rng = random.Random(f"ref {self.paper.key} {index}")
        names = [p.family_name for p in rng.sample(PEOPLE, rng.randint(1, 4))]
        year = rng.randint(2009, 2025)
        if len(names) == 1:
            return names[0], year
        return (f"{names[0]} &amp; {names[1]}", year) if len(names) == 2 else (f"{names[0]} et al.", year)

    def references(self) -> tuple[str, ...]:
        entries = [self._reference(i) for i in range(self.citations)]
        return tuple(sorted(entries, key=lambda entry: plain_letters(entry).casefold()))

    def _reference(self, index: int) -> str:
        rng = random.Random(f"ref {self.paper.key} {index}")
        people = rng.sample(PEOPLE, rng.randint(1, 4))
        year = rng.randint(2009, 2025)
        names = [f"{p.family_name}, {p.given_name[0]}." for p in people]
        listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f", and {names[-1]}"
        keyword = rng.choice(self.keywords)
        title = _REFERENCE_TITLES[index % len(_REFERENCE_TITLES)].format(
            k=keyword, K=keyword[0].upper() + keyword[1:]
        )
        pages = rng.randint(1, 700)
        return f"{listed} {title}. <em>{rng.choice(_VENUES)}</em>, pp. {pages}–{pages + rng.randint(8, 16)}, {year}."


def compose(paper: Paper, *, paragraphs: int) -> Body:
    """Write the body of a paper in about that many paragraphs (fifty fill some nine pages with their figures)."""
    writer = _Writer(paper)
    design = [(None, 1), *((c[4:].capitalize(), 3) for c in writer.components[:4])]
    extra = max(0, paragraphs - 52)
    plan: list[tuple[str, str, list[tuple[str | None, int]]]] = [
        ("Introduction", _INTRODUCTION, [(None, 5)]),
        ("Background and motivation", _BACKGROUND, [(None, 2), ("Measurements", 3 + extra // 20)]),
        ("Design", _DESIGN, [(h, n + extra // 8) for h, n in design]),
        ("Analysis", _ANALYSIS, [(None, 4)]),
        ("Implementation", _IMPLEMENTATION, [(None, 3 + extra // 12)]),
        (
            "Evaluation",
            _EVALUATION,
            [
                ("Set-up", 2),
                ("Overall results", 4 + extra // 7),
                ("Where the gain comes from", 3 + extra // 8),
                ("Sensitivity and failures", 2 + extra // 8),
                ("In production", 2 + extra // 12),
            ],
        ),
        ("Limitations", _DISCUSSION, [(None, 3)]),
        ("Related work", _RELATED, [(None, 3)]),
        ("Conclusion", _CONCLUSION, [(None, 1)]),
    ]
    sections = tuple(_section(writer, *entry) for entry in plan)
    return Body(
        name=writer.name, sections=sections, displays=_displays(writer), references=writer.references()
    )


def _section(writer: _Writer, title: str, text: str, plan: list[tuple[str | None, int]]) -> Section:
    pool = writer.pool(text)
    paragraphs: list[tuple[str | None, str]] = []
    for heading, count in plan:
        if title == "Design":
            writer.component = "the " + heading.lower() if heading else writer.component
        elif title == "Evaluation":
            writer.component = writer.rng.choice(writer.components[:4])
        for index in range(count):
            size = 5 if title == "Conclusion" else writer.rng.choice((3, 4, 4, 5))
            words = " ".join(writer.fill(next(pool)) for _ in range(size))
            paragraphs.append((heading if index == 0 else None, words))
    return Section(title, tuple(paragraphs))


def _displays(writer: _Writer) -> dict[tuple[str, int], str]:
    total = _sum("t = 1", "T")
    regret = f"R<sub>T</sub> = {total} c(x<sub>t</sub>, a<sub>t</sub>) − min<sub>a</sub> {total} c(x<sub>t</sub>, a)"
    weights = _fraction("σ<sub>i</sub><sup>−2</sup>", "Σ<sub>j</sub> σ<sub>j</sub><sup>−2</sup>")
    estimate = f"w<sub>i</sub> = {weights},&ensp; x̂ = Σ<sub>i</sub> w<sub>i</sub> x<sub>i</sub>"
    growth = writer.rng.choice(("T log K", "KT", "TS"))
    bound = f"R<sub>T</sub> ≤ 2L √({growth}) + {_fraction('β', '1 − γ')} V<sub>T</sub>"
    results = "Results on four workloads, as a multiple of the first column"
    return {
        ("Design", 4): _algorithm(writer),
        ("Design", 8): _equation(1, estimate),
        ("Analysis", 1): _equation(2, regret),
        ("Analysis", 2): _equation(3, bound),
        ("Evaluation", 2): _results_table(writer, 1, results),
        ("Evaluation", 7): _ablation_table(writer, 2),
        ("Evaluation", 12): _overhead_table(writer, 3),
    }


def _sum(lower: str, upper: str) -> str:
    return f"Σ<sub>{lower}</sub><sup>{upper}</sup>"


def _fraction(top: str, bottom: str) -> str:
    return f'<span class="frac"><span>{top}</span><span>{bottom}</span></span>'


def _equation(number: int, content: str) -> str:
    return f'<div class="eq"><span>{content}</span><span class="n">({number})</span></div>'


def _table(number: int, caption: str, head: list[str], rows: list[list[str]]) -> str:
    heads = "".join(f"<th>{h}</th>" for h in head)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return (
        f'<div class="table"><p class="caption"><em>Table {number}.</em> {caption}.</p>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _short(baseline: str) -> str:
    return baseline.removeprefix("the ").removeprefix("a ").split()[-1].capitalize()


def _results_table(writer: _Writer, number: int, caption: str) -> str:
    rng = writer.rng
    rows = []
    for work in writer.works:
        first = rng.uniform(1.05, 1.7)
        rows.append(
            [work.capitalize(), "1.00", f"{first:.2f}", f"<b>{first * rng.uniform(1.1, 1.9):.2f}</b>"]
        )
    return _table(
        number, caption, ["Workload", _short(writer.bases[0]), _short(writer.bases[1]), writer.name], rows
    )


def _ablation_table(writer: _Writer, number: int) -> str:
    rng = writer.rng
    full = rng.randint(300, 900)
    rows = [["All of it", str(full), f"{rng.randint(30, 60)}"]]
    for component in writer.components[:4]:
        rows.append(
            [f"without {component}", str(int(full * rng.uniform(0.6, 0.96))), f"{rng.randint(55, 140)}"]
        )
    caption = (
        f"Ablation on {writer.works[0]}: throughput in items a second and latency at the 99th percentile"
    )
    return _table(number, caption, ["Variant", "Items/s", "P99 (ms)"], rows)


def _overhead_table(writer: _Writer, number: int) -> str:
    rng = writer.rng
    rows = [
        [
            str(n),
            f"{rng.uniform(0.2, 0.9) + i / 5:.2f}",
            f"{rng.randint(9, 22) + 7 * i}",
            f"{97 - 3 * i}.{rng.randint(0, 9)}",
        ]
        for i, n in enumerate((4, 8, 16, 32, 64))
    ]
    return _table(number, "Overhead and scaling", ["Machines", "CPU (%)", "KB", "Efficiency (%)"], rows)


def _algorithm(writer: _Writer) -> str:
    lines = [
        (0, "<b>input</b> window w, prior p, table M"),
        (0, "<b>for</b> t = 1, 2, … <b>do</b>"),
        (1, "o ← observe(t); i ← key(o)"),
        (1, "<b>if</b> i ∉ M <b>then</b> M[i] ← p"),
        (1, "M[i] ← merge(M[i], o, σ<sub>i</sub>)"),
        (1, "<b>if</b> t mod w = 0 <b>then</b>"),
        (2, "a ← arg min<sub>a</sub> E[c(x, a) | M]"),
        (2, "<b>if</b> gain(a) &gt; switch(a) <b>then</b> publish(a)"),
        (1, "decay(M, γ)"),
    ]
    body = "".join(
        f'<div class="d{d}"><i class="n">{n}:</i> {line}</div>' for n, (d, line) in enumerate(lines, start=1)
    )
    return f'<div class="algo"><b class="t">Algorithm 1&ensp;{writer.name}: one worker</b>{body}</div>'
