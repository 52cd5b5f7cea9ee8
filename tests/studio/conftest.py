"""A studio as the terminal builds it, and a tiny drama: two shots' worth of script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import bootstrap
from app.studio import intake
from app.studio.session import Session
from app.studio.studio import Studio

SCRIPT = """第1集  灯
1-1 夜 内 便利店
人物：林夏、老陈
△林夏低头数硬币。
林夏：打烊了。
老陈（OS）：灯还亮着。
"""


@pytest.fixture
def studio() -> Iterator[Studio]:
    with bootstrap.open_studio() as opened:
        yield opened


@pytest.fixture
def session(studio: Studio, tmp_path: Path) -> Iterator[Session]:
    opened = studio.create(tmp_path / "drama", title="灯")
    yield opened
    opened.close()


@pytest.fixture
def scripted(session: Session) -> Session:
    """The tiny drama with its shots."""
    session.intake.accept_script(intake.read_script(SCRIPT.encode(), name="drama.txt"))
    for episode in session.episodes():
        session.production.accept(session.production.breakdown(episode.id))
    return session
