"""The catalog: built-ins by card, plug-ins by entry point, the animatic and the hand-off."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

from app.domain.recipes import Recipe
from app.errors import BadInput, Cancelled, NotFound
from app.generators.card import load
from app.generators.catalog import GROUP, build_catalog
from app.generators.contract import HandOff, LocalGenerator, RemoteGenerator, Work
from app.generators.handoff import plain_name
from app.generators.tools import Tools
from app.paths import resource
from tests.fakes.stage import recipe, reference

PLUGIN = """
from app.generators.animatic import Animatic
from app.generators.card import load_all

def generators(tools):
    card = next(card for card in load_all() if card.id == "animatic")
    yield Animatic(card.model_copy(update={"id": "sketch", "label": "Sketch"}), tools.painter)

def broken(tools):
    raise ValueError("it does not work here")

def strange(tools):
    return [object()]
"""


def painted(recipe: Recipe, out: Path, report: object, cancelled: object, inputs: object) -> None:
    out.write_text(recipe.prompt, "utf-8")


def test_the_shipped_generators_are_there_and_of_their_kind() -> None:
    catalog = build_catalog(Tools())
    assert catalog.problems == ()
    assert isinstance(catalog["animatic"], LocalGenerator)
    assert isinstance(catalog["handoff"], HandOff)
    assert isinstance(catalog["seedance"], RemoteGenerator)
    assert isinstance(catalog["comfyui"], RemoteGenerator)
    assert next(iter(catalog)) == "animatic"
    assert "nobody" not in catalog
    assert catalog.get("nobody") is None
    with pytest.raises(NotFound, match="animatic"):
        catalog["nobody"]


def test_an_installed_package_adds_a_generator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fenjing_sketch.py").write_text(PLUGIN)
    info = tmp_path / "fenjing_sketch-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fenjing-sketch\nVersion: 1.0\n")
    lines = ["sketch = fenjing_sketch:generators", "broken = fenjing_sketch:broken"]
    lines += ["strange = fenjing_sketch:strange", "gone = fenjing_nowhere:x"]
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n" + "\n".join(lines) + "\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert {point.name for point in entry_points(group=GROUP)} >= {"sketch", "broken"}
    catalog = build_catalog(Tools())
    assert catalog["sketch"].card.label == "Sketch"
    assert len(catalog.problems) == 3
    assert any("does not work here" in problem for problem in catalog.problems)


def test_a_plug_in_cannot_take_a_built_in_name_but_a_person_can() -> None:
    point = EntryPoint("again", "app.generators.catalog:build_catalog", GROUP)
    catalog = build_catalog(Tools(), plugins=[point])
    assert len(catalog.problems) == 1
    own = load(resource("cards", "seedance.json")).model_copy(update={"label": "My Ark"})
    catalog = build_catalog(Tools(extra_cards=(own,)), plugins=())
    assert catalog["seedance"].card.label == "My Ark"
    ghost = own.model_copy(update={"id": "ghost", "vendor": "nobody"})
    with pytest.raises(NotFound, match="nobody"):
        build_catalog(Tools(extra_cards=(ghost,)), plugins=())


def test_the_animatic_has_its_painter_draw_and_can_be_stopped(tmp_path: Path) -> None:
    animatic = build_catalog(Tools(painter=painted), plugins=())["animatic"]
    assert isinstance(animatic, LocalGenerator)
    work = Work(tmp_path, {}, lambda _fraction: None, lambda: False)
    (made,) = animatic.make(recipe(), work).files
    assert made.path.read_text("utf-8") == recipe().prompt
    with pytest.raises(Cancelled):
        animatic.make(recipe(), Work(tmp_path, {}, lambda _fraction: None, lambda: True))


def test_a_hand_off_lays_out_everything_under_clear_names(tmp_path: Path) -> None:
    handoff = build_catalog(Tools(), plugins=())["handoff"]
    assert isinstance(handoff, HandOff)
    first = reference(tmp_path / "a.png", "character", "林夏/../x")
    asked = recipe(references=(first,), negative="字幕")
    handed = handoff.hand_over(asked, {first.media.sha256: tmp_path / "a.png"}, tmp_path / "out")
    assert handed.folder.parent == tmp_path / "out"
    assert {path.name for path in handed.files} == {
        "01-character-林夏-..-x.png", "prompt.txt", "recipe.json",
    }  # fmt: skip
    assert handed.drop.is_dir()
    assert handed.text.startswith(asked.prompt)
    for word in ("字幕", "9:16", "5 秒", "图1"):
        assert word in handed.text
    stored = json.loads((handed.folder / "recipe.json").read_text("utf-8"))
    assert Recipe.model_validate(stored) == asked
    with pytest.raises(BadInput, match="林夏"):
        handoff.hand_over(asked, {}, tmp_path / "out")


@pytest.mark.parametrize(
    "name", ["", "..", "a/b\\c", "\x00\n", "\u202egnp.exe", "很" * 200, "CON:"]
)
def test_names_become_harmless(name: str) -> None:
    plain = plain_name(name)
    assert plain
    assert not set(plain) & set("/\\:\n\x00\u202e")
    assert len(plain.encode()) <= 80
    assert plain.strip(".")
