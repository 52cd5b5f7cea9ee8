"""Contrast is computed, not believed."""

from __future__ import annotations

import pytest

from app.ui.tokens import THEMES, ThemeName, contrast, readable_on

TEXTS = ("text", "muted", "accent", "ok", "warn", "error", "waiting")
GROUNDS = ("bg", "panel", "raised", "sunken", "hover", "selected")


@pytest.mark.parametrize("name", ["dark", "light"])
def test_every_text_reads_on_every_ground(name: ThemeName) -> None:
    colors = THEMES[name]
    for text in TEXTS:
        for ground in GROUNDS:
            ratio = contrast(getattr(colors, text), getattr(colors, ground))
            assert ratio >= 4.5, f"{name}: {text} on {ground} is {ratio:.2f}"


@pytest.mark.parametrize("name", ["dark", "light"])
def test_edges_of_controls_are_seen(name: ThemeName) -> None:
    colors = THEMES[name]
    assert contrast(colors.border, colors.panel) >= 3
    assert contrast(colors.border, colors.bg) >= 3
    assert contrast(colors.border_raised, colors.raised) >= 3
    for ground in ("accent", "accent_hover", "accent_pressed"):
        assert contrast(colors.on_accent, getattr(colors, ground)) >= 4.5


def test_known_pairs() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    assert readable_on("#FFFFFF") == "#101216"
    assert readable_on("#000000") == "#FFFFFF"
