"""A person's own ComfyUI workflow: read, its inputs mapped to our words, checked, and kept among the settings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.domain.entity import Value
from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble
from app.generators.vendors.comfyui_mapping import (
    WORDS,
    advice,
    chosen_in,
    mapped,
    problems,
    sockets,
)
from app.generators.vendors.comfyui_workflow import Nodes, Place, read

FOLDER = "workflows"
#: Reference pictures that can be told apart in one workflow.
MOST_REFERENCES = 9
REFERENCE = N_("Reference {n}")
_NOT_SAVED = N_("The workflow could not be saved.")
_CHECK_FOLDER = N_("Check {folder}.")
Kind = Literal["text", "number", "file"]


class WorkflowInput(Value):
    """One input that can be written: `key` names it, `value` is what the workflow holds there now."""

    key: str
    title: str
    input: str
    kind: Kind
    value: str


class WorkflowWord(Value):
    """One of our words that a workflow may take; `label` is marked for translation, `n` counts references."""

    word: str
    label: str
    kind: Kind
    n: int = 0


#: By our word, the keys of the inputs that it goes into.
Chosen = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Workflow:
    """A workflow that was read, with what its titles and links propose."""

    name: str
    nodes: Nodes
    inputs: tuple[WorkflowInput, ...]
    words: tuple[WorkflowWord, ...]
    proposed: Chosen


class Workflows:
    """Keeps mapped workflows in a folder of the person's settings."""

    def __init__(self, settings_folder: Path) -> None:
        self._folder = settings_folder / FOLDER

    def read(self, path: Path) -> Workflow:
        """A workflow exported in API format.

        Raises:
            BadInput: it is something else; the message says which export is needed.
        """
        nodes = read(path)
        found = tuple(
            WorkflowInput(
                key=_key(one.place),
                title=f"#{one.node} {one.title}",
                input=one.input,
                kind=one.kind,
                value=one.value,
            )
            for one in sockets(nodes)
        )
        files = sum(1 for one in found if one.kind == "file")
        words = [
            WorkflowWord(word=word, label=label, kind=kind) for word, (kind, label) in WORDS.items()
        ]
        words += [
            WorkflowWord(word=f"reference_{n}", label=REFERENCE, kind="file", n=n)
            for n in range(1, min(files, MOST_REFERENCES) + 1)
        ]
        proposed = {
            word: tuple(_key(place) for place in places)
            for word, places in chosen_in(nodes).items()
        }
        return Workflow(path.stem, nodes, found, tuple(words), proposed)

    def problems(self, workflow: Workflow, chosen: Chosen) -> tuple[str, ...]:
        """Why it cannot be used with this mapping, in sentences; empty when it can."""
        return problems(workflow.nodes, _places(chosen))

    def advice(self, workflow: Workflow, chosen: Chosen) -> tuple[str, ...]:
        """What a person should know although it can be used."""
        return advice(workflow.nodes, _places(chosen))

    def save(self, workflow: Workflow, chosen: Chosen) -> Path:
        """Keep it with its mapping; the file is still a workflow for ComfyUI.

        Raises:
            BadInput: it cannot be used with this mapping.
            DiskTrouble: the folder cannot be written to.
        """
        wrong = self.problems(workflow, chosen)
        if wrong:
            raise BadInput(wrong[0], N_("Choose another input."))
        name = re.sub(r"[^\w.-]+", "_", workflow.name)[:80] or "workflow"
        path = self._folder / f"{name}.json"
        text = json.dumps(mapped(workflow.nodes, _places(chosen)), ensure_ascii=False, indent=1)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(path)
        except OSError as trouble:
            raise DiskTrouble(_NOT_SAVED, _CHECK_FOLDER.format(folder=self._folder)) from trouble
        return path


def _key(place: Place) -> str:
    return f"{place.node}\n{place.input}"


def _places(chosen: Chosen) -> dict[str, tuple[Place, ...]]:
    return {
        word: tuple(Place(*key.split("\n", 1)) for key in keys)
        for word, keys in chosen.items()
        if keys
    }
