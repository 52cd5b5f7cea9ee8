"""The episode as one self-contained web page: pictures inside, no script, no address outside; opens anywhere."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path

from app.export.exchange.cut import Written, plain_text, write_text
from app.export.exchange.shot_list import Row, Sheet, tables

# No script may run and nothing may be fetched, whatever a field contains.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --paper: #f6f5f2; --card: #fff; --ink: #1d1f22; --quiet: #6b7078; --line: #dddcd8; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181b; --card: #202327; --ink: #eceef0; --quiet: #9aa0a8; --line: #32363c; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 32px; background: var(--paper); color: var(--ink);
  font: 14px/1.5 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 24px; margin-bottom: 24px; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 16px; margin: 32px 0 12px; }
.facts, .quiet { color: var(--quiet); font-variant-numeric: tabular-nums; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 16px; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.frame { aspect-ratio: var(--shape); background: #0c0d0f; display: grid; place-items: center; color: #8a9098; }
.frame img { width: 100%; height: 100%; object-fit: contain; display: block; }
.words { padding: 12px; } .words p { margin: 6px 0 0; overflow-wrap: anywhere; white-space: pre-line; }
.title { display: flex; justify-content: space-between; font-weight: 600; }
.line { font-weight: 600; }
@media print { body { padding: 0; } article { break-inside: avoid; } }
"""


def write(sheet: Sheet, path: Path, *, width: int = 9, height: int = 16) -> Written:
    """Write the page; `width` and `height` are the pictures' shape.

    Raises:
        DiskTrouble: it cannot be written.
    """
    return Written((write_text(path, page(sheet, width, height)),))


def page(sheet: Sheet, width: int, height: int) -> str:
    """The whole page as text."""
    chinese = sheet.language == "zh"
    title = _said(f"{sheet.title} {sheet.episode}")
    count, seconds = len(sheet.rows), f"{sheet.seconds:g}"
    facts = f"{count} 镜 · {seconds} 秒" if chinese else f"{count} shots · {seconds} s"
    parts = [
        f'<!doctype html>\n<html lang="{"zh-Hans" if chinese else "en"}">\n<head>',
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}:root {{ --shape: {width} / {height}; }}</style>",
        f'</head>\n<body>\n<header><h1>{title}</h1><span class="facts">{facts}</span></header>',
    ]
    for scene, rows in tables(sheet.rows):
        place = _said(rows[0].place)
        parts.append(f'<section>\n<h2>{_said(scene)} <span class="quiet">{place}</span></h2>')
        parts.append('<div class="grid">')
        parts += [_card(row) for row in rows]
        parts.append("</div>\n</section>")
    parts.append("</body>\n</html>\n")
    return "\n".join(parts)


def _card(row: Row) -> str:
    facts = " · ".join(part for part in (row.size, row.angle, row.move) if part)
    words = [
        f'<div class="title"><span>{_said(row.number)}</span><span>{row.seconds:.1f}s</span></div>',
        f'<div class="quiet">{_said(facts)}</div>',
    ]
    for text, kind in ((row.action, ""), (row.lines, "line"), (row.notes, "quiet")):
        if text.strip():
            words.append(f'<p class="{kind}">{_said(text)}</p>')
    return f'<article>{_frame(row)}<div class="words">{"".join(words)}</div></article>'


def _frame(row: Row) -> str:
    kind = _kind(row.picture)
    if not kind:
        return f'<div class="frame">{_said(row.number)}</div>'
    data = base64.b64encode(row.picture).decode()
    return f'<div class="frame"><img alt="{_said(row.number)}" src="data:image/{kind};base64,{data}"></div>'


def _kind(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return "png"
    return "jpeg" if data.startswith(b"\xff\xd8\xff") else ""


def _said(text: str) -> str:
    return escape(plain_text(text), quote=True)
