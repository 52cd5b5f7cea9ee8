"""From selected shots to attempts: prices on the button, the cost sheet, the hand-off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.domain.ids import ShotId
from app.domain.shots import Shot
from app.errors import FenjingError
from app.studio.costs import CostSheet
from app.ui.board.cost_sheet import CostSheetDialog, total_words
from app.ui.board.inspector import GeneratorRow
from app.ui.i18n import _, ngettext
from app.ui.models.makers import label_of, note_of
from app.ui.page import Context


class Generation:
    """Asks studio for prices and sends what the person accepted."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context = context
        self._parent = parent
        self.takes = 1

    # -- who can be asked ------------------------------------------------------------------------
    def generators(self) -> list[GeneratorRow]:
        """Everything that answers a shot with a picture or a clip; the default first."""
        project = self._context.project.project
        rows = [
            GeneratorRow(
                "",
                _("{name} · project").format(name=self._name(project.generator)),
                "",
                _("As the project: {name}").format(name=self._name(project.generator)),
            )
        ]
        for generator in self._context.studio.catalog.values():
            card = generator.card
            if {"video", "picture"} & set(card.media) and card.kind != "person":
                rows.append(GeneratorRow(card.id, label_of(card), card.kind, note_of(card)))
        return rows

    def _name(self, generator_id: str) -> str:
        for generator in self._context.studio.catalog.values():
            if generator.card.id == generator_id:
                return label_of(generator.card)
        return generator_id

    # -- prices ----------------------------------------------------------------------------------
    def quote(self, shots: Sequence[ShotId], generator: str, takes: int) -> CostSheet:
        """Price a batch; nothing is written or sent."""
        return self._context.project.production.quote(list(shots), generator=generator, takes=takes)

    def price(self, shots: Sequence[ShotId]) -> tuple[str, str, bool]:
        """Words for the button, a sentence below it, and whether it can be pressed at all."""
        if not shots:
            return "", "", False
        try:
            sheet = self.quote(shots, "", self.takes)
        except FenjingError as error:
            return "", str(error), False
        if sheet.blocked and len(sheet.blocked) == len(sheet.items):
            return "", "  ".join(sheet.blocked[0].problems), True
        words = total_words(sheet)
        return (
            (
                words
                if sheet.is_offline or sheet.unknown_prices
                else _("about {sum}").format(sum=words)
            ),
            "",
            True,
        )

    # -- sending ---------------------------------------------------------------------------------
    def run(self, shots: Sequence[ShotId], *, always_ask: bool) -> bool:
        """Send a free batch at once, anything else through the cost sheet. True when something was sent."""
        if not shots:
            return False
        try:
            sheet = self.quote(shots, "", self.takes)
            if always_ask or not sheet.is_offline or sheet.blocked or sheet.duplicates:
                asked = self._ask(shots)
                if asked is None:
                    return False
                sheet = asked
            self._context.project.production.generate(
                sheet, allow_duplicates=bool(sheet.duplicates)
            )
        except FenjingError as error:
            self._context.notices.error(error)
            return False
        count = len(sheet.items)
        words = ngettext("{n} take is being made", "{n} takes are being made", count).format(
            n=count
        )
        self._context.notices.toast(
            words, (_("Show in Queue"), lambda: self._context.go("queue")), seconds=6
        )
        return True

    def _ask(self, shots: Sequence[ShotId]) -> CostSheet | None:
        rows = [row for row in self.generators() if row.id]
        dialog = CostSheetDialog(self.quote, shots, rows, takes=self.takes, parent=self._parent)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        sheet = dialog.sheet
        dialog.deleteLater()
        return sheet if accepted else None

    # -- by hand ---------------------------------------------------------------------------------
    def copy_prompt(self, shots: Sequence[ShotId]) -> None:
        """The prompts of the shots, on the clipboard."""
        production = self._context.project.production
        try:
            texts = [
                production.recipes.compile(shot_id, "handoff", "").recipe.prompt
                for shot_id in shots
            ]
        except FenjingError as error:
            self._context.notices.error(error)
            return
        QGuiApplication.clipboard().setText("\n\n".join(texts))
        self._context.notices.toast(_("The prompt is on the clipboard"), tone="ok", seconds=4)

    def hand_off(self, shots: Sequence[ShotId], folder: Path | None = None) -> Path | None:
        """Prompt and pictures of the shots in a folder, for any other program."""
        if folder is None:
            chosen = QFileDialog.getExistingDirectory(
                self._parent, _("Where should the hand-off folder be?")
            )
            if not chosen:
                return None
            folder = Path(chosen)
        try:
            for shot_id in shots:
                number = self._context.project.get(Shot, shot_id).number or shot_id
                self._context.project.production.hand_off(shot_id, folder / number)
        except FenjingError as error:
            self._context.notices.error(error)
            return None
        self._context.notices.toast(
            _("Handed off to {folder}").format(folder=folder.name), tone="ok"
        )
        return folder
