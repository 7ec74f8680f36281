"""What happens in an edition, as plain data: a `Plan`, the steps that follow from it, and how plans are generated.

A plan says everything but the secrets' values; `turned` names the secrets that have their other value. So two worlds
are one plan twice, and they differ in nothing but the steps that ask for a turned secret.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from sysml.conference.domain import Blindness, Choices, RoleKind
from tests.noninterference import acts
from tests.noninterference.people import CAST, OBSERVERS

PHASES: dict[str, float] = {
    "registration": 10, "submission": 38, "checking": 43.5, "bidding": 47, "assigned": 53.5, "reviewing": 67,
    "reviews in": 82, "responding": 89, "response": 91, "discussion": 102, "meeting": 105.5, "decided": 109,
    "told": 111.5, "released": 112.5, "artifacts": 117, "kick-the-tires": 132, "evaluation": 150,
    "badges decided": 162.5, "final": 165,
}  # fmt: skip
"""The day, counted from the opening of papers, on which everybody looks."""

VERDICTS = ("accept", "conditional", "reject")
TRACKS = ("research", "industry")
CHOICES = (
    "members_see_papers", "members_see_files", "members_see_reviews", "reviewers_know_each_other",
    "members_know_reviews_exist", "externals_discuss", "externals_see_reviews", "authors_see_side_of_review",
    "authors_revealed_to_chairs",
)  # fmt: skip
TWISTS: dict[str, str] = {
    "late conflict": "somebody with every office reviews the paper, and then has a conflict with it",
    "late papers": "the submission window is opened again for the paper while it is reviewed",
    "late reviews": "the reviewing window lasts longer for everybody",
    "discussion again": "the discussion is opened again for the paper after the decision",
    "desk reject": "a desk reject of another paper is prepared and not released",
    "withdrawn in review": "another paper is withdrawn while it is reviewed",
    "lead reviews": "the lead of the discussion reviews too, and has not handed in",
}
OFFICES: dict[str, RoleKind] = {
    "bea": RoleKind.CHAIR, "xeno": RoleKind.CHAIR, "ada": RoleKind.CHAIR, "aldo": RoleKind.CHAIR,
    "nina": RoleKind.PUBLICATION, "sven": RoleKind.PUBLICATION, "rita": RoleKind.ARTIFACT_CHAIR,
    "romy": RoleKind.HANDLING, "stan": RoleKind.HANDLING,
}  # fmt: skip
"""Who may hold an office beside what they are anyway."""
GIVEN = {
    RoleKind.CHAIR: "C",
    RoleKind.PUBLICATION: "P",
    RoleKind.ARTIFACT_CHAIR: "AC",
    RoleKind.HANDLING: "handler",
}


@dataclass(frozen=True)
class Other:
    """A paper beside the one in question."""

    track: str = "research"
    verdict: str = "accept"


@dataclass(frozen=True)
class Plan:
    """An edition, and how far it has come when people look."""

    phase: str = "registration"
    blindness: Blindness = Blindness.DOUBLE
    choices: frozenset[str] = frozenset()
    verdict: str = "accept"
    others: tuple[Other, ...] = (Other(),)
    twists: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    turned: frozenset[str] = frozenset()

    @property
    def day(self) -> float:
        return PHASES[self.phase]

    def choice(self, name: str) -> bool:
        """How the paper's track has this †."""
        return bool(getattr(Choices(), name)) is not (name in self.choices)

    def turning(self, *secrets: str) -> "Plan":
        """The other world: these secrets have their other value."""
        return replace(self, turned=frozenset(secrets))

    def either(self, secret: str, one: Any, other: Any) -> Any:
        """The value that the secret has in this world."""
        return other if secret in self.turned else one

    def there(self, secret: str) -> bool:
        """Whether that exists whose existence is the secret."""
        return secret not in self.turned


@dataclass(frozen=True)
class Step:
    """Somebody does something on a day. `slot` names the step in both worlds, whoever does it."""

    day: float
    slot: str
    by: str
    act: str
    args: Mapping[str, Any] = field(default_factory=dict)

    def story(self) -> str:
        """The step as a sentence."""
        return f"{self.by} {acts.WORDS[self.act].format(**{k: _said(v) for k, v in self.args.items()})}"


def _said(value: Any) -> Any:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} “{said}”" for key, said in value.items()) or "as they are by default"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nobody else"
    return value


def steps(plan: Plan) -> list[Step]:
    """Everything that happens before people look, in order."""
    found = [step for step in _all_steps(plan) if step.day < plan.day]
    return sorted(found, key=lambda step: step.day)


def _all_steps(plan: Plan) -> Iterator[Step]:
    for part in (_settings, _papers, _committee, _reviewing, _talk, _decisions, _others):
        yield from part(plan)
    if plan.verdict != "reject" and plan.there("that an artifact exists"):
        yield from _artifact(plan)


def _settings(plan: Plan) -> Iterator[Step]:
    choices = {name: plan.choice(name) for name in sorted(plan.choices)}
    set_ = {"track": "research", "blindness": plan.blindness.value, "choices": choices}
    yield Step(-12, "research track", "cora", "set_track", set_)
    other = {"track": "industry", "blindness": "single", "choices": {}}
    yield Step(-11.9, "industry track", "cora", "set_track", other)
    for name in sorted(plan.offices):
        yield Step(
            -11, f"office of {name}", "cora", "give_office", {"person": name, "kind": OFFICES[name].value}
        )
    yield Step(-10, "opening", "cora", "do_act", {"kind": "opened"})
    if "late reviews" in plan.twists:
        yield Step(
            80, "late reviews", "cora", "extend", {"kind": "reviewing", "days": 4, "scope": "everybody"}
        )


def _papers(plan: Plan) -> Iterator[Step]:
    second = plan.either("an author of the blind paper", "zoe", "yann")
    abstract = plan.either(
        "the abstract", "We measure quaggas.", "We measure how okapis wait for one another."
    )
    told = {"title": "Zebras in data centres", "abstract": abstract, "authors": ("una", second)}
    yield Step(1, "the paper", "ada", "register", {"paper": "the paper", "track": "research", **told})
    first = plan.either("a superseded version", "first attempt", "a first attempt that is longer")
    kind = {"paper": "the paper", "kind": "paper"}
    fault = plan.either("a finding of the PDF check", "leading", "columns")
    yield Step(2, "first file", "ada", "upload", {**kind, "words": first, "fault": "leading"})
    yield Step(2.2, "second file", "ada", "upload", {**kind, "words": "second attempt", "fault": fault})
    yield Step(
        2.4, "supplement", "ada", "upload", {**kind, "kind": "supplement", "words": "proofs", "fault": ""}
    )
    if plan.there("an upload under way"):
        yield Step(
            9, "upload under way", "ada", "begin_upload", {"paper": "the paper", "kind": "paper", "size": 77}
        )
    if plan.there("that a draft exists"):
        draft = {
            "paper": "a draft",
            "track": "research",
            "title": "Unfinished gnus",
            "abstract": "",
            "authors": (),
        }
        yield Step(5, "a draft", "dora", "register", draft)
    if plan.there("that a withdrawn paper existed"):
        gone = {"paper": "a withdrawn paper", "track": "research", "title": "Vanished tapirs"}
        yield Step(6, "a withdrawn paper", "walt", "register", {**gone, "abstract": "We do.", "authors": ()})
        of = {"paper": "a withdrawn paper"}
        yield Step(
            6.2, "its file", "walt", "upload", {**of, "kind": "paper", "words": "tapirs", "fault": "leading"}
        )
        yield Step(8, "its withdrawal", "walt", "withdraw", {**of, "reason": "We found a mistake."})
    if "late papers" in plan.twists:
        yield Step(
            61, "late papers", "cora", "extend", {"kind": "submission", "days": 3, "scope": "the paper"}
        )


def _committee(plan: Plan) -> Iterator[Step]:
    of = {"paper": "the paper"}
    yield Step(
        3,
        "conflict of xeno",
        "ada",
        "declare",
        {**of, "person": "xeno", "reason": "other", "note": "Rivals."},
    )
    if plan.there("a conflict that the authors declared"):
        said = {"person": "noel", "reason": "co-author", "note": "Wrote a book with us."}
        yield Step(3.2, "conflict of noel", "ada", "declare", {**of, **said})
    yield Step(3.5, "conflict of xara", "xara", "declare_own", {**of, "reason": "personal"})
    yield Step(4, "handling chair", "cora", "appoint_handler", {**of, "person": "hana"})
    if plan.choice("members_see_papers"):
        for name, value in (("nina", 2), ("rita", 1), ("lena", -1)):
            yield Step(45, f"bid of {name}", name, "bid", {**of, "value": value})
        bid = plan.either("a bid", 2, -2)
        yield Step(46, "bid of gina", "gina", "bid", {**of, "value": bid})
    planned = plan.either("a proposed assignment", "rex", "sven")
    yield Step(50, "plan", "cora", "propose", {**of, "track": "research", "member": planned})
    second = plan.either("who reviews the paper", "rolf", "rex")
    for place, name in enumerate(("rita", second, "rudi", "sima", "fred")):
        yield Step(52 + place / 100, f"place {place}", "cora", "assign", {**of, "member": name})
    if plan.there("that a member reviews anything"):
        yield Step(52.2, "place of gina", "cora", "assign", {**of, "member": "gina"})
    early = "late conflict" not in plan.twists
    conflict = {**of, "person": "xavi", "reason": "institution"}
    yield Step(43 if early else 75, "conflict of xavi", "carl", "add_conflict", conflict)
    if not early:
        yield Step(52.3, "place of xavi", "cora", "assign", {**of, "member": "xavi"})
        yield Step(66.5, "review of xavi", "xavi", "review", {**of, "answers": answers("xavi", 2)})
    if "lead reviews" in plan.twists:
        yield Step(52.4, "place of lena", "cora", "assign", {**of, "member": "lena"})
    yield Step(53, "lead", "cora", "appoint_lead", {**of, "person": "lena"})


def answers(words: str, overall: int, **more: Any) -> dict[str, Any]:
    """A whole review by the default form."""
    return {
        "overall": overall, "novelty": 3, "evidence": 3, "scope": "intersection", "confidence": 3,
        "summary": f"Summary: {words}.", "strengths": "Clear.", "weaknesses": "One trace.", **more,
    }  # fmt: skip


def _reviewing(plan: Plan) -> Iterator[Step]:
    of = {"paper": "the paper"}
    for place, name in enumerate(("enid", "eli", "eva")):
        yield Step(54 + place / 10, f"request to {name}", "rita", "ask_external", {**of, "person": name})
    for name in ("eli", "eva"):
        yield Step(55, f"{name} accepts", name, "accept_request", of)
    yield Step(58, "draft of fred", "fred", "draft_review", {**of, "answers": {"summary": "Half a thought."}})
    swap = {**of, "old": "fred", "new": "romy", "reason": "He is ill."}
    yield Step(59, "romy for fred", "cora", "replace_reviewer", swap)
    half = plan.either("the text of a draft review", "Half an idea.", "Not a word.")
    yield Step(60, "draft of romy", "romy", "draft_review", {**of, "answers": {"summary": half}})
    yield Step(60, "draft of eli", "eli", "draft_review", {**of, "answers": {"summary": "I begin."}})
    if plan.there("more time for one reviewer"):
        yield Step(60.5, "time for romy", "cora", "extend", {"kind": "reviewing", "days": 9, "scope": "romy"})
    yield Step(62, "first review", "rita", "review", {**of, "answers": answers("rita", 3)})
    second = plan.either("who reviews the paper", "rolf", "rex")
    pair = plan.either("who wrote which review", (second, "rudi"), ("rudi", second))
    for place, name in enumerate(pair):
        written = answers(("measured", "hopeful")[place], (2, 4)[place])
        yield Step(63 + place / 2, f"review {place + 2}", name, "review", {**of, "answers": written})
    score = plan.either("the score of a review", 4, 2)
    text = plan.either(
        "the text of a review", "They count zebras", "They do not count zebras, and that is a flaw"
    )
    remark = plan.either("remarks to the committee", "I doubt it.", "I know who wrote this, and I doubt it.")
    private = plan.either("remarks to the chairs", "Nothing.", "I suspect plagiarism.")
    fourth = answers(text, score, remarks=remark, chairs=private)
    yield Step(65, "review 4", "sima", "review", {**of, "answers": fourth})
    yield Step(66, "review of eva", "eva", "review", {**of, "answers": answers("eva", 3)})
    yield Step(
        66.2, "review 4 again", "sima", "review", {**of, "answers": {**fourth, "strengths": "Clear, brief."}}
    )


def _talk(plan: Plan) -> Iterator[Step]:
    of = {"paper": "the paper"}
    question = plan.either(
        "a reviewer's question to the chairs", "May I ask?", "I think this is a double submission."
    )
    yield Step(68, "question of rita", "rita", "ask_chairs", {**of, "text": question})
    asked = plan.either(
        "the authors' question to the chairs", "May we?", "May we mend a figure that is wrong?"
    )
    yield Step(69, "question of ada", "ada", "ask_chairs", {**of, "text": asked})
    answer = {**of, "audience": "authors-chairs", "text": "Please do not."}
    yield Step(70, "answer to ada", "cora", "answer_question", answer)
    draft = plan.either("a response not yet sent", "We begin so.", "We end so.")
    yield Step(88, "draft of the response", "ada", "draft_response", {**of, "text": draft})
    sent = plan.either("the response", "We thank you.", "We thank all of you, and disagree.")
    yield Step(90, "response", "ada", "respond", {**of, "text": sent})
    said = plan.either("the discussion", "I stay with it.", "I have changed my mind, for good reasons.")
    yield Step(94, "post of sima", "sima", "post", {**of, "audience": "reviewers", "text": said})
    yield Step(95, "post of rita", "rita", "post", {**of, "audience": "reviewers", "text": "Why?"})
    among = plan.either("the chairs' own thread", "Looks fine.", "Looks fine, but mind the ethics complaint.")
    yield Step(96, "post of cora", "cora", "post", {**of, "audience": "chairs", "text": among})
    summary = plan.either("the lead's summary", "They agree.", "They disagree about the only experiment.")
    remarks = plan.either("the lead's remarks", "Easy.", "Hard; two of them did not read it.")
    summed = {"summary": summary, "remarks": remarks, "recommendation": "accept"}
    by = "hana" if "lead reviews" in plan.twists else "lena"
    yield Step(101, "meta-review", by, "sum_up", {**of, **summed})
    if plan.blindness is Blindness.DOUBLE and plan.choice("authors_revealed_to_chairs"):
        yield from _reveals(plan)
    if plan.there("a letter to somebody else"):
        letter = {"person": "noel", "subject": "A word in private", "body": "Dear {{name}}, please call us."}
        yield Step(9.5, "letter to noel", "cora", "write_to", letter)


def _reveals(plan: Plan) -> Iterator[Step]:
    of = {"paper": "the paper"}
    if plan.there("that a chair looked at the authors"):
        yield Step(104, "look of cora", "cora", "reveal", {**of, "reason": "A complaint."})
    yield Step(104.5, "look of carl", "carl", "reveal", {**of, "reason": "Conflicts."})


def _decisions(plan: Plan) -> Iterator[Step]:
    of = {"paper": "the paper"}
    opposite = {"accept": "reject", "conditional": "reject", "reject": "accept"}[plan.verdict]
    turned = plan.turned & {"the decision", "the released outcome"}
    verdict = opposite if turned else plan.verdict
    note = plan.either("the note with a decision", "Well done.", "Well done, against the odds.")
    yield Step(107, "decision", "cora", "decide", {**of, "verdict": verdict, "note": note})
    if verdict == "conditional":
        shepherd = plan.either("the shepherd", "sven", "sila")
        yield Step(108, "shepherd", "cora", "appoint_shepherd", {**of, "person": shepherd})
    yield Step(111, "release", "cora", "release_decisions", {})
    yield Step(112, "list", "cora", "do_act", {"kind": "list-public"})
    if "discussion again" in plan.twists:
        yield Step(
            108.5, "discussion", "cora", "extend", {"kind": "discussion", "days": 9, "scope": "the paper"}
        )
    yield Step(163.5, "proceedings", "cora", "do_act", {"kind": "proceedings-public"})
    if plan.verdict == "reject":
        return
    if plan.there("that a camera-ready file is there"):
        final = {**of, "kind": "camera-ready", "words": "final", "fault": "leading"}
        yield Step(112.2, "camera-ready", "ada", "upload", final)


def _others(plan: Plan) -> Iterator[Step]:
    for place, other in enumerate(plan.others):
        name, day = f"paper {place + 2}", 1.1 + place / 10
        told = {"title": f"Yaks, part {place + 1}", "abstract": "We measure yaks.", "authors": ()}
        yield Step(day, name, "bea", "register", {"paper": name, "track": other.track, **told})
        file = {"paper": name, "kind": "paper", "words": name, "fault": "leading"}
        yield Step(day + 0.02, f"file of {name}", "bea", "upload", file)
        yield Step(
            day + 0.04, f"handling of {name}", "cora", "appoint_handler", {"paper": name, "person": "hana"}
        )
        for reviewer in ("nina", "rita"):
            given = {"paper": name, "member": reviewer}
            yield Step(52.5 + place / 10, f"{reviewer} on {name}", "cora", "assign", given)
            written = {"paper": name, "answers": answers("yaks", 3)}
            yield Step(67.5 + place / 10, f"{reviewer} of {name}", reviewer, "review", written)
        gone = place == 1 and "withdrawn in review" in plan.twists
        if gone:
            yield Step(71, f"withdrawal of {name}", "bea", "withdraw", {"paper": name, "reason": "Enough."})
        elif place == 0 and "desk reject" in plan.twists:
            said = {"paper": name, "reason": "Out of scope."}
            yield Step(48, f"desk reject of {name}", "cora", "prepare_desk_reject", said)
            yield Step(107.2, f"no desk reject of {name}", "cora", "drop_desk_reject", {"paper": name})
        if not gone:
            decided = {"paper": name, "verdict": other.verdict, "note": ""}
            yield Step(107.5 + place / 10, f"decision on {name}", "cora", "decide", decided)


def _artifact(plan: Plan) -> Iterator[Step]:
    of = {"paper": "the paper"}
    words = plan.either(
        "what the authors say of an artifact", "A simulator.", "A simulator of zebras, and its data."
    )
    yield Step(113, "artifact", "ada", "register_artifact", {**of, "abstract": words})
    link = plan.either("where an artifact lies", "zebra", "zebra-and-more")
    yield Step(113.5, "artifact files", "ada", "hand_in", {**of, "words": link})
    friend = {**of, "person": "xaco"}
    yield Step(115, "conflict of xaco", "acer", "artifact_conflict", friend)
    second = plan.either("who evaluates an artifact", "adele", "alma")
    for place, name in enumerate(("aeva", second)):
        yield Step(
            116 + place / 10, f"evaluator {place}", "acer", "assign_evaluator", {**of, "evaluator": name}
        )
    look = plan.either("the first look at an artifact", "It starts.", "It does not start at all.")
    yield Step(128, "first look", "aeva", "kick", {**of, "text": look})
    text = plan.either("an evaluation", "We ran it.", "We ran it, and the figures differ.")
    remarks = plan.either("an evaluator's remarks", "Fine.", "Sloppy code, between ourselves.")
    evaluated = {**of, "text": text, "remarks": remarks, "vote": "award"}
    yield Step(140, "evaluation", "aeva", "evaluate", evaluated)
    post = plan.either(
        "the evaluators' own thread", "Done?", "Done? Mine fails on every machine that I have."
    )
    yield Step(141, "post of aeva", "aeva", "artifact_post", {**of, "audience": "evaluators", "text": post})
    awarded = plan.either("badges before their release", True, False)
    note = plan.either("the note with the badges", "Good.", "Good, but only just.")
    yield Step(162, "badges", "acer", "decide_badges", {**of, "functional": awarded, "note": note})
    yield Step(163, "release of badges", "acer", "release_badges", {})


def relation(plan: Plan, name: str) -> str:
    """In what relation this observer stands to the paper when people look; "" for one who is left out then."""
    final = OBSERVERS[name]
    begins = {
        "rita": ((52, "N"), (62, "R-")), "romy": ((59, "N"),), "fred": ((52, "N"), (59, "R-")), "lena": ((53, "N"),),
        "enid": ((54, "stranger"),), "eli": ((54, "stranger"), (55, "E?")),
        "eva": ((54, "stranger"), (55, "E?"), (66, "E-")), "hana": ((4, "handler"),),
        "xeno": ((3, "N"),), "xara": ((3.5, "C"),), "aeva": ((116, "AE2"),), "xaco": ((115, "AC"),),
        "carl": ((104.5, "C"),), "sven": ((111, "N"),),
    }  # fmt: skip
    for until, earlier in begins.get(name, ()):
        if plan.day < until:
            return earlier
    if name == "carl" and not (
        plan.blindness is Blindness.DOUBLE and plan.choice("authors_revealed_to_chairs")
    ):
        return "C"
    if name == "xavi" and plan.day < (75 if "late conflict" in plan.twists else 43):
        return ""
    if name == "lena" and "lead reviews" in plan.twists:
        return "R-"
    if name == "sven" and (
        plan.verdict != "conditional" or plan.turned & {"the decision", "the released outcome"}
    ):
        return "N"
    if name in {"aeva", "xaco"} and plan.verdict == "reject":
        return "AE2" if name == "aeva" else "AC"
    return final


def relations(plan: Plan, name: str) -> frozenset[str]:
    """All relations of this person; an office beside a conflict gives nothing more."""
    mine = relation(plan, name)
    if not mine or name not in plan.offices:
        return frozenset({mine} - {""})
    if mine in {"A", "XN"}:
        return frozenset({mine, "XC"} if OFFICES[name] is RoleKind.CHAIR else {mine})
    return frozenset({mine, GIVEN[OFFICES[name]]})


def _subsets(names: Any, most: int) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(names)), max_size=most)


Setting = tuple[str, str, Blindness]
"""Phase, verdict on the paper, blindness of its track."""


def plans(settings: Sequence[Setting] = ()) -> st.SearchStrategy[Plan]:
    """Editions of every kind, or those of these settings; the simplest first: counterexamples shrink towards it."""
    other = st.builds(Other, track=st.sampled_from(TRACKS), verdict=st.sampled_from(VERDICTS))
    more = {
        "choices": _subsets(CHOICES, 3),
        "others": st.lists(other, min_size=1, max_size=3).map(tuple),
        "twists": _subsets(TWISTS, 3),
        "offices": _subsets(OFFICES, 2),
    }
    known = list(settings) or [
        (phase, verdict, blind) for phase in PHASES for verdict in VERDICTS for blind in Blindness
    ]

    def of(setting: Setting) -> st.SearchStrategy[Plan]:
        phase, verdict, blindness = setting
        return st.builds(
            Plan, phase=st.just(phase), verdict=st.just(verdict), blindness=st.just(blindness), **more
        )

    return st.sampled_from(known).flatmap(of)


def described(plan: Plan) -> list[str]:
    """The edition in words, before its story."""
    lines = [
        f"Everybody looks in the phase “{plan.phase}”; the track of the paper is {plan.blindness}-blind."
    ]
    lines += [f"† {name.replace('_', ' ')}: {plan.choice(name)}." for name in sorted(plan.choices)]
    lines += [f"{TWISTS[name][0].upper()}{TWISTS[name][1:]}." for name in sorted(plan.twists)]
    lines += [f"{name} is also {OFFICES[name].replace('-', ' ')}." for name in sorted(plan.offices)]
    return lines


def words_of(name: str) -> str:
    """“rita (reviewer whose review is in)”."""
    return f"{name} ({CAST[name].words})" if name in CAST else f"a {name}"
