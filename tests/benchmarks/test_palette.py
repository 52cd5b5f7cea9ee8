"""The palette over 20,000 things: opening and asking, beside reading every name anew; prints ratios."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pytest
from pypinyin import lazy_pinyin
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.planning.spelling import find, key_of
from app.ui import theme
from app.ui.palette import Entry, Palette

COUNT = 20_000
NAMES = (
    "林夏", "顾沉", "老陈", "周野", "便利店", "后巷", "天台", "雨夜", "灯笼", "Lantern", "Rooftop", "Midnight",
)  # fmt: skip
QUERIES = ("lx", "灯", "1-12", "roof", "ylm", "shot 4", "zzzz")


def titles() -> list[str]:
    return [
        f"{number // 40}-{number % 40} {NAMES[number % 12]}{NAMES[number // 12 % 12]}"
        for number in range(COUNT)
    ]


def entries() -> list[Entry]:
    return [Entry("shot", title, "Shot", lambda: None) for title in titles()]


def naive(query: str, names: list[str]) -> list[str]:
    """Each name read anew for each question, without keys kept."""
    wanted = query.casefold().split()
    found = []
    for name in names:
        reading = lazy_pinyin(name)
        text = f"{name.casefold()} {''.join(reading)} {''.join(part[0] for part in reading)}"
        if all(word in text for word in wanted):
            found.append(name)
    return found[:50]


def milliseconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


@pytest.mark.benchmark
def test_twenty_thousand_names(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    host = QWidget()
    host.resize(1440, 900)
    qtbot.addWidget(host)
    host.show()
    rows, names = entries(), titles()
    key_of.cache_clear()
    lines = []
    for when in ("first", "again"):
        held: list[Palette] = []

        def show(made: list[Palette] = held) -> None:
            palette = Palette(rows, host)
            palette.open()
            QApplication.processEvents()
            made.append(palette)

        lines.append(f"open, {when}: {milliseconds(show):.1f} ms")
        field = held[0].field
        asked = [milliseconds(lambda words=query, to=field: to.setText(words)) for query in QUERIES]  # type: ignore[misc]
        lines.append(f"question, {when}: worst {max(asked):.1f} ms of {len(asked)}")
        held[0].close()
    keys = [(key_of(name), name) for name in names]
    ours = sum(milliseconds(lambda words=query: find(words, keys)) for query in QUERIES)  # type: ignore[misc]
    theirs = milliseconds(lambda: naive(QUERIES[0], names)) * len(QUERIES)
    lines.append(
        f"{len(QUERIES)} questions: {ours:.1f} ms, reading anew {theirs:.1f} ms, ratio {ours / theirs:.3f}"
    )
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert find("lx", keys)
