"""One vendor module on its own: the exact requests it writes, and what it makes of one answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.domain.ids import ShotId
from app.domain.recipes import Recipe, RecipeReference, ReferenceRole
from app.generators.catalog import build_catalog
from app.generators.contract import Order, RemoteGenerator, Request, Submission
from app.generators.login import Login
from app.generators.tools import Tools
from tests.fakes import clips
from tests.fakes.server import Fault
from tests.fakes.stage import converse
from tests.fakes.vendor import FakeVendor

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
KEY = "key-of-the-test-1234"
NAMES: Mapping[ReferenceRole, str] = {
    "character": "林夏", "place": "灯笼铺", "prop": "银哨子", "style": "水墨",
    "first_frame": "首帧", "last_frame": "尾帧", "clip": "上一镜", "sound": "台词",
}  # fmt: skip


class Wire:
    """Writes requests for one card into a folder of its own."""

    def __init__(self, card: str, folder: Path, **options: str) -> None:
        held = build_catalog(Tools(options=lambda _vendor: options), plugins=())[card]
        assert isinstance(held, RemoteGenerator)
        self.generator = held
        self.folder = folder

    def order(self, *roles: ReferenceRole, **changes: Any) -> Order:
        """A question with one file for each role; `林夏推开门` of 5 s in 9:16 unless said otherwise."""
        inputs: dict[str, Path] = {}
        references = []
        for place, role in enumerate(roles):
            suffix = {"clip": ".mp4", "sound": ".wav"}.get(role, ".png")
            path = self.folder / f"{place}{suffix}"
            data = {".mp4": clips.video(), ".wav": clips.sound()}.get(suffix)
            path.write_bytes(data or clips.picture(60 + place))
            media = clips.measure(path)
            inputs[media.sha256] = path
            references.append(RecipeReference(role=role, name=NAMES[role], media=media))
        fields: dict[str, Any] = {
            "generator": self.generator.card.id, "shot_id": ShotId("shot_1"), "prompt": "林夏推开门",
            "seconds": 5, "width": 1080, "height": 1920, "references": tuple(references),
        }  # fmt: skip
        return Order(Recipe(**(fields | changes)), "token-0001", "4711", NOON, inputs)

    def requests(self, *roles: ReferenceRole, **changes: Any) -> tuple[Request, ...]:
        """All requests of one submission, to the card's own address."""
        login = Login(address=self.generator.card.address, key=KEY)
        return self.generator.preview(self.order(*roles, **changes), login)

    def paid(self, *roles: ReferenceRole, **changes: Any) -> Request:
        """The paid one."""
        return self.requests(*roles, **changes)[-1]

    def told(
        self, fake: FakeVendor, fault: Fault, *roles: ReferenceRole, **changes: Any
    ) -> Submission:
        """What becomes of a submission whose paid call is answered by `fault`."""
        fake.fail("create", fault)
        return self.sent(fake, *roles, **changes)

    def sent(self, fake: FakeVendor, *roles: ReferenceRole, **changes: Any) -> Submission:
        """What becomes of a submission."""
        order = self.order(*roles, **changes)
        login = Login(address=fake.url, key=fake.key, own=True)
        return converse(
            self.generator.card.id, login, lambda channel: self.generator.submit(order, channel)
        )
