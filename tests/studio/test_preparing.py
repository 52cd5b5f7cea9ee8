"""Pieces made while the person works: after a quiet while, never on battery, never beside an export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands import shots as shot_commands
from app.domain.ids import EpisodeId
from app.studio.preparing import Machine, Preparing
from app.studio.rendering import ExportChoice
from app.studio.session import Session
from tests.studio.films import fill

CHOICE = ExportChoice(preset="review")


@pytest.fixture
def made(scripted: Session, tmp_path: Path) -> EpisodeId:
    return fill(scripted, tmp_path)


def machine(battery: list[bool], busy: list[bool]) -> Machine:
    return Machine(
        on_battery=lambda: battery[-1],
        busy=lambda: busy[-1],
        quiet_seconds=0.01,
        look_again_seconds=0.01,
    )


def pump(session: Session, until: Callable[[], bool]) -> None:
    for _ in range(1200):
        if until():
            return
        session.production._services.pump(0.05)
    raise AssertionError("it did not come to that")


def begun(session: Session, machine_: Machine, exporting: list[bool]) -> Preparing:
    services = session.production._services
    return Preparing(session, services, session.rendering, lambda: exporting[-1], machine_)


def test_an_export_afterwards_makes_no_piece(
    scripted: Session, made: EpisodeId, tmp_path: Path
) -> None:
    preparing = begun(scripted, machine([False], [False]), [False])
    states: list[str] = []
    preparing.listen(lambda: states.append(preparing.state))
    preparing.start()
    preparing.follow(made, CHOICE)
    pump(scripted, lambda: preparing.state == "idle" and preparing.share == 1.0)
    assert "working" in states
    first = scripted.board_rows(made)[0].shot
    scripted.do(shot_commands.edit_shots, [first.id], length=30)
    pump(scripted, lambda: preparing.state == "working")
    pump(scripted, lambda: preparing.state == "idle" and preparing.share == 1.0)
    preparing.stop()
    out = CHOICE.model_copy(update={"out": tmp_path / "f.mp4"})
    assert scripted.rendering.export(made, out).pieces_made == 0


def test_it_rests_on_battery_under_load_beside_an_export_and_by_choice(
    scripted: Session, made: EpisodeId
) -> None:
    battery, busy, exporting = [True], [False], [False]
    preparing = begun(scripted, machine(battery, busy), exporting)
    preparing.start()
    preparing.follow(made, CHOICE)
    pump(scripted, lambda: preparing.state == "battery")
    battery.append(False)
    busy.append(True)
    pump(scripted, lambda: preparing.state == "busy")
    preparing.pause()
    pump(scripted, lambda: preparing.state == "paused")
    busy.append(False)
    exporting.append(True)
    preparing.resume()
    pump(scripted, lambda: preparing.state == "busy")
    services = scripted.production._services
    services.settings.save(services.settings.current.model_copy(update={"prepare": "off"}))
    pump(scripted, lambda: preparing.state == "off")
    services.settings.save(services.settings.current.model_copy(update={"prepare": "always"}))
    battery.append(True)
    exporting.append(False)
    pump(scripted, lambda: preparing.share == 1.0)
    preparing.stop()
    assert preparing.state == "off"


def test_a_project_without_shots_has_nothing_to_prepare(session: Session) -> None:
    preparing = begun(session, machine([False], [False]), [False])
    preparing.start()
    pump(session, lambda: preparing.state == "idle")
    preparing.stop()
