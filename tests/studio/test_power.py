"""What Linux says of its power supplies, in folders made like its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.studio import power


def supply(folder: Path, name: str, **words: str) -> None:
    (folder / name).mkdir()
    for file, word in words.items():
        (folder / name / file).write_text(f"{word}\n", encoding="ascii")


@pytest.mark.parametrize(
    ("supplies", "on_battery"),
    [
        ([], False),
        ([{"type": "Mains", "online": "0"}, {"type": "Battery", "status": "Discharging"}], True),
        ([{"type": "Mains", "online": "1"}, {"type": "Battery", "status": "Discharging"}], False),
        ([{"type": "Battery", "status": "Charging"}], False),
        ([{"type": "Battery", "status": "Discharging", "scope": "Device"}], False),
    ],
)
def test_the_battery_of_a_linux_machine(
    tmp_path: Path, supplies: list[dict[str, str]], on_battery: bool
) -> None:
    for place, words in enumerate(supplies):
        supply(tmp_path, f"S{place}", **words)
    assert power._linux(tmp_path) is on_battery


def test_a_machine_that_tells_nothing_runs_on_the_mains(tmp_path: Path) -> None:
    assert not power._linux(tmp_path / "nothing")


def test_load_of_our_own_is_not_counted() -> None:
    assert not power.busy(ours=1000.0)
