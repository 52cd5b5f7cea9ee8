"""Single pictures of the animatic: a shot as a still, and the views of a sheet before anyone has drawn them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image

from app.domain.cast import Slot
from app.domain.media import MediaRef
from app.domain.recipes import Figure, Picture, Recipe, SheetView
from app.media.animatic.painter import Film
from app.media.animatic.portrait import Variant, draw_portrait
from app.media.pictures import save_picture

_VARIANTS: Final[dict[Slot, Variant]] = {
    "front": "front",
    "three_quarter": "three_quarter",
    "side": "side",
    "back": "back",
    "full": "full",
    "close_up": "front",
    "expression": "front",
}
#: A close-up shows this share of a head-and-shoulders portrait, around the face.
_CLOSE: Final = 0.62
_FACE: Final = (0.5, 0.34)
#: Where the hands of a standing figure are: left, top, right and bottom as shares of the whole picture.
_AT_HANDS: Final = (0.24, 0.3, 0.79, 0.85)


def write_still(
    recipe: Recipe, out: Path, open_reference: Callable[[MediaRef], Path | None]
) -> None:
    """Draw a picture recipe into `out` (.png, .jpg): a view of a sheet, or the first frame of a shot.

    Raises:
        BadInput: another suffix.
        DiskTrouble: the file cannot be written.
    """
    save_picture(draw_still(recipe, open_reference), out)


def draw_still(recipe: Recipe, open_reference: Callable[[MediaRef], Path | None]) -> Image.Image:
    """The picture that a recipe asks for, RGB, `recipe.width` x `recipe.height` pixels in its shape."""
    view, figure = recipe.sheet, next(iter(recipe.picture.figures), None)
    if view is None:
        return Film(recipe, open_reference).bare(0.0)
    if view.kind == "character" and figure is not None:
        if view.slot in _VARIANTS:
            return _person(recipe, view, figure)
        if not recipe.picture.props:
            return _hands(recipe, figure)
    staged = recipe.model_copy(update={"picture": _staged(recipe.picture, view), "seconds": 1.0})
    return Film(staged, open_reference).bare(0.0)


def _person(recipe: Recipe, view: SheetView, figure: Figure) -> Image.Image:
    size = (recipe.width, recipe.height)
    drawn = draw_portrait(
        figure.name,
        figure.color,
        figure.sex,
        figure.look,
        size,
        seed=0,
        variant=_VARIANTS[view.slot],
        mood=view.label,
    )
    if view.slot != "close_up":
        return drawn
    wide, tall = size[0] * _CLOSE, size[1] * _CLOSE
    left = (size[0] - wide) * _FACE[0]
    top = (size[1] - tall) * _FACE[1]
    box = (left, top, left + wide, top + tall)
    return drawn.resize(size, Image.Resampling.LANCZOS, box=box)


def _hands(recipe: Recipe, figure: Figure) -> Image.Image:
    """Both hands, out of the whole figure drawn large."""
    width, height = recipe.width, recipe.height
    whole = draw_portrait(
        figure.name, figure.color, figure.sex, figure.look, (width * 2, height * 2), variant="full"
    )
    left, top, right, bottom = _AT_HANDS
    box = (left * width * 2, top * height * 2, right * width * 2, bottom * height * 2)
    return whole.resize((width, height), Image.Resampling.LANCZOS, box=box)


def _staged(picture: Picture, view: SheetView) -> Picture:
    """A place, a prop or a hand as a shot of its own: no names, no numbers, no arrows."""
    plain = {"number": "", "move": "static", "lines": (), "effects": ()}
    if view.kind == "place":
        size = "INS" if view.slot == "detail" else "ELS"
        angle = "top" if view.slot == "plan" else "high" if view.slot == "opposite" else "eye"
        return picture.model_copy(update={**plain, "size": size, "angle": angle, "figures": ()})
    size = "ELS" if view.kind == "style" else "INS"
    return picture.model_copy(update={**plain, "size": size, "angle": "eye"})
