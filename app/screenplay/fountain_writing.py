"""Writes a Screenplay as Fountain that reads back equal: whatever the natural rules would misread is forced."""

from __future__ import annotations

from app.domain.script import Element, ParsedEpisode, ParsedScene, Screenplay
from app.screenplay.directives import written
from app.screenplay.fountain_lines import cue_of, is_transition, is_upper, marked
from app.screenplay.headings import is_slug, slug_heading
from app.screenplay.source import fold, has_cjk, lines_of
from app.screenplay.title_page import read_title_page, write_title_page
from app.screenplay.vocabulary import PSEUDO_SPEAKERS


def write(screenplay: Screenplay) -> str:
    """The whole script, lines ended by LF; a title page that still says the same is kept word for word."""
    front = _front(screenplay)
    blocks = [front]
    chinese = has_cjk(screenplay.title) or any(has_cjk(one.title) for one in screenplay.episodes)
    alone = len(screenplay.episodes) == 1 and _is_implicit(screenplay.episodes[0])
    for episode in screenplay.episodes:
        if not alone:
            blocks.append(_header(episode, chinese=chinese or screenplay.format == "chinese"))
        blocks += _synopsis(episode.synopsis)
        for scene in episode.scenes:
            blocks += _scene(scene)
    text = "\n\n".join(block for block in blocks if block) + "\n"
    # Without a title page, a first line such as `Note: he waits` must not turn into one.
    return f"\n{text}" if read_title_page(text).lines != read_title_page(front).lines else text


def _is_implicit(episode: ParsedEpisode) -> bool:
    return episode.number == 1 and not episode.title and episode.line == 0


def _front(screenplay: Screenplay) -> str:
    kept = "\n".join(line.text for line in lines_of(screenplay.front_matter)).strip("\n")
    kept = kept.removeprefix("\ufeff")
    if screenplay.format == "fountain" and read_title_page(kept).fields == screenplay.fields:
        return kept
    fields = dict(screenplay.fields)
    if screenplay.people:
        fields["人物小传"] = "\n".join(
            f"{one.name}：{one.description}" for one in screenplay.people
        )
    return write_title_page(fields, screenplay.title)


def _header(episode: ParsedEpisode, *, chinese: bool) -> str:
    if chinese:
        return f"# 第{episode.number}集 {episode.title}".rstrip()
    return (
        f"# Episode {episode.number}: {episode.title}"
        if episode.title
        else f"# Episode {episode.number}"
    )


def _synopsis(text: str) -> list[str]:
    return ["\n".join(f"= {line}".rstrip() for line in text.split("\n"))] if text else []


def _scene(scene: ParsedScene) -> list[str]:
    blocks = []
    if scene.heading or scene.number:
        blocks.append(_heading(scene))
    blocks += _synopsis(scene.synopsis)
    before: Element | None = None
    for element in scene.elements:
        if before is not None and _continues(before, element):
            blocks[-1] += "\n" + _words(element)
        else:
            blocks.append(_element(element))
        before = element
    return blocks


def _heading(scene: ParsedScene) -> str:
    heading = scene.heading or scene.place or "—"
    number = f" #{scene.number}#" if scene.number else ""
    line = f"{heading}{number}"
    natural = is_slug(heading) and slug_heading(line).text == heading
    return line if natural else f".{line}"


def _continues(before: Element, element: Element) -> bool:
    """True when `element` can stand under the cue already written for the one before it."""
    return (
        bool(element.parenthetical)
        and element.type in {"dialogue", "narration", "inner"}
        and (before.type, before.speaker, before.extension, before.dual)
        == (element.type, element.speaker, element.extension, element.dual)
    )


def _element(element: Element) -> str:
    if element.speaker or element.type in {"dialogue", "narration", "inner"}:
        return f"{_cue(element)}\n{_words(element)}".rstrip("\n")
    text = element.text
    simple = {
        "synopsis": f"= {text}",
        "transition": _transition(text),
        "page_break": "===",
        "shot_hint": f"!!{text}",
    }
    if element.type in simple:
        return simple[element.type]
    if element.type == "section":
        return text if text.startswith("#") else f"## {text}"
    if element.type == "note":
        return f"[[{_kept_open(text)}]]"
    if element.type == "cast":
        return f"[[人物：{text}]]" if has_cjk(text) else f"[[Cast: {text}]]"
    if element.type == "lyrics":
        return "\n".join(f"~{line}" for line in text.split("\n"))
    if element.type == "centered":
        return "\n".join(f"> {line} <" for line in text.split("\n"))
    if element.type == "action" or (element.type == "other" and text.startswith("/*")):
        return text if element.type == "other" else _action(text)
    return f"!{written(element.type, text)}"


def _kept_open(text: str) -> str:
    """An empty line inside a note or a speech needs two spaces."""
    return "\n".join(line or "  " for line in text.split("\n"))


def _transition(text: str) -> str:
    return text if is_transition(text) and marked(text).kind == "plain" else f"> {text}".rstrip()


def _action(text: str) -> str:
    return "\n".join(f"!{line}" if _needs_force(line) else line for line in text.split("\n"))


def _needs_force(line: str) -> bool:
    bare = line.strip()
    return (
        marked(line).kind != "plain"
        or bare.startswith("@")
        or is_slug(bare)
        or is_upper(bare)
        or cue_of(bare) is not None
    )


def _cue(element: Element) -> str:
    speaker, extension = element.speaker, element.extension
    if not speaker:
        speaker = "旁白" if element.type == "narration" or has_cjk(element.text) else "VOICE"
    if (
        element.type == "narration"
        and not extension
        and fold(speaker).upper() not in PSEUDO_SPEAKERS
    ):
        extension = "V.O."
    cue = f"{speaker} ({extension})" if extension else speaker
    cue += " ^" if element.dual else ""
    read = cue_of(cue)
    natural = read is not None and (read.speaker, read.extension, read.dual) == (
        speaker,
        extension,
        element.dual,
    )
    if natural and marked(cue).kind == "plain" and not cue.startswith("@") and _words(element):
        return cue
    return f"@{cue}"


def _words(element: Element) -> str:
    lines = [f"({element.parenthetical})"] if element.parenthetical else []
    if element.type == "lyrics":
        lines += [f"~{line}" for line in element.text.split("\n")]
    elif element.text:
        lines.append(_kept_open(element.text))
    return "\n".join(lines)
