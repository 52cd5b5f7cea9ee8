"""Undo over every command: random do, undo, redo and restart, with takes arriving in between."""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from app import commands
from app.commands.edit import command_label
from app.commands.takes import add_take
from app.domain.entity import Entity
from app.domain.shots import Shot
from app.domain.takes import Take
from app.errors import OurBug, UserCanFix
from app.store.project_file import ProjectFile
from tests.commands.strategies import STRATEGIES, Nothing
from tests.store import dramas

State = dict[str, dict[str, Entity]]
#: Rows of these kinds never go away again, whoever brought them.
LASTING = ("Take", "VoiceTake", "Delivery")


def _every_command() -> set[FunctionType]:
    found: set[FunctionType] = set()
    for info in pkgutil.iter_modules(commands.__path__):
        module = importlib.import_module(f"app.commands.{info.name}")
        for held in vars(module).values():
            if isinstance(held, FunctionType) and held.__module__ == module.__name__:
                first = next(iter(held.__annotations__.values()), "")
                public = not held.__name__.startswith("_")
                if public and first == "Edit" and "kind" not in held.__annotations__:
                    found.add(held)
    return found


def test_every_command_has_a_strategy_and_a_name() -> None:
    every = _every_command()
    assert len(every) > 40
    assert {command.__name__ for command in every - set(STRATEGIES)} == set()
    for command in every:
        assert command_label(command)


def test_a_function_without_a_name_is_no_command() -> None:
    with pytest.raises(OurBug):
        command_label(test_a_function_without_a_name_is_no_command)


class Walk:
    """A project and what it must be after each possible undo and redo."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.file = dramas.create(folder)
        self.undone: list[State] = []
        self.done: list[State] = []
        self.now = dramas.state(self.file)
        self.seen: Counter[str] = Counter()

    def do(self) -> None:
        # The one carried out least of three, so that rare commands get their turn.
        command = min(self.rng.sample(list(STRATEGIES), 3), key=lambda one: self.seen[one.__name__])
        try:
            call: dict[str, Any] = STRATEGIES[command](self.rng, self.file)
        except Nothing:
            return
        if not self.accepted(command, call):
            assert dramas.state(self.file) == self.now
            return
        self.seen[command.__name__] += 1
        after = dramas.state(self.file)
        self.remember_lasting(after)
        if after != self.now:
            self.done.append(self.now)
            self.undone.clear()
            self.now = after

    def accepted(self, command: Callable[..., Any], call: dict[str, Any]) -> bool:
        """Carry it out; False when the command had a reason to refuse. A bug passes through."""
        try:
            with self.file.transaction(command_label(command)) as edit:
                command(edit, **call)
        except UserCanFix:
            return False
        return True

    def arrive(self) -> None:
        shots = self.file.all(Shot)
        target = self.rng.choice(shots).id if shots else "gone"
        with self.file.transaction("Take arrived", kind="background") as edit:
            add_take(edit, dramas.take(target))
        self.remember_lasting(dramas.state(self.file))

    def remember_lasting(self, after: State) -> None:
        """What came to stay is part of every past and future state too, as it came."""
        for kind in LASTING:
            fresh = {name: row for name, row in after[kind].items() if name not in self.now[kind]}
            for held in (self.now, *self.done, *self.undone):
                held[kind] = held[kind] | fresh

    def undo(self) -> None:
        changes = self.file.undo()
        assert (changes is not None) == bool(self.done)
        if self.done:
            self.undone.append(self.now)
            self.now = self.done.pop()

    def redo(self) -> None:
        changes = self.file.redo()
        assert (changes is not None) == bool(self.undone)
        if self.undone:
            self.done.append(self.now)
            self.now = self.undone.pop()

    def reopen(self) -> None:
        self.file.close()
        self.file = ProjectFile.open(self.file.folder)

    def step(self) -> None:
        moves = (self.do, self.undo, self.redo, self.arrive, self.reopen)
        self.rng.choices(moves, (50, 25, 15, 8, 1))[0]()
        assert dramas.state(self.file) == self.now


def _walk(folder: Path, seed: int, steps: int) -> Counter[str]:
    walk = Walk(folder, seed)
    for _ in range(steps):
        walk.step()
    takes = walk.file.count(Take)
    while walk.done:
        walk.undo()
        assert dramas.state(walk.file) == walk.now
    while walk.undone:
        walk.redo()
        assert dramas.state(walk.file) == walk.now
    assert walk.file.count(Take) == takes
    walk.file.close()
    return walk.seen


def test_thousands_of_random_steps_return_to_the_identical_state(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(6):
        folder = tmp_path / str(seed)
        folder.mkdir()
        seen += _walk(folder, seed, 420)
    assert set(seen) == {command.__name__ for command in STRATEGIES}


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 140))
def test_many_more_random_steps(tmp_path: Path, seed: int) -> None:
    _walk(tmp_path, seed, 2000)
