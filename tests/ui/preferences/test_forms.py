from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.domain.cards import Card
from app.ui.main_window import MainWindow
from app.ui.preferences import card_fields
from app.ui.preferences.dialog import PreferencesDialog
from app.ui.preferences.generators import GeneratorsSection
from app.ui.preferences.model_form import ModelForm
from app.ui.preferences.workflow_form import WorkflowForm
from app.ui.widgets.cards import Banner
from tests.ui import walking

WAN = "fal-ai/wan/v2.2/text-to-video"
SCHEMA = {
    "properties": {
        "prompt": {"type": "string"},
        "negative_prompt": {"type": "string"},
        "aspect_ratio": {"type": "string"},
        "duration": {"type": "string"},
        "image_urls": {"type": "array"},
        "seed": {"type": "integer"},
    }
}


@pytest.fixture
def section(opened: MainWindow) -> Iterator[GeneratorsSection]:
    opened.dialogs.open_preferences(3)
    QApplication.processEvents()
    dialog = next(one for one in opened.findChildren(PreferencesDialog) if one.isVisible())
    yield dialog.findChildren(GeneratorsSection)[0]
    dialog.close()


def model_form(section: GeneratorsSection, card: Card | None = None) -> ModelForm:
    section.add_model(card)
    for _round in range(3):
        QApplication.processEvents()
    return next(one for one in section.window().findChildren(ModelForm) if one.isVisible())


def told(form: ModelForm | WorkflowForm) -> str:
    QApplication.processEvents()
    return " ".join(one.accessibleName() for one in form.findChildren(Banner) if one.isVisible())


def test_a_model_of_an_aggregator_is_written_down_and_asked(
    opened: MainWindow, section: GeneratorsSection
) -> None:
    form = model_form(section)
    assert walking.unnamed(form) == []
    assert walking.clipped(form) == []
    form.service.set_key("fal")
    form.model.setText(WAN)
    form.label.setText("Wan on fal")
    form.seconds.setText("5, 8")
    form.pictures.setText("4")
    form.amount.setText("0.08")
    QGuiApplication.clipboard().setText(json.dumps(SCHEMA))
    form.paste.click()
    assert form.fields["references"][0].text() == "image_urls"
    assert form.save()
    card = section.studio.catalog["fal-ai-wan-v2-2-text-to-video"].card
    model = card.models[0]
    assert (card.vendor, card.key, model.id) == ("fal", "single", WAN)
    assert model.seconds_choices == (5, 8)
    assert {one.role: one.most for one in model.references}["character"] == 4
    assert str(model.prices[0].amount) == "0.08"
    assert section.current() == card.id
    session = opened.session
    assert session is not None
    shot = session.board_rows(session.episodes()[0].id)[0].shot
    sheet = session.production.quote([shot.id], generator=card.id)
    body = session.production.send_preview(sheet.items[0]).requests[-1]["body"]
    assert body["prompt"] == sheet.items[0].recipe.prompt
    assert body["aspect_ratio"] == "9:16"


def test_an_own_card_is_changed_and_removed(section: GeneratorsSection) -> None:
    form = model_form(section)
    form.service.set_key("replicate")
    form.model.setText("owner/some-model")
    assert form.save()
    card = section.studio.catalog["owner-some-model"].card
    again = model_form(section, card)
    assert again.model.text() == "owner/some-model"
    again.label.setText("Another name")
    again.seconds.setText("3-9")
    assert again.save()
    changed = section.studio.catalog[card.id].card
    assert (changed.label, changed.models[0].seconds_min, changed.models[0].seconds_max) == (
        "Another name", 3, 9,
    )  # fmt: skip
    assert section.panel is not None
    assert walking.unnamed(section) == []
    section.remove_model(card.id)
    assert card.id not in section.studio.catalog
    assert section.current() != card.id


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        ({"model": ""}, "model's id"),
        ({"model": "a/b", "seconds": "long"}, "lengths"),
        ({"model": "a/b", "amount": "much"}, "amount"),
        ({"model": "a/b", "pictures": "many"}, "number"),
        ({"model": "fal"}, "already is a generator"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    section: GeneratorsSection, fill: dict[str, str], words: str
) -> None:
    before = section.studio.cards.list()
    form = model_form(section)
    for name, text in fill.items():
        getattr(form, name).setText(text)
    assert not form.save()
    assert words in told(form)
    assert section.studio.cards.list() == before
    form.reject()


def test_a_model_at_an_own_address_needs_no_fields(section: GeneratorsSection) -> None:
    form = model_form(section)
    form.service.set_key("compatible-speech")
    form._follow()
    assert not form.inputs.isVisible()
    form.model.setText("my-voice")
    form.address.setText("http://127.0.0.1:9/v1")
    assert form.save()
    card = section.studio.catalog["my-voice"].card
    assert (card.address, card.media) == ("http://127.0.0.1:9/v1", ("voice",))


def workflow(folder: Path, *, titled: bool = True) -> Path:
    nodes: dict[str, Any] = {
        "3": {"class_type": "KSampler", "inputs": {"seed": 7, "positive": ["6", 0], "negative": ["7", 0]}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}, "_meta": {"title": "What"}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry"}, "_meta": {"title": "Not"}},
        "9": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768}},
        "12": {"class_type": "LoadImage", "inputs": {"image": "x.png"}, "_meta": {"title": "Face"}},
        "20": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
    }  # fmt: skip
    path = folder / ("good.json" if titled else "bad.json")
    path.write_text(json.dumps(nodes if titled else {"nodes": [], "links": []}), encoding="utf-8")
    return path


def test_a_workflow_is_mapped_kept_and_used(section: GeneratorsSection, tmp_path: Path) -> None:
    section.import_workflow(workflow(tmp_path))
    for _round in range(3):
        QApplication.processEvents()
    form = next(one for one in section.window().findChildren(WorkflowForm) if one.isVisible())
    assert form.chosen["prompt"] == ("6\ntext",)
    assert form.chosen["seed"] == ("3\nseed",)
    assert walking.unnamed(form) == []
    assert walking.clipped(form) == []
    form.choices["prompt"].set_key("")
    form._check()
    assert "no place for the prompt" in told(form)
    assert not form.use.isEnabled()
    form.choices["prompt"].set_key("7\ntext")
    form.choices["negative"].set_key("6\ntext")
    form.choices["reference_1"].set_key("12\nimage")
    form._check()
    assert form.use.isEnabled()
    form.use.click()
    kept = section.studio.settings.vendor("comfyui").workflow
    assert kept == form.path
    held = json.loads(Path(kept).read_text(encoding="utf-8"))
    assert held["7"]["_meta"]["fenjing"] == {"text": "prompt"}
    assert held["12"]["_meta"]["fenjing"] == {"image": "reference_1"}
    assert held["6"]["inputs"]["text"] == "a cat"
    assert section.current() == "comfyui"


def test_the_editors_own_save_is_explained(
    opened: MainWindow, section: GeneratorsSection, tmp_path: Path
) -> None:
    section.import_workflow(workflow(tmp_path, titled=False))
    assert not section.window().findChildren(WorkflowForm)
    assert opened.notices.has("error") or opened.notices._toast is not None
    opened.notices.hush()
    opened.notices.clear("error")


@given(st.text(max_size=40))
def test_a_slug_is_a_cards_id_or_nothing(text: str) -> None:
    made = card_fields.slug(text)
    assert made == "" or (made[0].isalpha() and made == made.casefold() and len(made) <= 66)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {}),
        ("4-15", {"seconds_min": 4.0, "seconds_max": 15.0}),
        ("10, 5", {"seconds_choices": [5.0, 10.0], "seconds_min": 5.0, "seconds_max": 10.0}),
    ],
)
def test_lengths_are_read_as_people_write_them(text: str, wanted: dict[str, Any]) -> None:
    assert card_fields.lengths(text) == wanted
