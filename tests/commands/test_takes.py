"""Takes, the cut's timing, review and deliveries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.commands import review, takes, timeline
from app.domain.review import Note
from app.domain.shots import Shot
from app.domain.takes import Take
from app.errors import BadInput, NotFound, RuleBroken
from app.store.project_file import ProjectFile
from tests.store import dramas

Do = Callable[..., Any]


def test_takes_are_numbered_as_they_arrive(opened: ProjectFile, do: Do) -> None:
    for number in (1, 1, 5, 5):
        do(takes.add_take, dramas.take("sh0_0", number))
    assert [take.number for take in opened.all(Take, shot_id="sh0_0")] == [1, 2, 5, 6]
    assert opened.undo_label is None, "what a person adds this way stays too"


def test_a_pick_belongs_to_its_shot(opened: ProjectFile, do: Do) -> None:
    mine, other = (do(takes.add_take, dramas.take(shot)) for shot in ("sh0_0", "sh0_1"))
    do(takes.pick_take, "sh0_0", mine)
    with pytest.raises(RuleBroken):
        do(takes.pick_take, "sh0_0", other)
    with pytest.raises(NotFound):
        do(takes.pick_take, "sh0_0", "nowhere")
    do(takes.pick_take, "sh0_0", None)
    assert opened.get(Shot, "sh0_0").pick is None
    do(takes.rate_take, mine, 4)
    do(takes.note_take, mine, "手不对")
    assert (opened.get(Take, mine).rating, opened.get(Take, mine).note) == (4, "手不对")
    with pytest.raises(BadInput):
        do(takes.rate_take, mine, 6)


def test_timing_keeps_to_the_rules_of_the_cut(opened: ProjectFile, do: Do) -> None:
    do(timeline.set_transition, "sh0_0", "dissolve", 12)
    do(timeline.set_trim, "sh0_0", 6, 40)
    do(timeline.set_gap, "sh0_0", -5)
    shot = opened.get(Shot, "sh0_0")
    assert (shot.trim_in, shot.length, shot.locked_length, shot.gap_before) == (6, 40, True, 0)
    for length in (0, 12):
        with pytest.raises(RuleBroken):
            do(timeline.set_length, "sh0_0", length)
    with pytest.raises(RuleBroken):
        do(timeline.set_transition, "sh0_0", "dissolve", 40)
    do(timeline.set_transition, "sh0_0", "cut", 9)
    assert opened.get(Shot, "sh0_0").transition.frames == 0
    do(timeline.free_length, "sh0_0")
    assert not opened.get(Shot, "sh0_0").locked_length


def test_notes_and_status(opened: ProjectFile, do: Do) -> None:
    note = do(review.add_note, "sh0_0", "太暗", created_at=dramas.START, frame=12)
    do(review.resolve_note, note)
    do(review.edit_note, note, "还是太暗")
    held = opened.get(Note, note)
    assert (held.resolved, held.text, held.frame) == (True, "还是太暗", 12)
    do(review.resolve_note, note, resolved=False)
    do(review.remove_note, note)
    do(review.set_status, ["sh0_0", "sh0_1"], "approved")
    assert opened.count(Shot, status="approved") == 2
    with pytest.raises(NotFound):
        do(review.add_note, "nowhere", "x", created_at=dramas.START)
    with pytest.raises(BadInput):
        do(review.add_note, "sh0_0", " ", created_at=dramas.START)
    with pytest.raises(BadInput):
        do(review.set_status, ["sh0_0"], "great")
