"""What would go out for one shot to one vendor, whole, before it is sent; and what differs from the last time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field

from app.domain.attempts import Attempt
from app.domain.cards import Card
from app.domain.cast import Rights
from app.domain.entity import Value
from app.domain.ids import ShotId
from app.domain.media import MediaRef
from app.domain.money import Money
from app.domain.recipes import Medium, Recipe, ReferenceRole
from app.domain.wording import N_
from app.errors import FenjingError
from app.generators.contract import Order, RemoteGenerator
from app.generators.login import Login
from app.generators.redaction import Redactor
from app.jobs.state import vendor_of
from app.media.fitting import fit
from app.planning.differences import ROLE_WORDS, Difference, differences
from app.studio.attempts import Attempts
from app.studio.costs import CostItem
from app.studio.services import Services
from app.studio.workspace import Workspace

#: Stands in for the token, which is minted with the row; tags are numbers and look as if chance were 0.
_MINTED = "(minted when it is sent)"
_NO_RIGHTS = N_(
    "No rights are noted for the picture of {name}; if it shows a real person, the vendor may refuse it."
)
_REAL_PERSON = N_("The picture of {name} may show a real person; the vendor may refuse it.")
#: Stands in for a key that is not there yet; never shown, since the preview hides keys.
_NO_KEY = {"single": "no-key-yet", "pair": "no-key-yet:no-secret-yet"}


class PreviewReference(Value):
    """One picture, film or recording that goes along."""

    role: ReferenceRole
    role_words: str
    name: str
    media: MediaRef
    rights: Rights = ""
    missing: bool = Field(default=False, description="its file is not there: the send is blocked")


class SendPreview(Value):
    """A send, whole. `requests` are the exact requests in order, keys hidden; none for drawings and people."""

    shot_id: ShotId
    shot_number: str
    generator: str
    generator_label: str
    model: str
    model_label: str
    medium: Medium
    prompt: str
    negative: str = ""
    references: tuple[PreviewReference, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    seconds: float = Field(0.0, description="0 where the medium has no length")
    width: int = 0
    height: int = 0
    price: Money | None = Field(None, description="None: not known")
    problems: tuple[str, ...] = Field((), description="what the card refuses; it cannot be sent")
    dropped: tuple[str, ...] = Field((), description="what the generator has no room for")
    remarks: tuple[str, ...] = Field(
        (), description="what the vendor may refuse, although the card allows it"
    )
    requests: tuple[dict[str, Any], ...] = ()
    last_generator: str = Field("", description="whose send `differences` compare with")
    last_sent_at: datetime | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def blocked(self) -> bool:
        """True when it cannot be sent."""
        return bool(self.problems)


class Previewing:
    """Builds send previews of one project."""

    def __init__(self, workspace: Workspace, services: Services, attempts: Attempts) -> None:
        self._workspace = workspace
        self._services = services
        self._attempts = attempts

    def prepared(self, item: CostItem) -> Callable[[], SendPreview]:
        """Everything that only this thread may read, and the function that makes the preview on any thread."""
        recipe = item.recipe
        generator = self._services.catalog[item.generator]
        card = generator.card
        paths = {
            one.media.sha256: self._workspace.media_path(one.media) for one in recipe.references
        }
        model = card.model(recipe.model)
        last = self._last(recipe.shot_id, card)
        shown = SendPreview(
            shot_id=item.shot_id,
            shot_number=item.shot_number,
            generator=item.generator,
            generator_label=card.label,
            model=recipe.model,
            model_label=model.label if model else recipe.model,
            medium=recipe.medium,
            prompt=recipe.prompt,
            negative=recipe.negative,
            references=tuple(
                PreviewReference(
                    role=one.role,
                    role_words=ROLE_WORDS[one.role],
                    name=one.name,
                    media=one.media,
                    rights=one.rights,
                    missing=paths[one.media.sha256] is None,
                )
                for one in recipe.references
            ),
            settings=tuple(
                (name, str(value).lower() if isinstance(value, bool) else str(value))
                for name, value in sorted(recipe.settings.items())
            ),
            seconds=recipe.seconds,
            width=recipe.width,
            height=recipe.height,
            price=item.price,
            problems=item.problems,
            dropped=item.dropped,
            remarks=_remarks(recipe, card),
            last_generator=last.generator if last else "",
            last_sent_at=(last.submitted_at or last.created_at) if last else None,
            differences=differences(last.recipe, recipe) if last else (),
        )
        if not isinstance(generator, RemoteGenerator) or None in paths.values():
            return lambda: shown
        login, now = self._login(card), self._services.now()
        held = {sha: path for sha, path in paths.items() if path is not None}
        return lambda: _with_requests(shown, generator, recipe, held, login, now)

    def _login(self, card: Card) -> Login:
        """The login in force; a key that is missing is stood in for, so that the request can be shown whole."""
        login = self._services.login(card)
        if login.key or card.key == "none":
            return login
        return replace(login, key=_NO_KEY[card.key])

    def _last(self, shot_id: ShotId, card: Card) -> Attempt | None:
        """The last send of the shot to this vendor, else to any."""
        sent = [
            attempt
            for attempt in self._attempts.all()
            if attempt.shot_id == shot_id and attempt.submitted_at is not None
        ]
        catalog = self._services.catalog
        same = [
            attempt
            for attempt in sent
            if attempt.generator in catalog
            and vendor_of(catalog[attempt.generator].card) == vendor_of(card)
        ]
        found = same or sent
        return found[-1] if found else None


def _remarks(recipe: Recipe, card: Card) -> tuple[str, ...]:
    """Vendors refuse photographs of real people; each character whose pictures may be one is named once."""
    if card.kind != "remote":
        return ()
    found: dict[str, str] = {}
    for one in recipe.references:
        if one.role == "character" and one.rights != "generated":
            template = _NO_RIGHTS if not one.rights else _REAL_PERSON
            found.setdefault(one.name, template.format(name=one.name))
    return tuple(found.values())


def _with_requests(
    shown: SendPreview,
    generator: RemoteGenerator,
    recipe: Recipe,
    paths: dict[str, Path],
    login: Login,
    now: datetime,
) -> SendPreview:
    """The preview with its requests, over pictures fitted as they will be; a vendor's objection is a problem."""
    card = generator.card
    limits = card.pictures_of(card.model(recipe.model) or card.models[0])
    pictures = {one.media.sha256 for one in recipe.references if one.media.kind == "picture"}
    with tempfile.TemporaryDirectory(prefix="fenjing-preview-") as folder:
        try:
            fitted = {
                sha: fit(path, Path(folder), limits) if sha in pictures else path
                for sha, path in paths.items()
            }
            order = Order(
                recipe=recipe, token=_MINTED, tag=str(recipe.seed), created_at=now, inputs=fitted
            )
            redactor = Redactor(login.secrets)
            requests = tuple(redactor.request(one) for one in generator.preview(order, login))
        except FenjingError as error:
            problems = dict.fromkeys((*shown.problems, error.message))
            return shown.model_copy(update={"problems": tuple(problems)})
    return shown.model_copy(update={"requests": requests})
