from __future__ import annotations

from datetime import UTC, datetime

from app.domain.ids import ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.shots import Shot
from app.domain.takes import Take
from app.planning import chains


def shot(number: int, **more: object) -> Shot:
    values = {"id": f"shot_{number}", "scene_id": "s1", "rank": str(number), "number": f"1-1-0{number}",
              "length": 48}  # fmt: skip
    return Shot.model_validate(values | more)


def take(of: Shot, name: str = "take", **media: object) -> Take:
    values = {
        "sha256": "a" * 64,
        "suffix": ".mp4",
        "kind": "video",
        "size": 1,
        "seconds": 4,
        "fps": 24,
        "frames": 96,
    }
    return Take(
        id=TakeId(name), shot_id=of.id, number=1, created_at=datetime(2026, 1, 1, tzinfo=UTC), source="generated",
        media=MediaRef.model_validate(values | media),
    )  # fmt: skip


def test_the_last_frame_is_the_last_that_the_cut_shows() -> None:
    row = [shot(1, trim_in=10), shot(2, chain="frame")]
    found = chains.links(row[1], row, {row[0].id: take(row[0])}, 24)
    assert [(link.role, link.frame, link.take_id) for link in found.links] == [
        ("first_frame", 57, "take")
    ]
    assert chains.shown_frame(row[0], take(row[0], fps=30, frames=120), 24, last=True) == 71
    assert chains.shown_frame(row[0], take(row[0], frames=20), 24, last=True) == 19
    assert chains.shown_frame(row[0], take(row[0], kind="picture"), 24, last=True) == 0


def test_going_on_from_a_film_offers_both_and_ending_looks_ahead() -> None:
    row = [shot(1), shot(2, chain="extend", ends_on_next=True), shot(3, trim_in=5)]
    counted = {each.id: take(each, f"take_{each.id}") for each in (row[0], row[2])}
    found = chains.links(row[1], row, counted, 24)
    assert [(link.role, link.frame) for link in found.links] == [
        ("first_frame", 47),
        ("clip", 0),
        ("last_frame", 5),
    ]
    assert found.links[0].reference(found.links[0].media).name == "1-1-01"


def test_what_is_missing_is_said_and_left_out_shots_are_passed_over() -> None:
    alone = shot(1, chain="frame", ends_on_next=True)
    assert chains.links(alone, [alone], {}, 24).missing == (
        chains.NO_SHOT_BEFORE,
        chains.NO_SHOT_AFTER,
    )
    row = [shot(1), shot(2, status="omitted"), shot(3, chain="frame")]
    assert chains.links(row[2], row, {}, 24).missing == (
        chains.NO_TAKE_YET.format(number="1-1-01"),
    )
    assert chains.links(row[2], row, {row[0].id: take(row[0])}, 24).links[0].shot_id == "shot_1"


def test_a_frame_that_a_person_chose_needs_no_neighbour() -> None:
    media = take(shot(1)).media
    chosen = shot(2, chain="frame", first_frame=media)
    assert chains.links(chosen, [shot(1), chosen], {}, 24) == chains.Links()


def test_what_hangs_on_a_shot() -> None:
    row = [
        shot(1, ends_on_next=True),
        shot(2),
        shot(3, chain="frame"),
        shot(4, chain="extend"),
        shot(5),
    ]
    assert chains.dependents(ShotId("shot_2"), row) == ("shot_1", "shot_3", "shot_4")
    assert chains.run_length(ShotId("shot_4"), row) == 2
    assert chains.run_length(ShotId("shot_5"), row) == 0


def test_a_long_row_of_chains_is_warned_about() -> None:
    row = [shot(1), *(shot(n, chain="frame") for n in range(2, 7))]
    warned = [bool(chains.links(each, row, {}, 24).warnings) for each in row]
    assert warned == [False, False, False, False, True, True]
