"""The AI label of a film: what is seen (GB 45438-2025 §5.4) and what is written into the file (Appendix E).

Visible: text with an AI word and a making word, on the opening picture, at least 2 s, at least 5 % of the
short side high. Here the height means the ink of the lowest upright letter, the strictest reading.
"""

from __future__ import annotations

import io
import json
import math
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.domain.wording import N_
from app.errors import BadInput
from app.export.presets import SafeZone
from app.media.opening import opened

#: Least height of the label's letters as a share of the short side, and least time on screen.
LEAST_SHARE = 0.05
LEAST_SECONDS = 2.0
#: The metadata key; its name has to contain these letters.
KEY = "AIGC"
_FIELDS = (
    "Label", "ContentProducer", "ProduceID", "ReservedCode1",
    "ContentPropagator", "PropagateID", "ReservedCode2",
)  # fmt: skip
#: Letters lower than this share of an em (the Chinese one, dashes) say nothing of the text's height.
_FLAT = 0.45


@dataclass(frozen=True)
class LabelPicture:
    """The label as a PNG with transparency, where it goes, and how high its lowest letter is (pixels)."""

    png: bytes
    x: int
    y: int
    ink: int


def aigc_field(producer: str, produce_id: str, reserved: str = "") -> str:
    """The implicit label as JSON text: ASCII, keys in the order of the standard.

    The propagator's fields belong to the platform and stay empty.
    """
    values = dict.fromkeys(_FIELDS, "")
    values.update(Label="1", ContentProducer=producer, ProduceID=produce_id, ReservedCode1=reserved)
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))


def read_back(path: Path) -> dict[str, str] | None:
    """The implicit label of a film or sound; None when there is none or it is not the standard's JSON.

    Raises:
        BadInput, Damaged, DiskTrouble: the file cannot be opened.
    """
    with opened(path) as container:
        texts = [value for key, value in container.metadata.items() if KEY in key.upper()]
    for text in texts:
        try:
            found = json.loads(text)
        except ValueError:
            continue
        if isinstance(found, dict) and found.get("Label") in {"1", "2", "3"}:
            return {str(key): str(value) for key, value in found.items()}
    return None


def wording_problem(text: str) -> str:
    """Why a visible label would not satisfy the standard; empty when it does."""
    ai = "AI" in text.upper() or "人工智能" in text
    made = "生成" in text or "合成" in text
    if ai and made:
        return ""
    return N_("The label needs “AI” or “人工智能”, and “生成” or “合成”.")


def ink_height(font: ImageFont.FreeTypeFont, text: str) -> int:
    """Height in pixels of the lowest upright letter of `text`; 0 when it holds none."""
    heights = [_ink(font, sign) for sign in set(text) if sign.isalnum()]
    upright = [height for height in heights if height >= font.size * _FLAT]
    return min(upright, default=0)


def _ink(font: ImageFont.FreeTypeFont, sign: str) -> int:
    _, top, _, bottom = font.getmask(sign).getbbox() or (0, 0, 0, 0)
    return int(bottom - top)


def draw(text: str, width: int, height: int, font_file: Path, safe: SafeZone) -> LabelPicture:
    """Draw the visible label for a picture of `width` × `height`, top left inside the safe zone.

    Long texts wrap.

    Raises:
        BadInput: the text holds no letters, or does not fit even in four lines.
    """
    text = " ".join(text.split())
    needed = math.ceil(min(width, height) * LEAST_SHARE)
    size = needed
    font = ImageFont.truetype(str(font_file), size)
    if not ink_height(font, text):
        raise BadInput(
            N_("The AI label is empty."), N_("Write for example “AI生成” in the label field.")
        )
    while ink_height(font, text) < needed + 1:
        size += 1
        font = ImageFont.truetype(str(font_file), size)
    stroke = max(1, round(size / 16))
    room = width * (1 - safe.left - safe.right)
    lines = _wrapped(text, font, room - 2 * stroke)
    if len(lines) > 4:
        raise BadInput(
            N_("The AI label is too long for the picture."), N_("Use at most twenty characters.")
        )
    picture = _painted("\n".join(lines), font, stroke)
    out = io.BytesIO()
    picture.save(out, "PNG")
    x, y = round(width * safe.left), round(height * safe.top)
    return LabelPicture(out.getvalue(), x, y, ink_height(font, text))


def _wrapped(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines = [""]
    for sign in text:
        if lines[-1] and font.getlength(lines[-1] + sign) > room:
            lines.append("")
        lines[-1] += sign
    return [line.strip() for line in lines]


def _painted(text: str, font: ImageFont.FreeTypeFont, stroke: int) -> Image.Image:
    probe = ImageDraw.Draw(Image.new("RGBA", (1, 1)))
    box = probe.multiline_textbbox((0, 0), text, font=font, stroke_width=stroke)
    left, top, right, bottom = (math.floor(box[0]), math.floor(box[1]), *map(math.ceil, box[2:]))
    picture = Image.new("RGBA", (right - left + 2, bottom - top + 2), (0, 0, 0, 0))
    ImageDraw.Draw(picture).multiline_text(
        (1 - left, 1 - top),
        text,
        font=font,
        fill=(255, 255, 255, 235),
        stroke_width=stroke,
        stroke_fill=(0, 0, 0, 200),
    )
    return picture
