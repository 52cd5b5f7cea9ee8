"""Writes a Screenplay as a clean Chinese script that reads back equal."""

from __future__ import annotations

from app.domain.script import Element, ParsedEpisode, ParsedScene, Screenplay
from app.screenplay.chinese_lines import read_line
from app.screenplay.directives import Part, written
from app.screenplay.front_matter import read_front
from app.screenplay.headings import Heading, episode_header
from app.screenplay.source import Folded, fold, lines_of
from app.screenplay.vocabulary import FIELD_KEYS, PSEUDO_SPEAKERS


def write(screenplay: Screenplay) -> str:
    """The whole script, lines ended by LF; front matter is kept word for word while it still says the same."""
    blocks = [_front(screenplay)]
    blocks.extend(_episode(episode) for episode in screenplay.episodes)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _front(screenplay: Screenplay) -> str:
    kept = "\n".join(line.text for line in lines_of(screenplay.front_matter)).strip("\n")
    front = read_front(kept)
    people = [(person.name, person.description) for person in screenplay.people]
    same_people = [(person.name, person.description) for person in front.people] == people
    same_fields = (front.title, front.fields) == (screenplay.title, screenplay.fields)
    if screenplay.format == "chinese" and same_people and same_fields:
        return kept
    lines = [f"《{screenplay.title}》"] if screenplay.title else []
    for key, value in screenplay.fields.items():
        if FIELD_KEYS.get(key.lower()) != "title":
            lines.append(f"{key}：{value}")
    if people:
        lines += ["", "人物小传："]
        lines += [f"{name}：{told}" for name, told in people]
    return "\n".join(lines)


def _episode(episode: ParsedEpisode) -> str:
    header = f"第{episode.number}集"
    for separator in ("  ", "："):
        candidate = f"{header}{separator}{episode.title}".rstrip(" ：") if episode.title else header
        read = episode_header(Folded(candidate))
        if read and read.title == episode.title:
            header = candidate
            break
    blocks = ["\n".join([header, *_synopsis(episode.synopsis)])]
    before: ParsedScene | None = None
    for scene in episode.scenes:
        blocks.append(_scene(scene, before))
        before = scene
    return "\n\n".join(blocks)


def _synopsis(text: str) -> list[str]:
    return [written("synopsis", line) for line in text.split("\n")] if text else []


def _scene(scene: ParsedScene, before: ParsedScene | None) -> str:
    lines = []
    if scene.heading or scene.number:
        lines.append(_heading(scene, after_bare=before is not None and not before.heading))
    lines += _synopsis(scene.synopsis)
    for element in scene.elements:
        lines += _element(element)
    return "\n".join(lines)


def _heading(scene: ParsedScene, *, after_bare: bool) -> str:
    """The plainest line that reads back as this heading."""
    wanted = (scene.number, scene.heading, scene.int_ext, scene.place, scene.time)
    for candidate in (
        f"{scene.number} {scene.heading}".strip(),
        f"场{scene.number} {scene.heading}".strip(),
    ):
        if after_bare and not scene.number:
            break
        read = read_line(candidate)
        if read.heading and _fields(read.heading) == wanted:
            return candidate
    return f"【场{scene.number}】{scene.heading}"


def _fields(heading: Heading) -> tuple[str, ...]:
    return heading.number, heading.text, heading.int_ext, heading.place, heading.time


def _element(element: Element) -> list[str]:
    if element.is_spoken or element.type in {"dialogue", "narration", "inner", "lyrics"}:
        return [_speech(element)]
    text = element.text
    if element.type == "action":
        return [_action(line) for line in text.split("\n")]
    flat = text.replace("\n", " ")
    if element.type == "cast":
        return [f"人物：{flat}"]
    if element.type == "page_break":
        return [flat or "---"]
    if element.type == "centered":
        return [written("subtitle", flat)]
    if element.type == "section":
        return [written("note", flat.strip("# "))]
    return [written(element.type, flat)]


def _action(text: str) -> str:
    plain = f"△{text}"
    if read_line(plain).parts == (Part("action", text),):
        return plain
    return f"△：{text}"


def _speech(element: Element) -> str:
    speaker = element.speaker
    extension = element.extension
    if not speaker:
        speaker, extension = extension or "旁白", ""
    elif extension == "" and element.type == "narration" and not _is_narrator(speaker):
        extension = "VO"
    elif extension == "" and element.type == "inner" and not _is_narrator(speaker):
        extension = "OS"
    groups = "".join(f"（{words}）" for words in (extension, element.parenthetical) if words)
    return f"{speaker}{groups}：{element.text.replace(chr(10), ' ')}"


def _is_narrator(speaker: str) -> bool:
    return fold(speaker).upper() in PSEUDO_SPEAKERS
