"""The main job on the sample drama, whole: script, cast, shots, takes, voices, music, cut, film."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import Field

from app import paths
from app.domain.deliveries import Delivery
from app.domain.entity import Value
from app.domain.ids import EpisodeId
from app.domain.project import Language
from app.domain.script import Episode
from app.domain.wording import N_
from app.errors import DiskTrouble
from app.studio import intake
from app.studio.report import Cancelled, Report, never, part
from app.studio.session import Session
from app.studio.studio import Studio

_log = logging.getLogger(__name__)

#: The sample drama in each language, and its name as a project folder.
SCRIPTS: dict[Language, tuple[str, str]] = {
    "zh": ("lost_tomorrow_zh.txt", "明天才会丢"),
    "en": ("lost_tomorrow_en.fountain", "Lost Tomorrow"),
}


class Step(Value):
    """One step of the demonstration and the time it took."""

    name: str
    seconds: float
    told: str = ""
    values: dict[str, Any] = Field(default_factory=dict)


class Film(Value):
    """One finished file."""

    path: str
    seconds: float
    size: int
    width: int
    height: int


class Outcome(Value):
    """What the demonstration made."""

    folder: str
    language: Language
    steps: tuple[Step, ...]
    films: tuple[Film, ...]

    def document(self) -> dict[str, Any]:
        """For `--json`."""
        return self.model_dump(mode="json")


class _Clock:
    """Times the steps."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    @contextmanager
    def step(self, name: str, told: str = "") -> Iterator[dict[str, Any]]:
        """Time one step; what is put into the dictionary fills `told`."""
        values: dict[str, Any] = {}
        start = time.perf_counter()
        yield values
        seconds = round(time.perf_counter() - start, 2)
        self.steps.append(Step(name=name, seconds=seconds, told=told, values=values))


def prepare(studio: Studio, folder: Path, language: Language) -> Session:
    """A fresh project holding the sample drama's script, cast and shots; an older one there is replaced.

    Raises:
        DiskTrouble: the folder cannot be written to.
    """
    script, title = SCRIPTS[language]
    target = folder / f"{title}.fenjing"
    _clear(target)
    session = studio.create(target, title=title, language=language)
    try:
        data = paths.samples().joinpath(script).read_bytes()
        session.intake.accept_script(intake.read_script(data, name=script))
        for episode in session.episodes():
            session.production.accept(session.production.breakdown(episode.id))
    except BaseException:
        session.close()
        raise
    return session


def begin(session: Session) -> None:
    """Fill a fresh sample while the person looks on: voices, then drawings, then music, in the background.

    Stops with the session; opening the sample again takes the drawings up where they were.
    """
    _fill(session, [episode.id for episode in session.episodes()])


def _fill(session: Session, waiting: list[EpisodeId]) -> None:
    if not waiting:
        return
    episode_id, rest = waiting[0], waiting[1:]

    def spoken(_count: int) -> None:
        shots = [row.shot.id for row in session.board_rows(episode_id) if not row.takes]
        if shots:
            session.production.generate(session.production.quote(shots, generator="animatic"))
        session.production.start_music(episode_id, lambda _music: _fill(session, rest), failed)

    def failed(error: Exception) -> None:
        _log.warning("the sample goes on without sound: %s", error)
        _fill(session, rest)

    session.production.voicing.start(episode_id, spoken, failed)


def run(
    studio: Studio,
    folder: Path,
    language: Language,
    report: Report,
    cancelled: Cancelled = never,
    *,
    size: str = "",
) -> Outcome:
    """The whole way; every episode of the sample becomes a film in `folder`.

    Raises:
        Cancelled: the person stopped it; the project made so far stays and opens.
        DiskTrouble: the folder cannot be written to.
    """
    clock = _Clock()
    folder.mkdir(parents=True, exist_ok=True)
    report(0.0, "")
    found = N_("episodes: {episodes}, scenes: {scenes}, cast: {cast}, shots: {shots}")
    with clock.step(N_("Script"), found) as told:
        session = prepare(studio, folder, language)
        told.update(_counted(session))
    try:
        films = _produce(session, folder, clock, report, cancelled, size)
        return Outcome(
            folder=str(session.folder), language=language, steps=tuple(clock.steps), films=films
        )
    finally:
        session.close()


def _produce(
    session: Session, folder: Path, clock: _Clock, report: Report, cancelled: Cancelled, size: str
) -> tuple[Film, ...]:
    episodes = session.episodes()
    with clock.step(N_("Voices"), N_("lines spoken: {count}")) as told:
        told["count"] = sum(
            session.production.voicing.speak(episode.id, part(report, 0.02, 0.08), cancelled)
            for episode in episodes
        )
    with clock.step(N_("Takes"), N_("drawn by the animatic: {count}")) as told:
        told["count"] = _draw(session, episodes, part(report, 0.08, 0.6), cancelled)
    with clock.step(N_("Music"), N_("{seconds:.0f} s composed")) as told:
        told["seconds"] = sum(
            session.production.compose_music(episode.id).seconds for episode in episodes
        )
    films: list[Film] = []
    share = 0.38 / len(episodes)
    for place, episode in enumerate(episodes):
        with clock.step(N_("Film"), N_("episode {number}, {seconds:.1f} s")) as told:
            start = 0.62 + share * place
            within = part(report, start, start + share)
            out = folder / f"{session.project.title}_E{episode.number:02d}.mp4"
            delivery = session.rendering.export(
                episode.id, preset=size, out=out, report=within, cancelled=cancelled
            ).delivery
            told.update(number=episode.number, seconds=delivery.seconds)
            films.append(_film(delivery))
    return tuple(films)


def _draw(session: Session, episodes: list[Episode], report: Report, cancelled: Cancelled) -> int:
    shots = [row.shot.id for episode in episodes for row in session.board_rows(episode.id)]
    sheet = session.production.quote(shots, generator="animatic")
    attempts = session.production.generate(sheet)
    return session.production.attempts.wait(attempts, report, cancelled)


def _counted(session: Session) -> dict[str, Any]:
    episodes = session.episodes()
    return {
        "episodes": len(episodes),
        "scenes": sum(len(session.scenes(episode.id)) for episode in episodes),
        "cast": len(session.cast()),
        "shots": sum(len(session.board_rows(episode.id)) for episode in episodes),
    }


def _film(delivery: Delivery) -> Film:
    return Film(
        path=delivery.path,
        seconds=delivery.seconds,
        size=delivery.size,
        width=delivery.width,
        height=delivery.height,
    )


def _clear(target: Path) -> None:
    if not target.exists():
        return
    try:
        shutil.rmtree(target)
    except OSError as trouble:
        raise DiskTrouble(
            N_("The sample project of last time cannot be replaced."),
            N_("Close it, or choose another folder with --out."),
        ) from trouble
