"""Shot list rows for the exporters' tests."""

from __future__ import annotations

import functools
import io

from PIL import Image

from app.export.exchange.shot_list import Row, Sheet


@functools.cache
def picture(shade: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (180, 320), (shade, 60, 40)).save(out, "PNG")
    return out.getvalue()


def shrink(data: bytes, height: int) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        out = io.BytesIO()
        image.resize((round(image.width * height / image.height), height)).save(out, "PNG")
        return out.getvalue()


def sheet(count: int = 7, text: str = "林夏数硬币，抬头看门。", language: str = "zh") -> Sheet:
    rows = tuple(
        Row(
            shot_id=f"shot_{index}",
            episode="1",
            scene=f"1-{1 + index // 4}",
            number=f"1-{1 + index // 4}-{index + 1:02d}",
            size="近景",
            angle="平视",
            move="推",
            action=text,
            lines=f"林夏：{text}",
            seconds=2.5,
            notes=text,
            place="旧灯笼铺",
            characters="林夏、周野",
            picture=picture(60 + index) if index % 3 else b"",
        )
        for index in range(count)
    )
    return Sheet(title="明天才会丢", episode="第 1 集", language=language, rows=rows)
