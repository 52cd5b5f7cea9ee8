"""Shows the selection of one board page: inspector, takes, price, status line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.ids import ShotId
from app.domain.project import FULL_SIZE
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.takes import Take, counting
from app.errors import FenjingError
from app.ui.board.inspector import Facts
from app.ui.board.navigator import SceneRow
from app.ui.board.reading import BoardReading
from app.ui.i18n import _, minutes, ngettext, sentence
from app.ui.models.shot_cards import ShotCard
from app.ui.models.takes import TakeCard
from app.ui.models.words import seconds_words
from app.ui.widgets.cards import EmptyState

if TYPE_CHECKING:
    from app.ui.board.page import BoardPage

#: More shots than this are priced in the cost sheet only.
_PRICED = 60


class Showing:
    """Belongs to one board page."""

    def __init__(self, page: BoardPage) -> None:
        self._page = page

    def facts(self, reading: BoardReading, ids: list[ShotId]) -> None:
        """The inspector."""
        cards: dict[str, ShotCard] = {card.id: card for card in self._page.parts.model.cards}
        facts = reading.facts(ids, cards)
        if facts.count:
            facts = self._page.making.with_maker(facts, [one for one in ids if one in reading.rows])
        if facts.count == 1:
            facts = self._with_prompt(facts, ids[0])
        self._page.parts.inspector.show_facts(facts)
        self._page.parts.show_inspector(bool(facts.count))

    def _with_prompt(self, facts: Facts, shot_id: ShotId) -> Facts:
        """What an empty prompt would say."""
        try:
            prompt = self._page.session.production.recipes.compile(shot_id, "", "").recipe.prompt
        except FenjingError as error:
            return replace(facts, prompt_hint=sentence(str(error)))
        return replace(facts, prompt_hint=prompt)

    def takes(self) -> None:
        """The takes of the leading shot."""
        shot_id = self._page.context.selection.shot
        shot = self._page.session.find(Shot, shot_id) if shot_id else None
        takes = (
            sorted(self._page.session.all(Take, shot_id=shot_id), key=lambda take: take.number)
            if shot
            else []
        )
        counted = counting(shot.pick, takes) if shot else None
        makers = self._page.generation.makers
        cards = [
            TakeCard(
                id=take.id, number=take.number, media=take.media, source=take.source,
                generator=makers.short(take.generator, take.model) or take.note or _("Imported"),
                cost=str(take.cost) if take.cost and take.cost.amount else "", seconds=take.media.seconds,
                rating=take.rating, picked=counted is not None and take.id == counted.id, note=take.note,
                outdated=self._page.stale.of_take(take.id),
            )
            for take in takes
        ]  # fmt: skip
        width, height = FULL_SIZE[self._page.session.project.aspect]
        self._page.parts.takes.set_takes(cards, shot.number if shot else "", height / width)

    def price(self) -> None:
        """What Generate would cost now."""
        ids = self._page.selected()
        words, note, enabled = self._page.generation.price(ids[:_PRICED])
        if len(ids) > _PRICED:
            words, note = "", _("The cost sheet shows the price of all of them.")
        tone = "error" if note and not words else "muted"
        self._page.parts.inspector.set_price(
            words, sentence(note), tone, enabled=enabled and not self._page.session.read_only
        )
        count = ngettext("Generate {n} shot", "Generate {n} shots", len(ids)).format(n=len(ids))
        self._page.parts.generate.setAccessibleName(f"{count}…" if ids else _("Generate…"))
        self._page.parts.generate.setToolTip(f"{count}…" if ids else "")
        self._page.parts.generate.setEnabled(bool(ids) and not self._page.session.read_only)

    def status_words(self, ids: list[ShotId]) -> str:
        """How many shots there are, and how long the selection is."""
        cards = {card.id: card for card in self._page.parts.model.cards}
        chosen = [cards[one] for one in ids if one in cards]
        if not chosen:
            return ngettext("{n} shot", "{n} shots", len(self._page.parts.model.shown)).format(
                n=len(self._page.parts.model.shown)
            )
        shown = ngettext("{n} shot", "{n} shots", len(self._page.parts.model.shown))
        seconds = seconds_words(sum(card.length for card in chosen), chosen[0].fps)
        words = _("{time} s selected").format(time=seconds)
        return f"{shown.format(n=len(self._page.parts.model.shown))}   {words}"

    def scenes(self, reading: BoardReading, cards: list[ShotCard]) -> None:
        """The navigator: all scenes, then each with what it has."""
        episode, fps = self._page.session.get(Episode, reading.episode_id), reading.fps
        rows = [
            SceneRow("", _("All scenes"), "", "", len(cards), sum(1 for card in cards if card.takes),
                     sum(card.length for card in cards) / fps)
        ]  # fmt: skip
        for scene in reading.scenes.values():
            own = [card for card in cards if card.scene_id == scene.id]
            rows.append(
                SceneRow(scene.id, scene.number, scene.place or scene.heading, scene.time, len(own),
                         sum(1 for card in own if card.takes), sum(card.length for card in own) / fps)
            )  # fmt: skip
        title = episode.title or _("Episode {n}").format(n=episode.number)
        seconds = sum(card.length for card in cards) / fps
        facts = _("{now} of {wanted} planned").format(
            now=minutes(seconds), wanted=minutes(episode.target_seconds)
        )
        self._page.parts.navigator.set_scenes(title, facts, rows, self._page.scene)

    def empty(self) -> EmptyState:
        """What a board without shots says."""
        page = self._page
        episode = page.context.selection.episode
        if episode is None:
            return EmptyState(
                "page.board", _("No episode yet"), _("Import or write a script first; its scenes become shots here."),
                (_("Go to Script"), lambda: page.context.go("script")),
            )  # fmt: skip
        links = (
            []
            if page.session.read_only
            else [(_("Add an empty shot"), page.board_actions.add_shot)]
        )
        return EmptyState(
            "page.board", _("No shots yet"),
            _("Every line of the script is heard in one of them."),
            (_("Make shots from the script"), page.board_actions.make_shots), links,
        )  # fmt: skip
