"""What a person does to attempts: decide, cancel, look, ask again or elsewhere, pause, put aside, copy, save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.domain.attempts import Attempt
from app.domain.ids import AttemptId
from app.domain.script import Scene
from app.domain.shots import Shot
from app.errors import FenjingError
from app.ui.i18n import _, ngettext
from app.ui.models.attempts import AttemptCard
from app.ui.queue.decide import DecideDialog
from app.ui.queue.details import story_text
from app.ui.queue.refusal_help import RefusalHelp
from app.ui.queue.spend import write_csv
from app.ui.sending.generation import Generation

if TYPE_CHECKING:
    from app.ui.queue.page import QueuePage


class QueueVerbs:
    """The verbs of one queue page; each explains a refusal in words and reads the queue again."""

    def __init__(self, page: QueuePage) -> None:
        self._page = page
        self._attempts = page.session.production.attempts
        #: Refusals that the person put aside: they need nobody any more.
        self.aside: set[AttemptId] = set()

    def run(self, verb: str) -> None:
        """Carry out a verb on the attempt the person is at."""
        card = self._page.current()
        if card is None:
            return
        verbs: dict[str, Callable[[AttemptCard], object]] = {
            "decide": self.decide, "why": self.explain, "again": lambda _card: self.again(),
            "cancel": lambda of: self._try(lambda: self._attempts.cancel(of.id)),
            "retry": lambda of: self._try(lambda: self._attempts.retry_now(of.id)),
            "elsewhere": self.elsewhere, "aside": self.put_aside, "shot": lambda _card: self.show_shot(),
            "copy_story": self.copy_story,
        }  # fmt: skip
        verbs[verb](card)

    def _try(self, work: Callable[[], Any]) -> bool:
        done = True
        try:
            work()
        except FenjingError as error:
            self._page.context.notices.error(error)
            done = False
        self._page.read()
        return done

    # -- doubts and refusals ---------------------------------------------------------------------
    def decide_next(self) -> None:
        """Ask about the first attempt nobody knows the fate of."""
        card = next((one for one in self._page.model.cards if one.state == "unknown"), None)
        if card is None:
            self._page.context.notices.toast(_("Nothing needs a decision"), tone="ok", seconds=4)
            return
        self.decide(card)

    def decide(self, card: AttemptCard) -> None:
        """Show the evidence and take the person's answer; "ask later" changes nothing."""
        attempt = self._page.attempt(card.id)
        if attempt is None or self._page.session.read_only:
            return
        try:
            evidence = self._attempts.evidence(card.id)
        except FenjingError as error:
            self._page.context.notices.error(error)
            return
        dialog = DecideDialog(attempt, card, evidence.candidates, evidence.searches, self._page)
        dialog.exec()
        outcome, typed = dialog.outcome, dialog.typed_id
        dialog.deleteLater()
        if typed and not self._try(lambda: self._attempts.demand_known(card.id, typed)):
            return
        if outcome:
            self._try(lambda: self._attempts.resolve(card.id, outcome))

    def explain(self, card: AttemptCard) -> None:
        """Why it was refused and what to change."""
        attempt = self._page.attempt(card.id)
        if attempt is None or attempt.refusal is None:
            return
        dialog = RefusalHelp(attempt, card.number, self._page.window())
        dialog.exec()
        if dialog.outcome == "shot":
            self.show_shot()
        elif dialog.outcome == "elsewhere":
            self.elsewhere(card)

    def put_aside(self, card: AttemptCard) -> None:
        """It needs nobody any more; it stays in the list with its story."""
        self.aside.add(card.id)
        self._page.read()

    # -- going on --------------------------------------------------------------------------------
    def cancel(self) -> None:
        """Stop the selected attempts where that is possible; others are left alone."""
        for attempt_id in self._page.table.selected_ids():
            card = self._page.model.card(self._page.model.row_of(attempt_id))
            if card is not None and card.can_cancel:
                self._try(lambda of=card.id: self._attempts.cancel(of))

    def cancel_all(self) -> None:
        """Stop everything that was not sent yet."""

        def work() -> None:
            count = self._attempts.cancel_waiting()
            self._page.context.notices.toast(
                ngettext("{n} attempt cancelled", "{n} attempts cancelled", count).format(n=count)
            )

        self._try(work)

    def send_waiting(self) -> None:
        """Send what was accepted in a cost sheet before the program ended."""
        self._try(self._attempts.send_unsent)

    def pause(self, generator: str) -> None:
        """Send nothing more to an account; what runs there is followed."""
        self._try(lambda: self._attempts.pause(generator))

    def go_on(self, generator: str) -> None:
        """Send to an account again."""
        self._try(lambda: self._attempts.go_on(generator))

    def again(self) -> None:
        """Ask again for the attempt's shot, through the cost sheet."""
        card = self._page.current()
        if card is not None and self._page.session.find(Shot, card.shot_id) is not None:
            Generation(self._page.context, self._page).run([card.shot_id], always_ask=True)

    def elsewhere(self, card: AttemptCard) -> None:
        """The same recipe to another generator, through the cost sheet."""
        if self._page.session.find(Shot, card.shot_id) is not None:
            Generation(self._page.context, self._page).reissue(card.id, card.shot_id)

    def act(self, attempt_id: str) -> None:
        """What the row's own button does."""
        card = self._page.model.card(self._page.model.row_of(attempt_id))
        if card is None:
            return
        if card.state == "unknown":
            self.decide(card)
        elif card.refusal is not None and card.group == "needs_you":
            self.explain(card)
        elif card.can_cancel:
            self._try(lambda: self._attempts.cancel(card.id))
        else:
            self.show_shot()

    # -- looking ---------------------------------------------------------------------------------
    def show_shot(self) -> None:
        """Go to the shot on the Board."""
        card = self._page.current()
        session, context = self._page.session, self._page.context
        shot = session.find(Shot, card.shot_id) if card else None
        if shot is None:
            context.notices.toast(_("The shot was removed; its attempts are kept."), seconds=5)
            return
        scene = session.get(Scene, shot.scene_id)
        context.selection.choose(scene.episode_id, None, shot.id)
        context.go("board")

    def copy_id(self) -> None:
        """For the vendor's support."""
        card = self._page.current()
        if card is not None:
            QGuiApplication.clipboard().setText(card.provider_id or card.id)
            words = _("The id is on the clipboard")
            self._page.context.notices.toast(words, tone="ok", seconds=4)

    def copy_story(self, card: AttemptCard) -> None:
        """The whole story as text, without any key."""
        attempt: Attempt | None = self._page.attempt(card.id)
        if attempt is not None:
            text = story_text(card, attempt, self._attempts.story(card.id))
            QGuiApplication.clipboard().setText(text)
            words = _("The story is on the clipboard")
            self._page.context.notices.toast(words, tone="ok", seconds=4)

    def save_csv(self, path: Path | None = None) -> None:
        """Every attempt with its cost, for the books."""
        if path is None:
            name, _kind = QFileDialog.getSaveFileName(
                self._page, _("Save as CSV"), "spending.csv", "CSV (*.csv)"
            )
            if not name:
                return
            path = Path(name)
        target = path
        self._try(lambda: write_csv(target, self._attempts.rows()))
