"""A strip of 300 picks: measured once, read from the cache ever after."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from app import bootstrap
from app.commands import shots as shot_commands
from app.domain.cast import Reference
from app.domain.shots import Shot
from app.media import likeness
from app.studio import intake
from app.studio.session import Session
from app.studio.sheets import Filling
from tests.media.test_likeness import person

pytestmark = pytest.mark.benchmark
_PICKS = 300
SCRIPT = "第1集  灯\n1-1 夜 内 便利店\n人物：林夏\n" + "".join(
    f"△林夏数到第{number}枚硬币。\n林夏：第{number}枚。\n" for number in range(_PICKS)
)


@pytest.fixture
def long_session(tmp_path: Path) -> Iterator[Session]:
    """300 shots, each with a pick of its own."""
    with bootstrap.open_studio() as studio:
        session = studio.create(tmp_path / "drama", title="灯")
        session.intake.accept_script(intake.read_script(SCRIPT.encode(), name="drama.txt"))
        for episode in session.episodes():
            session.production.accept(session.production.breakdown(episode.id))
        entry = next(one for one in session.cast() if one.name == "林夏")
        shots = session.all(Shot)[:_PICKS]
        session.do(shot_commands.edit_shots, [shot.id for shot in shots], subjects=(entry.id,))
        for number, shot in enumerate(shots):
            path = tmp_path / "pick.png"
            ground = f"#{number % 90 + 10:02d}4048"
            image = person("#b02525", ground=ground, at=0.3 + number % 40 / 100, size=360)
            image.putpixel((0, 0), (number % 256, number // 256, 7))
            image.save(path)
            session.intake.keep_take(shot.id, session.intake.stage(path))
        yield session
        session.close()


def test_a_strip_is_measured_once(long_session: Session, tmp_path: Path) -> None:
    entry = next(one for one in long_session.cast() if one.name == "林夏")
    look = long_session.intake.first_look(entry.id)
    person("#b02525").save(tmp_path / "sheet.png")
    long_session.sheets.fill(look.id, [Filling("front", tmp_path / "sheet.png")])
    image: Image.Image = person("#b02525", size=360)
    start = time.perf_counter()
    for _ in range(20):
        likeness.describe(image)
    one = (time.perf_counter() - start) / 20
    start = time.perf_counter()
    first = long_session.drift.strip(entry.id)
    cold = time.perf_counter() - start
    start = time.perf_counter()
    again = long_session.drift.strip(entry.id)
    warm = time.perf_counter() - start
    assert again == first
    assert len(first.crops) >= _PICKS
    assert isinstance(first.sheet[0], Reference)
    print(
        f"\nstrip of {len(first.crops)}: one description {one * 1000:.1f} ms, "
        f"cold {cold:.2f} s ({cold / one / len(first.crops):.1f} descriptions a pick), "
        f"warm {warm * 1000:.0f} ms (1/{cold / warm:.0f} of cold)"
    )
