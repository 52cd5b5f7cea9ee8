"""Both languages are complete, and the compiled catalog is the written one."""

from __future__ import annotations

import importlib.util
import io
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.mofile import write_mo

from app.errors import BadInput
from app.ui import i18n

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_translations", ROOT / "packaging" / "make_translations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_string_is_said_in_chinese(maker: ModuleType) -> None:
    assert maker.missing(maker.load("zh_CN"), maker.collect()) == []


def test_fields_of_a_template_are_the_same_in_both_languages(maker: ModuleType) -> None:
    for message in maker.load("zh_CN"):
        if not message.id or not message.string or not all(message.string):
            continue
        source = message.id if isinstance(message.id, str) else message.id[1]
        said = message.string if isinstance(message.string, str) else message.string[0]
        assert sorted(set(_fields(source))) == sorted(set(_fields(said))), source


def test_the_compiled_catalog_is_in_date(maker: ModuleType) -> None:
    stream = io.BytesIO()
    write_mo(stream, maker.load("zh_CN"))
    assert maker.po_path("zh_CN").with_suffix(".mo").read_bytes() == stream.getvalue()


def test_a_finished_sentence_is_led_back_to_its_template() -> None:
    i18n.set_language("zh_CN")
    error = BadInput("“abc” is not a length.", "Write seconds such as 3.5, or 00:00:03:12.")
    assert i18n.sentence(error.message) == "“abc”不是时长。"
    assert i18n.sentence(error.fix) == "请填写秒数如 3.5，或 00:00:03:12。"
    assert i18n.sentence("Something nobody wrote down") == "Something nobody wrote down"


def test_numbers_choose_their_form() -> None:
    i18n.set_language("en")
    assert i18n.ngettext("{n} shot", "{n} shots", 1).format(n=1) == "1 shot"
    assert i18n.ngettext("{n} shot", "{n} shots", 2).format(n=2) == "2 shots"
    i18n.set_language("zh_CN")
    assert i18n.ngettext("{n} shot", "{n} shots", 2).format(n=2) == "2 个镜头"


def test_lengths_in_words() -> None:
    i18n.set_language("en")
    assert i18n.span(42) == "42 s"
    assert i18n.span(8040) == "2 h 14 m"
    assert i18n.minutes(65) == "1:05"


def _fields(text: str) -> list[str]:
    return re.findall(r"\{[^}]*\}", text)
