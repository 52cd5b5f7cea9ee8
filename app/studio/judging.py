"""A second pair of eyes: a chat model that sees pictures compares a pick with the sheet, when a person asks and pays.

Each question is an attempt of the ledger like any other: written down with its price before a byte leaves, never
sent twice, in doubt when its answer is lost. The verdict stands in the attempt's story.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import Field, ValidationError

from app.domain.attempts import Attempt
from app.domain.cast import CastEntry, Look
from app.domain.choices import GeneratorChoice
from app.domain.entity import Value
from app.domain.ids import AttemptId, CastId, TakeId, mint
from app.domain.money import Money
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput, FenjingError, NeedsDecision, NotFound
from app.generators.chat import (
    Question,
    TextGenerator,
    Usage,
    Written,
    priced,
    read_answer,
)
from app.generators.contract import Declined, Doubtful
from app.generators.http import Http
from app.generators.refusals import refuse
from app.jobs.runner import Job
from app.jobs.state import vendor_of
from app.media import frames
from app.media.pictures import open_picture, save_picture
from app.planning.identities import identity, worn_words
from app.planning.looks import ROLES, pictures
from app.studio.attempts import Attempts
from app.studio.caps import Caps
from app.studio.drift import StripCrop
from app.studio.services import Services
from app.studio.workspace import Workspace

TASK: Final = "judge"
#: Pictures of the sheet that go along, and the longer side of every picture in pixels.
_SHEET_MOST: Final = 3
_SIDE: Final = 1024
_ANSWER_MOST: Final = 1200
#: Tokens of one picture of that size, and of an answer; vendors count between 800 and 1600.
_PICTURE_TOKENS: Final = 1600
_ANSWER_TOKENS: Final = 400
_CHARACTERS_A_TOKEN: Final = 1.5

_NO_SHEET: Final = N_(
    "No picture is pinned to the look of {name}, so there is nothing to judge by."
)
_PIN: Final = N_("Pin or draw one first.")
_BLIND: Final = N_("{label} does not look at pictures.")
_OTHER: Final = N_("Choose a model that sees.")
_NO_KEY: Final = N_("{label} needs a key; enter it in Preferences.")
_UNPRICED: Final = N_("The price of this is not known, so the cap cannot be held.")
_ALLOW: Final = N_("Choose a model with a known price, or allow it.")
_GONE: Final = N_("The file of this picture is missing.")
_LOST: Final = N_("The answer was lost on the way.")

_SYSTEM: Final = (
    "You compare a film frame with reference pictures for a continuity report. "
    "Score 0 to 100: identity (the same face, hair and build), wardrobe (the same clothes and colours), "
    "props (the same objects). 100 is the same, 0 is someone or something else. "
    "Give one reason of at most two sentences in {language}, naming what differs. "
    "Score 100 for what cannot be seen in the frame."
)
_QUESTION: Final = (
    "The first {count} pictures are the reference sheet of {name}: {words}. "
    "The last picture is the frame. How well does {name} in the frame match the sheet?"
)


class Verdict(Value):
    """What the model answered; scores 0 (someone else) to 100 (the same)."""

    identity: int = Field(ge=0, le=100)
    wardrobe: int = Field(ge=0, le=100)
    props: int = Field(ge=0, le=100)
    reason: str = ""


class Judged(Value):
    """A verdict about a take, and who gave it."""

    take_id: TakeId
    attempt_id: AttemptId
    generator: str
    model: str
    verdict: Verdict
    cost: Money | None = None


class JudgeQuote(Value):
    """What asking about some picks would cost; nothing is written or sent."""

    recipes: tuple[Recipe, ...]
    takes: tuple[TakeId, ...]
    price: Money | None = Field(None, description="an estimate of all together; None: not known")
    problems: tuple[str, ...] = ()


class Judging:
    """Asks for verdicts on the picks of one project; never by itself."""

    def __init__(self, workspace: Workspace, services: Services, attempts: Attempts) -> None:
        self._workspace = workspace
        self._services = services
        self._attempts = attempts
        self._caps = Caps(workspace, services)
        self._takes: dict[AttemptId, TakeId] = {}

    def makers(self) -> tuple[tuple[GeneratorChoice, bool], ...]:
        """Every model that sees, and whether its key is there; those with a key first."""
        found = [
            (
                GeneratorChoice(generator=card.id, model=model.id),
                card.key == "none" or bool(self._services.login(card).key),
            )
            for card in self._services.catalog.cards
            for model in card.models
            if model.sees and not model.retired_on
        ]
        return tuple(sorted(found, key=lambda each: not each[1]))

    def quote(
        self, cast_id: CastId, crops: Sequence[StripCrop], choice: GeneratorChoice
    ) -> JudgeQuote:
        """What judging these picks would ask and cost.

        Raises:
            NotFound: there is no such entry or generator.
            BadInput: the model does not look at pictures, or nothing is pinned to a look.
        """
        generator = self._services.catalog[choice.generator]
        card, model = generator.card, generator.card.model(choice.model)
        if model is None or not model.sees or not isinstance(generator, TextGenerator):
            raise BadInput(_BLIND.format(label=card.label), _OTHER)
        recipes = tuple(self._recipe(cast_id, crop, choice.generator, model.id) for crop in crops)
        costs = [
            priced(
                model,
                Usage(
                    tokens_in=int(len(each.prompt) / _CHARACTERS_A_TOKEN)
                    + _PICTURE_TOKENS * len(each.references),
                    tokens_out=_ANSWER_TOKENS,
                ),
            )
            for each in recipes
        ]
        known = [cost for cost in costs if cost is not None]
        total = None
        if known and len(known) == len(costs):
            amount = sum((cost.amount for cost in known), start=known[0].amount * 0)
            total = Money(amount=amount, currency=known[0].currency)
        problems: list[str] = []
        if card.key != "none" and not self._services.login(card).key:
            problems.append(_NO_KEY.format(label=card.label))
        if any(self._workspace.media_path(e.media) is None for r in recipes for e in r.references):
            problems.append(_GONE)
        return JudgeQuote(
            recipes=recipes,
            takes=tuple(crop.take_id for crop in crops),
            price=total,
            problems=tuple(problems),
        )

    def start(
        self,
        quote: JudgeQuote,
        told: Callable[[TakeId, Verdict | None], None],
        *,
        allow_unpriced: bool = False,
    ) -> tuple[AttemptId, ...]:
        """Write every question down within the caps, then ask; `told` comes once for each pick, on this thread.

        None means that there is no verdict; the queue says why.

        Raises:
            BadInput: the quote has problems; nothing was written or sent.
            NeedsDecision: a price under a cap is not known and `allow_unpriced` is False.
            OverBudget: a cap would be exceeded.
        """
        if quote.problems:
            raise BadInput(quote.problems[0])
        caps = self._caps.in_force()
        if quote.price is None and caps and not allow_unpriced:
            raise NeedsDecision(_UNPRICED, _ALLOW)
        share = None
        if quote.price is not None and quote.recipes:
            amount = quote.price.amount / len(quote.recipes)
            share = Money(amount=amount, currency=quote.price.currency)
        batch, now = mint(TASK), self._services.now()
        rows = [
            Attempt(
                id=AttemptId(mint("attempt")), shot_id=recipe.shot_id, generator=recipe.generator,
                model=recipe.model, recipe=recipe, fingerprint=recipe.fingerprint(),
                token=str(uuid.uuid4()), tag="", state="reserved", batch=batch,
                created_at=now, updated_at=now, estimate=share,
            )
            for recipe in quote.recipes
        ]  # fmt: skip
        made = self._workspace.file.ledger.add(rows, caps=caps)
        for attempt, take_id in zip(made, quote.takes, strict=True):
            self._attempts.adopt(attempt)
            self._ask(attempt, take_id, told)
        return tuple(attempt.id for attempt in made)

    def verdicts(self, cast_id: CastId) -> dict[TakeId, Judged]:
        """The newest verdict on each pick of an entry, out of the ledger."""
        found: dict[TakeId, Judged] = {}
        for attempt in self._attempts.all():
            asked = attempt.recipe.settings
            mine = asked.get("task") == TASK and asked.get("about") == cast_id
            if not mine or attempt.state != "take" or attempt.take_id is None:
                continue
            story = self._attempts.story(attempt.id)
            try:
                verdict = Verdict.model_validate_json(story[-1].note)
            except ValidationError:
                continue  # a person wrote on it since
            found[attempt.take_id] = Judged(
                take_id=attempt.take_id,
                attempt_id=attempt.id,
                generator=attempt.generator,
                model=attempt.model,
                verdict=verdict,
                cost=attempt.cost,
            )
        return found

    # -- one question -----------------------------------------------------------------------------

    def _recipe(self, cast_id: CastId, crop: StripCrop, generator: str, model: str) -> Recipe:
        entry = self._workspace.get(CastEntry, cast_id)
        look = self._workspace.find(Look, crop.look_id) if crop.look_id else None
        sheet = [each for each in pictures(entry, look) if each.slot != "sheet"][:_SHEET_MOST]
        if look is None or not sheet:
            raise BadInput(_NO_SHEET.format(name=entry.name), _PIN)
        language = self._workspace.project.language
        told = ", ".join(part for part in (identity(entry, "en"), worn_words(look)) if part)
        references = [
            RecipeReference(
                role=ROLES[entry.kind],
                name=entry.name,
                media=each.media,
                cast_id=entry.id,
                look_id=look.id,
                sheet_version=look.sheet_version,
                slot=each.slot,
                rights=each.rights,
            )
            for each in sheet
        ]
        references.append(
            RecipeReference(
                role="clip" if crop.media.kind == "video" else "first_frame",
                name=crop.shot_number,
                media=crop.media,
                take_id=crop.take_id,
                frame=crop.frame,
            )
        )
        return Recipe(
            generator=generator,
            model=model,
            medium="text",
            shot_id=crop.shot_id,
            prompt=_QUESTION.format(count=len(sheet), name=entry.name, words=told),
            language=language,
            references=tuple(references),
            settings={"task": TASK, "about": cast_id},
        )

    def _ask(
        self, attempt: Attempt, take_id: TakeId, told: Callable[[TakeId, Verdict | None], None]
    ) -> Job:
        """Bring the pictures into form on the pool, then ask exactly once."""
        recipe = attempt.recipe
        paths = [self._workspace.media_path(each.media) for each in recipe.references]
        planned = [
            (path, each.frame) for path, each in zip(paths, recipe.references, strict=True) if path
        ]
        folder = tempfile.TemporaryDirectory(prefix="fenjing-judge-")

        def ready(files: tuple[Path, ...]) -> None:
            self._send(attempt, files, finished)

        def finished(verdict: Verdict | None) -> None:
            folder.cleanup()
            told(take_id, verdict)

        def broken(error: Exception) -> None:
            message = error.message if isinstance(error, FenjingError) else type(error).__name__
            self._move(attempt, "rejected", refusal=refuse("not_sent", message=message))
            finished(None)

        self._takes[attempt.id] = take_id
        return self._services.runner.run(
            lambda _progress: _files(planned, Path(folder.name)), ready, broken
        )

    def _send(
        self, attempt: Attempt, files: tuple[Path, ...], finished: Callable[[Verdict | None], None]
    ) -> None:
        generator = self._services.catalog[attempt.generator]
        if not isinstance(generator, TextGenerator):
            raise NotFound(_BLIND.format(label=generator.card.label), _OTHER)
        login, vendor = self._services.login(generator.card), vendor_of(generator.card)
        language = "Chinese" if attempt.recipe.language == "zh" else "English"
        question = Question(
            model=attempt.model,
            system=_SYSTEM.format(language=language),
            text=attempt.recipe.prompt,
            pictures=files,
            answer_schema=Verdict.model_json_schema(),
            answer_name="verdict",
            most_tokens=_ANSWER_MOST,
        )
        self._move(attempt, "submitting", submitted_at=self._services.now())

        async def ask(http: Http) -> Written | Declined | Doubtful:
            http.redactor.learn(login.secrets)
            return await generator.write(question, http.channel(vendor, login))

        def answered(answer: Written | Declined | Doubtful) -> None:
            finished(self._settled(attempt, answer))

        def lost(error: Exception) -> None:
            detail = type(error).__name__
            self._move(attempt, "unknown", refusal=refuse("unknown", message=_LOST, detail=detail))
            finished(None)

        self._services.runner.spawn(ask, answered, lost)

    def _settled(self, attempt: Attempt, answer: Written | Declined | Doubtful) -> Verdict | None:
        """Write down what came; returns the verdict when there is one."""
        if isinstance(answer, Doubtful):
            self._move(attempt, "unknown", refusal=answer.refusal)
            return None
        if isinstance(answer, Declined):
            billed = answer.refusal.billed == "yes"
            spent = attempt.estimate if billed else None
            state = "failed" if billed else "rejected"
            self._move(attempt, state, refusal=answer.refusal, cost=spent)
            return None
        cost = answer.cost or attempt.estimate
        try:
            verdict = read_answer(answer, Verdict)
        except BadInput as error:
            refusal = refuse("failed", message=error.message, fix=error.fix, billed="yes")
            self._move(attempt, "failed", refusal=refusal, cost=cost)
            return None
        self._move(attempt, "ready")
        self._move(attempt, "downloading")
        self._move(attempt, "verified")
        note = json.dumps(verdict.model_dump(), ensure_ascii=False)
        self._move(attempt, "take", note=note, take_id=self._takes[attempt.id], cost=cost)
        return verdict

    def _move(self, attempt: Attempt, state: Any, *, note: str = "", **fields: Any) -> None:
        self._attempts.adopt(
            self._workspace.file.ledger.move(attempt.id, state, note=note, **fields)
        )


def _files(planned: Sequence[tuple[Path, int | None]], folder: Path) -> tuple[Path, ...]:
    """The pictures as JPEGs of a size that every vendor takes."""
    made: list[Path] = []
    for number, (path, frame) in enumerate(planned):
        image = open_picture(path) if frame is None else frames.still(path, frame)
        image.thumbnail((_SIDE, _SIDE))
        made.append(folder / f"{number}.jpg")
        save_picture(image, made[-1])
    return tuple(made)
