"""A cut that comes back: compared with ours shot by shot, and taken over as one undo step."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from app.commands import shots as shot_commands
from app.commands import timeline as timeline_commands
from app.commands.edit import Edit
from app.domain.entity import Value
from app.domain.ids import EpisodeId, ShotId
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.timeline import PictureClip
from app.domain.timing import Frames, short_time
from app.domain.wording import N_
from app.errors import BadInput
from app.export.exchange.cut import Cut, Event, events
from app.export.exchange.reading import ReadClip, ReadCut, read
from app.studio.cut_data import cut_of
from app.studio.rendering import Rendering
from app.studio.workspace import Workspace

Kind = Literal["same", "moved", "trimmed", "left_out", "unknown"]
_EPISODE = re.compile(r"^E(\d{2,})_S\d{3,}")
_TAKE = re.compile(r"_T\d+$")


class Cutting(Value):
    """How a shot lies in the cut that came back; frames."""

    length: Frames = Field(ge=1, description="the shot's own length, dissolves to the next apart")
    trim_in: Frames = Field(ge=0)
    dissolve: Frames = Field(ge=0, description="at its head")
    gap: Frames = Field(ge=0, description="black before it")


class CutDiffRow(Value):
    """One clip: what it is now and what it would be, in words and as values."""

    place: int = Field(
        description="0, 1, 2 ... within the list; names the row when some are accepted"
    )
    kind: Kind
    shot_id: ShotId | None = None
    label: str
    before: str = ""
    after: str = ""
    follows: ShotId | None = Field(None, description="the shot it would stand behind")
    cutting: Cutting | None = Field(None, description="None: its trims stay as they are")


class CutDiff(Value):
    """Everything that came back, in the new order; nothing happens until it is accepted."""

    episode_id: EpisodeId
    title: str
    rows: tuple[CutDiffRow, ...]

    def count(self, kind: Kind) -> int:
        """How many rows of one kind."""
        return sum(1 for row in self.rows if row.kind == kind)

    @property
    def is_empty(self) -> bool:
        """True when accepting it would change nothing."""
        return all(row.kind in ("same", "unknown") for row in self.rows)


class ReadingBack:
    """Reads cuts back into one open project."""

    def __init__(self, workspace: Workspace, rendering: Rendering) -> None:
        self._workspace = workspace
        self._rendering = rendering

    def read(self, path: Path, episode_id: EpisodeId | None = None) -> CutDiff:
        """What the cut in `path` would change; the episode follows from the clips' names.

        Raises:
            BadInput: it is no cut, or none of its clips is of this project.
            DiskTrouble: it cannot be opened.
        """
        found = read(path, self._workspace.project.fps)
        known = episode_id or self._episode_of(found)
        cut = cut_of(self._workspace, self._rendering, known) if known else None
        if cut is None or known is None:
            raise BadInput(
                N_("No clip of {name} is of this project.").format(name=path.name),
                N_("Choose a cut that was exported from it."),
            )
        shots = {row.shot.id: row.shot for row in self._workspace.board_rows(known)}
        rows = _Comparison(cut, found, shots).rows()
        if all(row.shot_id is None or row.kind == "left_out" for row in rows):
            raise BadInput(
                N_("No clip of {name} is of this project.").format(name=path.name),
                N_("Choose a cut that was exported from it."),
            )
        return CutDiff(episode_id=known, title=found.title, rows=rows)

    def accept(self, diff: CutDiff, chosen: frozenset[int] | None, origin: str) -> None:
        """Carry out the rows, all or the chosen ones.

        Raises:
            ReadOnly, RuleBroken, NotFound: as the commands say; nothing was changed.
        """
        taken = [row for row in diff.rows if chosen is None or row.place in chosen]
        steps = [step for row in taken for step in self._steps(row)]
        if steps:
            self._workspace.do_all(N_("Take over a cut"), steps, origin=origin)

    def _steps(self, row: CutDiffRow) -> list[Callable[[Edit], Any]]:
        shot_id, cutting = row.shot_id, row.cutting
        if shot_id is None:
            return []
        if row.kind == "left_out":
            return [lambda edit: shot_commands.edit_shots(edit, [shot_id], status="omitted")]
        steps: list[Callable[[Edit], Any]] = []
        if row.kind == "moved":
            follows = row.follows
            scene = None
            if follows is None:
                first = self._workspace.board_rows(self._episode_of_shot(shot_id))[0]
                scene = first.shot.scene_id
            steps.append(lambda edit: shot_commands.move_shot(edit, shot_id, follows, scene))
        if cutting is not None:
            steps.append(lambda edit: _cut_so(edit, shot_id, cutting))
        return steps

    def _episode_of_shot(self, shot_id: ShotId) -> EpisodeId:
        found = self._workspace.file.queries.episode_of_shot(shot_id)
        return found or self._workspace.episodes()[0].id

    def _episode_of(self, found: ReadCut) -> EpisodeId | None:
        """The episode that most clips are named after."""
        votes: dict[int, int] = {}
        for clip in found.clips:
            for name in clip.names:
                if match := _EPISODE.match(name):
                    votes[int(match.group(1))] = votes.get(int(match.group(1)), 0) + 1
        numbers = {episode.number: episode.id for episode in self._workspace.all(Episode)}
        known = {number: count for number, count in votes.items() if number in numbers}
        return numbers[max(known, key=lambda number: known[number])] if known else None


def _cut_so(edit: Edit, shot_id: ShotId, cutting: Cutting) -> None:
    shot = edit.get(Shot, shot_id)
    if cutting.dissolve or shot.transition.kind == "dissolve":
        # The transition first goes, so that it never stands in the way of the new length.
        timeline_commands.set_transition(edit, shot_id, "cut")
    timeline_commands.set_trim(edit, shot_id, cutting.trim_in, cutting.length)
    if cutting.dissolve:
        timeline_commands.set_transition(edit, shot_id, "dissolve", cutting.dissolve)
    timeline_commands.set_gap(edit, shot_id, cutting.gap)


class _Comparison:
    """Our cut and the one that came back, side by side."""

    def __init__(self, cut: Cut, found: ReadCut, shots: Mapping[ShotId, Shot]) -> None:
        self._cut = cut
        self._found = found
        self._shots = shots
        self._fps = cut.timeline.fps
        self._ours = [event for event in events(cut) if not event.gap]
        self._clips = [clip for clip in cut.timeline.pictures if clip.shot_id is not None]
        self._matched = self._match()

    def rows(self) -> tuple[CutDiffRow, ...]:
        """Every clip of the new order, then what was left out."""
        steady = self._steady()
        rows: list[CutDiffRow] = []
        follows: ShotId | None = None
        for place, clip in enumerate(self._found.clips):
            if clip.gap:
                continue
            index = self._matched.get(place)
            if index is None:
                label = next(iter(clip.names), "") or short_time(clip.start, self._fps)
                rows.append(CutDiffRow(place=len(rows), kind="unknown", label=label))
                continue
            row = self._row(place, index, index in steady, follows)
            rows.append(row.model_copy(update={"place": len(rows)}))
            follows = row.shot_id
        used = set(self._matched.values())
        for index, ours in enumerate(self._clips):
            if index not in used:
                before = short_time(ours.start, self._fps)
                rows.append(
                    CutDiffRow(
                        place=len(rows), kind="left_out", shot_id=ours.shot_id, label=ours.label,
                        before=before,
                    )
                )  # fmt: skip
        return tuple(rows)

    def _match(self) -> dict[int, int]:
        """Place in the file to place among our shots: by the shot's id, else by name, else by content.

        Names tell a place in the episode, which may have changed since; so they come second.
        """
        ids = {event.shot_id: index for index, event in enumerate(self._ours)}
        names = {event.name: index for index, event in enumerate(self._ours)}
        bare = {_TAKE.sub("", event.name): index for index, event in enumerate(self._ours)}
        by_sha: dict[str, list[int]] = {}
        for index, event in enumerate(self._ours):
            if event.media is not None:
                by_sha.setdefault(event.media.sha256, []).append(index)
        found: dict[int, int] = {}
        used: set[int] = set()
        for place, clip in enumerate(self._found.clips):
            if clip.gap:
                continue
            candidates: list[int | None] = [ids.get(clip.shot_id)] if clip.shot_id else []
            if not clip.shot_id:
                candidates += [names.get(name) for name in clip.names]
                candidates += [bare.get(_TAKE.sub("", name)) for name in clip.names]
            candidates += by_sha.get(clip.sha256, [])
            free = [one for one in candidates if one is not None and one not in used]
            if free:
                found[place] = free[0]
                used.add(free[0])
        return found

    def _steady(self) -> frozenset[int]:
        """Our shots whose order stayed: the longest rising run, so that as few as possible count as moved."""
        order = [self._matched[place] for place in sorted(self._matched)]
        return frozenset(_longest_rising(order))

    def _row(self, place: int, index: int, steady: bool, follows: ShotId | None) -> CutDiffRow:
        event, ours = self._ours[index], self._clips[index]
        clip = self._found.clips[place]
        old, new = self._now(index), self._then(place, index)
        changed = old != new
        kind: Kind = "moved" if not steady else "trimmed" if changed else "same"
        return CutDiffRow(
            place=0,
            kind=kind,
            shot_id=ours.shot_id,
            label=ours.label,
            before=self._words(old, event.start),
            after="" if kind == "same" else self._words(new, clip.start),
            follows=follows,
            cutting=new if changed else None,
        )

    def _words(self, cutting: Cutting, start: Frames) -> str:
        """`at 0:12.0 · 2.5 s · from 0:00.4`, in signs that need no language."""
        shown = f"{short_time(start, self._fps)} · {cutting.length / self._fps:.2f} s"
        shown += f" · ⇤ {short_time(cutting.trim_in, self._fps)}" if cutting.trim_in else ""
        return shown + (f" · ⤫ {cutting.dissolve}" if cutting.dissolve else "")

    def _now(self, index: int) -> Cutting:
        clip = self._clips[index]
        shot = self._shots.get(clip.shot_id) if clip.shot_id else None
        return Cutting(
            length=max(1, self._slot(index)),
            trim_in=clip.source_in,
            dissolve=_overlap(clip),
            gap=shot.gap_before if shot else 0,
        )

    def _slot(self, index: int) -> Frames:
        """Our shot's own length: what follows under a dissolve is handle, not slot."""
        clip = self._clips[index]
        shot = self._shots.get(clip.shot_id) if clip.shot_id else None
        if shot is not None and shot.locked_length:
            return shot.length
        return clip.length - self._next_overlap(index)

    def _next_overlap(self, index: int) -> Frames:
        after = self._clips[index + 1] if index + 1 < len(self._clips) else None
        meets = after is not None and after.start < self._clips[index].end
        return _overlap(after) if after is not None and meets else 0

    def _then(self, place: int, index: int) -> Cutting:
        clips = self._found.clips
        clip = clips[place]
        after = clips[place + 1] if place + 1 < len(clips) else None
        tail = after.dissolve - after.before if after is not None and not after.gap else 0
        length = clip.before + clip.length + tail
        still = self._ours[index].media is None or _is_still(self._ours[index])
        overlap = after.dissolve if after is not None and not after.gap else 0
        ours = self._clips[index]
        unchanged = overlap == self._next_overlap(index)
        slot = self._slot(index) + length - ours.length if unchanged else length - overlap
        gap = clips[place - 1].length if place and clips[place - 1].gap else 0
        return Cutting(
            length=max(1, slot),
            trim_in=ours.source_in if still else max(0, clip.source_in - clip.before),
            dissolve=clip.dissolve,
            gap=gap,
        )


def _overlap(clip: PictureClip) -> Frames:
    return clip.transition.frames if clip.transition.kind == "dissolve" else 0


def _is_still(event: Event) -> bool:
    return event.media is not None and event.media.kind == "picture"


def _longest_rising(order: Sequence[int]) -> list[int]:
    """The longest strictly rising subsequence (patience sorting)."""
    tops: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(order):
        pile = bisect_left(tops, value)
        before.append(places[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(value)
            places.append(place)
        else:
            tops[pile], places[pile] = value, place
    found: list[int] = []
    at = places[-1] if places else -1
    while at >= 0:
        found.append(order[at])
        at = before[at]
    return found[::-1]


__all__ = ["CutDiff", "CutDiffRow", "Cutting", "ReadClip", "ReadingBack"]
