"""`Generate together…`: the ordinary cost sheet with one item for the selected shots, or the reason why not."""

from __future__ import annotations

from app.domain.choices import GeneratorChoice
from app.ui.board.page import BoardPage
from app.ui.sending.asking import Asking
from tests.ui.board.stage import Stage


def test_the_sheet_has_one_item_or_says_why_not(stage: Stage) -> None:
    page = stage.open(BoardPage)
    assert isinstance(page, BoardPage)
    scene = stage.shots[0].scene_id
    ids = tuple(shot.id for shot in stage.shots if shot.scene_id == scene)[:2]
    kling = GeneratorChoice(generator="kling", model="kling-v3")
    (item,) = page.generation.quote_together(Asking(ids, (kling,))).items
    assert item.shot_number == " + ".join(shot.number for shot in stage.shots[:2])
    animatic = GeneratorChoice(generator="animatic")
    (blocked,) = page.generation.quote_together(Asking(ids, (animatic,))).items
    assert blocked.blocked
    assert any(action.objectName() == "board.together" for action in page.page_actions)
