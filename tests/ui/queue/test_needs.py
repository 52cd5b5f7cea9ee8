from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.attempts import Attempt, Refusal, RefusalClass
from app.domain.ids import AttemptId, ShotId
from app.domain.recipes import Recipe
from app.jobs.state import Trouble
from app.ui.i18n import set_language
from app.ui.queue.accounts import trouble_words
from app.ui.queue.needs import Needs, TroubleLike
from app.ui.queue.refusal_help import advice

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SHOT = ShotId("shot_1")
NO_MONEY = Refusal(kind="balance", message="The account is empty.", fix="Top it up.", billed="no")


@pytest.fixture(autouse=True)
def _english(qapp: object) -> None:
    set_language("en")


def attempt(number: int, state: str, **changes: Any) -> Attempt:
    recipe = Recipe(generator="far", shot_id=SHOT, seconds=5, width=720, height=1280)
    fields: dict[str, Any] = {
        "id": AttemptId(f"attempt_{number}"), "shot_id": SHOT, "generator": "far", "recipe": recipe,
        "fingerprint": "f", "token": "t", "tag": "g", "state": state, "sequence": number,
        "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Attempt(**(fields | changes))


def needs(
    attempts: list[Attempt],
    troubles: Mapping[str, TroubleLike] | None = None,
    existing: Collection[ShotId] = (SHOT,),
    aside: Collection[AttemptId] = (),
) -> list[str]:
    asked = Needs(attempts, existing, troubles or {}, NOW, aside)
    return [asked.why(one) for one in attempts]


def refusal(kind: RefusalClass, **changes: Any) -> Refusal:
    return Refusal(kind=kind, message=f"Refused: {kind}.", **changes)


def test_a_doubt_always_needs_a_person() -> None:
    assert needs([attempt(1, "unknown")], aside={AttemptId("attempt_1")})[0].startswith("No answer")


def test_a_refusal_counts_until_something_newer_was_asked() -> None:
    first = attempt(1, "moderated", refusal=refusal("moderated_input"))
    assert needs([first]) == ["Refused: moderated_input."]
    assert needs([first, attempt(2, "running")]) == ["", ""]
    assert needs([first], existing=()) == [""]
    assert needs([first], aside={first.id}) == [""]


@pytest.mark.parametrize("kind", ["failed", "too_fast", "expired", "not_sent"])
def test_what_passes_by_itself_asks_nobody(kind: RefusalClass) -> None:
    assert needs([attempt(1, "failed", refusal=refusal(kind))]) == [""]


def test_what_waits_for_an_empty_account_says_so() -> None:
    stuck = Trouble(vendor="far", kind="paused", since=NOW, refusal=NO_MONEY)
    mine = Trouble(vendor="far", kind="paused", since=NOW)
    waiting = attempt(1, "reserved")
    assert needs([waiting], {"far": stuck}) == ["The account is empty."]
    assert needs([waiting], {"far": mine}) == [""]


def test_a_result_about_to_be_deleted_is_urgent() -> None:
    soon, later = NOW + timedelta(hours=2), NOW + timedelta(hours=20)
    assert "2 h 0 m" in needs([attempt(1, "ready", expires_at=soon)])[0]
    assert needs([attempt(1, "ready", expires_at=later)]) == [""]


def test_why_an_account_rests_is_told_in_words() -> None:
    stuck = Trouble(vendor="far", kind="paused", since=NOW, refusal=NO_MONEY)
    assert trouble_words(stuck) == "The account is empty. Top it up."
    down = Trouble(vendor="far", kind="not_answering", since=NOW, until=NOW + timedelta(seconds=90))
    assert trouble_words(down, NOW) == "Does not answer; asked again in 1 m 30 s."
    assert trouble_words(None) == ""


def test_advice_fits_stage_and_medium_and_never_says_again() -> None:
    picture = advice(refusal("moderated_input", medium="image"))
    words = advice(refusal("moderated_input", medium="text"))
    assert picture
    assert words
    assert picture != words
    assert not any("again" in line for line in (*picture, *words))
    assert advice(refusal("failed")) == ()
