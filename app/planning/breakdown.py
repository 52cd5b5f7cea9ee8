"""A scene as shots a director would call reasonable: rules only, no model, the same answer every time.

Text becomes beats (`beats`), beats are framed (`framing`), get their length from `pacing`, and are sealed with
an origin (`origin`) by which the next run knows them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from app.domain import vocabulary
from app.domain.cast import CastEntry
from app.domain.script import Scene
from app.domain.shots import ProposedShot, Transition
from app.domain.timing import Frames, frames_of
from app.planning import directions, origin, pacing
from app.planning.beats import Beat, BeatReader
from app.planning.framing import Frame, Framer
from app.planning.people import Roster, is_crowd
from app.planning.speech import needed_seconds, place_lines

REACTION_SECONDS: Final = 1.3
#: Shots between two silent reactions at least; more would slow the talk down.
_REACTION_EVERY: Final = 4
_ESTABLISH_SECONDS: Final = 2.0
_HOOK_MOST_SECONDS: Final = 3.0


def propose_episode(
    scenes: Sequence[Scene], cast: Iterable[CastEntry], fps: int = 24, *, episode: int = 1
) -> tuple[ProposedShot, ...]:
    """All shots of an episode: knows which place is new, which scene opens and which one closes it.

    A scene that is no longer in the script (kept, empty, for the takes of its shots) asks for nothing.
    Where the script gives a scene no number, its shots are numbered by `episode` and its place in it.
    """
    entries = tuple(cast)
    written = (scene for scene in scenes if scene.line or scene.elements)
    ordered = _all_numbered(sorted(written, key=lambda scene: scene.rank), episode)
    proposed: list[ProposedShot] = []
    for index, scene in enumerate(ordered):
        previous = ordered[index - 1] if index else None
        closing = index == len(ordered) - 1
        proposed.extend(propose(scene, entries, fps, previous=previous, closing=closing))
    return tuple(proposed)


def _all_numbered(scenes: Sequence[Scene], episode: int) -> list[Scene]:
    """The scenes with a number each, so that no two shots of a drama are called alike."""
    taken = {scene.number for scene in scenes}
    numbered: list[Scene] = []
    for place, scene in enumerate(scenes, start=1):
        number = scene.number or f"{episode}-{place}"
        if not scene.number and number in taken:
            number = f"{number}X"
        numbered.append(scene.model_copy(update={"number": number}))
    return numbered


def propose(
    scene: Scene,
    cast: Iterable[CastEntry],
    fps: int = 24,
    *,
    previous: Scene | None = None,
    closing: bool = False,
) -> tuple[ProposedShot, ...]:
    """The shots of one scene, in order; every spoken line is in exactly one of them.

    Args:
        scene: the scene, with real element ids.
        cast: the project's cast; names it lacks are understood but become no subjects.
        fps: frames a second of the lengths.
        previous: the scene before it in the episode; None makes this the opening one.
        closing: the episode ends with this scene.
    """
    new_place = previous is None or not _same_place(previous, scene)
    reader = BeatReader(scene, cast, fps, establish=new_place)
    beats = _with_reactions(reader.read(), reader.roster, scene)
    beats[0] = replace(beats[0], transition=_opening(scene, previous, beats[0], fps))
    frames = Framer(scene, opening=previous is None, closing=closing).frame(beats)
    return tuple(
        _shot((scene, reader.roster, fps), beat, frame, number)
        for number, (beat, frame) in enumerate(zip(beats, frames, strict=True), start=1)
    )


def _shot(stage: tuple[Scene, Roster, int], beat: Beat, frame: Frame, number: int) -> ProposedShot:
    scene, roster, fps = stage
    proposal = ProposedShot(
        scene_id=scene.id,
        number=f"{scene.number}-{number:02d}" if scene.number else f"{number:02d}",
        size=frame.size,
        angle=frame.angle,
        move=frame.move,
        action=_action(scene, beat, frame),
        subjects=roster.ids((*frame.people, *beat.props)),
        lines=tuple(line.id for line in beat.lines),
        covers=tuple(element.id for element in beat.covers),
        length=_length(beat, fps),
        transition=beat.transition,
        origin="unsealed",
    )
    return origin.seal(proposal, origin.anchor(scene.id, beat.role, beat.anchor, beat.part))


def _length(beat: Beat, fps: int) -> Frames:
    seconds = needed_seconds(place_lines(beat.lines))
    if beat.role == "reaction":
        seconds = REACTION_SECONDS
    elif beat.role == "establish":
        shown = pacing.action_seconds(beat.text) if beat.text else 0.0
        seconds = max(seconds, min(max(shown, _ESTABLISH_SECONDS), _HOOK_MOST_SECONDS + 1.0))
    elif not beat.lines:
        seconds = pacing.action_seconds(beat.text)
    if beat.words:
        seconds = max(seconds, pacing.reading_seconds(beat.words) + 0.5)
    elif beat.role == "insert" and "writing" in directions.tells(beat.text):
        seconds = max(seconds, pacing.reading_seconds(beat.text.rpartition("：")[2]))
    return max(frames_of(seconds, fps), 1)


def _action(scene: Scene, beat: Beat, frame: Frame) -> str:
    """What is seen, in the language of the scene; for talk, who speaks to whom and how."""
    if beat.role in ("action", "insert", "vista") or (beat.role == "establish" and beat.text):
        return beat.text
    chinese = pacing.is_chinese(
        scene.place + scene.heading + "".join(line.text for line in scene.elements[:8])
    )
    if beat.role == "establish":
        return _place_words(scene, chinese=chinese)
    if beat.role == "words":
        return (f"{scene.place}，空镜" if chinese else f"{scene.place}, empty frame").strip("，, ")
    if not beat.people:
        return _place_words(scene, chinese=chinese)
    return _talk(beat, frame, chinese=chinese)


def _talk(beat: Beat, frame: Frame, *, chinese: bool) -> str:
    who = ("、" if chinese else " and ").join(
        beat.people[:1] if beat.role != "crowd" else beat.people
    )
    manner = beat.text.strip()
    phone = any(directions.presence_of(line.extension) == "phone" for line in beat.lines)
    match beat.role:
        case "reaction":
            return (
                f"{who}听着，没有说话，神情变了"
                if chinese
                else f"{who} listens without a word; the face changes"
            )
        case "listen" if phone:
            return f"{who}握着电话，听对方说话" if chinese else f"{who} holds the phone and listens"
        case "listen":
            return f"{who}听见画外的声音" if chinese else f"{who} hears a voice off screen"
        case "inner":
            spoken = (
                f"{who}沉默，心里在说话，嘴唇不动"
                if chinese
                else f"{who} is silent, thinking, lips closed"
            )
        case "voice":
            spoken = (
                f"{who}的画面，声音在画外"
                if chinese
                else f"{who} in frame, the voice over the picture"
            )
        case _:
            other = [name for name in frame.people if name not in beat.people[:1]]
            spoken = (
                f"{who}对{other[0]}说话" if chinese and other else f"{who}说话" if chinese else ""
            )
            spoken = spoken or (f"{who} speaks to {other[0]}" if other else f"{who} speaks")
    if manner and chinese:
        return f"{spoken}（{manner}）"
    return f"{spoken} ({manner})" if manner else spoken


def _place_words(scene: Scene, *, chinese: bool) -> str:
    time = scene.time or vocabulary.time_label(scene.time_of_day, "zh" if chinese else "en")
    parts = [part for part in (scene.place or scene.heading, time) if part]
    return ("，" if chinese else ", ").join(parts)


def _opening(scene: Scene, previous: Scene | None, first: Beat, fps: int) -> Transition:
    """How the scene begins: its own mark, a mark left at the end of the one before, or a change of time."""
    if first.transition.kind != "cut":
        return first.transition
    half = max(fps // 2, 1)
    before = previous is not None and previous.flashback
    if scene.flashback and not before:
        return Transition(kind="fade_white", frames=half)
    if before and not scene.flashback:
        return Transition(kind="dissolve", frames=half)
    for element in reversed(previous.elements if previous else ()):
        if element.is_spoken or element.type == "action":
            break
        if element.type == "transition":
            change = directions.read_transition(element.text, fps)
            return change if change.kind not in ("cut", "fade_out") else Transition()
    return Transition()


def _same_place(previous: Scene, scene: Scene) -> bool:
    alike = previous.place.strip().casefold() == scene.place.strip().casefold() and bool(
        scene.place.strip()
    )
    return alike and previous.int_ext == scene.int_ext and previous.flashback == scene.flashback


def _with_reactions(beats: Sequence[Beat], roster: Roster, scene: Scene) -> list[Beat]:
    """Silent faces after words that strike, where the listener does not answer at once."""
    here = {name for line in scene.lines for name in roster.speakers(line.speaker)}
    seen = {name for beat in beats for name in beat.people}
    cut: list[Beat] = []
    since = _REACTION_EVERY
    for index, beat in enumerate(beats):
        cut.append(beat)
        since += 1
        following = beats[index + 1] if index + 1 < len(beats) else None
        listener = _listener(beat, following, here & seen)
        if listener and since >= _REACTION_EVERY and _strikes(beat):
            anchor = beat.lines[-1].id
            cut.append(Beat(role="reaction", anchor=anchor, people=(listener,)))
            since = 0
    return cut


def _strikes(beat: Beat) -> bool:
    last = beat.lines[-1] if beat.lines else None
    if last is None or beat.role not in ("speech", "listen"):
        return False
    trails_off = last.text.rstrip("”’\"' ").endswith(("……", "...", "…", "——", "--"))
    return beat.mood != "" or trails_off


def _listener(beat: Beat, following: Beat | None, able: set[str]) -> str:
    """Who could react: someone else here who is not the very next thing we see."""
    others = [name for name in beat.people[1:] if name in able and not is_crowd(name)]
    if not others or (following is not None and following.people[:1] == (others[0],)):
        return ""
    return others[0]
