"""From selected shots to attempts: prices on the button, the cost sheet, the send preview, the hand-off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.domain.choices import GeneratorChoice
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.shots import Shot
from app.errors import FenjingError, RuleBroken
from app.studio.costs import CostItem, CostSheet
from app.ui.choosing.picker import PickFacts
from app.ui.choosing.rows import rows_of
from app.ui.i18n import _, language, ngettext, sentence
from app.ui.models.makers import Makers
from app.ui.page import Context
from app.ui.sending.asking import Asking, total_words
from app.ui.sending.cost_sheet import CostSheetDialog
from app.ui.sending.preview import SendPreviewDialog


class Generation:
    """Asks studio for prices and sends what the person accepted."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        self._context = context
        self._parent = parent
        self.takes = 1

    @property
    def makers(self) -> Makers:
        """Labels of every generator and model."""
        return Makers(self._context.studio.catalog.cards)

    # -- prices ----------------------------------------------------------------------------------
    def quote(self, asking: Asking) -> CostSheet:
        """Price a batch, or several generators on the same shots; nothing is written or sent."""
        production = self._context.project.production
        if len(asking.choices) > 1:
            return production.bake_off(asking.shots, asking.choices, takes=asking.takes)
        one = asking.choices[0] if asking.choices else None
        return production.quote(
            asking.shots,
            generator=one.generator if one else "",
            model=one.model if one else "",
            takes=asking.takes,
            fallbacks=asking.fallbacks,
        )

    def price(self, shots: Sequence[ShotId]) -> tuple[str, str, bool]:
        """Words for the button, a sentence below it, and whether it can be pressed at all."""
        if not shots:
            return "", "", False
        try:
            sheet = self.quote(Asking(tuple(shots), takes=self.takes))
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

    def facts(self, shots: Sequence[ShotId]) -> Callable[[GeneratorChoice | None], PickFacts]:
        """What the picker shows of each model for these shots: the price of one take of each, and what was made."""
        held = tuple(shots)
        sizes = {self._context.project.get(Shot, one).size for one in held}
        size = sizes.pop() if len(sizes) == 1 else ""

        def told(choice: GeneratorChoice | None) -> str:
            if choice is None:
                return ""
            experience = self._context.project.production.experience
            gap = "，" if language() == "zh" else ", "
            words = experience.words(choice.generator, choice.model, size)
            return gap.join(sentence(one) for one in words)

        def ask(choice: GeneratorChoice | None) -> PickFacts:
            if not held:
                return PickFacts()
            try:
                sheet = self.quote(Asking(held, (choice,) if choice else ()))
            except FenjingError as error:
                return PickFacts(price=sentence(error.message), tone="warn")
            if sheet.blocked:
                words = sentence(sheet.blocked[0].problems[0])
                return PickFacts(price=words, tone="warn", experience=told(choice))
            tone = "warn" if sheet.unknown_prices else "ok" if not sheet.totals else "text"
            return PickFacts(price=total_words(sheet), tone=tone, experience=told(choice))

        return ask

    # -- sending ---------------------------------------------------------------------------------
    def run(
        self,
        shots: Sequence[ShotId],
        *,
        always_ask: bool,
        choices: Sequence[GeneratorChoice] = (),
    ) -> bool:
        """Send a free batch at once, anything else through the cost sheet. True when something was sent."""
        if not shots:
            return False
        asking = Asking(tuple(shots), tuple(choices), self.takes)
        try:
            sheet = self.quote(asking)
            allow = False
            if always_ask or not sheet.is_offline or sheet.blocked or sheet.duplicates:
                asked = self._ask(asking)
                if asked is None:
                    return False
                sheet, allow = asked
            return self._send(sheet, allow_unpriced=allow)
        except FenjingError as error:
            self._context.notices.error(error)
            return False

    def reissue(self, source: AttemptId | TakeId, shot_id: ShotId) -> bool:
        """The recipe of an attempt or take to another generator; what does not carry over is named."""
        production = self._context.project.production
        rows = [row for row in rows_of(self._context.studio) if row.choice and not row.reason]
        first = next((row.choice for row in rows if row.ready and row.choice), None)
        if first is None:
            return False

        def quote(asking: Asking) -> CostSheet:
            choice = asking.choices[-1]
            return production.reissue(source, choice.generator, choice.model)

        try:
            asked = self._ask(Asking((shot_id,), (first,)), quote, reissue=True)
            if asked is None:
                return False
            return self._send(asked[0], allow_unpriced=asked[1])
        except FenjingError as error:
            self._context.notices.error(error)
            return False

    def run_together(self, shots: Sequence[ShotId]) -> bool:
        """The shots as one film, through the cost sheet; why they cannot be one stands in the sheet."""
        if not shots:
            return False
        try:
            asked = self._ask(
                Asking(tuple(shots), self._several(shots[0])), self.quote_together, together=True
            )
            if asked is None:
                return False
            return self._send(asked[0], allow_unpriced=asked[1])
        except FenjingError as error:
            self._context.notices.error(error)
            return False

    def quote_together(self, asking: Asking) -> CostSheet:
        """One item for all the shots, blocked by the reason where they cannot be one film."""
        production = self._context.project.production
        one = asking.choices[-1] if asking.choices else None
        generator, model = (one.generator, one.model) if one else ("", "")
        try:
            return production.quote_group(asking.shots, generator, model)
        except RuleBroken as error:
            alone = production.quote(asking.shots[:1], generator=generator, model=model)
            items = (item.model_copy(update={"problems": (error.message,)}) for item in alone.items)
            return alone.model_copy(update={"items": tuple(items)})

    def _several(self, shot_id: ShotId) -> tuple[GeneratorChoice, ...]:
        """The shot's own generator where it makes several shots in one film, else the first ready one that does."""
        cards = {card.id: card for card in self._context.studio.catalog.cards}
        own = self._context.project.production.choice_of(shot_id).choice
        rows = [row for row in rows_of(self._context.studio) if row.choice and not row.reason]
        ready = sorted(rows, key=lambda row: not row.ready)
        for choice in (own, *(row.choice for row in ready)):
            card = cards.get(choice.generator) if choice else None
            model = card.model(choice.model) if card and choice else None
            if choice and model and model.multi_shot_most > 1:
                return (choice,)
        return ()

    def _send(self, sheet: CostSheet, *, allow_unpriced: bool) -> bool:
        self._context.project.production.generate(
            sheet, allow_duplicates=bool(sheet.duplicates), allow_unpriced=allow_unpriced
        )
        count = len(sheet.items)
        words = ngettext("{n} take is being made", "{n} takes are being made", count).format(
            n=count
        )
        self._context.notices.toast(
            words, (_("Show in Queue"), lambda: self._context.go("queue")), seconds=6
        )
        return True

    def _ask(
        self,
        asking: Asking,
        quote: Callable[[Asking], CostSheet] | None = None,
        *,
        reissue: bool = False,
        together: bool = False,
    ) -> tuple[CostSheet, bool] | None:
        dialog = CostSheetDialog(
            quote or self.quote,
            asking,
            self.makers,
            lambda: rows_of(self._context.studio),
            ask=self.facts(asking.shots[:60]),
            preview=self.show_preview,
            reissue=reissue,
            together=together,
            parent=self._parent.window(),
        )
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        answer = dialog.sheet, dialog.allow_unpriced
        dialog.deleteLater()
        return answer if accepted else None

    def show_preview(self, item: CostItem, parent: QWidget | None = None) -> None:
        """Exactly what goes out for one take."""
        SendPreviewDialog(self._context.project, item, self.makers, parent or self._parent).open()

    def preview_shot(self, shot_id: ShotId) -> None:
        """Exactly what would go out for a shot now."""
        try:
            sheet = self.quote(Asking((shot_id,)))
        except FenjingError as error:
            self._context.notices.error(error)
            return
        self.show_preview(sheet.items[0])

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
