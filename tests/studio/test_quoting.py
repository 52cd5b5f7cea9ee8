"""Choosing and comparing: bake-offs, caps, reissues, chains, and the send preview, against two vendors."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app import bootstrap, paths
from app.commands import choosing
from app.commands import project as project_commands
from app.commands import shots as shot_commands
from app.commands import takes as take_commands
from app.domain.cards import Price
from app.domain.choices import FallbackPlan, GeneratorChoice
from app.domain.ids import ShotId
from app.domain.money import Money
from app.domain.project import LabelChoice
from app.domain.recipes import Recipe
from app.domain.shots import Shot
from app.domain.takes import Take
from app.errors import BadInput, NeedsDecision, NotFound, OverBudget
from app.generators.catalog import Catalog
from app.generators.contract import Made, MadeFile, Order, Request, Work
from app.generators.login import Login
from app.generators.tools import Tools
from app.generators.vendors.seedance import Seedance
from app.settings.model import OwnPrice
from app.studio import intake
from app.studio.costs import CostSheet
from app.studio.session import Session
from app.studio.studio import Studio
from tests.fakes import clips
from tests.fakes.ark import FakeArk
from tests.fakes.server import refused
from tests.store import dramas
from tests.studio import vendors
from tests.studio.conftest import SCRIPT

FIRST, SECOND = (GeneratorChoice(generator=name) for name in vendors.NAMES)


@pytest.fixture
def arks(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, FakeArk]]:
    cards = [vendors.card(name) for name in vendors.NAMES]
    vendors.write(paths.settings_folder() / "cards", *cards)
    with vendors.two_vendors(monkeypatch) as fakes:
        yield fakes


@pytest.fixture
def studio(arks: dict[str, FakeArk]) -> Iterator[Studio]:
    with bootstrap.open_studio() as opened:
        yield opened


@pytest.fixture
def drama(studio: Studio, tmp_path: Path) -> Iterator[Session]:
    with_shots = studio.create(tmp_path / "drama", title="灯")
    with_shots.intake.accept_script(intake.read_script(SCRIPT.encode(), name="drama.txt"))
    for episode in with_shots.episodes():
        with_shots.production.accept(with_shots.production.breakdown(episode.id))
    yield with_shots
    with_shots.close()


def shots(session: Session) -> list[ShotId]:
    return [row.shot.id for row in session.board_rows(session.episodes()[0].id)]


def send(session: Session, sheet: CostSheet, **allow: bool) -> None:
    session.production.attempts.wait(session.production.generate(sheet, **allow))


def test_a_bake_off_keeps_every_take_and_its_figures_show_after_a_pick(
    drama: Session, arks: dict[str, FakeArk]
) -> None:
    (wanted, *_) = shots(drama)
    production = drama.production
    sheet = production.bake_off([wanted], [FIRST, SECOND, FIRST])
    assert (sheet.kind, len(sheet.items)) == ("bake_off", 2)
    send(drama, sheet)
    takes = drama.all(Take, shot_id=wanted)
    assert {take.generator for take in takes} == set(vendors.NAMES)
    assert [len(ark.invoice) for ark in arks.values()] == [1, 1]
    (held,) = production.bake_offs(wanted)
    assert held.batch == sheet.batch
    assert set(held.takes) == {take.id for take in takes}
    assert production.experience.words("first") == ()
    kept = next(take for take in takes if take.generator == "first")
    drama.do(take_commands.pick_take, wanted, kept.id)
    figures = {one.generator: one for one in production.experience.table(("generator",))}
    assert (figures["first"].kept, figures["second"].rejected) == (1, 1)
    assert figures["first"].per_kept_second is not None
    size = drama.get(Shot, wanted).size
    words = production.experience.words("first", size=size)
    assert words[0] == "First: 1 of 1 kept"
    assert len(drama.all(Take, shot_id=wanted)) == 2


def test_every_cap_is_told_and_held(studio: Studio, drama: Session) -> None:
    wanted = shots(drama)[:1]
    production = drama.production
    price = production.quote(wanted, generator="first").totals[0]

    def caps(**chosen: Money) -> None:
        studio.save_settings(studio.settings.model_copy(update={"generator_caps": chosen}))

    caps(first=Money(amount=price.amount * 2), second=Money(amount=Decimal("0.01")))
    drama.do(project_commands.set_budget, Money(amount=Decimal(1000)))
    sheet = production.bake_off(wanted, [FIRST, SECOND], cap=Decimal(500))
    states = {(one.scope, one.generator): one for one in sheet.caps}
    assert set(states) == {
        ("batch", ""), ("project", ""), ("generator", "first"), ("generator", "second"),
    }  # fmt: skip
    assert states["generator", "first"].left == Money(amount=price.amount)
    assert states["generator", "second"].is_over
    assert states["project", ""].asked.amount == price.amount * 2
    with pytest.raises(OverBudget):
        production.generate(sheet)
    # One that was quoted before another was sent is stopped by the ledger itself.
    quoted = [production.quote(wanted, generator="first") for _ in range(3)]
    for one in quoted[:2]:
        production.generate(one, allow_duplicates=True)
    with pytest.raises(OverBudget):
        production.generate(quoted[2], allow_duplicates=True)
    assert len(production.attempts.rows()) == 2
    assert len(sheet.summary()["caps"]) == 4


def test_an_unknown_price_is_said_and_an_own_price_counts_at_once(
    studio: Studio, drama: Session
) -> None:
    wanted = shots(drama)[:1]
    unpriced = vendors.card("unpriced", vendor="first")
    model = unpriced.models[0].model_copy(update={"prices": ()})
    studio.cards.save(unpriced.model_copy(update={"models": (model,)}))
    drama.do(project_commands.set_budget, Money(amount=Decimal(1000)))
    sheet = drama.production.quote(wanted, generator="unpriced")
    assert sheet.unknown_prices == 1
    assert not sheet.is_modest
    with pytest.raises(NeedsDecision):
        drama.production.generate(sheet)
    own = OwnPrice(
        generator="unpriced", price=Price(unit="piece", amount=Decimal(2), currency="CNY")
    )
    studio.save_settings(studio.settings.model_copy(update={"own_prices": (own,)}))
    assert drama.production.quote(wanted, generator="unpriced").totals == (
        Money(amount=Decimal(2)),
    )


def test_a_recipe_goes_to_another_vendor_in_one_action(drama: Session) -> None:
    (wanted, *_) = shots(drama)
    send(drama, drama.production.quote([wanted], generator="first"))
    (take,) = drama.all(Take, shot_id=wanted)
    assert take.recipe is not None
    drama.do(shot_commands.edit_shots, [wanted], action="完全不同")
    sheet = drama.production.reissue(take.id, "second")
    (item,) = sheet.items
    assert (item.generator, item.recipe.prompt) == ("second", take.recipe.prompt)
    assert drama.production.reissue(take.attempt_id or "", "second").items[0].recipe == item.recipe
    send(drama, sheet)
    assert [one.generator for one in drama.all(Take, shot_id=wanted)] == ["first", "second"]
    with pytest.raises(NotFound):
        drama.production.reissue("nothing", "second")


def test_the_next_of_a_chain_is_asked_when_the_first_refuses(
    drama: Session, arks: dict[str, FakeArk]
) -> None:
    (wanted, other, *_) = shots(drama)
    chain = FallbackPlan(chain=(FIRST, SECOND, GeneratorChoice(generator="gone")))
    drama.do(choosing.set_project_fallbacks, chain)
    drama.do(choosing.set_shot_fallbacks, (other,), FallbackPlan())
    sheet = drama.production.quote([wanted, other], generator="first")
    assert [bool(item.chain) for item in sheet.items] == [True, False]
    assert "gone" in sheet.items[0].dropped[-1]
    assert sheet.summary()["items"][0]["fallbacks"] == [f"second:{vendors.MODEL}"]
    error = {"error": {"code": "InvalidParameter", "message": "no"}}
    arks["first"].fail("create", refused(400, error))
    made = drama.production.generate(drama.production.quote([wanted], generator="first"))
    assert drama.production.attempts.wait(made) == 1
    (take,) = drama.all(Take, shot_id=wanted)
    assert take.generator == "second"
    assert [len(ark.invoice) for ark in arks.values()] == [0, 1]


def test_the_narrowest_choice_is_followed(drama: Session) -> None:
    (wanted, *_) = shots(drama)
    production, scene = drama.production, drama.get(Shot, shots(drama)[0]).scene_id
    assert production.choice_of(wanted).generator == "animatic"
    drama.do(choosing.choose_project_generator, GeneratorChoice.read(f"first:{vendors.MODEL}"))
    assert production.choice_of(wanted).place == "project"
    drama.do(choosing.choose_scene_generator, (scene,), SECOND)
    assert production.choice_of(wanted).place == "scene"
    assert production.quote([wanted]).items[0].generator == "second"
    drama.do(choosing.choose_generator, (wanted,), FIRST)
    assert production.quote([wanted]).items[0].generator == "first"
    assert production.quote([wanted], model=vendors.MODEL).items[0].model == vendors.MODEL
    with pytest.raises(BadInput):
        production.quote([wanted], model="nothing")
    drama.undo()
    assert production.choice_of(wanted).generator == "second"


def test_a_preview_is_whole_hides_keys_and_tells_what_differs(
    drama: Session, arks: dict[str, FakeArk], monkeypatch: pytest.MonkeyPatch
) -> None:
    (wanted, *_) = shots(drama)
    production = drama.production
    fresh = production.send_preview(production.quote([wanted], generator="first").items[0])
    assert (fresh.differences, fresh.last_sent_at, fresh.blocked) == ((), None, False)
    assert fresh.requests[0]["url"].startswith(arks["first"].url)
    assert arks["first"].settings.key not in fresh.model_dump_json()
    send(drama, production.quote([wanted], generator="first"))
    drama.do(shot_commands.edit_shots, [wanted], action="她抬头看钟。")
    again = production.send_preview(production.quote([wanted], generator="first").items[0])
    assert [one.what for one in again.differences] == ["Prompt"]
    assert "她抬头看钟" in again.differences[0].after
    elsewhere = production.send_preview(production.quote([wanted], generator="second").items[0])
    assert elsewhere.last_generator == "first"
    assert {one.what for one in elsewhere.differences} == {"Generator", "Prompt"}
    monkeypatch.delenv("FENJING_SECOND_KEY")
    keyless = production.send_preview(production.quote([wanted], generator="second").items[0])
    assert keyless.blocked
    assert keyless.requests
    assert "no-key-yet" not in keyless.model_dump_json()


def test_a_first_frame_goes_along_and_blocks_the_send_when_it_is_missing(
    drama: Session, tmp_path: Path
) -> None:
    (wanted, *_) = shots(drama)
    production = drama.production
    source = tmp_path / "frame.png"
    source.write_bytes(clips.picture())
    drama.intake.keep_take(wanted, drama.intake.stage(source))
    (take,) = drama.all(Take, shot_id=wanted)
    drama.do(choosing.use_as_first_frame, wanted, take.id)
    item = production.quote([wanted], generator="first").items[0]
    shown = production.send_preview(item)
    assert [(one.role, one.role_words, one.missing) for one in shown.references] == [
        ("first_frame", "first frame", False)
    ]
    assert "data:image" in str(shown.requests[0]["body"])
    path = drama.media_path(take.media)
    assert path is not None
    path.unlink()
    gone = production.quote([wanted], generator="first")
    blocked = production.send_preview(gone.items[0])
    assert blocked.references[0].missing
    assert "first frame" in blocked.problems[0]
    with pytest.raises(BadInput, match="first frame"):
        production.generate(gone)


def test_the_vendors_mark_follows_the_label_choice(drama: Session) -> None:
    (wanted, *_) = shots(drama)
    quote = drama.production.quote
    assert quote([wanted], generator="first").items[0].recipe.settings["watermark"] == "false"
    drama.do(project_commands.set_label, LabelChoice(vendor_mark=True))
    item = quote([wanted], generator="first").items[0]
    assert item.recipe.settings["watermark"] == "true"
    body = drama.production.send_preview(item).requests[0]["body"]
    assert body["watermark"] is True


class Sketch:
    """A generator of pictures on this machine."""

    card = vendors.card("sketch", vendor="", module="", kind="offline", key="none").model_copy(
        update={"media": ("picture",)}
    )

    def make(self, recipe: Recipe, work: Work) -> Made:
        assert recipe.medium == "picture"
        path = work.folder / "sketch.png"
        path.write_bytes(clips.picture())
        return Made(files=(MadeFile(path=path),))


def test_a_made_picture_waits_to_be_picked_or_to_begin_the_shot(
    studio: Studio, drama: Session
) -> None:
    (wanted, *_) = shots(drama)
    studio.catalog.renew(Catalog([*studio.catalog.values(), Sketch()]))
    sheet = drama.production.quote([wanted], generator="sketch")
    assert (sheet.items[0].recipe.medium, sheet.items[0].seconds) == ("picture", 0)
    send(drama, sheet)
    (picture,) = drama.all(Take, shot_id=wanted)
    assert (picture.media.kind, picture.source) == ("picture", "generated")
    episode = drama.episodes()[0].id
    clip = drama.rendering.timeline(episode).pictures[0]
    assert clip.media is None
    assert drama.board_rows(episode)[0].media is None
    assert drama.production.recipes.outdated(picture) == ()
    drama.do(choosing.use_as_first_frame, wanted, picture.id)
    (frame,) = drama.production.quote([wanted], generator="first").items[0].recipe.references
    assert (frame.role, frame.media) == ("first_frame", picture.media)
    drama.do(take_commands.pick_take, wanted, picture.id)
    assert drama.rendering.timeline(episode).pictures[0].media == picture.media


def test_a_voice_is_not_asked_for_a_shot(studio: Studio, drama: Session) -> None:
    studio.cards.save(vendors.card("speaker", vendor="first", media=("voice",)))
    sheet = drama.production.quote(shots(drama)[:1], generator="speaker")
    assert "no films or pictures" in sheet.blocked[0].problems[0]


class Picky(Seedance):
    """A vendor whose module knows more than its card can say."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        if not order.recipe.references:
            raise BadInput("Picky needs a reference picture.")
        assert order.file(order.recipe.references[0]).read_bytes()
        return super().preview(order, login)


def test_what_only_the_vendors_module_knows_blocks_before_anything_is_sent(
    studio: Studio, drama: Session, arks: dict[str, FakeArk]
) -> None:
    (wanted, *_) = shots(drama)
    tools = Tools(login=studio.services.login)
    second = Seedance(vendors.card("second"), tools)
    studio.catalog.renew(Catalog([Picky(vendors.card("first"), tools), second]))
    plan = FallbackPlan(chain=(FIRST,))
    chained = drama.production.quote([wanted], generator="second", fallbacks=plan).items[0]
    assert (chained.blocked, chained.chain) == (False, None)
    assert "Picky needs" in chained.dropped[-1]
    blocked = drama.production.quote([wanted], generator="first")
    assert blocked.items[0].problems == ("Picky needs a reference picture.",)
    frame = dramas.media("c", "picture").model_copy(update={"suffix": ".png"})
    drama.do(shot_commands.edit_shots, [wanted], first_frame=frame)
    missing = drama.production.quote([wanted], generator="first").items[0].problems
    assert missing == ("The picture of first frame is missing.",)
    assert arks["first"].calls == []
