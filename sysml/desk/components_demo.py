"""What `/_components/` shows: every component in every state, from plain data about invented papers."""

from types import SimpleNamespace
from typing import Any

from django import forms

from sysml.conference.plots import PaperMeans, agreement_plot, bars

SCORES = [(1, "1 Reject"), (2, "2 Weak reject"), (3, "3 Borderline"), (4, "4 Accept"), (5, "5 Strong accept")]
TITLES = [
    "Learned admission control for feature stores",
    "Quantised optimiser states without the accuracy cliff",
    "A compiler that remembers: profile-carrying kernels for sparse training",
    "Serving a thousand adapters on one accelerator",
    "What the scheduler owes the gradient",
    "Backpressure for data loaders",
    "Checkpointing at the speed of loss",
    "Gradient compression that knows its network",
]


class DemoForm(forms.Form):
    """One of each control that the pages use."""

    title = forms.CharField(max_length=200, help_text="As it shall stand in the proceedings.")
    abstract = forms.CharField(
        widget=forms.Textarea, required=False, help_text="Markdown and LaTeX mathematics."
    )
    track = forms.ChoiceField(
        choices=[("research", "Research"), ("industry", "Industry"), ("vision", "Vision")]
    )
    overall = forms.ChoiceField(
        choices=SCORES, widget=forms.RadioSelect, help_text="Your own view of the whole."
    )
    expertise = forms.ChoiceField(
        choices=[("expert", "Expert"), ("knows", "Knowledgeable"), ("outside", "Outside my field")],
        widget=forms.RadioSelect,
        required=False,
    )
    topics = forms.MultipleChoiceField(
        choices=[
            ("serving", "Distributed serving"),
            ("compilers", "Compilers"),
            ("theory", "Learning theory"),
            ("storage", "Storage"),
            ("privacy", "Privacy"),
            ("hardware", "Hardware"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(required=False, help_text="PDF, at most 50 MB.")
    student = forms.BooleanField(
        required=False, label="The first author is a student", help_text="For the award."
    )


def components_context() -> dict[str, Any]:
    """The context of `components/index.html`, `shell` included."""
    return {
        "shell": demo_shell(),
        "form": DemoForm(
            initial={"title": TITLES[0], "track": "research", "overall": 4, "topics": ["serving"]}
        ),
        "wrong": DemoForm({"title": "", "overall": "9", "track": "research"}, prefix="wrong"),
        "todo": demo_todo(),
        "reviews": demo_reviews(),
        "posts": demo_posts(),
        "rows": demo_rows(),
        "jobs": demo_jobs(),
        "plot": demo_plot(),
        "history": [
            {"when": "30 Oct", "iso": "2026-10-30", "text": "Submitted, version 3"},
            {"when": "9 Nov", "iso": "2026-11-09", "text": "Assigned 2 | 2"},
            {"when": "2 Dec", "iso": "2026-12-02", "text": "All reviews in", "now": True, "url": "#reviews"},
        ],
        "dates": [
            {"when": "30 Oct", "iso": "2026-10-30", "label": "Papers in", "note": "412", "state": "past"},
            {"when": "9 Nov", "iso": "2026-11-09", "label": "Assigned", "state": "past"},
            {
                "when": "3 Dec",
                "iso": "2026-12-03",
                "label": "Reviews due",
                "note": "in 9 days",
                "state": "now",
            },
            {"when": "10 Dec", "iso": "2026-12-10", "label": "Author response"},
            {"when": "18 Dec", "iso": "2026-12-18", "label": "Discussion ends"},
            {"when": "12 Jan", "iso": "2027-01-12", "label": "Decisions"},
        ],
        "pills": [
            {"name": "tag", "value": "discuss", "remove_url": "#lists"},
            {"name": "reviews", "value": "4 or more", "remove_url": "#lists"},
        ],
        "pages": [
            {"label": "1", "url": "#lists"},
            {"label": "2", "current": True},
            {"label": "3", "url": "#lists"},
            {"label": "…"},
            {"label": "9", "url": "#lists"},
        ],
        "links": [
            {"label": "Show on the page", "url": "#pdf"},
            {"label": "This is a false alarm", "url": "#pdf"},
        ],
        "allowed": {"x": 54, "y": 72, "width": 504, "height": 648},
        "boxes": [
            {"x": 318, "y": 712, "width": 262, "height": 31, "label": "The caption of Figure 5, 23 pt below"}
        ],
        "score_bars": {
            "ml": bars((0, 0, 1, 1, 0)),
            "sys": bars((0, 1, 0, 1, 0)),
            "ml_split": bars((0, 0, 0, 2, 0)),
            "none": bars((0,) * 5),
        },
        "stat_headers": ["Topic", "Papers", "ML bids", "Systems bids"],
        "stat_rows": [
            ["Distributed serving", 61, 148, 203],
            ["Learning theory", 22, 97, 9],
            ["Storage", 31, 12, 118],
        ],
        "consequences": [
            "Its reviewers are told and see it no more.",
            "It cannot be submitted again this year.",
        ],
        "chips": [("", "discuss"), ("warn", "late")],
        "markdown": (
            '<p>The regret after <span class="math">T</span> misses is at most '
            '<span class="math">\\tilde{O}(\\sqrt{T \\log N})</span>, from the bound</p>'
            '<div class="math">\\sum_{t=1}^{T} \\ell_t(a_t) - \\min_a \\sum_{t=1}^{T} \\ell_t(a) '
            "\\le 2\\sqrt{T \\log N} + V_T.</div>"
            "<ul><li>It holds under <em>drift</em>.</li><li>The code is <code>admit.py</code>.</li></ul>"
        ),
    }


def demo_shell() -> SimpleNamespace:
    """A shell with every part filled."""
    return SimpleNamespace(
        edition_name="SysML 2027",
        edition_url="#top",
        editions=[
            SimpleNamespace(name="SysML 2027", url="#top"),
            SimpleNamespace(name="SysML 2026", url="#2026"),
        ],
        search_url="#search",
        todo_count=5,
        todo_url="#todo",
        person_name="Wen Ostrander",
        chips=[("ml", "ML"), ("sys", "Systems")],
        tabs=[
            SimpleNamespace(label="To do", url="#todo", current=True, count=5),
            SimpleNamespace(label="My submissions", url="#lists", current=False, count=1),
            SimpleNamespace(label="Reviewing", url="#reviews", current=False, count=6),
            SimpleNamespace(label="Committee", url="#people", current=False, count=None),
        ],
        menu=[
            SimpleNamespace(label="My profile", url="#profile", post=False, icon="user"),
            SimpleNamespace(label="Passwords and keys", url="#keys", post=False, icon="key-round"),
        ],
        notice="",
        demo=True,
        view_as=None,
    )


def demo_todo() -> list[dict[str, Any]]:
    """A late task, one with time and without a meter, and one to read."""
    return [
        {
            "own": "Tue 12:59",
            "aoe": "Mon 23:59 AoE",
            "left": "in 6 h",
            "late": True,
            "kind": "Review",
            "title": TITLES[1],
            "url": "#r1",
            "note": "Your draft has 640 words. Others are in; you will see them when yours is.",
            "action_label": "Finish review",
            "action_url": "#r1",
            "primary": True,
            "meter": {"ml_have": 2, "ml_want": 2, "sys_have": 1, "sys_want": 2},
        },
        {
            "own": "Fri 12:59",
            "left": "in 3 days",
            "kind": "Review",
            "title": TITLES[2],
            "url": "#r2",
            "note": "Not started.",
            "action_label": "Start review",
            "action_url": "#r2",
            "meter": {"ml_have": 1, "ml_want": 2, "sys_have": 0, "sys_want": 2},
        },
        {
            "own": "Fri 11 Dec",
            "left": "in 18 days",
            "kind": "Response",
            "title": TITLES[4],
            "url": "#r3",
            "note": "Your reviews open on 8 December.",
            "action_label": "Prepare",
            "action_url": "#r3",
        },
    ]


def demo_reviews() -> dict[str, list[dict[str, Any]]]:
    """Two reviews of each side, one of them the reader's own."""

    def review(name: str, side: str, overall: int, text: str, **more: Any) -> dict[str, Any]:
        scores = [("Overall", overall), ("Novelty", 3), ("Evidence", 2), ("In scope", "Intersection")]
        return {
            "name": name,
            "side": side,
            "scores": scores,
            "expertise": "knowledgeable",
            "sections": [("For the authors", f"<p>{text}</p>")],
            **more,
        }

    return {
        "ml": [
            review(
                "Reviewer A",
                "ml",
                4,
                "The regret bound is the first for a cache that learns from its own misses, "
                "and the proof is clean.",
                mine=True,
                edit_url="#edit",
                when="2 Dec",
            ),
            review(
                "Reviewer B",
                "ml",
                4,
                "Strong empirical section. The ablation convinces me.",
                chips=[("warn", "late")],
            ),
        ],
        "sys": [
            review("Reviewer C", "systems", 2, "The evaluation replays one company’s trace on one node."),
            review(
                "Reviewer D",
                "systems",
                3,
                "40 µs on a miss is a tail-latency question, and only means are given.",
                person="Idris Halloran, example.org",
            ),
        ],
    }


def demo_posts() -> list[dict[str, Any]]:
    """A plain post, a new reply, one that the authors read, and one taken back."""
    return [
        {
            "author": "Reviewer D",
            "side": "systems",
            "when": "yesterday",
            "reply_url": "#reply",
            "html": "<p>If the p99 under load holds, I would move to accept.</p>",
        },
        {
            "author": "Reviewer A",
            "side": "ml",
            "when": "today",
            "new": True,
            "reply": True,
            "edit_url": "#edit",
            "html": "<p>Agreed; the figure could be a condition.</p>",
        },
        {
            "author": "Chair",
            "when": "today",
            "to_authors": True,
            "html": "<p>Please send the p99 figures by Friday.</p>",
        },
        {"author": "Reviewer B", "side": "ml", "when": "today", "gone": "Taken back by its writer."},
    ]


def demo_rows() -> list[dict[str, Any]]:
    """Rows of a list of papers."""
    decisions = [("ok", "Accept"), ("warn", "Conditional"), ("bad", "Reject"), ("", "")]
    numbers = (4821, 1307, 7764, 2950)
    return [
        {
            "number": number,
            "title": title,
            "ml": bars((0, 0, 1, 1, 0)),
            "sys": bars((0, 1, 0, 0, 1)),
            "ml_mean": "3.5",
            "sys_mean": "3.5",
            "gap": "0.0",
            "lead": "Okafor",
            "decision": decision,
            "score_text": "ML 3, 4; Systems 2, 5",
        }
        for number, title, decision in zip(numbers, TITLES, decisions, strict=False)
    ]


def demo_jobs() -> list[dict[str, Any]]:
    """A job in each of its states. None polls: nothing behind this page runs."""
    return [
        {
            "xid": "a",
            "title": "Assigning 412 papers",
            "state": "waiting",
            "percent": None,
            "cancel_url": "#cancel",
        },
        {
            "xid": "b",
            "title": "Checking backpressure-v4.pdf",
            "state": "running",
            "percent": 62,
            "words": "page 9 of 14",
            "cancel_url": "#cancel",
        },
        {
            "xid": "c",
            "title": "Export of 147 papers",
            "state": "done",
            "result_url": "#zip",
            "result_label": "Download",
        },
        {
            "xid": "d",
            "title": "Proceedings",
            "state": "failed",
            "retry_url": "#again",
            "why": "Paper 2950 has no final file yet. Ask its authors, or leave it out.",
        },
        {"xid": "e", "title": "Letters to reviewers", "state": "cancelled"},
    ]


def demo_plot() -> Any:
    """Means of invented papers, some of them coinciding."""
    means = [
        (4.0, 2.5),
        (4.0, 4.0),
        (4.0, 4.0),
        (3.0, 3.0),
        (3.0, 3.0),
        (3.0, 3.0),
        (3.5, 3.0),
        (2.0, 4.5),
        (1.5, 2.0),
        (4.5, 4.5),
        (2.5, 2.5),
        (5.0, 4.0),
        (1.0, 3.0),
        (3.5, 1.0),
        (2.0, 2.0),
        (2.0, 2.0),
    ]
    papers = [
        PaperMeans(TITLES[at % len(TITLES)], f"#paper-{at}", ml, 2, sys, 2)
        for at, (ml, sys) in enumerate(means)
    ]
    return agreement_plot(
        papers,
        low=1,
        high=5,
        gap=2,
        room_from=3.5,
        list_url="#list-{ml}-{sys}",
        note="A bubble is one or more papers with the same two means. Coloured where the sides differ by 2 or more; "
        "by chance alone, 9 % would.",
    )
