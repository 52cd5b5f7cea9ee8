from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ui.cut.scale import Scale, Spans, fitting, ruler_steps, snap

spans = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 80)), min_size=1, max_size=60)


@given(spans, st.integers(0, 600), st.integers(1, 200))
def test_visible_never_misses_a_span(parts: list[tuple[int, int]], first: int, width: int) -> None:
    parts.sort()
    rows = Spans([start for start, _ in parts], [start + length for start, length in parts])
    last = first + width
    seen = set(rows.visible(first, last))
    wanted = {
        i for i, (start, length) in enumerate(parts) if start < last and start + length > first
    }
    assert wanted <= seen


@given(st.floats(0.01, 30), st.floats(0, 5000), st.floats(0.2, 5), st.floats(0, 1200))
def test_zoom_keeps_the_frame_under_the_mouse(
    density: float, origin: float, factor: float, x: float
) -> None:
    scale = Scale(density, origin)
    anchor = scale.frame(x)
    zoomed = scale.zoomed(factor, x)
    if zoomed.origin > 0:
        assert abs(zoomed.x(anchor) - x) < 0.5


@given(st.integers(1, 200_000), st.integers(100, 3000))
def test_fit_shows_the_whole_cut(length: int, width: int) -> None:
    assert fitting(length, width).x(length) <= width or fitting(length, width).density == 0.002


@given(st.floats(0.002, 40), st.sampled_from([24, 25, 30, 60]))
def test_ruler_labels_never_collide(density: float, fps: int) -> None:
    major, minor = ruler_steps(Scale(density), fps)
    assert major % minor == 0
    assert major * density >= 84 or major == 3600 * fps


def test_snap_takes_the_nearest_within_reach() -> None:
    scale = Scale(4.0)
    assert snap(101.0, [50, 100, 200], scale) == 100
    assert snap(110.0, [50, 100, 200], scale) is None
    assert snap(110.0, [], scale) is None
