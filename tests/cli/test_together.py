"""`generate --together`: shots of one scene as one film, in a terminal, against a vendor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import paths
from app.generators.card import load
from tests.cli.terminal import Terminal
from tests.fakes.ark import FakeArk
from tests.studio import vendors

MODEL = "doubao-seedance-2-0-260128"
ASK = ("--generator", f"first:{MODEL}", "--together")


@pytest.fixture
def arks(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, FakeArk]]:
    shipped = load(paths.resource("cards", "seedance.json"))
    models = tuple(model for model in shipped.models if model.id in (MODEL, vendors.MODEL))
    vendors.write(paths.settings_folder() / "cards", vendors.card("first", models=models))
    with vendors.two_vendors(monkeypatch) as fakes:
        yield fakes


def test_shots_are_priced_and_asked_as_one_film(
    fenjing: Terminal, arks: dict[str, FakeArk]
) -> None:
    project = fenjing.project()
    document = fenjing.json("generate", project, *ASK, "--shots", "1-2", "--dry-run")
    (item,) = document["sheet"]["items"]
    assert item["shot_number"] == "1-1-01 + 1-1-02"
    assert "镜头1（" in document["previews"][0]["prompt"]
    assert arks["first"].calls == []
    fenjing("generate", project, *ASK, "--shots", "1-2", "--wait")
    (task,) = arks["first"].tasks.values()
    text = task.body["content"][0]["text"]
    assert text.index("镜头1（") < text.index("镜头2（")
    # The fake's film has one second: all of it is the first shot's.
    assert fenjing.takes(project)["1-1-01"] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ASK,
        (*ASK, "--shots", "1"),
        (*ASK, "--shots", "1-2", "--takes", "2"),
        (*ASK, "--shots", "1-2", "--fallback", "animatic"),
        ("--generator", f"first:{vendors.MODEL}", "--together", "--shots", "1-2"),
    ],
)
def test_what_cannot_be_one_film_is_said(
    fenjing: Terminal, arks: dict[str, FakeArk], arguments: tuple[str, ...]
) -> None:
    project = fenjing.project()
    assert fenjing("generate", project, *arguments, "--dry-run", code=1).err
