"""Presets are data with a date and a source, and they say exactly how big a film becomes."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from app import paths
from app.domain.project import FULL_SIZE
from app.errors import NotFound
from app.export.presets import Preset, all_presets, master_for, preset


def test_the_masters_are_full_size() -> None:
    for aspect, size in FULL_SIZE.items():
        master = master_for(aspect)
        assert master.size(90, 160) == size
        assert (master.loudness, master.true_peak, master.b_frames) == (-14.0, -1.0, 0)
        assert master.gop_seconds <= 2
        assert master.audio_kbps >= 192
        assert master.source
        assert master.checked_on.year >= 2026


def test_review_follows_the_timeline() -> None:
    review = preset("review")
    assert review.size(1080, 1920) == (540, 960)
    assert review.size(1920, 1080) == (960, 540)
    assert review.size(1000, 1000) == (540, 540)
    width, height = review.size(1081, 1923)
    assert width % 2 == height % 2 == 0


def test_unknown_names_are_answered_with_the_known_ones() -> None:
    with pytest.raises(NotFound) as caught:
        preset("tiktak")
    assert "master-9x16" in caught.value.fix
    assert len({one.id for one in all_presets()}) == len(all_presets()) >= 4


@pytest.mark.parametrize("change", [{"colour": 1}, {"crf": "19"}, {"checked_on": None}])
def test_a_preset_is_read_strictly(change: dict[str, object]) -> None:
    data = json.loads(paths.resource("presets", "master-9x16.json").read_text(encoding="utf-8"))
    with pytest.raises(ValidationError):
        Preset.model_validate_json(json.dumps({**data, **change}), strict=True)
