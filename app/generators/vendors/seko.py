"""SenseTime's Seko, by hand: it makes whole dramas in its own studio and offers no API for single shots (seko.md).

What is laid out is one shot as its storyboard page asks for it, in plain labelled lines to paste and change.
"""

from __future__ import annotations

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.vocabulary import (
    angle_label,
    move_label,
    read_time_of_day,
    size_label,
    time_label,
)
from app.generators.handoff import FolderHandOff, file_name
from app.generators.tools import Tools

_WORDS = {
    "zh": {
        "shot": "分镜", "picture": "画面", "camera": "镜头", "place": "场景", "who": "角色",
        "line": "台词", "length": "时长", "aspect": "画幅", "avoid": "避免",
        "files": "参考图", "seconds": "{seconds:g} 秒", "colon": "：", "join": "、",
    },
    "en": {
        "shot": "Shot", "picture": "Picture", "camera": "Camera", "place": "Place", "who": "Cast",
        "line": "Line", "length": "Length", "aspect": "Aspect", "avoid": "Avoid",
        "files": "Pictures", "seconds": "{seconds:g} s", "colon": ": ", "join": ", ",
    },
}  # fmt: skip


def build(card: Card, tools: Tools) -> Seko:  # noqa: ARG001 - every vendor is built like this
    """The generator for its card."""
    return Seko(card)


class Seko(FolderHandOff):
    """One shot as labelled lines: picture, camera, cast, spoken lines, length, shape, pictures."""

    def text(self, recipe: Recipe) -> str:
        """The shot, ready to paste into Seko's storyboard."""
        words, picture = _WORDS[recipe.language], recipe.picture
        camera = (
            size_label(picture.size, recipe.language),
            angle_label(picture.angle, recipe.language),
            move_label(picture.move, recipe.language),
        )
        hour = time_label(read_time_of_day(picture.time_of_day), recipe.language)
        place = " ".join(one for one in (picture.place, hour) if one)
        rows = [
            (words["shot"], picture.number),
            (words["picture"], " ".join(recipe.prompt.split())),
            (words["camera"], words["join"].join(camera)),
            (words["place"], place),
            (words["who"], words["join"].join(figure.name for figure in picture.figures)),
            *((f"{words['line']} {line.speaker}".strip(), line.text) for line in picture.lines),
            (words["length"], words["seconds"].format(seconds=recipe.seconds)),
            (words["aspect"], recipe.aspect),
            (words["avoid"], recipe.negative),
        ]
        names = [file_name(one, place) for place, one in enumerate(recipe.references, 1)]
        rows.append((words["files"], words["join"].join(names)))
        return "\n".join(f"{label}{words['colon']}{value}" for label, value in rows if value)
