"""A project with a real store and a real studio for page tests: one episode, two scenes, a few shots, takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app import bootstrap
from app.domain.ids import TakeId
from app.domain.shots import Shot
from app.settings.keys import Keys
from app.studio.session import Session
from app.studio.studio import Studio
from app.ui import theme
from app.ui.i18n import set_language
from app.ui.notices import Notices
from app.ui.page import Context, Page
from app.ui.selection import Selection
from app.ui.tasks import Delivery
from tests.ui import template

SCRIPT = """第1集  灯
1-1 夜 内 便利店
人物：林夏、老陈
△林夏低头数硬币，门外下着雨。
林夏：打烊了。
老陈：灯还亮着。
△老陈把伞放在门边。
1-2 夜 外 街口
人物：林夏
△林夏追出门，街上没有人。
林夏：伞！
"""


class Stage:
    """One open project and what a page is given."""

    def __init__(self, studio: Studio, session: Session) -> None:
        self.studio, self.session = studio, session
        self.went: list[str] = []
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        shelf = QVBoxLayout()
        column.addLayout(shelf)
        self.notices = Notices(self.window, shelf)
        self.notices.undo = session.undo
        self.selection = Selection()
        episodes = session.episodes()
        if episodes:
            self.selection.choose_episode(episodes[0].id)
        self.pages: list[Page] = []

    @property
    def shots(self) -> list[Shot]:
        """The first episode's shots in story order."""
        return [row.shot for row in self.session.board_rows(self.session.episodes()[0].id)]

    def open(self, kind: type[Page]) -> Page:
        """Build a page and bring it to the front."""
        context = Context(
            self.studio, self.session, self.selection, self.notices, self.went.append, lambda _name: None,
            lambda _session: None,
        )  # fmt: skip
        page = kind(context)
        self.window.layout().addWidget(page)
        self.session.listen(page.show_changes)
        self.window.resize(1400, 860)
        self.window.show()
        page.shown()
        self.pages.append(page)
        return page

    def add_take(self, shot: Shot, folder: Path, color: str = "#804020") -> TakeId:
        """A picture as a take of a shot."""
        path = folder / f"{shot.id}-{color[1:]}.png"
        Image.new("RGB", (90, 160), color).save(path)
        return self.session.intake.keep_take(shot.id, self.session.intake.stage(path))

    def close(self) -> None:
        """As the window does it."""
        for page in self.pages:
            page.leave()
        self.window.close()
        self.window.deleteLater()


@contextmanager
def opened(folder: Path, script: str = SCRIPT) -> Iterator[Stage]:
    """A stage on a fresh project; everything is closed at the end."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    set_language("en")
    delivery = Delivery()
    services = bootstrap.build_services(delivery, delivery.pump, keys=Keys(None))
    studio = Studio(services)
    session = template.project(studio, folder / "drama", "灯", script)
    try:
        stage = Stage(studio, session)
        yield stage
        stage.close()
    finally:
        session.close()
        services.close()
        delivery.pump(0.0)
