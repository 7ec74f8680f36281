"""Figures for the demonstration papers, drawn as SVG: plots, bars, heat maps and a block diagram."""

# ruff: noqa: E501, S311
# SVG in one piece; the draws only decorate.

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from sysml.desk.demo.papers import Paper

_W, _H = 320, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 10, 12, 34
_PALETTES = (
    ("#1b4f72", "#c0392b", "#7d8a2e", "#6c4a8b"),
    ("#0b6e6e", "#d1802c", "#4a4a4a", "#9b2d5e"),
    ("#2e5aa8", "#e07b39", "#3a8a4d", "#7a7a7a"),
    ("#333333", "#8a8a8a", "#b5651d", "#20639b"),
)
_FONT = 'font-family="TeX Gyre Heros, Liberation Sans, DejaVu Sans" font-size="9"'


@dataclass(frozen=True, slots=True)
class Figure:
    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """Axes with ticks; maps data of [0, 1] × [0, 1] to the drawing."""

    x_label: str
    y_label: str
    x_ticks: tuple[str, ...]
    y_ticks: tuple[str, ...]

    def x(self, value: float) -> float:
        return round(_LEFT + value * (_W - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        return round(_H - _BOTTOM - value * (_H - _TOP - _BOTTOM), 1)

    def svg(self, content: str) -> str:
        parts = []
        for i, tick in enumerate(self.x_ticks):
            x = self.x((i + 0.5) / len(self.x_ticks))
            parts.append(f'<text x="{x}" y="{_H - _BOTTOM + 12}" text-anchor="middle">{tick}</text>')
        for i, tick in enumerate(self.y_ticks):
            y = self.y(i / (len(self.y_ticks) - 1))
            parts.append(f'<path d="M{_LEFT} {y}H{_W - _RIGHT}" stroke="#ddd" stroke-width=".6"/>')
            parts.append(f'<text x="{_LEFT - 5}" y="{y + 3}" text-anchor="end">{tick}</text>')
        middle = self.y(0.5)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_W} {_H}" {_FONT} fill="#222">{"".join(parts)}'
            f'{content}<path d="M{_LEFT} {_TOP}V{_H - _BOTTOM}H{_W - _RIGHT}" fill="none" stroke="#222"/>'
            f'<text x="{self.x(0.5)}" y="{_H - 6}" text-anchor="middle">{self.x_label}</text>'
            f'<text x="10" y="{middle}" text-anchor="middle" transform="rotate(-90 10 {middle})">{self.y_label}</text>'
            "</svg>"
        )


def _legend(names: tuple[str, ...], colours: tuple[str, ...], y: float = 20) -> str:
    return "".join(
        f'<rect x="{_LEFT + 10 + i * 84}" y="{y - 7}" width="9" height="7" fill="{colours[i]}"/>'
        f'<text x="{_LEFT + 22 + i * 84}" y="{y}">{name}</text>'
        for i, name in enumerate(names)
    )


def _path(frame: _Frame, points: list[tuple[float, float]], colour: str, dash: str = "") -> str:
    d = "M" + "L".join(f"{frame.x(x)} {frame.y(y)}" for x, y in points)
    style = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="1.6"{style}/>'


def _lines(rng: random.Random, names: tuple[str, ...], colours: tuple[str, ...]) -> Figure:
    frame = _Frame(
        "Machines", "Speed-up", ("4", "8", "16", "32", "64", "128"), ("0", "20", "40", "60", "80", "100")
    )
    content = ""
    for i, _ in enumerate(names):
        bend = 0.9 - 0.28 * i + rng.uniform(-0.06, 0.06)
        points = [((n + 0.5) / 6, 0.9 * bend * ((n + 1) / 6) ** (1.25 - 0.2 * i)) for n in range(6)]
        content += _path(frame, points, colours[i], ("", "5 3", "2 2")[i])
        content += "".join(
            f'<circle cx="{frame.x(x)}" cy="{frame.y(y)}" r="2.4" fill="{colours[i]}"/>' for x, y in points
        )
    caption = "Speed-up over one machine as machines are added. Lines are means of five runs."
    return Figure(frame.svg(content + _legend(names, colours)), caption)


def _loss(rng: random.Random, names: tuple[str, ...], colours: tuple[str, ...]) -> Figure:
    frame = _Frame(
        "Step (thousands)",
        "Training loss",
        ("0", "20", "40", "60", "80"),
        ("1.8", "2.2", "2.6", "3.0", "3.4"),
    )
    content = ""
    for i, _ in enumerate(names):
        rate, floor = 5.5 - 1.3 * i, 0.12 + 0.05 * i
        points = [(n / 70, floor + 0.8 * math.exp(-rate * n / 70) + rng.gauss(0, 0.009)) for n in range(71)]
        content += _path(frame, points, colours[i])
    caption = "Training loss against steps, for the same seed and the same order of examples."
    return Figure(frame.svg(content + _legend(names, colours)), caption)


def _cdf(rng: random.Random, names: tuple[str, ...], colours: tuple[str, ...]) -> Figure:
    frame = _Frame(
        "Latency (ms)",
        "Fraction of requests",
        ("1", "5", "20", "80", "320"),
        ("0", "0.25", "0.5", "0.75", "1"),
    )
    content = ""
    for i, _ in enumerate(names):
        middle, steep = 0.34 + 0.13 * i + rng.uniform(-0.03, 0.03), 15 - 3 * i
        points = [(n / 60, 0.98 / (1 + math.exp(-steep * (n / 60 - middle)))) for n in range(61)]
        content += _path(frame, points, colours[i], ("", "6 3", "2 2")[i])
    caption = "Distribution of latency under the production trace. The horizontal axis is logarithmic."
    return Figure(frame.svg(content + _legend(names, colours, 150)), caption)


def _bars(rng: random.Random, names: tuple[str, ...], colours: tuple[str, ...]) -> Figure:
    groups = ("W1", "W2", "W3", "W4", "W5")
    frame = _Frame("Workload", "Normalised throughput", groups, ("0", "0.5", "1.0", "1.5", "2.0", "2.5"))
    content = ""
    for g in range(len(groups)):
        for i, _ in enumerate(names):
            value = (0.4, 0.52, 0.7)[2 - i] * rng.uniform(0.85, 1.2)
            x = frame.x((g + 0.16 + 0.23 * i) / len(groups))
            y = frame.y(value)
            content += f'<rect x="{x}" y="{y}" width="11" height="{frame.y(0) - y:.1f}" fill="{colours[i]}"/>'
            content += f'<path d="M{x + 5.5} {y - 4}V{y + 4}" stroke="#111" stroke-width=".8"/>'
    caption = "Throughput on five workloads, relative to the default. Error bars are 95% intervals."
    return Figure(frame.svg(content + _legend(names, colours)), caption)


def _scatter(rng: random.Random, names: tuple[str, ...], colours: tuple[str, ...]) -> Figure:
    frame = _Frame("Predicted cost", "Measured cost", ("10", "30", "100", "300"), ("10", "30", "100", "300"))
    content = _path(frame, [(0.02, 0.02), (0.97, 0.97)], "#999", "4 3")
    for _ in range(110):
        x = rng.uniform(0.05, 0.95)
        y = min(0.97, max(0.03, x + rng.gauss(0, 0.055)))
        content += (
            f'<circle cx="{frame.x(x)}" cy="{frame.y(y)}" r="2" fill="{colours[0]}" fill-opacity=".55"/>'
        )
    caption = f"Predicted and measured cost of 110 held-out jobs for {names[0]}. The dashed line is equality."
    return Figure(frame.svg(content), caption)


def _heat(rng: random.Random, names: tuple[str, ...], colours: tuple[str, ...]) -> Figure:
    frame = _Frame(
        "Window (steps)", "Slack", ("16", "32", "64", "128", "256", "512", "1k"), ("½", "1", "2", "4", "8")
    )
    content = ""
    for column in range(14):
        for row in range(8):
            value = math.exp(-(((column - 7) / 6) ** 2) - ((row - 6) / 5) ** 2) + rng.uniform(-0.04, 0.04)
            x, y = frame.x(column / 14), frame.y((row + 1) / 8)
            content += (
                f'<rect x="{x}" y="{y}" width="19.4" height="18.2" fill="{colours[0]}" '
                f'fill-opacity="{max(0.04, min(1, value)):.2f}"/>'
            )
    caption = f"Gain of {names[0]} over the default as a function of window and slack; darker is better."
    return Figure(frame.svg(content), caption)


def _timeline(rng: random.Random, names: tuple[str, ...], colours: tuple[str, ...]) -> Figure:
    frame = _Frame(
        "Hour of day", "Utilisation (%)", ("0", "4", "8", "12", "16", "20"), ("0", "25", "50", "75", "100")
    )
    base = [0.35 + 0.3 * math.sin((h - 30) / 96 * 2 * math.pi) + rng.gauss(0, 0.03) for h in range(97)]
    points = [(h / 96, max(0.05, v)) for h, v in enumerate(base)]
    lifted = [(x, min(0.96, y + 0.27 + rng.gauss(0, 0.02))) for x, y in points]
    content = _path(frame, points, colours[1]) + _path(frame, lifted, colours[0])
    caption = "Utilisation over a working day, before and after the change. Samples every fifteen minutes."
    return Figure(frame.svg(content + _legend((names[0], "before"), colours)), caption)


def _architecture(rng: random.Random, names: tuple[str, ...], colours: tuple[str, ...]) -> Figure:
    boxes = [
        ("Clients", 8, 70),
        ("Gate", 88, 70),
        ("Planner", 166, 20),
        ("Workers", 166, 70),
        ("Sketch", 166, 120),
        ("Store", 250, 70),
    ]
    links = [
        (68, 88, 88, 88),
        (146, 88, 166, 88),
        (226, 88, 250, 88),
        (196, 106, 196, 120),
        (196, 56, 196, 70),
    ]
    content = "".join(
        f'<rect x="{x}" y="{y}" width="60" height="36" rx="3" fill="{colours[0] if label in ("Planner", "Sketch") else "#777"}" '
        f'fill-opacity=".16" stroke="#333" stroke-width=".8"/>'
        f'<text x="{x + 30}" y="{y + 21}" text-anchor="middle">{label}</text>'
        for label, x, y in boxes
    )
    content += "".join(
        f'<path d="M{a} {b}L{c} {d}" stroke="#333"/><circle cx="{c}" cy="{d}" r="2.2" fill="#333"/>'
        for a, b, c, d in links
    )
    content += '<path d="M226 138H292V106" fill="none" stroke="#333" stroke-dasharray="3 2"/>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 10 {_W} 156" {_FONT} fill="#222">{content}</svg>'
    )
    caption = f"Overview of {names[0]}. Tinted parts are new; dashed arrows are off the critical path."
    return Figure(svg, caption)


_KINDS: tuple[Callable[[random.Random, tuple[str, ...], tuple[str, ...]], Figure], ...] = (
    _lines,
    _cdf,
    _bars,
    _scatter,
    _loss,
    _heat,
    _timeline,
)


def figures(paper: Paper, name: str, count: int) -> list[Figure]:
    """Draw up to `count` figures for a paper whose system has that name; the block diagram comes first."""
    rng = random.Random(f"figures {paper.key}")
    colours = rng.choice(_PALETTES)
    names = (name, "default", "tuned")
    drawn = [_architecture(rng, names, colours)]
    drawn += [draw(rng, names, colours) for draw in rng.sample(_KINDS, min(count - 1, len(_KINDS)))]
    return drawn
