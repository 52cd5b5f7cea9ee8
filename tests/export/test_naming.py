"""Names of a batch: filled as asked, clean on every system, never two the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput
from app.export import naming
from app.export.naming import Names

NAMES = Names(
    title="明天才会丢", episode=7, platform="Douyin", preset="douyin", width=1080, height=1920
)


@pytest.mark.parametrize(
    ("pattern", "made"),
    [
        ("{title}_E{episode:02}_{platform}", "明天才会丢_E07_Douyin"),
        ("{title}_第{episode:3}集", "明天才会丢_第007集"),
        ("{size}/{preset}", "1080x1920_douyin"),
        ("S{season:02}E{episode:02}P{part}", "S01E07P1"),
        ("con", "_con"),
    ],
)
def test_patterns_are_filled(pattern: str, made: str) -> None:
    assert naming.name(pattern, NAMES) == made


def test_every_offered_pattern_does() -> None:
    for pattern in naming.PATTERNS:
        assert naming.problems(pattern) == ()
        assert naming.name(pattern, NAMES)


@pytest.mark.parametrize(
    "pattern", ["{no_such}", "{title", "}", "", "{title!r}", "{title.__class__}"]
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    assert naming.problems(pattern)
    with pytest.raises(BadInput):
        naming.name(pattern, NAMES)


def test_a_batch_needs_what_tells_its_files_apart() -> None:
    assert len(naming.problems("{title}", episodes=3, presets=2, parts=2)) == 3
    assert naming.problems("{title}{episode}{platform}{part}", episodes=3, presets=2, parts=2) == ()
    assert naming.unique(["a", "A", "b", "a"]) == ("a", "A (2)", "b", "a (3)")


@given(st.text(max_size=300), st.integers(-5, 10**6))
def test_any_title_gives_a_name_every_system_takes(title: str, episode: int) -> None:
    made = naming.name("{title}_{episode:02}", Names(title=title, episode=episode))
    assert made
    assert len(made.encode()) <= 181
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', made)
    assert made == made.strip(" .")
