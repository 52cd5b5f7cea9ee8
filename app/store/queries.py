"""Joined reads made for screens and listings: one SQL statement each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from app.domain.ids import EpisodeId, SceneId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.project import Project
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.store import rows
from app.store.assets import Pointer
from app.store.faults import in_plain_words
from app.store.tables import episodes, scenes, shots, takes

BoardState = Literal["empty", "takes", "picked"]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One shot as the board shows it; `media` is of the take that counts (`domain.takes.counting`), if any."""

    shot: Shot
    scene_number: str
    takes: int
    notes: int
    media: MediaRef | None
    media_take: TakeId | None
    state: BoardState


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project on the Home page: what it is and how far it has come."""

    project: Project
    episodes: int
    scenes: int
    shots: int
    picked: int
    takes: int
    length: int
    cover: MediaRef | None


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of a search: the entity type, its id, the field and the text around the hit."""

    kind: str
    id: str
    field: str
    text: str


_BOARD = sa.text("""
SELECT s.body AS body, c.number AS scene_number, s.pick AS pick,
  (SELECT count(*) FROM takes t WHERE t.shot_id = s.id) AS takes,
  (SELECT count(*) FROM notes n WHERE n.shot_id = s.id AND n.resolved = 0) AS notes,
  p.id AS picked,
  coalesce(json_extract(p.body, '$.media'), json_extract(l.body, '$.media')) AS media,
  coalesce(p.id, l.id) AS media_take
FROM shots s
JOIN scenes c ON c.id = s.scene_id
LEFT JOIN takes p ON p.id = s.pick
LEFT JOIN takes l ON p.id IS NULL AND l.id =
  (SELECT t.id FROM takes t WHERE t.shot_id = s.id
     AND (json_extract(t.body, '$.media.kind') = 'video'
       OR (json_extract(t.body, '$.media.kind') = 'picture'
         AND json_extract(t.body, '$.source') = 'imported'))
   ORDER BY t.number, t.id LIMIT 1)
WHERE c.episode_id = :episode
ORDER BY c.rank, c.id, s.rank, s.id
LIMIT :limit OFFSET :offset
""")

_CARD = sa.text("""
SELECT (SELECT body FROM project LIMIT 1) AS body,
  (SELECT count(*) FROM episodes) AS episodes,
  (SELECT count(*) FROM scenes) AS scenes,
  (SELECT count(*) FROM shots) AS shots,
  (SELECT count(*) FROM shots WHERE pick IS NOT NULL) AS picked,
  (SELECT count(*) FROM takes t JOIN shots s ON s.id = t.shot_id) AS takes,
  (SELECT coalesce(sum(length), 0) FROM shots WHERE status != 'omitted') AS length,
  (SELECT json_extract(t.body, '$.media')
     FROM shots s JOIN scenes c ON c.id = s.scene_id JOIN episodes e ON e.id = c.episode_id
     JOIN takes t ON t.id = s.pick
     ORDER BY e.rank, c.rank, s.rank LIMIT 1) AS cover
""")

#: What a search looks through: the type and, for each field, its place in the body.
_SEARCHED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Episode", "episodes", ("title", "text")),
    ("Scene", "scenes", ("heading", "synopsis")),
    ("Shot", "shots", ("number", "action", "notes", "prompt")),
    ("CastEntry", "cast_entries", ("name", "aliases", "description")),
    ("Look", "looks", ("name", "description")),
    ("Note", "notes", ("text",)),
)
_AROUND = 40


class Queries:
    """Read models of one open project, on its thread."""

    def __init__(self, connection: sa.Connection, guard: Callable[[], None]) -> None:
        self._connection = connection
        self._guard = guard

    def _run(
        self, query: sa.Executable, values: dict[str, object] | None = None
    ) -> Sequence[sa.Row[Any]]:
        self._guard()
        with in_plain_words():
            return self._connection.execute(query, values or {}).all()

    def board_rows(
        self, episode_id: str, *, limit: int = -1, offset: int = 0
    ) -> tuple[BoardRow, ...]:
        """An episode's shots in story order, each with its picture and its counts."""
        values: dict[str, object] = {"episode": episode_id, "limit": limit, "offset": offset}
        return tuple(
            BoardRow(
                shot=rows.decode(Shot, row.body),
                scene_number=row.scene_number,
                takes=row.takes,
                notes=row.notes,
                media=_media(row.media),
                media_take=row.media_take,
                state="picked" if row.picked else "takes" if row.takes else "empty",
            )
            for row in self._run(_BOARD, values)
        )

    def project_card(self) -> ProjectCard:
        """The project in figures; `length` is the planned length of all shots, in frames."""
        (row,) = self._run(_CARD)
        return ProjectCard(
            project=rows.decode(Project, row.body),
            episodes=row.episodes,
            scenes=row.scenes,
            shots=row.shots,
            picked=row.picked,
            takes=row.takes,
            length=row.length,
            cover=_media(row.cover),
        )

    def scenes_of(self, episode_id: str) -> list[Scene]:
        """An episode's scenes in story order."""
        query = sa.select(scenes.c.body).where(scenes.c.episode_id == episode_id)
        found = self._run(query.order_by(scenes.c.rank, scenes.c.id))
        return [rows.decode(Scene, row.body) for row in found]

    def scene_order(self) -> tuple[SceneId, ...]:
        """Every scene of the series in story order, by id."""
        self._guard()
        query = (
            sa.select(scenes.c.id)
            .join(episodes, episodes.c.id == scenes.c.episode_id)
            .order_by(episodes.c.rank, episodes.c.id, scenes.c.rank, scenes.c.id)
        )
        return tuple(SceneId(found) for found in self._connection.execute(query).scalars())

    def shot_numbers(self) -> dict[ShotId, str]:
        """The label of every shot of the series."""
        self._guard()
        found = self._connection.execute(sa.select(shots.c.id, shots.c.number))
        return {ShotId(shot_id): number for shot_id, number in found}

    def picks(self) -> dict[ShotId, TakeId]:
        """The picked take of every shot of the series that has one."""
        found = self._run(sa.select(shots.c.id, shots.c.pick).where(shots.c.pick.is_not(None)))
        return {ShotId(row.id): TakeId(row.pick) for row in found}

    def shots_of(self, episode_id: str) -> list[Shot]:
        """An episode's shots in story order."""
        query = (
            sa.select(shots.c.body)
            .join(scenes, scenes.c.id == shots.c.scene_id)
            .where(scenes.c.episode_id == episode_id)
            .order_by(scenes.c.rank, scenes.c.id, shots.c.rank, shots.c.id)
        )
        return [rows.decode(Shot, row.body) for row in self._run(query)]

    def episode_of_shot(self, shot_id: str) -> EpisodeId | None:
        """The episode that a shot belongs to."""
        query = (
            sa.select(scenes.c.episode_id)
            .join(shots, shots.c.scene_id == scenes.c.id)
            .where(shots.c.id == shot_id)
        )
        found = self._run(query)
        return EpisodeId(found[0].episode_id) if found else None

    def takes_of(self, episode_id: str) -> list[Take]:
        """All takes of an episode's shots, by shot in story order, then by number."""
        query = (
            sa.select(takes.c.body)
            .join(shots, shots.c.id == takes.c.shot_id)
            .join(scenes, scenes.c.id == shots.c.scene_id)
            .where(scenes.c.episode_id == episode_id)
            .order_by(scenes.c.rank, shots.c.rank, shots.c.id, takes.c.number)
        )
        return [rows.decode(Take, row.body) for row in self._run(query)]

    def takes_by_shot(self, episode_id: str = "") -> dict[ShotId, int]:
        """How many takes each shot has that has any; of one episode, or of all (also of removed shots)."""
        query = sa.select(takes.c.shot_id, sa.func.count().label("takes")).group_by(takes.c.shot_id)
        if episode_id:
            query = (
                query.join(shots, shots.c.id == takes.c.shot_id)
                .join(scenes, scenes.c.id == shots.c.scene_id)
                .where(scenes.c.episode_id == episode_id)
            )
        return {ShotId(row.shot_id): row.takes for row in self._run(query)}

    def counts_by_episode(self) -> dict[EpisodeId, tuple[int, int]]:
        """Scenes and shots of every episode."""
        query = (
            sa.select(
                episodes.c.id,
                sa.func.count(sa.distinct(scenes.c.id)).label("scenes"),
                sa.func.count(shots.c.id).label("shots"),
            )
            .outerjoin(scenes, scenes.c.episode_id == episodes.c.id)
            .outerjoin(shots, shots.c.scene_id == scenes.c.id)
            .group_by(episodes.c.id)
        )
        found = self._run(query)
        return {EpisodeId(row.id): (row.scenes, row.shots) for row in found}

    def search(self, text: str, *, limit: int = 100) -> list[Found]:
        """Where `text` stands in the script, the shots, the cast and the notes, whatever its case (A-Z)."""
        if not text.strip():
            return []
        escaped = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found = self._run(_SEARCH, {"wanted": f"%{escaped}%", "limit": limit})
        wanted = text.strip()
        return [Found(row.kind, row.id, row.field, _around(row.text, wanted)) for row in found]

    def pointers(self) -> Iterator[Pointer]:
        """Every place where the project points at a media file."""
        for row in self._run(_POINTERS):
            yield Pointer(row.owner, row.sha256, row.suffix)


def _search_statement() -> sa.TextClause:
    parts = [
        f"SELECT '{kind}' AS kind, id, '{field}' AS field, json_extract(body, '$.{field}') AS text "  # noqa: S608 - names are this module's own
        f"FROM {table} WHERE json_extract(body, '$.{field}') LIKE :wanted ESCAPE '\\'"
        for kind, table, fields in _SEARCHED
        for field in fields
    ]
    return sa.text(" UNION ALL ".join(parts) + " LIMIT :limit")


_SEARCH = _search_statement()

_POINTERS = sa.text("""
SELECT id AS owner, sha256, json_extract(body, '$.media.suffix') AS suffix FROM takes
UNION ALL
SELECT id, sha256, json_extract(body, '$.media.suffix') FROM voice_takes
UNION ALL
SELECT looks.id, json_extract(r.value, '$.media.sha256'), json_extract(r.value, '$.media.suffix')
  FROM looks, json_each(looks.body, '$.references') AS r
UNION ALL
SELECT looks.id, json_extract(r.value, '$.media.sha256'), json_extract(r.value, '$.media.suffix')
  FROM looks, json_each(looks.body, '$.earlier') AS v, json_each(v.value, '$.references') AS r
UNION ALL
SELECT takes.id, json_extract(r.value, '$.media.sha256'), json_extract(r.value, '$.media.suffix')
  FROM takes, json_each(takes.body, '$.recipe.references') AS r
UNION ALL
SELECT id, json_extract(body, '$.first_frame.sha256'), json_extract(body, '$.first_frame.suffix')
  FROM shots WHERE json_extract(body, '$.first_frame') IS NOT NULL
UNION ALL
SELECT id, json_extract(body, '$.last_frame.sha256'), json_extract(body, '$.last_frame.suffix')
  FROM shots WHERE json_extract(body, '$.last_frame') IS NOT NULL
UNION ALL
SELECT id, json_extract(body, '$.music.sha256'), json_extract(body, '$.music.suffix')
  FROM episodes WHERE json_extract(body, '$.music') IS NOT NULL
UNION ALL
SELECT id, json_extract(body, '$.filing.licence.sha256'), json_extract(body, '$.filing.licence.suffix')
  FROM project WHERE json_extract(body, '$.filing.licence') IS NOT NULL
""")


def _media(body: str | None) -> MediaRef | None:
    return None if body is None else MediaRef.model_validate(json.loads(body))


def _around(text: str, wanted: str) -> str:
    """The line of the hit, cut to what fits a list."""
    at = max(text.casefold().find(wanted.casefold()), 0)
    start = max(text.rfind("\n", 0, at) + 1, at - _AROUND)
    end = text.find("\n", at)
    return text[start : min(end if end >= 0 else len(text), at + len(wanted) + _AROUND)].strip()
