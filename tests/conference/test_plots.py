"""The agreement plot: what coincides, what differs, and where it stands."""

import pytest

from sysml.conference.plots import BOTTOM, LEFT, RIGHT, TOP, AgreementPlot, PaperMeans, agreement_plot


def plot(*means: tuple[float, float], gap: float = 2, room_from: float | None = None) -> AgreementPlot:
    papers = [PaperMeans(f"Paper {at}", f"/p/{at}", ml, 2, sys, 2) for at, (ml, sys) in enumerate(means)]
    return agreement_plot(
        papers, low=1, high=5, gap=gap, list_url="/l?ml={ml}&sys={sys}", room_from=room_from
    )


def test_the_scale_fills_the_square() -> None:
    corners = {(point.x, point.y) for point in plot((1, 1), (5, 5)).points}
    assert corners == {(LEFT, BOTTOM), (RIGHT, TOP)}


def test_papers_with_the_same_means_are_one_bubble_that_leads_to_their_list() -> None:
    drawn = plot((3, 3.5), (3, 3.5), (4, 4))
    many, one = drawn.points
    assert (many.count, many.url) == (2, "/l?ml=3&sys=3.5")
    assert (one.count, one.url) == (1, "/p/2")
    assert many.r > one.r
    assert len(drawn.rows) == 3


@pytest.mark.parametrize(
    ("means", "css"), [((4, 2), "ml"), ((2, 4), "sys"), ((4, 2.5), ""), ((2.5, 4), ""), ((3, 3), "")]
)
def test_only_a_gap_that_reaches_the_chairs_limit_is_coloured(means: tuple[float, float], css: str) -> None:
    assert plot(means).points[0].css == css


def test_the_room_is_the_corner_where_both_means_reach_it() -> None:
    area = plot((3, 3), room_from=3).area
    assert area is not None
    assert (area.x, area.y) == ((LEFT + RIGHT) / 2, TOP)
    assert (area.width, area.height) == ((RIGHT - LEFT) / 2, (BOTTOM - TOP) / 2)
    assert plot((3, 3)).area is None


def test_a_scale_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="two ends"):
        agreement_plot([], low=3, high=3, gap=1)
