"""Canary keys for every vendor, in the environment, the keyring and the session: none is ever found on disk.

The vendors' servers are the worst there could be: they answer every request with everything that they were sent,
keys included, as error text, with every kind of status.
"""

from __future__ import annotations

import base64
import json
import logging
import logging.handlers
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from app import bootstrap, paths
from app.domain.cards import Card
from app.domain.choices import GeneratorChoice
from app.generators.card import load_all
from app.jobs.runner import QueueDelivery
from app.settings.keys import Keys
from app.studio import intake
from app.studio.attempts import NOT_SENT
from app.studio.session import Session
from app.studio.spreadsheet import as_csv
from app.studio.studio import Studio
from app.studio.waiting import stay_until
from tests.fakes.server import Call, FakeServer, Response
from tests.studio.conftest import SCRIPT

_STATUSES = (401, 400, 500, 403, 200, 429, 502)


class Gossip(FakeServer):
    """Tells everything it was told, and never does any work."""

    def route(self, call: Call) -> str:
        return call.method

    def work(self, route: str, call: Call) -> Response:
        told = json.dumps({"headers": call.headers, "query": call.query, "path": call.path})
        body = {
            "error": {"code": told, "message": told},
            "message": told,
            "detail": told,
            "id": "job-1",
        }
        status = _STATUSES[len(self.calls) % len(_STATUSES)]
        headers = {"Content-Type": "application/json", "Retry-After": "3600"}
        return Response(status, json.dumps(body).encode(), headers)


class FakeKeyring:
    """A keyring in memory: what the system's own would be."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.held.get((service, name))

    def set_password(self, service: str, name: str, value: str) -> None:
        self.held[service, name] = value

    def delete_password(self, service: str, name: str) -> None:
        del self.held[service, name]


@pytest.fixture
def log() -> Iterator[Path]:
    """The program's own log, in this test's folder."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    for handler in before:
        if isinstance(handler, logging.handlers.RotatingFileHandler):
            root.removeHandler(handler)
    bootstrap._write_log()
    yield paths.log_folder()
    for handler in list(root.handlers):
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    for handler in before:
        if handler not in root.handlers:
            root.addHandler(handler)
    root.setLevel(level)


def canary(vendor: str, card: Card) -> str:
    """A key of the right shape that is found nowhere else."""
    mark = vendor.replace("_", "").replace("-", "")
    if card.key == "pair":
        return f"CANARYaccess{mark}0001:CANARYsecret{mark}0002"
    return f"CANARYkey{mark}0001"


def forms(key: str) -> set[bytes]:
    """Every way in which a key or one of its halves could be written down."""
    parts = {key, *key.split(":")}
    coded = {base64.b64encode(part.encode()).decode().rstrip("=") for part in parts}
    coded.add(base64.b64encode(f"{key}:".encode()).decode().rstrip("="))
    return {form.encode() for form in (*parts, *coded, *(quote(part, safe="") for part in parts))}


def everything_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file():
                continue
            yield str(path), path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield f"{path}!{name}", archive.read(name)


def send_everywhere(session: Session, remote: list[Card]) -> list[str]:
    """Ask everybody who can be asked, look at every preview; returns all that a person would see."""
    production = session.production
    (wanted, *_) = [row.shot.id for row in session.board_rows(session.episodes()[0].id)]
    choices = [
        GeneratorChoice(generator=card.id, model=model.id)
        for card in remote
        for model in [next((one for one in card.models if not one.retired_on), None)]
        if model is not None and set(card.media_of(model)) & {"video", "picture"}
    ]
    sheet = production.bake_off([wanted], choices)
    said = [production.send_preview(item).model_dump_json() for item in sheet.items]
    open_items = tuple(item for item in sheet.items if not item.blocked)
    assert open_items
    sheet = sheet.model_copy(update={"items": open_items})
    production.generate(sheet, allow_unpriced=True)
    production.attempts.see_off()
    for row in production.attempts.rows():
        if row.attempt.needs_person:
            said.append(str(production.attempts.evidence(row.attempt.id)))
            production.attempts.resolve(row.attempt.id, NOT_SENT)
    said.append(as_csv(production.attempts.rows()))
    said.append(json.dumps([row.model_dump(mode="json") for row in production.attempts.rows()]))
    said.append(str(production.attempts.troubles()))
    return said


def test_keys_of_all_vendors_are_found_nowhere(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = [card for card in load_all() if card.kind in ("remote", "local")]
    vendors = {card.vendor or card.id: card for card in remote}
    keyed = {name: card for name, card in vendors.items() if card.key != "none"}
    keyring, delivery = FakeKeyring(), QueueDelivery()
    keys = Keys(keyring)
    with Gossip() as gossip:
        for place, (vendor, card) in enumerate(keyed.items()):
            if place % 2:
                keyring.set_password("fenjing", vendor, canary(vendor, card))
            else:
                monkeypatch.setenv(
                    f"FENJING_{vendor.upper().replace('-', '_')}_KEY", canary(vendor, card)
                )
        for vendor in vendors:
            monkeypatch.setenv(f"FENJING_{vendor.upper().replace('-', '_')}_URL", gossip.origin)
        services = bootstrap.build_services(delivery, delivery.pump, keys=keys)
        try:
            studio = Studio(services)
            said = _work(studio, remote, tmp_path)
        finally:
            services.close()
        heard = [str(call.headers) for _, call in gossip.calls]
    assert any("CANARY" in headers for headers in heard), "the servers never saw a key"
    assert any("***" in text for text in said), "nothing was ever hidden"
    searched = 0
    for vendor, card in keyed.items():
        for form in forms(canary(vendor, card)):
            told = [text for text in said if form in text.encode()]
            assert told == [], f"the key of {vendor} was shown"
    home = paths.settings_folder().parent
    wanted = [
        (vendor, form) for vendor, card in keyed.items() for form in forms(canary(vendor, card))
    ]
    for name, content in everything_below(tmp_path, home):
        searched += 1
        for vendor, form in wanted:
            assert form not in content, f"the key of {vendor} is in {name}"
    assert searched > 5
    assert any(path.stat().st_size for path in log.iterdir())


def _work(studio: Studio, remote: list[Card], tmp_path: Path) -> list[str]:
    """A day's work with nothing but trouble."""
    session = studio.create(tmp_path / "drama", title="灯")
    session.intake.accept_script(intake.read_script(SCRIPT.encode(), name="drama.txt"))
    for episode in session.episodes():
        session.production.accept(session.production.breakdown(episode.id))
    said = send_everywhere(session, remote)
    answers: list[str] = []
    asked = 0
    for card in remote:
        asked += 1
        studio.test_key(
            card.id,
            lambda check: answers.append(check.model_dump_json()),
            lambda error: answers.append(str(error)),
        )
    stay_until(studio.services, lambda: len(answers) == asked)
    said += answers
    for card in remote:
        key = studio.services.login(card).key
        logging.getLogger("app.anything").error("the vendor said %s", key or "nothing")
        try:
            raise ValueError(f"bad key {key}")
        except ValueError:
            logging.getLogger("app.anything").exception("it broke")
    made: list[object] = []
    session.keeping.back_up(made.append, made.append)
    stay_until(studio.services, lambda: bool(made))
    studio.save_settings(studio.settings.model_copy(update={"theme": "light"}))
    studio.save_copy(session, tmp_path / "copy")
    session.production.hand_off(
        next(row.shot.id for row in session.board_rows(session.episodes()[0].id)), tmp_path / "hand"
    )
    session.close()
    return said
