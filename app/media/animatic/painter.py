"""A recipe as moving pictures: any moment of the shot as a finished frame."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from app.domain.media import MediaRef
from app.domain.recipes import Recipe, SpokenLine
from app.media.animatic import furniture
from app.media.animatic.actors import Actor, CelKey, Sprite
from app.media.animatic.effects import Weather
from app.media.animatic.ink import paper, stable_random
from app.media.animatic.lens import framing
from app.media.animatic.moves import View, view_at
from app.media.animatic.scene import OpenReference, Scene, build_scene

_KEEP = 10
Moment = tuple[tuple[CelKey, int, int], ...]


class Film:
    """One shot, drawn once, then photographed at any moment.

    Frames depend only on the recipe, so the same recipe gives the same bytes.
    """

    def __init__(self, recipe: Recipe, open_reference: OpenReference) -> None:
        self.recipe = recipe
        self.picture = recipe.picture
        self.scene: Scene = build_scene(recipe, open_reference)
        self.frame_size = self.scene.frame
        self._chinese = recipe.language == "zh"
        self._weather = Weather(
            set(self.scene.kinds),
            self.frame_size,
            self.scene.light,
            recipe.seed,
            recipe.seconds,
        )
        rng = stable_random("paper", recipe.seed)
        self._paper = paper(
            self.frame_size,
            rng,
            rng.uniform(0.7, 1.5),
            0.75 if self.picture.angle == "pov" else 0.42,
        )
        self._strip = furniture.slug_strip(self.picture, self._chinese, self.frame_size)
        self._arrow = furniture.move_arrow(self.picture.move, self.frame_size, self.scene.facing)
        self._lamps: dict[int, Image.Image] = {}
        self._tags: dict[tuple[str, bool], Image.Image] = {}
        self._flat: OrderedDict[tuple[int, Moment], Image.Image] = OrderedDict()
        self._groups: OrderedDict[Moment, Sprite] = OrderedDict()
        self._soft_back = (
            self._softened(self.scene.backdrop) if self.picture.move == "rack" else None
        )
        self._soft_actors: dict[int, Sprite] = {}
        self._shakes = "shake" in self.picture.effects and not self.scene.actors
        shape = framing(self.picture.size, self.frame_size[0] / self.frame_size[1])
        #: A soft background loses nothing at a half or a quarter of its size, and is scaled for less.
        soft = shape.blur >= 1.5 and bool(self.scene.actors) and self._zooms
        self._thrift = max(2, min(4, int(shape.blur))) if soft else 1
        self._small: dict[int, Image.Image] = {}
        self._stills: OrderedDict[tuple[int, Moment], Image.Image] = OrderedDict()

    def _softened(self, image: Image.Image) -> Image.Image:
        small = image.reduce(4).filter(
            ImageFilter.GaussianBlur(max(1.0, min(self.frame_size) / 260))
        )
        return small.resize(image.size, Image.Resampling.BICUBIC)

    def _photographed(self, view: View, seconds: float) -> Image.Image:
        """The drawing through the camera, with weather and paper, before names and arrows."""
        image = (
            self._layered(view, seconds)
            if self.scene.margins.layered
            else self._whole(view, seconds)
        )
        if view.smear > 0.05:
            thin = max(8, round(self.frame_size[0] / (1 + 26 * view.smear)))
            image = image.resize((thin, self.frame_size[1]), Image.Resampling.BOX).resize(
                self.frame_size, Image.Resampling.BILINEAR
            )
        image = self._weather.over(image, seconds)
        return ImageChops.multiply(image, self._paper)

    def _settled(self, view: View, seconds: float) -> Image.Image:
        """`_photographed`, kept while neither camera nor weather moves: only people change such a picture."""
        if (
            self.picture.move != "static"
            or self._shakes
            or self._weather.kinds - {"lantern", "wind"}
        ):
            return self._photographed(view, seconds)
        key = (self._glow_step(seconds), self._moment(seconds))
        if key not in self._stills:
            self._stills[key] = self._photographed(view, seconds)
            if len(self._stills) > _KEEP:
                self._stills.popitem(last=False)
        return self._stills[key].copy()

    def at(self, seconds: float) -> Image.Image:
        """The RGB frame at `seconds` from the shot's head."""
        share = seconds / max(1e-6, self.recipe.seconds)
        view = view_at(self.picture.move, share, seconds, self.scene.facing)
        if self._shakes:
            view = _shaken(view, seconds)
        image = self._settled(view, seconds)
        self._furnish(image, view, seconds)
        return image

    def bare(self, seconds: float) -> Image.Image:
        """As `at`, without names, numbers and arrows: a picture that goes to others."""
        share = seconds / max(1e-6, self.recipe.seconds)
        return self._settled(view_at(self.picture.move, share, seconds, self.scene.facing), seconds)

    def _window(self, x: float, y: float, zoom: float) -> tuple[float, float, float, float]:
        (w, h), (cw, ch) = self.frame_size, self.scene.canvas
        wide, tall = min(w / zoom, cw), min(h / zoom, ch)
        left = min(max(0.0, cw / 2 + x * w - wide / 2), cw - wide)
        top = min(max(0.0, ch / 2 + y * h - tall / 2), ch - tall)
        return left, top, left + wide, top + tall

    def _crop(self, image: Image.Image, window: tuple[float, float, float, float]) -> Image.Image:
        w, h = self.frame_size
        if abs(window[2] - window[0] - w) < 0.01:
            left, top = round(window[0]), round(window[1])
            return image.crop((left, top, left + w, top + h))
        return image.resize((w, h), Image.Resampling.BILINEAR, box=window)

    def _paste(self, target: Image.Image, sprite: Sprite, window: tuple[float, float, float, float],
               offset: tuple[float, float] = (0.0, 0.0)) -> None:  # fmt: skip
        """Lay a cel on a frame as seen through a window of the canvas."""
        zoom = self.frame_size[0] / (window[2] - window[0])
        x, y = (
            (sprite.at[0] + offset[0] - window[0]) * zoom,
            (sprite.at[1] + offset[1] - window[1]) * zoom,
        )
        if abs(zoom - 1) < 0.0005:
            target.paste(sprite.color, (round(x), round(y)), sprite.cover)
            return
        w, h = self.frame_size
        left, top = max(0, round(x)), max(0, round(y))
        right = min(w, round(x + sprite.color.width * zoom))
        bottom = min(h, round(y + sprite.color.height * zoom))
        if right - left < 2 or bottom - top < 2:
            return
        box = (
            max(0.0, (left - x) / zoom), max(0.0, (top - y) / zoom),
            min(sprite.color.width, (right - x) / zoom), min(sprite.color.height, (bottom - y) / zoom),
        )  # fmt: skip
        size = (right - left, bottom - top)
        color = sprite.color.resize(size, Image.Resampling.BILINEAR, box=box)
        cover = sprite.cover.resize(size, Image.Resampling.BILINEAR, box=box)
        target.paste(color, (left, top), cover)

    def _offset(self, actor: Actor, seconds: float) -> tuple[float, float]:
        return actor.travel(seconds, self.picture.move == "follow")

    def _whole(self, view: View, seconds: float) -> Image.Image:
        """All layers move alike: flatten once for each set of cels, then only crop."""
        moving = self._moment(seconds)
        glow = self._glow_step(seconds)
        key = (glow, moving)
        flat = self._flat.get(key)
        if flat is None:
            flat = self._lit(glow).copy()
            for actor, (cel, x, y) in zip(self.scene.actors, moving, strict=True):
                sprite = actor.sprite(cel)
                flat.paste(sprite.color, (sprite.at[0] + x, sprite.at[1] + y), sprite.cover)
            if self.scene.counter is not None:
                flat.paste(
                    self.scene.counter.color, self.scene.counter.at, self.scene.counter.cover
                )
            if self.scene.foreground is not None:
                flat.paste(
                    self.scene.foreground.color,
                    self.scene.foreground.at,
                    self.scene.foreground.cover,
                )
            self._flat[key] = flat
            if len(self._flat) > _KEEP:
                self._flat.popitem(last=False)
        if view.roll:
            return self._rolled(flat, view)
        return self._crop(flat, self._window(view.x, view.y, view.zoom))

    def _glow_step(self, seconds: float) -> int:
        return (
            round(self._weather.glow_strength(seconds) * 4) if self.scene.flicker is not None else 0
        )

    def _lit(self, step: int) -> Image.Image:
        """The backdrop with its flickering lamps at one of five strengths."""
        flicker = self.scene.flicker
        if flicker is None or step == 0:
            return self.scene.backdrop
        if step not in self._lamps:
            dimmed = flicker.point([round(v * step * 0.1) for _ in range(3) for v in range(256)])
            self._lamps[step] = ImageChops.add(self.scene.backdrop, dimmed)
        return self._lamps[step]

    @property
    def _zooms(self) -> bool:
        """True when the background is scaled anew for every frame."""
        return view_at(self.picture.move, 0.0, 0.0).back_zoom != 1.0

    def _background(self, window: tuple[float, float, float, float], step: int) -> Image.Image:
        if self._thrift == 1:
            return self._crop(self._lit(step), window)
        if step not in self._small:
            self._small[step] = self._lit(step).reduce(self._thrift)
        small = self._small[step]
        left, top, right, bottom = (part / self._thrift for part in window)
        box = (left, top, min(right, small.width), min(bottom, small.height))
        return small.resize(self.frame_size, Image.Resampling.BILINEAR, box=box)

    def _rolled(self, flat: Image.Image, view: View) -> Image.Image:
        w, h = self.frame_size
        turned = flat.rotate(view.roll, Image.Resampling.BILINEAR)
        left, top = (flat.width - w * 0.94) / 2, (flat.height - h * 0.94) / 2
        return turned.resize(
            (w, h), Image.Resampling.BILINEAR, box=(left, top, left + w * 0.94, top + h * 0.94)
        )

    def _layered(self, view: View, seconds: float) -> Image.Image:
        """Near layers move more than far ones."""
        scene = self.scene
        window = self._window(view.back_x, view.back_y, view.back_zoom)
        image = self._background(window, self._glow_step(seconds))
        if self._soft_back is not None and view.blur_back > 0:
            image = Image.blend(image, self._crop(self._soft_back, window), view.blur_back)
        middle = self._window(view.x, view.y, view.zoom)
        if abs(view.zoom - 1) < 0.0005 or (len(scene.actors) < 2 and scene.counter is None):
            for index, actor in enumerate(scene.actors):
                sprite = actor.sprite(actor.key_at(seconds))
                if view.blur_actors > 0.5:
                    sprite = self._soft_sprite(index, sprite)
                self._paste(image, sprite, middle, self._offset(actor, seconds))
            if scene.counter is not None:
                self._paste(image, scene.counter, middle)
        elif scene.actors:
            self._paste(image, self._group(seconds), middle)
        if scene.foreground is not None:
            self._paste(image, scene.foreground, self._free_window(view))
        return image

    def _moment(self, seconds: float) -> Moment:
        """For each person: the cel shown and the pixels gone."""
        shown = []
        for actor in self.scene.actors:
            x, y = self._offset(actor, seconds)
            shown.append((actor.key_at(seconds), round(x), round(y)))
        return tuple(shown)

    def _group(self, seconds: float) -> Sprite:
        """All people as one cel, so that a zoom resizes once."""
        moving = self._moment(seconds)
        group = self._groups.get(moving)
        if group is None:
            group = self._groups[moving] = self._grouped(moving)
            if len(self._groups) > _KEEP:
                self._groups.popitem(last=False)
        return group

    def _grouped(self, moving: Moment) -> Sprite:
        placed = []
        for actor, (cel, x, y) in zip(self.scene.actors, moving, strict=True):
            sprite = actor.sprite(cel)
            placed.append((sprite, sprite.at[0] + x, sprite.at[1] + y))
        if self.scene.counter is not None:
            placed.append((self.scene.counter, *self.scene.counter.at))
        left, top = min(x for _, x, _ in placed), min(y for _, _, y in placed)
        right = max(x + sprite.color.width for sprite, x, _ in placed)
        bottom = max(y + sprite.color.height for sprite, _, y in placed)
        color, cover = (
            Image.new("RGB", (right - left, bottom - top)),
            Image.new("L", (right - left, bottom - top)),
        )
        for sprite, x, y in placed:
            color.paste(sprite.color, (x - left, y - top), sprite.cover)
            cover.paste(
                ImageChops.lighter(
                    sprite.cover,
                    cover.crop(
                        (
                            x - left,
                            y - top,
                            x - left + sprite.cover.width,
                            y - top + sprite.cover.height,
                        )
                    ),
                ),
                (x - left, y - top),
            )
        return Sprite(color, cover, (left, top))

    def _free_window(self, view: View) -> tuple[float, float, float, float]:
        """The foreground's window may leave the canvas: what stands there simply goes out of frame."""
        (w, h), (cw, ch) = self.frame_size, self.scene.canvas
        wide, tall = w / view.front_zoom, h / view.front_zoom
        left, top = cw / 2 + view.front_x * w - wide / 2, ch / 2 + view.front_y * h - tall / 2
        return left, top, left + wide, top + tall

    def _soft_sprite(self, index: int, sprite: Sprite) -> Sprite:
        if index not in self._soft_actors:
            radius = min(self.frame_size) / 130
            self._soft_actors[index] = Sprite(
                sprite.color.filter(ImageFilter.BoxBlur(radius)),
                sprite.cover.filter(ImageFilter.BoxBlur(radius)),
                sprite.at,
            )
        return self._soft_actors[index]

    def _tag(self, name: str, color: str, speaking: bool) -> Image.Image:
        key = (name, speaking)
        if key not in self._tags:
            if color:
                self._tags[key] = furniture.name_tag(name, color, self.frame_size, speaking)
            else:
                self._tags[key] = furniture.voice_tag(name, self._chinese, self.frame_size)
        return self._tags[key]

    def _unseen_speaker(self, seconds: float) -> SpokenLine | None:
        seen = {actor.mark.figure.name for actor in self.scene.actors}
        for line in self.picture.lines:
            length = line.seconds or max(0.8, len(line.text) / 4.5)
            if (
                line.speaker
                and line.speaker not in seen
                and line.start <= seconds < line.start + length
            ):
                return line
        return None

    def _furnish(self, image: Image.Image, view: View, seconds: float) -> None:
        w, h = self.frame_size
        unit = min(w, h) / 720
        edge = round(12 * unit)
        strength = furniture.pulse(seconds)
        if self._arrow is not None and strength > 0:
            mask = self._arrow.getchannel("A").point(
                [round(v * strength * 0.9) for v in range(256)]
            )
            image.paste(self._arrow.convert("RGB"), (0, 0), mask)
        image.paste(self._strip, (edge, edge), self._strip)
        window = self._window(view.x, view.y, view.zoom)
        zoom = w / (window[2] - window[0])
        taken = [(0, 0, self._strip.width + edge, edge + self._strip.height)]
        for actor in self.scene.actors:
            if not actor.mark.figure.name:
                continue
            tag = self._tag(
                actor.mark.figure.name, actor.mark.figure.color, actor.speaking(seconds)
            )
            x, y = actor.anchor
            dx, dy = self._offset(actor, seconds)
            spot = furniture.place_tag(
                ((x + dx - window[0]) * zoom, (y + dy - window[1]) * zoom), tag, (w, h), taken
            )
            if spot is not None:
                image.paste(tag, spot, tag)
        unseen = self._unseen_speaker(seconds)
        if unseen is not None:
            tag = self._tag(unseen.speaker, "", True)
            image.paste(tag, (w - tag.width - edge, edge + round(3 * unit)), tag)


def _shaken(view: View, seconds: float) -> View:
    """The whole room trembles, as when a train passes below."""
    x = 0.0022 * math.sin(seconds * 37) * (0.6 + 0.4 * math.sin(seconds * 5))
    y = 0.0014 * math.sin(seconds * 43 + 1)
    return replace(
        view, x=view.x + x, back_x=view.back_x + x, front_x=view.front_x + x, y=view.y + y, back_y=view.back_y + y,
        front_y=view.front_y + y,
    )  # fmt: skip


def paint_still(recipe: Recipe, open_reference: OpenReference, at: float = 0.0) -> Image.Image:
    """One frame of the shot, `at` seconds from its head, at most 720 pixels on the shorter side.

    Args:
        recipe: the frozen question; only `picture`, size, seconds, seed and language are read.
        open_reference: finds the file of a reference picture, None when it is missing.
        at: seconds.
    """
    return Film(recipe, open_reference).at(at)


def no_references(_: MediaRef) -> Path | None:
    """For drawings without reference pictures."""
    return None
