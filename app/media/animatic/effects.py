"""Weather and light over the finished frame: rain, snow, petals, glow, lightning, lights going out."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageDraw

from app.media.animatic.ink import Color, mix, stable_random
from app.media.animatic.light import Light
from app.media.animatic.reading import EffectKind


class Weather:
    """Falling things and changing light for one shot; the same at the same moment, always."""

    def __init__(
        self,
        kinds: set[EffectKind],
        frame: tuple[int, int],
        light: Light,
        seed: int,
        seconds: float,
    ) -> None:
        self.kinds = kinds
        self.frame = frame
        self.light = light
        self.seconds = seconds
        rng = stable_random("weather", seed, *sorted(kinds))
        self.drops = [
            (rng.random(), rng.random(), rng.uniform(0.5, 1.0))
            for _ in range(150 if "rain" in kinds else 90)
        ]
        self.flicker = [rng.uniform(0.0, 1.0) for _ in range(64)]
        self.bolt = rng.uniform(0.25, 0.6) * seconds
        self.fog = self._fog(rng) if "fog" in kinds else None

    def _fog(self, rng: random.Random) -> Image.Image:
        from app.media.animatic.ink import noise

        wide = (self.frame[0] * 2, self.frame[1])
        return noise(wide, max(40, self.frame[0] // 4), rng).point(
            [max(0, min(150, round((v - 96) * 1.5))) for v in range(256)]
        )

    def glow_strength(self, seconds: float) -> float:
        """0-1, uneven as a flame; used on the lamps that flicker."""
        beat = seconds * 9
        index = int(beat)
        a, b = self.flicker[index % 64], self.flicker[(index + 1) % 64]
        return a + (b - a) * (beat - index)

    def over(self, image: Image.Image, seconds: float) -> Image.Image:
        """The frame with its weather; may change `image` in place."""
        if self.fog is not None:
            shift = int(seconds * self.frame[0] * 0.08) % self.frame[0]
            veil = self.fog.crop((shift, 0, shift + self.frame[0], self.frame[1]))
            image.paste(mix(self.light.haze, (235, 238, 242), 0.3), (0, 0), veil)
        if "rain" in self.kinds:
            self._rain(image, seconds)
        if "snow" in self.kinds or "petals" in self.kinds:
            self._flakes(image, seconds)
        if "fire" in self.kinds:
            image = self._fire(image, seconds)
        if "dark" in self.kinds:
            image = self._dark(image, seconds)
        if "flash" in self.kinds:
            image = self._flash(image, seconds)
        return image

    def _rain(self, image: Image.Image, seconds: float) -> None:
        w, h = self.frame
        pen = ImageDraw.Draw(image, "RGBA")
        tone: Color = mix(self.light.haze, (225, 235, 250), 0.65)
        for x, y, near in self.drops:
            fall = (y + seconds * (1.3 + near)) % 1.15 - 0.1
            px, py = ((x + seconds * 0.02 + fall * 0.06) % 1.05) * w, fall * h
            long = h * 0.045 * near
            pen.line(
                [px, py, px + long * 0.1, py + long],
                fill=(*tone, round(150 * near)),
                width=2 if near > 0.8 else 1,
            )

    def _flakes(self, image: Image.Image, seconds: float) -> None:
        w, h = self.frame
        pen = ImageDraw.Draw(image, "RGBA")
        petals = "petals" in self.kinds
        tone: Color = (244, 176, 186) if petals else (248, 250, 255)
        for index, (x, y, near) in enumerate(self.drops):
            fall = (y + seconds * 0.11 * (0.6 + near)) % 1.1 - 0.05
            px = ((x + 0.03 * math.sin(seconds * 1.3 + index) + seconds * 0.015) % 1.04) * w
            size = min(w, h) * 0.0065 * near
            tall = size * (0.5 + 0.3 * math.sin(seconds * 3 + index)) if petals else size
            pen.ellipse([px - size, fall * h - tall, px + size, fall * h + tall], fill=(*tone, 225))

    def _fire(self, image: Image.Image, seconds: float) -> Image.Image:
        glow = 0.35 + 0.4 * self.glow_strength(seconds)
        small = Image.new("RGB", (1, 8))
        for row in range(8):
            share = (row / 7) ** 2 * glow
            small.putpixel((0, row), (round(210 * share), round(92 * share), round(28 * share)))
        return ImageChops.screen(image, small.resize(self.frame, Image.Resampling.BILINEAR))

    def _dark(self, image: Image.Image, seconds: float) -> Image.Image:
        start = self.seconds * 0.45
        if seconds < start:
            return image
        out = min(1.0, (seconds - start) / 0.25)
        if seconds - start < 0.5 and int((seconds - start) * 16) % 3 == 1:
            out *= 0.35
        keep = [1 - 0.8 * out, 1 - 0.76 * out, 1 - 0.62 * out]
        return image.point([round(v * keep[band]) for band in range(3) for v in range(256)])

    def _flash(self, image: Image.Image, seconds: float) -> Image.Image:
        gone = seconds - self.bolt
        if not 0 <= gone < 0.5:
            return image
        power = (1 - gone / 0.5) * (1.0 if int(gone * 20) % 3 != 1 else 0.3) * 0.7
        return image.point(
            [min(255, round(v + (255 - v) * power)) for _ in range(3) for v in range(256)]
        )
