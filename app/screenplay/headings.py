"""Headings: where one episode and one scene begin, in every shape that Chinese scripts and Fountain use.

All functions take text already folded (`source.Folded.text`) and answer with offsets into it, or with
values cut out of the plain string they were given.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from app.domain.script import IntExt, TimeOfDay
from app.screenplay.numerals import NUMERAL, number_of, scene_number
from app.screenplay.source import Folded
from app.screenplay.vocabulary import INT_EXT, TIMES, int_ext_of, time_of


class EpisodeHeader(NamedTuple):
    """An episode's number and title as written."""

    number: int
    title: str


class Heading(NamedTuple):
    """What a scene's heading says; `text` is the heading as written without its number."""

    number: str = ""
    text: str = ""
    int_ext: IntExt = ""
    place: str = ""
    time: str = ""
    time_of_day: TimeOfDay = ""


_EPISODE = re.compile(
    rf"^[\s#>*_]*【?\s*(?:第\s*({NUMERAL})\s*[集回话話章]|(?:EP|EPISODE)\s*\.?\s*([0-9]{{1,4}})(?![0-9])|E([0-9]{{2,3}})(?![0-9]))",
    re.IGNORECASE,
)
_TITLE_EDGE = " :.-、·|,】_#"
_NOT_A_TITLE = re.compile(r"[。;]|[,:!?!?].*[,:]")
_IN_PROSE = tuple("里中的时讲是我就开结末后前")
_END_MARKS = frozenset(["完", "终", "结束", "END", "完结", "剧终"])
_LONGEST_TITLE = 30


def episode_header(line: Folded, *, loose: bool = False) -> EpisodeHeader | None:
    """The header on this line, or None. `loose` (a Fountain section) allows any title.

    Prose that merely begins with 第三集里 and end marks such as 第一集完 are not headers.
    """
    text = line.text
    match = _EPISODE.match(text)
    if match is None:
        return None
    number = number_of(match.group(1) or match.group(2) or match.group(3))
    start = match.end()
    end = len(text)
    while start < end and text[start] in _TITLE_EDGE:
        start += 1
    while end > start and text[end - 1] in " 】_#":
        end -= 1
    title = text[start:end]
    if number is None or (not loose and not _is_title(title, separated=start > match.end())):
        return None
    return EpisodeHeader(number, line.cut(start, end).strip("*").strip())


def _is_title(title: str, *, separated: bool) -> bool:
    if not title:
        return True
    if title.upper().strip("()") in _END_MARKS:
        return False
    if len(title) > _LONGEST_TITLE or _NOT_A_TITLE.search(title):
        return False
    return separated or (len(title) <= 12 and not title.startswith(_IN_PROSE) and "," not in title)


# --- Chinese scene headings

_LEAD = r"^[\s#>]*"
_DASHED = (
    r"[0-9]{1,4}\s*[-_.]\s*[0-9]{1,4}(?:[A-Za-z](?![A-Za-z])|[补加插])?(?![0-9]|\s*[-_.]\s*[0-9])"
)
_PLAIN_DASHED = re.compile(rf"{_LEAD}({_DASHED})\s*(场)?")
_MARKED = re.compile(
    rf"{_LEAD}(?:(?:场景|场次|场号|场|SCENE)\s*[:#]?\s*({_DASHED}|{NUMERAL}[A-Za-z补]?(?![0-9a-zA-Z]))"
    rf"|第\s*({NUMERAL}(?:\s*-\s*{NUMERAL})?)\s*场|(S[0-9]{{1,4}}[A-Z]?)(?=\s*[|:]))(?=$|[\s:.,、/|·\-】(])",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    rf"{_LEAD}【\s*(?:场景?|SCENE)\s*({_DASHED}|{NUMERAL}[A-Za-z补]?|S[0-9]{{1,4}}[A-Z]?)?\s*】\s*",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"{_LEAD}([0-9]{{1,4}}[A-Za-z]?)\s*[、.]\s*(?=\S)")
_EDGES = " :.-、·|,/】"
_TOKEN = re.compile(r"[^\s/,、|·]+")
_JOINED = re.compile(
    r"^(?P<a>[^内外]+)(?P<b>[内外]{1,2}景?)$|^(?P<c>[内外]{1,2}景?)(?P<d>[^内外]+)$"
)
_SENTENCE = re.compile(r"[。!?;“”\"…△:]")
_ASIDE = re.compile(r"\s*[(（【\[](?:闪回|回忆|FLASHBACK)[)）】\]]\s*", re.IGNORECASE)


class _Reading(NamedTuple):
    """The parts of a heading's words: which are time, which int/ext, and where the place stands."""

    times: list[tuple[int, int]]
    int_ext: list[str]
    place: list[tuple[int, int]]


def _read_token(found: _Reading, token: str, start: int) -> None:
    """Put one token where it belongs; only tokens exactly in the vocabulary are time or int/ext."""
    bare = token.strip(".:()").upper()
    at = start + token.upper().find(bare)
    if bare in INT_EXT:
        found.int_ext.append(bare)
    elif bare in TIMES and not (found.times and found.place and found.times[-1][1] < start - 1):
        found.times.append((at, at + len(bare)))
    elif (match := _JOINED.match(bare)) and (
        (match["a"] in TIMES and match["b"] in INT_EXT)
        or (match["d"] in TIMES and match["c"] in INT_EXT)
    ):
        group = "a" if match["a"] else "d"
        found.int_ext.append(match["b"] or match["c"])
        found.times.append((at + match.start(group), at + match.end(group)))
    elif bare.strip("-#*"):
        found.place.append((start, start + len(token)))


def _read(text: str, start: int, end: int) -> _Reading:
    found = _Reading([], [], [])
    for match in _TOKEN.finditer(text, start, end):
        _read_token(found, match.group(), match.start())
    return found


def _heading(line: Folded, number: str, start: int, end: int, found: _Reading) -> Heading:
    spans = found.place
    between = [span for span in found.times if spans and spans[0][0] < span[0] < spans[-1][1]]
    if not spans:
        place = ""
    elif between or (found.int_ext and len(spans) > 1):
        place = " ".join(line.cut(*span) for span in spans)
    else:
        place = line.cut(spans[0][0], spans[-1][1])
    time = line.cut(found.times[0][0], found.times[-1][1]) if found.times else ""
    if between or (found.times and found.times[-1][1] - found.times[0][0] > 8):
        time = line.cut(*found.times[0])
    return Heading(
        number=scene_number(number),
        text=line.cut(start, end),
        int_ext=int_ext_of(found.int_ext),
        place=_ASIDE.sub("", place).strip(" :.-,，：。、"),
        time=time,
        time_of_day=time_of(time),
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in " :-、·|,/】#*":
        end -= 1
    return start, end


def words_of_heading(line: Folded, start: int = 0, number: str = "") -> Heading:
    """Read everything from `start` on as a heading's words, whatever it looks like."""
    first, end = _trim(line.text, start, len(line.text))
    return _heading(line, number, first, end, _read(line.text, first, end))


def scene_heading(line: Folded) -> Heading | None:
    """The Chinese scene heading on this line, or None when it is something else."""
    text = line.text
    if (match := _BRACKETED.match(text)) or (match := _MARKED.match(text)):
        number = next((group for group in match.groups() if group), "")
        heading = words_of_heading(line, match.end(), number)
        return heading if heading.number or heading.text else None
    if match := _PLAIN_DASHED.match(text):
        return _plain_dashed(line, match)
    if len(text) > 60:
        return None
    if match := _LISTED.match(text):
        heading = words_of_heading(line, match.end(), match.group(1))
        told = heading.time or heading.int_ext
        return heading if told and heading.place and not _SENTENCE.search(text) else None
    return _unnumbered(line)


def _plain_dashed(line: Folded, match: re.Match[str]) -> Heading | None:
    """`1-1 日 内 客厅`, `1-1日内 老宅`; but not `1-2岁的孩子` nor a score or a date in prose."""
    text = line.text
    heading = words_of_heading(line, match.end(), match.group(1))
    if not heading.text:
        return heading
    told = bool(heading.time or heading.int_ext)
    rest = text[match.end() :]
    if len(rest) > 80 or ("." in match.group(1) and not told):
        return None
    separated = rest[0] in " :、,|/" or match.group(2) is not None
    if not separated:
        return heading if told else None
    return heading if told or (not _SENTENCE.search(rest.strip(" :")) and len(rest) <= 40) else None


def _unnumbered(line: Folded) -> Heading | None:
    """`夜 外 码头`, `内景 咖啡厅 - 黄昏`, `外. 街道 - 日`: words of the vocabulary must stand first or last."""
    text = line.text.strip(" #*")
    if not text or len(text) > 40 or _SENTENCE.search(text):
        return None
    tokens = _TOKEN.findall(text)
    if len(tokens) < 2 or len(tokens) > 8:
        return None
    first, last = (_bare(tokens[0]), _bare(tokens[-1]))
    heading = words_of_heading(line)
    if not heading.int_ext or not heading.place:
        return None
    explicit = first in {"内景", "外景", "室内", "室外", "内外景"}
    known = {first, last} & (set(TIMES) | set(INT_EXT)) or _JOINED.match(first)
    return heading if explicit or (known and heading.time) else None


def _bare(token: str) -> str:
    return token.strip(".:()").upper()


# --- Fountain scene headings

_SLUG = re.compile(
    r"^(INT\.?/EXT|EXT\.?/INT|I\.?/E|INT|EXT|EST)(?:\.(?=\s|$|\S)|\s)", re.IGNORECASE
)
_SCENE_NUMBER = re.compile(r"\s*#([\w.\-]+)#$")


def is_slug(text: str) -> bool:
    """True when `text` begins as a natural Fountain heading does (INT. EXT. EST. INT./EXT. I/E)."""
    return _SLUG.match(text) is not None


def slug_heading(text: str) -> Heading:
    """Read a Fountain heading, with or without a scene number at its end."""
    text = text.strip()
    number = ""
    if match := _SCENE_NUMBER.search(text):
        remaining = text[: match.start()].rstrip()
        if remaining:
            number, text = match.group(1), remaining
    slug = _SLUG.match(text)
    if slug is None:
        chinese = scene_heading(Folded(text)) or words_of_heading(Folded(text))
        if chinese.int_ext or chinese.time:
            return chinese._replace(number=number or chinese.number, text=text)
    int_ext: IntExt = ""
    rest = text
    if slug is not None:
        prefix = slug.group(1).upper()
        both = "/" in prefix
        int_ext = "int/ext" if both else ("int" if prefix.startswith("INT") else "ext")
        rest = text[slug.end() :].strip()
    place, dash, tail = _ASIDE.sub("", rest).rpartition(" - ")
    time_of_day = time_of(tail)
    if not dash or not time_of_day:
        place, tail, time_of_day = _ASIDE.sub("", rest), "", ""
    return Heading(number, text, int_ext, place.strip(), tail.strip(), time_of_day)


def is_flashback(text: str) -> bool:
    """True when a heading says that its scene is a flashback."""
    return re.search(r"闪回|回忆|FLASHBACK", text, re.IGNORECASE) is not None
