"""A model that sees judges picks against the sheet: asked once, paid once, kept in the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.cast import CastEntry
from app.domain.choices import GeneratorChoice
from app.domain.ids import TakeId
from app.errors import BadInput, OverBudget
from app.studio.judging import Verdict
from app.studio.session import Session
from app.studio.sheets import Filling
from tests.fakes.server import CUT_AFTER
from tests.fakes.writers.claude import FakeClaude
from tests.media.test_likeness import person
from tests.studio.test_drift import filled
from tests.studio.test_sheets import first_look

CHOICE = GeneratorChoice(generator="claude", model="claude-haiku-4-5")
ANSWER = {"identity": 91, "wardrobe": 40, "props": 100, "reason": "外套是蓝色，设定图为红色。"}


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeClaude]:
    with FakeClaude() as fake:
        fake.text = json.dumps(ANSWER, ensure_ascii=False)
        monkeypatch.setenv("FENJING_CLAUDE_URL", fake.url)
        monkeypatch.setenv("FENJING_CLAUDE_KEY", fake.key)
        yield fake


@pytest.fixture
def entry(scripted: Session, tmp_path: Path) -> CastEntry:
    made = filled(scripted, tmp_path, odd=1)
    look = first_look(scripted)
    person("#b02525").save(tmp_path / "sheet.png")
    scripted.sheets.fill(look.id, [Filling("front", tmp_path / "sheet.png")])
    return made


def asked(session: Session, entry: CastEntry) -> dict[TakeId, Verdict | None]:
    crops = session.drift.strip(entry.id).crops[:2]
    told: dict[TakeId, Verdict | None] = {}
    session.judging.start(session.judging.quote(entry.id, crops, CHOICE), told.__setitem__)
    while len(told) < 2:
        session.production._services.pump(0.05)
    return told


def test_a_verdict_is_paid_once_and_kept(
    scripted: Session, model: FakeClaude, entry: CastEntry
) -> None:
    crops = scripted.drift.strip(entry.id).crops[:2]
    quote = scripted.judging.quote(entry.id, crops, CHOICE)
    assert quote.price is not None
    assert quote.problems == ()
    assert model.heard == []
    told = asked(scripted, entry)
    assert set(told.values()) == {Verdict(**ANSWER)}
    assert [heard.pictures for heard in model.heard] == [2, 2]
    kept = scripted.judging.verdicts(entry.id)
    assert set(kept) == set(told)
    assert {each.verdict.wardrobe for each in kept.values()} == {40}
    assert scripted.production.attempts.spend().whole
    assert {one.state for one in scripted.production.attempts.all()} == {"take"}


def test_a_lost_answer_is_in_doubt_and_an_unfit_one_is_paid(
    scripted: Session, model: FakeClaude, entry: CastEntry
) -> None:
    model.fail("create", CUT_AFTER, CUT_AFTER)
    assert set(asked(scripted, entry).values()) == {None}
    assert {one.state for one in scripted.production.attempts.all()} == {"unknown"}
    model.text = '{"identity": 300}'
    assert set(asked(scripted, entry).values()) == {None}
    last = scripted.production.attempts.all()[-1]
    assert last.state == "failed"
    assert last.cost is not None
    assert scripted.judging.verdicts(entry.id) == {}


def test_blind_models_and_caps_are_respected(
    scripted: Session, model: FakeClaude, entry: CastEntry
) -> None:
    crops = scripted.drift.strip(entry.id).crops
    with pytest.raises(BadInput):
        scripted.judging.quote(entry.id, crops, GeneratorChoice(generator="deepseek", model=""))
    assert scripted.judging.makers()[0][1]
    services = scripted.production._services
    settings = services.settings.current.model_copy(update={"daily_cap": Decimal("0.0001")})
    services.settings.save(settings)
    with pytest.raises(OverBudget):
        asked(scripted, entry)
    assert model.heard == []
    assert scripted.production.attempts.all() == ()
