from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.commands import shots as shot_commands
from app.domain.ids import ShotId
from app.domain.money import Currency
from app.domain.shots import Shot
from app.domain.takes import Take, VoiceTake
from app.errors import BadInput, NotFound, OverBudget
from app.studio import intake
from app.studio.costs import CostSheet
from app.studio.session import Session
from app.studio.studio import Studio
from tests.studio.conftest import SCRIPT


def shot_ids(session: Session) -> list[ShotId]:
    return [row.shot.id for row in session.board_rows(session.episodes()[0].id)]


def test_every_line_is_covered_and_a_second_run_changes_nothing(scripted: Session) -> None:
    episode = scripted.episodes()[0]
    assert scripted.production.coverage(episode.id).percent == 100
    assert scripted.production.breakdown(episode.id).is_empty


def test_a_changed_script_is_a_diff_and_takes_survive(scripted: Session) -> None:
    episode = scripted.episodes()[0]
    sheet = scripted.production.quote(shot_ids(scripted)[:1], generator="animatic")
    scripted.production.attempts.wait(scripted.production.generate(sheet))
    takes = scripted.all(Take)
    longer = SCRIPT + "老陈：我来买一盏灯。\n"
    scripted.intake.accept_script(intake.read_script(longer.encode(), name="a.txt"))
    diff = scripted.production.breakdown(episode.id)
    assert diff.count("add") >= 1
    scripted.production.accept(diff)
    assert scripted.production.coverage(episode.id).percent == 100
    assert scripted.all(Take) == takes
    scripted.undo()
    assert scripted.all(Take) == takes


def test_animatic_takes_are_free_and_arrive_with_their_recipe(scripted: Session) -> None:
    wanted = shot_ids(scripted)[0]
    sheet = scripted.production.quote([wanted], generator="animatic", takes=2)
    assert sheet.is_offline
    assert sheet.totals == ()
    scripted.production.attempts.wait(scripted.production.generate(sheet))
    takes = scripted.all(Take, shot_id=wanted)
    assert [take.number for take in takes] == [1, 2]
    assert len({take.recipe.seed for take in takes if take.recipe}) == 2
    assert all(scripted.media_path(take.media) for take in takes)
    assert {row.attempt.state for row in scripted.production.attempts.rows()} == {"take"}
    assert scripted.production.recipes.outdated(takes[0]) == ()
    scripted.do(shot_commands.edit_shots, [wanted], size="ECU")
    assert scripted.production.recipes.outdated(takes[0])


def test_a_vendor_without_a_key_is_blocked_before_any_row(scripted: Session) -> None:
    sheet = scripted.production.quote(shot_ids(scripted), generator="seedance")
    assert len(sheet.blocked) == len(sheet.items)
    with pytest.raises(BadInput):
        scripted.production.generate(sheet)
    assert scripted.production.attempts.rows() == ()


def test_a_cap_below_the_price_stops_the_batch(
    scripted: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FENJING_SEEDANCE_KEY", "test-key-1234567890")
    sheet = scripted.production.quote(shot_ids(scripted), generator="seedance", cap=Decimal("0.01"))
    assert not sheet.blocked
    assert sheet.left is not None
    assert sheet.left.amount < 0
    with pytest.raises(BadInput.__mro__[1]):
        scripted.production.generate(sheet)
    assert scripted.production.attempts.rows() == ()


def test_the_cap_of_a_day_holds_and_the_rate_leads_to_its_currency(
    studio: Studio, scripted: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FENJING_SEEDANCE_KEY", "test-key-1234567890")
    wanted = shot_ids(scripted)

    def quote(**choices: object) -> CostSheet:
        studio.save_settings(studio.settings.model_copy(update=choices))
        return scripted.production.quote(wanted, generator="seedance")

    free = quote(daily_cap=None, confirm_above=Decimal(10_000))
    assert free.cap is None
    assert free.is_modest
    assert not quote(confirm_above=Decimal(0)).is_modest
    tight = quote(daily_cap=Decimal("0.01"))
    assert tight.is_over
    with pytest.raises(OverBudget):
        scripted.production.generate(tight)
    assert scripted.production.attempts.rows() == ()
    (price,) = free.totals
    other: Currency = "USD" if price.currency == "CNY" else "CNY"
    even = price.amount / 5 if other == "USD" else price.amount * 5
    assert not quote(cap_currency=other, daily_cap=even + 1, cny_per_usd=Decimal(5)).is_over
    dearer = Decimal(4) if other == "USD" else Decimal(6)
    assert quote(daily_cap=even, cny_per_usd=dearer).is_over
    assert not scripted.production.quote(wanted, generator="animatic").is_over


def test_the_preview_shows_the_request_without_the_key(
    scripted: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "canary-key-1234567890"
    monkeypatch.setenv("FENJING_SEEDANCE_KEY", key)
    sheet = scripted.production.quote(shot_ids(scripted)[:1], generator="seedance")
    shown = scripted.production.send_preview(sheet.items[0])
    assert shown.requests[0]["method"] == "POST"
    assert shown.prompt in str(shown.requests[0]["body"])
    assert key not in str(shown)


def test_a_hand_off_lays_everything_out(scripted: Session, tmp_path: Path) -> None:
    handed = scripted.production.hand_off(shot_ids(scripted)[0], tmp_path)
    assert (handed.folder / "prompt.txt").read_text(encoding="utf-8").strip() == handed.text
    with pytest.raises(NotFound):
        scripted.production.hand_off(shot_ids(scripted)[0], tmp_path, "animatic")


def test_every_line_is_spoken_once(scripted: Session) -> None:
    episode = scripted.episodes()[0]
    assert scripted.production.voicing.missing(episode.id) == 2
    assert scripted.production.voicing.speak(episode.id) == 2
    assert scripted.production.voicing.missing(episode.id) == 0
    assert all(take.media.seconds > 0.2 for take in scripted.all(VoiceTake))
    assert scripted.production.voicing.speak(episode.id) == 0


def test_a_shot_is_at_least_as_long_as_its_line(scripted: Session) -> None:
    episode = scripted.episodes()[0]
    row = next(row for row in scripted.board_rows(episode.id) if row.shot.lines)
    before = scripted.rendering.timeline(episode.id).length
    scripted.do(shot_commands.edit_shots, [row.shot.id], length=2, locked_length=False)
    scripted.production.voicing.speak(episode.id)
    clip = next(
        clip
        for clip in scripted.rendering.timeline(episode.id).pictures
        if clip.shot_id == row.shot.id
    )
    spoken = max(
        take.media.seconds for take in scripted.all(VoiceTake, element_id=row.shot.lines[0])
    )
    assert before > 0
    assert clip.length >= spoken * 24


def test_music_is_composed_for_the_length_of_the_episode(scripted: Session) -> None:
    episode = scripted.episodes()[0]
    composed = scripted.production.compose_music(episode.id)
    frames = sum(row.shot.length for row in scripted.board_rows(episode.id))
    assert composed.seconds >= frames / 24
    assert scripted.episodes()[0].music == composed
    scripted.undo()
    assert scripted.episodes()[0].music is None


def test_a_killed_drawing_is_taken_up_again(studio: Studio, scripted: Session) -> None:
    sheet = scripted.production.quote(shot_ids(scripted)[:1], generator="animatic")
    scripted.production.generate(sheet)
    scripted.close()
    again = studio.open(scripted.folder)
    try:
        again.production.attempts.wait()
        assert len(again.all(Take)) == 1
        assert {shot.id for shot in again.all(Shot)} == set(shot_ids(again))
    finally:
        again.close()


def test_what_is_outdated_is_told_for_the_whole_episode(scripted: Session) -> None:
    episode = scripted.episodes()[0]
    wanted = shot_ids(scripted)
    sheet = scripted.production.quote(wanted, generator="animatic")
    scripted.production.attempts.wait(scripted.production.generate(sheet))
    assert scripted.production.recipes.outdated_of(episode.id) == {}
    scripted.do(shot_commands.edit_shots, wanted[:1], size="ECU")
    outdated = scripted.production.recipes.outdated_of(episode.id)
    assert set(outdated) == {take.id for take in scripted.all(Take, shot_id=wanted[0])}
    assert all(outdated.values())
    scripted.undo()
    assert scripted.production.recipes.outdated_of(episode.id) == {}
