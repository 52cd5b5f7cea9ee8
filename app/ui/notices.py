"""What the program tells the person: toasts with Undo, banners that stay, errors in words, never a traceback."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import Cancelled, DiskTrouble, Environment, FenjingError, OurBug, ReadOnly
from app.ui import tasks
from app.ui.i18n import _, sentence
from app.ui.widgets.cards import Banner, Toast

_log = logging.getLogger(__name__)

Action = tuple[str, Callable[[], object]]


class Notices(QObject):
    """One window's messages; `host` carries the toasts, `shelf` the banners."""

    def __init__(self, host: QWidget, shelf: QVBoxLayout) -> None:
        super().__init__(host)
        self._host = host
        self._shelf = shelf
        self._banners: dict[str, Banner] = {}
        self._toast: Toast | None = None
        self.undo: Callable[[], object] | None = None

    def toast(
        self, text: str, action: Action | None = None, *, tone: str = "", seconds: float = 10.0
    ) -> None:
        """A short message; a new one replaces the last."""
        if self._toast is not None:
            self._toast.leave()
        toast = Toast(text, action, self._host, tone=tone, seconds=seconds)
        self._toast = toast
        toast.gone.connect(lambda: self._forget(toast))

    def done(self, text: str) -> None:
        """Something that changed the project: a toast that carries Undo."""
        self.toast(text, (_("Undo"), self.undo) if self.undo else None)

    def banner(
        self,
        key: str,
        text: str,
        tone: str = "info",
        fix: str = "",
        actions: Sequence[Action] = (),
        *,
        closable: bool = True,
    ) -> None:
        """A message that stays; one per `key`, a new one replaces it."""
        self.clear(key)
        banner = Banner(text, tone, fix, actions, closable=closable)
        banner.closed.connect(lambda: self.clear(key))
        self._banners[key] = banner
        self._shelf.addWidget(banner)

    def hush(self) -> None:
        """Take the toast away, as when what it spoke of is closed."""
        if self._toast is not None:
            self._toast.leave()

    def clear(self, key: str) -> None:
        """Take a banner away."""
        banner = self._banners.pop(key, None)
        if banner is not None:
            banner.hide()
            banner.deleteLater()

    def has(self, key: str) -> bool:
        """True while the banner of `key` is there."""
        return key in self._banners

    def error(self, error: BaseException) -> None:
        """Explain an error: what happened and what can be done. Everything is logged."""
        if isinstance(error, Cancelled):
            self.toast(sentence(error.message))
            return
        if isinstance(error, FenjingError) and not isinstance(error, OurBug):
            _log.info("told the person: %s", error)
            key = (
                "disk"
                if isinstance(error, DiskTrouble)
                else "read_only"
                if isinstance(error, ReadOnly)
                else "error"
            )
            tone = "error" if isinstance(error, Environment) else "warn"
            self.banner(key, sentence(error.message), tone, sentence(error.fix))
            return
        _log.error("unexpected error", exc_info=(type(error), error, error.__traceback__))
        self.banner(
            "bug",
            _("Something went wrong inside Fenjing. Your work is saved."),
            "error",
            _(
                "Try the last step again. If it happens again, send us the log file from Preferences > Storage."
            ),
        )

    def _forget(self, toast: Toast) -> None:
        if self._toast is toast:
            self._toast = None


class ErrorBoundary:
    """The one hook for what nobody caught: log it, explain it, go on."""

    def __init__(self, tell: Callable[[BaseException], None]) -> None:
        self._tell = tell
        self._before = sys.excepthook

    def install(self) -> None:
        """Take over `sys.excepthook` and the errors of background tasks."""
        sys.excepthook = self._caught
        tasks.set_error_listener(self._tell)

    def remove(self) -> None:
        """Give the hook back."""
        sys.excepthook = self._before
        tasks.set_error_listener(None)

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        self._tell(error)
