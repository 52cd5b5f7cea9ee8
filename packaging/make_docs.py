"""Writes the tables of docs/generators.md from the cards, between their marks; `make docs`.

With `--check` it only says whether the page is in step with the cards (exit 1 when it is not).
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.domain.cards import Card  # noqa: E402 - the checkout is put on the path first
from app.generators.card import load_all  # noqa: E402
from app.generators.login import variable  # noqa: E402

PAGE = ROOT / "docs" / "generators.md"
BEGIN, END = "<!-- cards: begin -->", "<!-- cards: end -->"
SECTIONS = (
    ("video", "Video · 视频"),
    ("picture", "Pictures · 图片"),
    ("voice", "Voices · 配音"),
    ("lips", "Lips and talking pictures · 口型与数字人"),
    ("text", "Text · 文字"),
)
LOST = {
    "local": "nothing is sent",
    "token": "settled by itself: the vendor knows the same request again",
    "own_id": "settled by itself: found by our own id",
    "tag": "settled by itself: found by our mark",
    "list": "looked for in the vendor's list, then you decide",
    "blind": "you decide; nothing is sent again",
}


def table(cards: tuple[Card, ...], medium: str) -> list[str]:
    """One section's rows: id, both names, both lines on what it is good at, variables, key, lost answer."""
    rows = [
        "| id | name | good at · 擅长 | address and key | a lost answer |",
        "|---|---|---|---|---|",
    ]
    rows += [
        f"| `{card.id}` | {_both(card.label, card.label_zh)} | "
        f"{_both(card.good_at, card.good_at_zh)} | {_reach(card)} | {LOST[card.resubmission]} |"
        for card in cards
        if medium in card.media and card.kind != "person"
    ]
    return rows


def retired(cards: tuple[Card, ...]) -> list[str]:
    """Models that are refused, each with its day and what to use instead."""
    rows = ["| model | of | retired | instead |", "|---|---|---|---|"]
    rows += [
        f"| `{model.id}` | `{card.id}` | {model.retired_on} | {_code(model.successor)} |"
        for card in cards
        for model in card.models
        if model.retired_on
    ]
    return rows


def people(cards: tuple[Card, ...]) -> list[str]:
    """Hand-offs: systems that a person takes the question to."""
    return [
        "| id | name | what is laid out |",
        "|---|---|---|",
        *(
            f"| `{card.id}` | {_both(card.label, card.label_zh)} | {_both(card.good_at, card.good_at_zh)} |"
            for card in cards
            if card.kind == "person"
        ),
    ]


def page(text: str) -> str:
    """The page with its tables made anew."""
    cards = load_all()
    parts: list[str] = []
    for medium, title in SECTIONS:
        parts += [f"### {title}", "", *table(cards, medium), ""]
    parts += ["### Hand-offs · 人工交接", "", *people(cards), ""]
    parts += ["### Retired models · 已下线模型", "", *retired(cards), ""]
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n" + "\n".join(parts) + END + tail


def _both(english: str, chinese: str) -> str:
    texts = [text.replace("|", "/") for text in (english, chinese) if text]
    return "<br>".join(dict.fromkeys(texts))


def _reach(card: Card) -> str:
    if card.kind == "offline":
        return "none"
    parts = [f"`{variable(card, 'URL')}`"]
    if card.address:
        parts[0] += f" ({card.address})"
    if card.key != "none":
        kind = "AK:SK, " if card.key == "pair" else ""
        parts.append(f"`{variable(card, 'KEY')}` ({kind}{card.key_hint or 'API key'})")
    if card.key_page:
        parts.append(f"[get a key]({card.key_page})")
    if card.closed:
        parts.append(card.closed)
    return "<br>".join(parts)


def _code(text: str) -> str:
    return f"`{text}`" if text else "none"


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` compare it."""
    old = PAGE.read_text(encoding="utf-8")
    new = page(old)
    if "--check" in arguments:
        return 0 if new == old else 1
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
