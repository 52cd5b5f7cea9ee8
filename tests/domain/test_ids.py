from __future__ import annotations

from app.domain.ids import mint


def test_ids_have_a_prefix_and_do_not_repeat() -> None:
    made = {mint("shot") for _ in range(5000)}
    assert len(made) == 5000
    assert all(name.startswith("shot_") and len(name) == 17 for name in made)
    assert not any(letter in "aeiouly01" for name in made for letter in name.removeprefix("shot_"))
