"""People over time: which cel is shown at a moment, drawn when it is first needed and kept."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from app.domain.recipes import SpokenLine
from app.media.animatic.body import draw_body, head_place, spun
from app.media.animatic.cel import Cel, Mapper
from app.media.animatic.face import Face
from app.media.animatic.ink import Box, Points, Sheet, mix
from app.media.animatic.lens import Lens
from app.media.animatic.light import Light
from app.media.animatic.plan import draw_plan
from app.media.animatic.poses import BOUNDS, STAND, STRIDES, Pose
from app.media.animatic.staging import Mark

#: Pose number, mouth, lids (2: eyes elsewhere), drift of hair and cloth; then breath and lean in pixels.
CelKey = tuple[int, int, int, int, int, int]
_HANGS = frozenset({"long", "wavy", "pony", "bob", "braids"})
_FLOWS = frozenset({"coat", "raincoat", "dress", "robe", "qipao"})
_TURNS = (
    "听见",
    "神情变",
    "抬起头",
    "抬头",
    "回头",
    "转身",
    "hears",
    "listens",
    "looks up",
    "turns",
    "face changes",
)
_KEPT = 8


@dataclass(frozen=True)
class Sprite:
    """A cel ready to paste: colour, coverage, and where its top left corner goes on the canvas."""

    color: Image.Image
    cover: Image.Image
    at: tuple[int, int]


def figure_mapper(mark: Mark, lens: Lens) -> Mapper:
    """From the body's 1.70 m space to canvas pixels."""
    k = mark.person.height / 1.70
    turn = spun(mark.pose)

    def place(curve: Points) -> Points:
        x, y = curve[:, 0] * k, curve[:, 1] * k
        if turn:
            x, y = y - 0.85 * k, (0.62 if mark.bed else 0.2) * k + x
        world = np.column_stack([mark.x + mark.facing * x, y, np.full(len(x), mark.z)])
        return lens.project(world)

    return place


def _alive(sprite: Sprite, breath: int, lean: int) -> Sprite:
    """The cel drawn up by `breath` pixels and aside by `lean` at its top; its foot stays where it is.

    Whole rows are moved, as on an animator's stand: sharp ink, and a few milliseconds at most.
    """
    wide, tall = sprite.color.size
    if tall < 8:
        return sprite
    pad = abs(lean)
    size = (wide + 2 * pad, tall + breath)
    slope = lean / size[1]
    matrix = (1.0, slope, -pad - lean, 0.0, tall / size[1], 0.0)
    color, cover = (
        layer.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.NEAREST)
        for layer in (sprite.color, sprite.cover)
    )
    return Sprite(color, cover, (sprite.at[0] - pad, sprite.at[1] - breath))


@dataclass
class Actor:
    """One person of the shot as a set of cels over time."""

    mark: Mark
    lens: Lens
    size: tuple[int, int]
    light: Light
    unit: float
    lines: tuple[SpokenLine, ...]
    seconds: float
    rng_phase: float
    overhead: bool = False
    portrait: Image.Image | None = None
    action: str = ""
    wind: float = 0.5
    still: bool = False
    sprites: dict[CelKey, Sprite] = field(default_factory=dict)
    living: OrderedDict[CelKey, Sprite] = field(default_factory=OrderedDict)

    @property
    def head_pixels(self) -> float:
        """Height of the head on the canvas."""
        chin_x, chin_y, size = head_place(self.mark.person, self.mark.pose)
        ends = figure_mapper(self.mark, self.lens)(
            np.array([[chin_x, chin_y], [chin_x, chin_y + size]])
        )
        return float(np.hypot(*(ends[1] - ends[0])))

    @property
    def _drifts(self) -> bool:
        person = self.mark.person
        return person.hair in _HANGS or person.garment in _FLOWS

    @property
    def anchor(self) -> tuple[float, float]:
        """Just above the crown, canvas pixels: where a name tag points."""
        chin_x, chin_y, size = head_place(self.mark.person, self.mark.pose)
        if self.overhead:
            top = self.lens.project(np.array([[self.mark.x, 1.6, self.mark.z]]))
            return float(top[0, 0]), float(top[0, 1]) - 0.3 * self.lens.scale_at(0, 1.6)
        flat = figure_mapper(self.mark, self.lens)(np.array([[chin_x, chin_y + size * 1.13]]))
        return float(flat[0, 0]), float(flat[0, 1])

    def speaking(self, seconds: float) -> bool:
        """True while one of this person's spoken lines runs."""
        for line in self.lines:
            length = line.seconds or max(0.8, len(line.text) / 4.5)
            if (
                line.speaker == self.mark.figure.name
                and line.kind != "inner"
                and line.start <= seconds < line.start + length
            ):
                return True
        return False

    def key_at(self, seconds: float) -> CelKey:
        """Which cel is shown at a moment, and how far it breathes and leans."""
        mouth = 0
        if self.speaking(seconds):
            beat = int(seconds * 9) + int(self.rng_phase * 7)
            mouth = (1, 2, 1, 0, 2, 1, 2, 0, 1, 1, 2, 0)[beat % 12]
        blink = (seconds + self.rng_phase * 3.1) % 3.1
        lids = 1 if 0.0 <= blink < 0.13 and self.head_pixels > 34 else 0
        if self.head_pixels <= 20:
            mouth = 0
        elif not lids and self._looks_elsewhere(seconds):
            lids = 2
        return (self._pose_number(seconds), mouth, lids, self._drift(seconds), *self._life(seconds))

    def _looks_elsewhere(self, seconds: float) -> bool:
        """Eyes and head turn to what happens: late in a reaction, or when someone else begins to speak."""
        if self.head_pixels < 60 or self.speaking(seconds):
            return False
        if not self.lines and any(word in self.action for word in _TURNS):
            return seconds < 0.3 * self.seconds
        return any(
            line.speaker != self.mark.figure.name and line.start - 0.5 < seconds < line.start + 0.3
            for line in self.lines
        )

    def _drift(self, seconds: float) -> int:
        """1 while hair and cloth hang the other way."""
        if not self._drifts or self.head_pixels < 36 or self.overhead:
            return 0
        number = self._pose_number(seconds)
        if number < 4 or self.speaking(seconds):
            return number % 2  # hair goes with the gesture, which costs no further drawing
        pace = 2 if self.wind > 0.7 else 4
        return (int(seconds * 9) // 2 // pace + int(self.rng_phase * 2)) % 2

    def _life(self, seconds: float) -> tuple[int, int]:
        """Breath and weight as pixels at the crown, changed on every other beat: small, never still."""
        if self.still or self.overhead or self.mark.moves_along or self.mark.pose.spin:
            return 0, 0
        held = int(seconds * 9) // 2 / 4.5  # on the mouth's beat, so that one picture serves both
        size = min(1.6, self.head_pixels / 190) * self.unit
        turn = self.rng_phase * 6.3
        breath = (1 + math.sin(held * 1.85 + turn)) * 2.2 * size
        lean = math.sin(held * 0.86 + turn * 1.7) * 3.4 * size
        return round(breath), round(lean)

    def _pose_number(self, seconds: float) -> int:
        if self.overhead:
            return 0
        kinds = self.mark.kinds
        if "run" in kinds:
            return int(seconds * 9) % 4
        if "walk" in kinds:
            return int(seconds * 6) % 4
        if not kinds:
            return 4 + (
                (int(seconds * 9) // 4 + int(self.rng_phase * 4)) % 2
                if self.speaking(seconds)
                else 0
            )
        share = min(1.0, max(0.0, (seconds - 0.25 * self.seconds * self.rng_phase - 0.15) / 0.7))
        return round(share * 4)

    def _pose(self, number: int) -> Pose:
        mark = self.mark
        if mark.moves_along:
            stride = (BOUNDS if "run" in mark.kinds else STRIDES)[number % 4]
            return replace(stride, bx=0.22, by=1.12) if mark.held else stride
        pose = mark.pose
        if not mark.kinds:
            lift = 0.0 if number == 4 else 1.0
            return pose.toward(
                Pose(bx=0.33, by=1.05, lean=pose.lean + 0.015, head=pose.head + 0.03), lift * 0.9
            )
        if pose.hip_y < 0.8 or pose.spin:
            return pose
        start = pose.toward(STAND, 0.8)
        return start.toward(pose, number / 4)

    def travel(self, seconds: float, followed: bool) -> tuple[float, float]:
        """Pixels the person has gone from the mark at a moment."""
        if not self.mark.moves_along or self.overhead:
            return 0.0, 0.0
        bob = abs(math.sin(seconds * math.pi * 3)) * -0.02 * self.lens.scale_at(self.mark.z)
        if followed:
            return 0.0, bob
        pace = 1.9 if "run" in self.mark.kinds else 0.62
        reach = min(pace * self.seconds, 2.4 * self.size[0] / self.lens.scale_at(self.mark.z) / 4)
        share = seconds / max(0.1, self.seconds) - 0.5
        return self.mark.facing * reach * share * self.lens.scale_at(self.mark.z), bob

    def sprite(self, key: CelKey) -> Sprite:
        """The cel for a key, drawn once."""
        pose, mouth, lids, drift, breath, lean = key
        base = (pose, mouth, lids, drift, 0, 0)
        if base not in self.sprites:
            self.sprites[base] = self._draw(base)
        if not breath and not lean:
            return self.sprites[base]
        if key not in self.living:
            self.living[key] = _alive(self.sprites[base], breath, lean)
            if len(self.living) > _KEPT:
                self.living.popitem(last=False)
        return self.living[key]

    def _box(self) -> Box:
        if self.overhead:
            centre = self.lens.project(np.array([[self.mark.x, 1.2, self.mark.z]]))[0]
            reach = 0.75 * self.lens.scale_at(0, 1.5)
            left, top = centre - reach
            right, bottom = centre + reach
        else:
            corners = np.array(
                [[-1.05, -0.12], [1.1, -0.12], [1.1, 2.25], [-1.05, 2.25], [0, 0.9], [0, 1.7]]
            )
            flat = figure_mapper(self.mark, self.lens)(corners)
            left, top = flat.min(axis=0)
            right, bottom = flat.max(axis=0)
        pad = 6
        bottom += 0.35 * self.lens.scale_at(self.mark.z) * max(0.0, math.sin(self.lens.pitch))
        return (
            int(max(-pad, left - pad)), int(max(-pad, top - pad)),
            int(min(self.size[0] + pad, right + pad)), int(min(self.size[1] + pad, bottom + pad)),
        )  # fmt: skip

    def _draw(self, key: CelKey) -> Sprite:
        box = self._box()
        if box[2] - box[0] < 3 or box[3] - box[1] < 3:
            blank = Image.new("L", (2, 2), 0)
            return Sprite(Image.new("RGB", (2, 2)), blank, (0, 0))
        area = (box[2] - box[0]) * (box[3] - box[1])
        sheet = Sheet(box, 2.0 if area < 700_000 else 1.5)
        head = self.head_pixels
        weight = self.unit * min(3.4, max(1.0, 1.0 + head / 210))
        weight = min(weight, max(0.8, head * 0.045))
        cel = Cel(sheet, figure_mapper(self.mark, self.lens), self.light, weight)
        pose = self._pose(key[0])
        if self.overhead:
            draw_plan(cel, self.mark, self.lens)
        else:
            tilt = math.degrees(self.lens.pitch) / 30
            away = key[2] == 2
            face = Face(
                view=self.mark.view, mood=self.mark.mood, mouth=key[1], lids=key[2] == 1 or bool(pose.spin),
                nod=pose.nod * 0.7 + max(-0.8, min(1.0, tilt)) * 0.7 + (0.35 if away else 0.0),
                gaze=-0.95 if away else 0.25, tears=self.mark.tears,
                detail=0.2 if head < 22 else 0.4 if head < 48 else 1.0,
                drift=(key[3] * 2 - 1) * self.wind if self._drifts else 0.0,
            )  # fmt: skip
            draw_body(
                cel,
                self.mark.person,
                pose,
                face,
                self.mark.held,
                self.mark.bed,
                self.mark.held_color,
            )
        shift = max(1.0, head * 0.07)
        sheet.shade(self.light.shade, 0.3, (-shift * 0.9, -shift * 0.7), shift * 0.5)
        if self.light.lamps > 0.4:
            thin = min(shift * 0.3, 2.6 * self.unit)
            sheet.rim(self.light.lamp, 0.5 * self.light.lamps, (thin, thin * 0.7))
        image = sheet.finish()
        if (
            self.portrait is not None
            and not self.overhead
            and self.mark.view in {"front", "three_quarter"}
            and head > 60
        ):
            self._paste_portrait(image, box, pose)
        image = self._with_shadow(image, box)
        inked = image.getchannel("A").getbbox() or (0, 0, 2, 2)
        image = image.crop(inked)  # less to move, scale and paste in every frame
        return Sprite(
            image.convert("RGB"), image.getchannel("A"), (box[0] + inked[0], box[1] + inked[1])
        )

    def _paste_portrait(self, image: Image.Image, box: Box, pose: Pose) -> None:
        """A small polaroid of the reference picture beside the shoulder."""
        if self.portrait is None:
            return
        side = int(max(54, min(150, self.head_pixels * 0.42)))
        card = ImageOps.expand(
            ImageOps.fit(self.portrait, (side, side), centering=(0.5, 0.25)),
            max(3, side // 18),
            (250, 247, 240),
        )
        chin_x, chin_y, size = head_place(self.mark.person, pose)
        flat = figure_mapper(self.mark, self.lens)(
            np.array([[chin_x + 0.0, chin_y - size * 0.95]])
        )[0]
        x = int(flat[0] - box[0] - card.width / 2)
        y = int(flat[1] - box[1])
        image.paste(card, (max(0, min(image.width - card.width, x)), max(0, y)))

    def _with_shadow(self, image: Image.Image, box: Box) -> Image.Image:
        """A soft ground shadow under the feet, laid under the figure."""
        angle = np.linspace(0, 2 * math.pi, 24, endpoint=False)
        wide = 0.9 if self.mark.pose.spin else 0.36
        ring = np.column_stack([
            self.mark.x + 0.04 + np.cos(angle) * wide, np.full(24, 0.01), self.mark.z + 0.06 + np.sin(angle) * 0.26
        ])  # fmt: skip
        flat = self.lens.project(ring) - np.array(box[:2])
        if flat[:, 1].min() > image.height or flat[:, 0].max() < 0:
            return image
        soft = max(1.0, self.lens.scale_at(0) * 0.018)
        low, high = flat.min(axis=0) - soft * 3, flat.max(axis=0) + soft * 3
        left, top = max(0, int(low[0])), max(0, int(low[1]))
        right, bottom = min(image.width, int(high[0]) + 1), min(image.height, int(high[1]) + 1)
        if right <= left or bottom <= top:
            return image
        pool = Image.new("L", (right - left, bottom - top), 0)
        ring_here = [(float(x) - left, float(y) - top) for x, y in flat]
        ImageDraw.Draw(pool).polygon(ring_here, fill=70)
        mask = Image.new("L", image.size, 0)
        mask.paste(pool.filter(ImageFilter.GaussianBlur(soft)), (left, top))
        under = Image.new("RGBA", image.size, (*mix(self.light.shade, (20, 18, 22), 0.7), 0))
        under.putalpha(mask)
        under.alpha_composite(image)
        return under
