"""Who makes the selected shots: the choice and whose it is, the picker, the chain behind it; takes compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from app.commands import choosing
from app.domain.choices import GeneratorChoice, Place, ResolvedChoice
from app.domain.ids import SceneId, ShotId
from app.domain.script import Scene
from app.domain.shots import Shot
from app.errors import FenjingError
from app.ui.board.inspector import Facts
from app.ui.choosing.fallbacks import FallbackDialog
from app.ui.choosing.picker import GeneratorPicker
from app.ui.choosing.rows import PickRow, rows_of, title_of
from app.ui.compare.dialog import CompareDialog
from app.ui.i18n import _, ngettext

if TYPE_CHECKING:
    from app.ui.board.page import BoardPage


class Making:
    """Belongs to one board page."""

    def __init__(self, page: BoardPage) -> None:
        self._page = page

    # -- showing ---------------------------------------------------------------------------------
    def with_maker(self, facts: Facts, ids: Sequence[ShotId]) -> Facts:
        """The inspector's facts with who makes these shots and whose choice that is."""
        try:
            found = {self._page.session.production.choice_of(shot_id) for shot_id in ids}
        except FenjingError:
            return facts
        if len(found) != 1:
            return replace(facts, maker=_("Several generators"), maker_note="")
        resolved = found.pop()
        studio = self._page.context.studio
        card = next((one for one in studio.catalog.cards if one.id == resolved.generator), None)
        return replace(
            facts,
            maker=title_of(studio.catalog.cards, resolved.choice),
            maker_note=_place_words(resolved, len(ids)),
            maker_missing=card is not None and studio.key_state(card) == "missing",
            follow=self._chain_words(ids[0]),
        )

    def _chain_words(self, shot_id: ShotId) -> str:
        session = self._page.session
        plan = session.get(Shot, shot_id).fallbacks or session.project.fallbacks
        cards = self._page.context.studio.catalog.cards
        names = [title_of(cards, choice) for choice in plan.chain]
        if not names:
            return _("If one fails, it waits for you.")
        return _("If one fails: {names}.").format(names=" → ".join(names))

    # -- choosing --------------------------------------------------------------------------------
    def choose(self) -> None:
        """G: every generator and model, for the shots, their scene, or the whole project."""
        ids = self._page.selected()
        if not ids or self._page.session.read_only:
            return
        self._page.flush()
        shots = ngettext("This shot", "These {n} shots", len(ids)).format(n=len(ids))
        places: list[tuple[Place, str]] = [
            ("shot", shots), ("scene", _("The scene")), ("project", _("The project")),
        ]  # fmt: skip
        picker = GeneratorPicker(
            lambda place: self._rows(place, ids),
            self._page.generation.facts(ids[:12]),
            self._page.window(),
            current=lambda place: self._current(place, ids[-1]),
            places=places,
        )
        picker.picked.connect(lambda choice, place: self.set_maker(choice, place, ids))
        picker.fallbacks_wanted.connect(self.edit_chain)
        picker.exec()
        picker.deleteLater()

    def _rows(self, place: Place, ids: Sequence[ShotId]) -> list[PickRow]:
        """All models, and above them what is followed without a choice of one's own."""
        rows = rows_of(self._page.context.studio)
        if place == "project":
            return rows
        session = self._page.session
        cards = self._page.context.studio.catalog.cards
        scene = session.get(Scene, session.get(Shot, ids[-1]).scene_id)
        above = GeneratorChoice(generator=session.project.generator, model=session.project.model)
        words = _("As the project")
        if place == "shot" and scene.generator:
            above = GeneratorChoice(generator=scene.generator, model=scene.model)
            words = _("As the scene")
        return [PickRow(None, words, title_of(cards, above)), *rows]

    def _current(self, place: Place, shot_id: ShotId) -> GeneratorChoice | None:
        session = self._page.session
        shot = session.get(Shot, shot_id)
        if place == "shot":
            generator, model = shot.generator, shot.model
        elif place == "scene":
            scene = session.get(Scene, shot.scene_id)
            generator, model = scene.generator, scene.model
        else:
            generator, model = session.project.generator, session.project.model
        if not generator:
            return None
        choice = GeneratorChoice(generator=generator, model=model)
        listed = {row.choice for row in rows_of(self._page.context.studio)}
        return choice if choice in listed else self._first_model(choice)

    def _first_model(self, choice: GeneratorChoice) -> GeneratorChoice:
        """A choice without a model is the generator's first."""
        rows = rows_of(self._page.context.studio)
        own = [
            row.choice for row in rows if row.choice and row.choice.generator == choice.generator
        ]
        return own[0] if own else choice

    def set_maker(self, choice: GeneratorChoice | None, place: str, ids: Sequence[ShotId]) -> None:
        """Keep a choice for shots, their scenes, or the project, as one undo step."""
        session = self._page.session
        try:
            if place == "project" and choice is not None:
                session.do(choosing.choose_project_generator, choice)
            elif place == "scene":
                scenes: list[SceneId] = [session.get(Shot, one).scene_id for one in ids]
                session.do(choosing.choose_scene_generator, scenes, choice)
            else:
                session.do(choosing.choose_generator, list(ids), choice)
        except FenjingError as error:
            self._page.context.notices.error(error)

    def edit_chain(self) -> None:
        """Who is asked when the first fails, for the shots; with nothing selected, for the project."""
        session, ids = self._page.session, self._page.selected()
        if session.read_only:
            return
        rows = rows_of(self._page.context.studio)
        plan = session.get(Shot, ids[-1]).fallbacks if ids else session.project.fallbacks
        subject = (
            ngettext("{n} shot", "{n} shots", len(ids)).format(n=len(ids))
            if ids
            else _("The project")
        )
        dialog = FallbackDialog(
            plan,
            rows,
            self._page.generation.facts(ids[:12]),
            self._page.window(),
            follows=session.project.fallbacks if ids else None,
            subject=subject,
        )
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        wanted = dialog.plan
        dialog.deleteLater()
        if not accepted or wanted == plan:
            return
        try:
            if ids:
                session.do(choosing.set_shot_fallbacks, ids, wanted)
            elif wanted is not None:
                session.do(choosing.set_project_fallbacks, wanted)
        except FenjingError as error:
            self._page.context.notices.error(error)

    # -- takes -----------------------------------------------------------------------------------
    def preview(self) -> None:
        """V: exactly what would go out for the leading shot."""
        shot = self._page.context.selection.shot
        if shot is not None:
            self._page.flush()
            self._page.generation.preview_shot(shot)

    def together(self) -> None:
        """The selected shots of one scene as one film, which is cut apart when it is there."""
        self._page.flush()
        self._page.generation.run_together(self._page.selected())

    def compare(self) -> None:
        """C: the takes of the leading shot side by side."""
        page = self._page
        shot = page.context.selection.shot
        if shot is None or len(page.parts.takes.model.cards) < 2:
            return
        page.flush()
        page.parts.player.transport.pause()
        dialog = CompareDialog(
            page.session, shot, page.generation.makers, page.verbs, page.thumbnails, page.window()
        )
        dialog.exec()
        dialog.deleteLater()

    def use_as_first_frame(self, take_id: str) -> None:
        """A picture take begins the shot from now on."""
        shot = self._page.context.selection.shot
        if shot is None:
            return
        try:
            self._page.session.do(choosing.use_as_first_frame, shot, take_id)
        except FenjingError as error:
            self._page.context.notices.error(error)
            return
        self._page.context.notices.done(_("The shot begins with this picture"))


def _place_words(resolved: ResolvedChoice, count: int) -> str:
    """Whose choice it is."""
    if resolved.place == "shot":
        return ngettext("chosen for this shot", "chosen for these {n} shots", count).format(n=count)
    return _("follows the scene") if resolved.place == "scene" else _("follows the project")
