"""Midjourney, by hand: it has no API and forbids automation, so a person pastes the line and brings the result.

The line follows Midjourney's own syntax: addresses of pictures, the description, then parameters, each of them
after a space and with nothing behind it (midjourney.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference, ReferenceRole
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.handoff import FolderHandOff, file_name
from app.generators.tools import Tools
from app.generators.vendor import is_on

_VIDEO = "video-1"
#: The reference parameter for a person or thing, with its weight, by model; the others take pictures up front.
_OMNI = {"7": ("oref", "ow"), "niji 6": ("cref", "cw")}
_PICTURES: tuple[ReferenceRole, ...] = ("first_frame", "character", "prop", "place")
#: Parameters that are simply written when they are chosen.
_CHOSEN = (("stylize", "s"), ("chaos", "c"), ("image_weight", "iw"), ("style_weight", "sw"))
_SECONDS, _EXTENSION = 5, 4
_ONE_ONLY = (
    N_("This model takes one character or prop picture, not {count}."),
    N_("Leave one, or put the others on a model that takes several pictures."),
)
_STEPS = {
    "zh": (
        "1. 在 midjourney.com 登录，打开 Create 页面（不要用自动化工具，会被封号）。",
        "2. 上传下列参考图，复制图片地址，替换提示词里对应的 <…>：",
        "3. 未公开的剧目请先打开 Stealth（Pro 或 Mega 套餐），否则作品默认公开。",
        "4. 粘贴 prompt.txt 里的一整行并生成。",
        "5. 片长需要 {seconds:g} 秒：生成后延长 {times} 次。",
        "6. 把选中的结果放进 result 文件夹。",
    ),
    "en": (
        "1. Sign in at midjourney.com and open Create (no automation: it can cost the account).",
        "2. Upload these pictures, copy their addresses, and put them in place of <…> in the prompt:",
        "3. For unreleased work switch Stealth on first (Pro or Mega plan): results are public otherwise.",
        "4. Paste the one line of prompt.txt and generate.",
        "5. The shot needs {seconds:g} s: extend the result {times} times.",
        "6. Put the chosen result into the folder result.",
    ),
}


def build(card: Card, tools: Tools) -> Midjourney:  # noqa: ARG001 - every vendor is built like this
    """The generator for its card."""
    return Midjourney(card)


class Midjourney(FolderHandOff):
    """Picture models, and Video V1, which moves a first frame."""

    def text(self, recipe: Recipe) -> str:
        """The one line to paste; `<…>` stands where the address of an uploaded picture belongs.

        Raises:
            BadInput: a film without a first frame, or more pictures than the model has a place for.
        """
        if self._version(recipe) == _VIDEO:
            return _video_line(recipe)
        return self._picture_line(recipe)

    def notes(self, recipe: Recipe) -> Mapping[str, str]:
        """The steps, in the recipe's language."""
        sign_in, upload, stealth, paste, extend, bring = _STEPS[recipe.language]
        lines = [sign_in]
        if recipe.references:
            names = (file_name(one, place) for place, one in enumerate(recipe.references, 1))
            lines += [upload, *(f"   - {name}" for name in names)]
        lines += [stealth, paste]
        times = _extensions(recipe) if self._version(recipe) == _VIDEO else 0
        if times:
            lines.append(extend.format(seconds=recipe.seconds, times=times))
        return {"steps.txt": "\n".join([*lines, bring])}

    def _version(self, recipe: Recipe) -> str:
        model = self.card.model(recipe.model) or self.card.models[0]
        return model.id

    def _picture_line(self, recipe: Recipe) -> str:
        version = self._version(recipe)
        marks = _marks(recipe)
        omni = _OMNI.get(version)
        bound = _of(recipe, "character", "prop") if omni else []
        if len(bound) > 1:
            message, fix = _ONE_ONLY
            raise BadInput(message.format(count=len(bound)), fix)
        front = [one for one in _of(recipe, *_PICTURES) if one not in bound]
        words = [*(marks[one] for one in front), description(recipe.prompt)]
        kind, _, number = version.rpartition(" ")
        words += [f"--{kind or 'v'} {number}", f"--ar {recipe.aspect}"]
        if omni and bound:
            words.append(f"--{omni[0]} {marks[bound[0]]}")
            words += _chosen(recipe, (("character_weight", omni[1]),))
        styles = [marks[one] for one in _of(recipe, "style")]
        code = str(recipe.settings.get("style_code", ""))
        if styles or code:
            words.append(" ".join(["--sref", *styles, *code.split()]))
        words += _chosen(recipe, _CHOSEN)
        if recipe.settings.get("size") in ("sd", "hd"):
            words.append(f"--{recipe.settings['size']}")
        if is_on(recipe.settings.get("raw", False)):
            words.append("--raw")
        if recipe.seed:
            words.append(f"--seed {recipe.seed}")
        if recipe.negative:
            words.append(f"--no {exclusions(recipe.negative)}")
        return " ".join(words)


def description(prompt: str) -> str:
    """The prompt as a description: one line, no double dashes, nothing that a parameter could stick to."""
    flat = " ".join(re.sub(r"-{2,}|—{2,}", " ", prompt).split())
    return flat.rstrip(" ,，、;；")


def exclusions(negative: str) -> str:
    """What is to be left out, as `a, b`."""
    parts = (description(part) for part in re.split(r"[,，、;；\n]+", negative))
    return ", ".join(part for part in parts if part)


def _video_line(recipe: Recipe) -> str:
    first = _of(recipe, "first_frame")
    if not first:
        raise BadInput(
            N_("Midjourney's video needs a first frame."), N_("Give the shot a first frame.")
        )
    marks = _marks(recipe)
    motion = "high" if recipe.settings.get("motion") == "high" else "low"
    words = [marks[first[0]], description(recipe.prompt), "--video", f"--motion {motion}"]
    words += [f"--{name}" for name in ("raw", "loop") if is_on(recipe.settings.get(name, False))]
    words.append(f"--bs {recipe.settings.get('batch', 1)}")
    words += [f"--end {marks[one]}" for one in _of(recipe, "last_frame")]
    return " ".join(word for word in words if word)


def _extensions(recipe: Recipe) -> int:
    """How often a clip of five seconds is extended by four to be long enough; at most four times."""
    return min(max(-int(-(recipe.seconds - _SECONDS) // _EXTENSION), 0), 4)


def _of(recipe: Recipe, *roles: ReferenceRole) -> list[RecipeReference]:
    return [one for role in roles for one in recipe.references if one.role == role]


def _marks(recipe: Recipe) -> dict[RecipeReference, str]:
    """What stands in the line for each picture's address: the name of its file in the folder."""
    named = enumerate(recipe.references, 1)
    return {one: f"<{file_name(one, place).replace(' ', '_')}>" for place, one in named}


def _chosen(recipe: Recipe, names: Sequence[tuple[str, str]]) -> Iterator[str]:
    for ours, theirs in names:
        value = recipe.settings.get(ours, "")
        if value != "":
            yield f"--{theirs} {value}"
