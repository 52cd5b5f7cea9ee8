"""Bytes to text: marks first, then proof, then probability; and a plain word for files that are no text."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from app.domain.wording import N_
from app.errors import BadInput, MalformedScript

#: A feature-length script is half a megabyte; beyond this a file is something else.
LARGEST = 32 * 1024 * 1024

#: Encodings offered when the guess is wrong.
OFFERED = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be", "cp1252", "shift_jis", "euc_kr")


class Decoded(NamedTuple):
    """Text, the encoding it was in (a Python codec name), and whether that was only a guess."""

    text: str
    encoding: str
    guessed: bool


_SAVE_AS = N_("Save it as a text file (.txt, UTF-8) or a Fountain file and open that.")
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", N_("This is a PDF."), N_("Copy its text and paste it, or save the script as .txt.")),
    (b"\xd0\xcf\x11\xe0", N_("This is an old Word or WPS document."), _SAVE_AS),
    (b"{\\rtf", N_("This is a rich text file."), _SAVE_AS),
    (b"\x89PNG", N_("This is a picture."), N_("Open it on the Cast or Board page instead.")),
    (b"\xff\xd8\xff", N_("This is a picture."), N_("Open it on the Cast or Board page instead.")),
    (b"GIF8", N_("This is a picture."), N_("Open it on the Cast or Board page instead.")),
    (b"7z\xbc\xaf", N_("This is an archive."), N_("Unpack it and open the script inside.")),
    (b"Rar!", N_("This is an archive."), N_("Unpack it and open the script inside.")),
    (b"\x1f\x8b", N_("This is an archive."), N_("Unpack it and open the script inside.")),
)
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode a script.

    Raises:
        BadInput: `encoding` is no encoding, or the file is far too large.
        MalformedScript: the file is empty, is no text, or cannot be read as `encoding`.
    """
    if len(data) > LARGEST:
        raise BadInput(N_("This file is too large to be a script."), N_("Open a smaller file."))
    if not data.strip(b"\x00 \t\r\n"):
        raise MalformedScript(N_("The file is empty."), N_("Open a file that has a script in it."))
    _refuse_other_files(data)
    if encoding:
        return _as_told(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, name)
    found = _proven(data) or _probable(data)
    if found is None or _is_noise(found.text):
        raise MalformedScript(
            N_("This file is not text, or its encoding is unknown."),
            N_("Choose its encoding, or save it as UTF-8 text."),
        )
    return found


def _refuse_other_files(data: bytes) -> None:
    for magic, message, fix in _MAGIC:
        if data.startswith(magic):
            raise MalformedScript(message, fix)
    if data.startswith(b"PK\x03\x04"):
        if b"word/" in data:
            raise MalformedScript(N_("This is a Word document (.docx)."), _SAVE_AS)
        raise MalformedScript(
            N_("This is an archive."), N_("Unpack it and open the script inside.")
        )
    if b"<FinalDraft" in data[:2000]:
        raise MalformedScript(
            N_("This is a Final Draft file."), N_("Export it from Final Draft as text or Fountain.")
        )


def _as_told(data: bytes, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding)
        text = data.decode(codec.name)
    except (LookupError, ValueError) as problem:
        if isinstance(problem, UnicodeDecodeError):
            line = data.count(b"\n", 0, problem.start) + 1
            raise MalformedScript(
                N_("The file cannot be read as {encoding}: line {line} does not fit.").format(
                    encoding=encoding, line=line
                ),
                N_("Choose another encoding, or leave the choice to Fenjing."),
                line,
            ) from problem
        raise BadInput(
            N_("“{encoding}” is not an encoding.").format(encoding=encoding),
            N_("Choose one of: {offered}.").format(offered=", ".join(OFFERED)),
        ) from problem
    return Decoded(text.removeprefix("\ufeff"), codec.name, guessed=False)


def _marked(data: bytes, name: str) -> Decoded:
    """Text behind a byte order mark; damage inside is replaced and the encoding called a guess."""
    try:
        return Decoded(data.decode(name), name, guessed=False)
    except UnicodeDecodeError as problem:
        if name == "utf-8-sig":
            return _probable(data[3:]) or _damaged(data, name, problem)
        return _damaged(data, name, problem)


def _damaged(data: bytes, name: str, problem: UnicodeDecodeError) -> Decoded:
    line = data.count(b"\n", 0, problem.start) + 1
    raise MalformedScript(
        N_("The file is marked as {encoding}, but line {line} does not fit it.").format(
            encoding=name, line=line
        ),
        N_("Choose another encoding, or save the file again as UTF-8."),
        line,
    ) from problem


def _proven(data: bytes) -> Decoded | None:
    if b"\0" in data:
        return _unmarked_utf16(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", guessed=False)
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: the byte order that gives the more ordinary text."""
    best: Decoded | None = None
    best_share = 0.7
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data[: len(data) // 2 * 2].decode(name)
        except UnicodeDecodeError:
            continue
        share = _ordinary(text)
        if share > best_share:
            best, best_share = Decoded(text, name, guessed=True), share
    return best


def _ordinary(text: str) -> float:
    """The share of characters that scripts are made of."""
    sample = text[:20_000]
    good = sum(
        1
        for character in sample
        if character in "\t\r\n" or " " <= character <= "~" or "\u4e00" <= character <= "\u9fff"
        or "\u2010" <= character <= "\u203b" or "\u3000" <= character <= "\u301f"
        or "\uff01" <= character <= "\uff5e" or "\u00a0" <= character <= "\u00ff"
        or character in "△▲♪"
    )  # fmt: skip
    return good / max(len(sample), 1)


def _probable(data: bytes) -> Decoded | None:
    """GB18030 or Big5 when what they give is everyday Chinese; else what charset-normalizer thinks."""
    candidates = []
    # Level 1 of each character set, the everyday characters, has lead bytes of its own.
    for name, low, high in (("gb18030", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        share = _everyday(text, "gbk" if name == "gb18030" else name, low, high)
        candidates.append((share, Decoded(text, name, guessed=True)))
    if candidates:
        share, best = max(candidates, key=lambda one: one[0])
        # A tie is settled in favour of GB18030, by far the more common in this trade.
        if candidates[0][0] >= min(share, 0.75):
            best = candidates[0][1]
        if share >= 0.6:
            return best
    return _by_charset_normalizer(data) or (candidates[0][1] if candidates else None)


def _everyday(text: str, name: str, low: int, high: int) -> float:
    han = [character for character in text[:20_000] if character > "\u007f"]
    if not han:
        return 0.0
    punctuation = "，。！？：；、（）【】“”‘’《》—…△▲·　"
    good = 0
    for character in han:
        if character in punctuation:
            good += 1
            continue
        lead = character.encode(name, errors="replace")[0]
        good += low <= lead <= high and "\u4e00" <= character <= "\u9fff"
    return good / len(han)


def _by_charset_normalizer(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None:
        return None
    try:
        return Decoded(data.decode(best.encoding), codecs.lookup(best.encoding).name, guessed=True)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_noise(text: str) -> bool:
    """True when more than one character in twenty is a control character."""
    sample = text[:20_000]
    controls = sum(
        1 for character in sample if character < " " and character not in "\t\r\n\f\v\b\x1a"
    )
    return controls * 20 > len(sample)
