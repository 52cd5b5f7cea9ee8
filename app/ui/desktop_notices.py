"""Word on the desktop when jobs end while the person is elsewhere; asked for once, silent where there is no tray."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.domain.attempts import FINAL, Attempt
from app.domain.ids import ShotId
from app.studio.session import Session
from app.ui.deliver.season_watch import SeasonWatch
from app.ui.i18n import _, ngettext
from app.ui.icons import icon

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

#: Jobs that end together are told together.
_TOGETHER = 1500
#: In the settings' opaque window state: the question is asked once in a lifetime.
_ASKED = "notices_asked"
_LONG = frozenset({"accepted", "running"})

#: Shows a title and a text, and calls back when it is clicked.
Teller = Callable[[str, str, Callable[[], None]], None]


class Tray(QObject):
    """The system's own messages; without a tray the taskbar is asked to point at the window, and no more."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        self._clicked: Callable[[], None] = lambda: None

    def _was_clicked(self) -> None:
        self._clicked()

    def tell(self, title: str, text: str, clicked: Callable[[], None]) -> None:
        """Show a message."""
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon("project", "accent"), self)
            self._tray.setToolTip("Fenjing 分镜")
            self._tray.messageClicked.connect(self._was_clicked)
        self._clicked = clicked
        self._tray.show()
        self._tray.showMessage(title, text, icon("project", "accent"))


class DesktopNotices(QObject):
    """Follows the open project's attempts and its render, for one window."""

    def __init__(self, window: MainWindow, tell: Teller | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.tell: Teller = tell or Tray(window).tell
        self._stop: Callable[[], None] = lambda: None
        self._ended: Counter[str] = Counter()
        self._shot: ShotId | None = None
        self._timer = QTimer(self, singleShot=True, interval=_TOGETHER)
        self._timer.timeout.connect(self._tell_attempts)

    def follow(self, session: Session | None) -> None:
        """Follow another project, or none."""
        self._stop()
        self._stop = lambda: None
        self._timer.stop()
        self._ended.clear()
        if session is None:
            return
        stop = session.production.attempts.listen(self._stepped)
        watch = SeasonWatch(session, self)
        watch.finished.connect(self._rendered)
        watch.failed.connect(self._render_failed)

        def leave() -> None:
            stop()
            watch.stop()
            watch.deleteLater()

        self._stop = leave

    # -- what happens ----------------------------------------------------------------------------
    def _stepped(self, attempt: Attempt) -> None:
        if attempt.state in _LONG:
            self._ask(attempt)
        if attempt.state not in FINAL | {"unknown"} or attempt.state == "cancelled":
            return
        kind = {"take": "done", "unknown": "unknown"}.get(attempt.state, "failed")
        self._ended[kind] += 1
        self._shot = attempt.shot_id
        self._timer.start()

    def _tell_attempts(self) -> None:
        done, failed, doubt = (self._ended[kind] for kind in ("done", "failed", "unknown"))
        self._ended.clear()
        parts = []
        if done:
            parts.append(ngettext("{n} take arrived", "{n} takes arrived", done).format(n=done))
        if failed:
            parts.append(ngettext("{n} take failed", "{n} takes failed", failed).format(n=failed))
        if doubt:
            words = ngettext("{n} take needs you", "{n} takes need you", doubt)
            parts.append(words.format(n=doubt))
        self._say("  ·  ".join(parts), self._go_to_shot if done else lambda: self._go("queue"))

    def _rendered(self, _delivered: object) -> None:
        self._say(_("The film is finished"), lambda: self._go("deliver"))

    def _render_failed(self, _error: object) -> None:
        self._say(_("The film could not be made"), lambda: self._go("deliver"))

    def _say(self, text: str, clicked: Callable[[], None]) -> None:
        window = self._window
        session = window.session
        if session is None or not window.studio.settings.notices or window.isActiveWindow():
            return
        self.tell(session.project.title, text, clicked)

    # -- the question ----------------------------------------------------------------------------
    def _ask(self, attempt: Attempt) -> None:
        """At the first job that somebody else works on: may the desktop tell when it ends?"""
        settings = self._window.studio.settings
        if settings.notices or _ASKED in settings.window:
            return
        catalog = self._window.studio.catalog
        if attempt.generator not in catalog or catalog[attempt.generator].card.kind == "offline":
            return
        kept = {**settings.window, _ASKED: "yes"}
        self._window.keep_settings(settings.model_copy(update={"window": kept}))
        self._window.notices.toast(
            _("This may take a while. Shall the desktop tell you when jobs are done or failed?"),
            (_("Tell me"), self._allow),
            seconds=30,
        )

    def _allow(self) -> None:
        settings = self._window.studio.settings
        self._window.keep_settings(settings.model_copy(update={"notices": True}))

    # -- where a click leads ---------------------------------------------------------------------
    def _go(self, page: str) -> None:
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        self._window.show_page(page)

    def _go_to_shot(self) -> None:
        if self._shot is not None:
            self._window.show_shot(self._shot)
        self._go("board")
