"""Specifications as data: presets, stages, and refusals that name the key."""

import json

import pytest

from submissions.pdf.spec import PRESETS, FormatSpec, preset


@pytest.mark.parametrize("name", PRESETS)
def test_presets_survive_json(name: str) -> None:
    spec = preset(name)
    assert FormatSpec.from_dict(json.loads(json.dumps(spec.to_dict()))) == spec


def test_the_presets_there_are() -> None:
    assert set(PRESETS) == {
        *("sysml2019", "mlsys", "icml", "neurips", "usenix", "acm-sigconf", "ieee", "workshop"),
    }
    with pytest.raises(ValueError, match="sysml2019"):
        preset("nips")


def test_camera_ready_changes_only_what_it_names() -> None:
    spec = preset("sysml2019")
    final = spec.for_stage("camera_ready")
    assert (spec.anonymous, final.anonymous) == (True, False)
    assert (spec.pages.max, final.pages.max) == (10, 11)
    assert final.fonts.embed == "error"
    assert final.fonts.family == spec.fonts.family
    assert final.box_in == spec.box_in
    assert spec.for_stage("no such stage") is spec


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colums": 2}, "colums"),
        ({"pages": {"maximum": 3}}, "maximum"),
        ({"paper": ["legal"]}, "paper"),
        ({"appendix": "perhaps"}, "appendix"),
        ({"severity": {"page-size": "fatal"}}, "severity"),
        ({"columns": "two"}, "columns"),
        ({"stages": {"camera_ready": {"anonymus": False}}}, "anonymus"),
    ],
)
def test_mistakes_are_named(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        FormatSpec.from_dict({"name": "mine", **change})
