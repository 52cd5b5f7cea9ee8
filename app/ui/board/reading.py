"""Reads an episode for the board: rows of the project become cards, marks and facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.attempts import Attempt
from app.domain.cast import CastEntry, find_by_name
from app.domain.ids import EpisodeId
from app.domain.money import total
from app.domain.script import Element, Scene
from app.domain.shots import Shot
from app.planning.pacing import speech_seconds
from app.studio.workspace import Workspace
from app.ui.board.choices import MIXED
from app.ui.board.inspector import Facts, SpokenRow
from app.ui.models.shot_cards import ShotCard, SubjectDot

_RUNNING = frozenset({"submitting", "running", "ready", "downloading", "verified"})
_WAITING = frozenset({"planned", "reserved", "accepted"})
_REFUSED = frozenset({"rejected", "moderated"})
_LOST = frozenset({"failed", "expired"})


class BoardReading:
    """One episode as read after a commit; thrown away at the next."""

    def __init__(
        self,
        workspace: Workspace,
        episode_id: EpisodeId,
        attempts: Iterable[Attempt],
        stale: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.episode_id = episode_id
        self.stale = stale or {}
        self.fps = workspace.project.fps
        self.scenes = {scene.id: scene for scene in workspace.scenes(episode_id)}
        self.cast = {entry.id: entry for entry in workspace.all(CastEntry)}
        self.elements: dict[str, Element] = {
            element.id: element for scene in self.scenes.values() for element in scene.elements
        }
        self._attempts: dict[str, list[Attempt]] = {}
        for attempt in attempts:
            self._attempts.setdefault(attempt.shot_id, []).append(attempt)
        self.rows: dict[str, Any] = {row.shot.id: row for row in workspace.board_rows(episode_id)}
        self._dots = {
            entry.id: SubjectDot(entry.id, entry.name, entry.color, entry.kind)
            for entry in self.cast.values()
        }

    @property
    def people(self) -> list[SubjectDot]:
        """Everybody and everything that could be in frame, people first."""
        order = {"character": 0, "prop": 1, "place": 2, "style": 3}
        entries = [entry for entry in self.cast.values() if entry.kind in ("character", "prop")]
        return [self._dots[entry.id] for entry in sorted(entries, key=lambda one: order[one.kind])]

    def cards(self) -> list[ShotCard]:
        """Every shot in story order."""
        made: list[ShotCard] = []
        scene_before = ""
        for row in self.rows.values():
            card = self._card(row)
            made.append(replace(card, first_of_scene=card.scene_id != scene_before))
            scene_before = card.scene_id
        return made

    def _card(self, row: Any) -> ShotCard:
        shot: Shot = row.shot
        scene = self.scenes.get(shot.scene_id)
        spoken = [self.elements[key] for key in shot.lines if key in self.elements]
        attempts = self._attempts.get(shot.id, [])
        paid = total(attempt.cost for attempt in attempts if attempt.cost and attempt.cost.amount)
        return ShotCard(
            id=shot.id,
            scene_id=shot.scene_id,
            episode_id=self.episode_id,
            number=shot.number,
            place=scene.place if scene else "",
            size=shot.size,
            angle=shot.angle,
            move=shot.move,
            action=shot.action,
            lines="\n".join(
                f"{one.speaker}：{one.text}" if one.speaker else one.text for one in spoken
            ),
            subjects=tuple(self._dots[key] for key in shot.subjects if key in self._dots),
            length=shot.length,
            fps=self.fps,
            takes=row.takes,
            pick_id=shot.pick,
            media=row.media,
            trim_in=shot.trim_in,
            state=_with_age(state_of(shot, row.takes, attempts), shot.id in self.stale),
            outdated=self.stale.get(shot.id, ()) if row.takes else (),
            cost=" ".join(str(amount) for amount in paid.values()),
            rating=shot.rating,
            generator=shot.generator,
            transition=shot.transition.kind,
            gap_before=shot.gap_before,
            notes=shot.notes,
            orphaned=shot.orphaned,
        )

    def speakers(self) -> dict[str, str]:
        """Colour of every line by its element id."""
        entries = list(self.cast.values())
        found: dict[str, str] = {}
        for element in self.elements.values():
            if element.is_spoken:
                entry = find_by_name(entries, element.speaker)
                if entry is not None:
                    found[element.id] = entry.color
        return found

    def spoken(self, shot: Shot) -> tuple[SpokenRow, ...]:
        """The lines of a shot with who says them."""
        colors = self.speakers()
        return tuple(
            SpokenRow(element.speaker, colors.get(element.id, "#7A818C"), element.text)
            for key in shot.lines
            if (element := self.elements.get(key)) is not None
        )

    def facts(self, ids: Sequence[str], cards: Mapping[str, ShotCard]) -> Facts:
        """What the inspector shows of these shots."""
        shots = [self.rows[key].shot for key in ids if key in self.rows]
        if not shots:
            return Facts()
        lead = shots[-1]
        card = cards.get(lead.id)
        alone = len(shots) == 1
        scenes = {shot.scene_id for shot in shots}
        scene = self.scenes.get(lead.scene_id) if len(scenes) == 1 else None
        return Facts(
            count=len(shots),
            number=lead.number,
            place=_scene_words(scene),
            state=card.state if card else "draft",
            fps=self.fps,
            size=_common([shot.size for shot in shots]),
            angle=_common([shot.angle for shot in shots]),
            move=_common([shot.move for shot in shots]),
            transition=_common([shot.transition.kind for shot in shots]),
            action=_same([shot.action for shot in shots]) or "",
            prompt=_same([shot.prompt for shot in shots]) or "",
            notes=_same([shot.notes for shot in shots]) or "",
            mixed_texts=tuple(
                name
                for name in ("action", "prompt", "notes")
                if _same([getattr(shot, name) for shot in shots]) is None
            ),
            length=_same([shot.length for shot in shots]),
            locked_length=lead.locked_length,
            speech_seconds=self._speech(lead) if alone else 0.0,
            gap=_same([shot.gap_before for shot in shots]),
            subjects=card.subjects
            if card and _same([shot.subjects for shot in shots]) is not None
            else (),
            mixed_subjects=_same([shot.subjects for shot in shots]) is None,
            lines=self.spoken(lead) if alone else (),
            rating=_same([shot.rating for shot in shots]) or 0,
            outdated=card.outdated if card and alone else (),
        )

    def _speech(self, shot: Shot) -> float:
        return sum(
            speech_seconds(self.elements[key].text) for key in shot.lines if key in self.elements
        )


def state_of(shot: Shot, takes: int, attempts: Sequence[Attempt]) -> str:
    """The one state a card shows: what needs the person first, then work under way, then its standing."""
    states = [attempt.state for attempt in attempts]
    if "unknown" in states:
        return "unknown"
    if any(state in _RUNNING for state in states):
        return "running"
    if any(state in _WAITING for state in states):
        return "waiting"
    newest = max(attempts, key=lambda attempt: attempt.sequence).state if attempts else ""
    if newest in _REFUSED:
        return "refused"
    if newest in _LOST:
        return "failed"
    if shot.status in ("approved", "locked", "retake", "review", "omitted"):
        return shot.status
    if takes:
        return "ready" if shot.pick else "new_take"
    return "ready" if shot.status == "ready" else "draft"


def _with_age(state: str, stale: bool) -> str:
    """What is under way or decided stays in front; otherwise an outdated take is what the card says."""
    return "outdated" if stale and state in ("ready", "new_take", "review") else state


def _common(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else MIXED


def _same(values: Sequence[Any]) -> Any:
    return values[0] if all(value == values[0] for value in values) else None


def _scene_words(scene: Scene | None) -> str:
    if scene is None:
        return ""
    return " · ".join(part for part in (scene.number, scene.place, scene.time) if part)
