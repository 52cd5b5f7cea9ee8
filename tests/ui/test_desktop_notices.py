"""Word on the desktop: only when wanted, only while the window is not active; asked for once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from app.domain.attempts import Attempt, AttemptState
from app.domain.ids import AttemptId
from app.studio.session import Session
from app.ui.desktop_notices import DesktopNotices, Tray
from app.ui.main_window import MainWindow

Told = list[tuple[str, str, Callable[[], None]]]


def follow(window: MainWindow) -> tuple[Session, DesktopNotices, Told]:
    told: Told = []
    notices = DesktopNotices(window, lambda *message: told.append(message))
    assert window.session is not None
    notices.follow(window.session)
    notices._timer.setInterval(0)
    return window.session, notices, told


def attempt(session: Session, state: AttemptState, generator: str = "animatic") -> Attempt:
    shot = session.board_rows(session.episodes()[0].id)[0].shot
    recipe = session.production.quote([shot.id], generator="animatic").items[0].recipe
    now = datetime.now(UTC)
    return Attempt(
        id=AttemptId("a1"), shot_id=shot.id, generator=generator, recipe=recipe, fingerprint="f", token="t",
        tag="g", state=state, created_at=now, updated_at=now,
    )  # fmt: skip


def want(window: MainWindow, *, on: bool) -> None:
    window.keep_settings(window.studio.settings.model_copy(update={"notices": on}))


def test_jobs_that_end_together_are_told_together_and_lead_to_the_shot(
    opened: MainWindow, qtbot: QtBot
) -> None:
    session, notices, told = follow(opened)
    want(opened, on=True)
    opened.hide()
    for state in ("take", "take", "failed", "cancelled"):
        notices._stepped(attempt(session, state))
    qtbot.waitUntil(lambda: bool(told))
    ((title, text, clicked),) = told
    assert title == session.project.title
    assert "2 takes arrived" in text
    assert "1 take failed" in text
    clicked()
    assert opened.page is not None
    assert opened.page.key == "board"
    assert opened.selection.shot == session.board_rows(session.episodes()[0].id)[0].shot.id
    notices.follow(None)


def test_nothing_is_told_unless_it_is_wanted(opened: MainWindow, qtbot: QtBot) -> None:
    session, notices, told = follow(opened)
    opened.hide()
    notices._stepped(attempt(session, "take"))
    qtbot.waitUntil(lambda: not notices._timer.isActive())
    assert told == []
    want(opened, on=True)
    notices._rendered(None)
    notices._render_failed(None)
    assert [text for _title, text, _clicked in told] == [
        "The film is finished",
        "The film could not be made",
    ]
    notices.follow(None)


def test_nothing_is_told_to_somebody_who_is_looking(opened: MainWindow, qtbot: QtBot) -> None:
    _session, notices, told = follow(opened)
    want(opened, on=True)
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    notices._rendered(None)
    assert told == []
    notices.follow(None)


def test_the_question_comes_once_at_the_first_job_of_a_service(opened: MainWindow) -> None:
    session, notices, _told = follow(opened)
    notices._stepped(attempt(session, "running"))
    assert opened.notices._toast is None
    notices._stepped(attempt(session, "running", "seedance"))
    toast = opened.notices._toast
    assert toast is not None
    assert not opened.studio.settings.notices
    notices._allow()
    assert opened.studio.settings.notices
    opened.notices.hush()
    want(opened, on=False)
    notices._stepped(attempt(session, "running", "seedance"))
    assert opened.notices._toast is None
    notices.follow(None)


def test_without_a_tray_it_is_silent(opened: MainWindow) -> None:
    tray = Tray(opened)
    tray.tell("title", "text", lambda: None)
    assert tray._tray is None or not tray._tray.supportsMessages()
