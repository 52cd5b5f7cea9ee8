"""The hand-off: a folder and a text for a system without an API; a person brings the result back."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble
from app.generators.contract import Handed

_UNSAFE = re.compile(r"[\x00-\x1f<>:\"/\\|?*\u200e\u200f\u202a-\u202e]+")
DROP = "result"


class FolderHandOff:
    """Writes `prompt.txt`, the references under clear names, `recipe.json`, and an empty drop folder.

    A system with a syntax of its own overrides `text` and may lay out further `notes`.
    """

    def __init__(self, card: Card) -> None:
        self._card = card

    @property
    def card(self) -> Card:
        """What it is for."""
        return self._card

    def text(self, recipe: Recipe) -> str:
        """What is pasted into the other system.

        Raises:
            BadInput: the system cannot be asked for this.
        """
        return clipboard_text(recipe)

    def notes(self, recipe: Recipe) -> Mapping[str, str]:  # noqa: ARG002 - for systems with steps to follow
        """Further text files by name."""
        return {}

    def hand_over(self, recipe: Recipe, inputs: Mapping[str, Path], folder: Path) -> Handed:
        """Write everything that is needed into a new folder below `folder`.

        Raises:
            BadInput: a reference's file is not in `inputs`, or the system cannot be asked for this.
            DiskTrouble: the folder cannot be written.
        """
        missing = [one.name for one in recipe.references if one.media.sha256 not in inputs]
        if missing:
            raise BadInput(
                N_("The picture of {name} is missing.").format(name=", ".join(missing)),
                N_("Add it again in Cast, or take it off the shot."),
            )
        number = recipe.picture.number or recipe.shot_id
        target = folder / f"{plain_name(number)}-{recipe.fingerprint()[:8]}"
        text = self.text(recipe)
        try:
            drop = target / DROP
            drop.mkdir(parents=True, exist_ok=True)
            files = [
                self._copy(reference, place, inputs[reference.media.sha256], target)
                for place, reference in enumerate(recipe.references, start=1)
            ]
            for name, content in {"prompt.txt": text, **self.notes(recipe)}.items():
                (target / name).write_text(content + "\n", encoding="utf-8")
                files.append(target / name)
            body = recipe.model_dump(mode="json")
            (target / "recipe.json").write_text(
                json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
        except OSError as error:
            raise DiskTrouble(
                N_("The hand-off folder cannot be written: {why}.").format(why=error.strerror),
                N_("Choose another folder, or make room on the disk."),
            ) from error
        files.append(target / "recipe.json")
        return Handed(folder=target, text=text, files=tuple(files), drop=drop)

    @staticmethod
    def _copy(reference: RecipeReference, place: int, source: Path, target: Path) -> Path:
        return Path(shutil.copyfile(source, target / file_name(reference, place)))


def file_name(reference: RecipeReference, place: int) -> str:
    """What the file of the recipe's reference number `place` (1, 2, …) is called in the folder."""
    return f"{place:02d}-{reference.role}-{plain_name(reference.name)}{reference.media.suffix}"


def clipboard_text(recipe: Recipe) -> str:
    """Prompt, what to avoid, length and shape, and which picture is who: ready to paste."""
    chinese = recipe.language == "zh"
    lines = [recipe.prompt]
    if recipe.negative:
        lines += ["", f"{'避免' if chinese else 'Avoid'}: {recipe.negative}"]
    word = "时长 {seconds:g} 秒，画幅 {aspect}" if chinese else "{seconds:g} s, {aspect}"
    lines += ["", word.format(seconds=recipe.seconds, aspect=recipe.aspect)]
    for place, reference in enumerate(recipe.references, start=1):
        label = f"图{place}" if chinese else f"Image {place}"
        lines.append(f"{label}: {reference.name}")
    return "\n".join(lines)


def plain_name(name: str, most_bytes: int = 80) -> str:
    """A file name part that every system accepts: no separators or marks, at most `most_bytes` of UTF-8."""
    clean = _UNSAFE.sub("-", name).strip(" .-") or "reference"
    return clean.encode()[:most_bytes].decode(errors="ignore").strip(" .")
