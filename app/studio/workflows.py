"""A person's own ComfyUI workflows: opened, mapped to our words in a form, and kept as one file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble
from app.generators.vendors.comfyui_mapping import (
    WORDS,
    Chosen,
    Socket,
    advice,
    chosen_in,
    mapped,
    problems,
    sockets,
    word_kind,
)
from app.generators.vendors.comfyui_workflow import Nodes, Place, read

#: So many reference pictures are offered in the form at most.
REFERENCES_MOST = 9


@dataclass(frozen=True)
class Word:
    """One of our words in the form: `first_frame`, its label, and the sockets that could take it."""

    word: str
    label: str
    fitting: tuple[Socket, ...]


@dataclass(frozen=True)
class Workflow:
    """A workflow in the form. `chosen` is what it says itself, or what was proposed: by word, its places."""

    name: str
    nodes: Nodes
    sockets: tuple[Socket, ...]
    chosen: Chosen

    def words(self) -> tuple[Word, ...]:
        """Every word of the form with what could take it, in the form's order."""
        names = {word: label for word, (_kind, label) in WORDS.items()}
        for number in range(1, REFERENCES_MOST + 1):
            label = N_("Reference {number}").format(number=number)
            names[f"reference_{number}"] = label
        return tuple(Word(word, label, self._fitting(word)) for word, label in names.items())

    def problems(self, chosen: Mapping[str, tuple[Place, ...]]) -> tuple[str, ...]:
        """Why it cannot be used so; empty when it can."""
        return problems(self.nodes, chosen)

    def advice(self, chosen: Mapping[str, tuple[Place, ...]]) -> tuple[str, ...]:
        """What to know although it can be used so."""
        return advice(self.nodes, chosen)

    def _fitting(self, word: str) -> tuple[Socket, ...]:
        kind = word_kind(word)
        kinds = (kind, "text") if kind == "file" else (kind,)
        return tuple(socket for socket in self.sockets if socket.kind in kinds)


def open_workflow(path: Path) -> Workflow:
    """Read an export, as the form shows it.

    Raises:
        BadInput: it is not an export in API format; says which export is needed.
    """
    nodes = read(path)
    return Workflow(path.stem, nodes, sockets(nodes), chosen_in(nodes))


def keep_workflow(
    workflow: Workflow, chosen: Mapping[str, tuple[Place, ...]], folder: Path
) -> Path:
    """Write the workflow with its mapping into `folder`; the option `workflow` then names the file.

    Raises:
        BadInput: the mapping cannot be used; names the first problem.
        DiskTrouble: the folder cannot be written.
    """
    wrong = workflow.problems(chosen)
    if wrong:
        raise BadInput(wrong[0], N_("Correct the mapping."))
    target = folder / f"{workflow.name}.json"
    part = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(mapped(workflow.nodes, chosen), ensure_ascii=False, indent=1)
        part.write_text(text, "utf-8")
        return part.replace(target)
    except OSError as error:
        raise DiskTrouble(
            N_("The workflow could not be kept in {folder}.").format(folder=folder),
            N_("Make room on the disk, or choose another folder."),
        ) from error
