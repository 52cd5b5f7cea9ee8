"""Several shots in one film: asked once over real HTTP, cut apart exactly, and never lost or doubled by a kill."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app import bootstrap, paths
from app.commands import shots as shot_commands
from app.domain.attempts import Attempt
from app.domain.changes import Changes
from app.domain.ids import ShotId
from app.domain.shots import Shot
from app.domain.takes import Take
from app.errors import BadInput, RuleBroken
from app.generators.card import load
from app.media.frames import FrameReader
from app.planning import groups
from app.studio import intake
from app.studio.costs import CostSheet
from app.studio.session import Session
from app.studio.studio import Studio
from tests.fakes.server import Call, Response
from tests.fakes.vendors.kling import FakeKling
from tests.media import films
from tests.studio import vendors
from tests.studio.conftest import SCRIPT

MODEL = "kling-v3"


class FilmKling(FakeKling):
    """Gives a film in which every frame says its number, as long as was asked, with sound."""

    folder = Path()
    #: Frames that the film is shorter than asked.
    missing = 0

    def serve_file(self, call: Call) -> Response:
        job = self.jobs[call.path.split("/")[2]]
        frames = 24 * int(job.body["duration"]) - self.missing
        path = films.film(self.folder / f"{job.id}.mp4", frames, sound=films.noise(3, frames / 24))
        return self.shelf.serve(path.read_bytes(), "video/mp4", call)


class Killed(BaseException):
    """The program ends here and now."""


@pytest.fixture
def kling(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FilmKling]:
    shipped = load(paths.resource("cards", "kling.json"))
    models = tuple(model for model in shipped.models if model.id in (MODEL, "kling-v2-6"))
    changes = {"id": "maker", "module": "kling", "vendor": "", "models": models}
    own = shipped.model_copy(update={**changes, "poll_first_seconds": 0.05})
    vendors.write(paths.settings_folder() / "cards", own)
    with FilmKling() as fake:
        fake.folder = tmp_path
        monkeypatch.setenv("FENJING_MAKER_URL", fake.url)
        monkeypatch.setenv("FENJING_MAKER_KEY", fake.key)
        yield fake


@pytest.fixture
def studio(kling: FilmKling) -> Iterator[Studio]:
    with bootstrap.open_studio() as opened:
        yield opened


@pytest.fixture
def drama(studio: Studio, tmp_path: Path) -> Iterator[Session]:
    made = studio.create(tmp_path / "drama", title="灯")
    made.intake.accept_script(intake.read_script(SCRIPT.encode(), name="drama.txt"))
    for episode in made.episodes():
        made.production.accept(made.production.breakdown(episode.id))
    yield made
    made.close()


def shots(session: Session) -> list[ShotId]:
    return [row.shot.id for row in session.board_rows(session.episodes()[0].id)]


def together(session: Session) -> CostSheet:
    return session.production.quote_group(shots(session), "maker", MODEL)


def takes_of(session: Session) -> list[Take]:
    return [take for shot in shots(session) for take in session.all(Take, shot_id=shot)]


def frames_of(session: Session, take: Take) -> list[int]:
    path = session.media_path(take.media)
    assert path is not None
    with FrameReader(path) as reader:
        return [films.number_of(reader.rgb(place)) for place in range(len(reader))]


def test_one_film_becomes_one_take_of_each_shot(drama: Session, kling: FilmKling) -> None:
    sheet = together(drama)
    (item,) = sheet.items
    numbers = [drama.get(Shot, shot).number for shot in shots(drama)]
    assert item.shot_number == " + ".join(numbers)
    assert item.price is not None
    assert not item.problems
    undo = drama.undo_label
    made = drama.production.generate(sheet)
    assert set(drama.production.lacking(shots(drama), "maker")) == set()
    assert len(drama.production.attempts.open_of(shots(drama)[1:])) == 1
    drama.production.attempts.wait(made)
    assert drama.undo_label == undo
    (job,) = kling.jobs.values()
    assert len(job.body["multi_prompt"]) == len(numbers)
    attempt = drama.production.attempts.get(made[0])
    takes = takes_of(drama)
    assert [take.shot_id for take in takes] == shots(drama)
    pieces = groups.pieces(attempt.recipe, 24.0, 24 * int(job.body["duration"]))
    for take, piece in zip(takes, pieces, strict=True):
        wanted = [n % 256 for n in range(piece.first, piece.first + piece.frames)]
        assert frames_of(drama, take) == wanted
        assert take.media.has_sound
        assert take.recipe == attempt.recipe
        assert take.attempt_id == attempt.id
        assert take.note == item.shot_number
        assert drama.production.recipes.outdated(take) == ()
    assert sum((take.cost.amount for take in takes if take.cost), Decimal(0)) == kling.invoiced
    assert attempt.take_id == takes[0].id
    assert drama.production.recipes.outdated_of(drama.episodes()[0].id) == {}


def test_a_changed_line_makes_only_its_own_take_outdated(drama: Session) -> None:
    drama.production.attempts.wait(drama.production.generate(together(drama)))
    first, *others = takes_of(drama)
    drama.do(shot_commands.edit_shots, [first.shot_id], action="林夏抬头。")
    assert drama.production.recipes.outdated(first)
    assert all(drama.production.recipes.outdated(take) == () for take in others)


def test_a_film_that_is_too_short_gives_what_is_there(drama: Session, kling: FilmKling) -> None:
    sheet = together(drama)
    last = sheet.items[0].recipe.parts[-1]
    kling.missing = round(last.seconds * 24)
    drama.production.attempts.wait(drama.production.generate(sheet))
    assert [take.shot_id for take in takes_of(drama)] == shots(drama)[:-1]


@pytest.mark.parametrize("moment", ["downloading", "verified", "rows"])
def test_a_kill_between_the_film_and_its_takes_neither_loses_nor_doubles(
    studio: Studio, drama: Session, kling: FilmKling, moment: str
) -> None:
    def step(attempt: Attempt) -> None:
        if attempt.state == moment:
            raise Killed

    def rows(changes: Changes) -> None:
        if moment == "rows" and "Take" in changes.touched:
            raise Killed

    made = drama.production.generate(together(drama))
    drama.production.attempts.listen(step)
    drama.listen(rows)
    with pytest.raises(Killed):
        drama.production.attempts.wait(made)
    wanted = shots(drama)
    assert len(takes_of(drama)) == (len(wanted) if moment == "rows" else 0)
    drama.close()
    again = studio.open(drama.folder)
    try:
        again.production.attempts.wait(made)
        assert [take.shot_id for take in takes_of(again)] == wanted
        assert again.production.attempts.get(made[0]).state == "take"
        assert len(kling.jobs) == 1
    finally:
        again.close()


def test_a_piece_goes_to_another_vendor_as_its_own_shot(drama: Session) -> None:
    made = drama.production.generate(together(drama))
    drama.production.attempts.wait(made)
    second = takes_of(drama)[1]
    (item,) = drama.production.reissue(second.id, "maker", "kling-v2-6").items
    assert item.shot_id == second.shot_id
    assert item.recipe.parts == ()
    with pytest.raises(BadInput):
        drama.production.reissue(made[0], "maker", MODEL)


def test_what_cannot_be_one_film_is_said_before_it_is_sent(drama: Session) -> None:
    production = drama.production
    for chosen, model in ((shots(drama)[:1], MODEL), ([], MODEL), (shots(drama), "kling-v2-6")):
        with pytest.raises(RuleBroken) as refused:
            production.quote_group(chosen, "maker", model)
        assert refused.value.fix
