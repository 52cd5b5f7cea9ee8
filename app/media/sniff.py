"""What a file really is, by its first bytes; its name is never believed.

Everything that opens media asks here first and then forces the answered demuxer, so that a playlist
(HLS, DASH) renamed to .mp4 is refused before any library could follow the addresses inside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.media import MediaKind
from app.domain.wording import N_
from app.errors import BadInput, Damaged, DiskTrouble

#: ffmpeg's own demuxer names that this program ever opens; everything else stays shut.
FORMAT_WHITELIST = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,wav,mp3,flac,ogg,image2,png_pipe"
PROTOCOL_WHITELIST = "file,pipe"

_HEAD_BYTES = 4096
_STILL_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"})
_MOV_ATOMS = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip"})


@dataclass(frozen=True)
class Container:
    """How to open a file: ffmpeg's demuxer (empty for pictures), what it can hold, its honest suffix."""

    demuxer: str
    kind: MediaKind
    suffix: str


_PNG = Container("", "picture", ".png")
_JPEG = Container("", "picture", ".jpg")
_WEBP = Container("", "picture", ".webp")
_WAV = Container("wav", "sound", ".wav")
_MP3 = Container("mp3", "sound", ".mp3")
_FLAC = Container("flac", "sound", ".flac")
_OGG = Container("ogg", "sound", ".ogg")


def head_of(path: Path) -> bytes:
    """The first 4 KiB of a regular file.

    Raises:
        BadInput: it is missing, a folder or a device.
        DiskTrouble: it cannot be read.
    """
    if not path.is_file():
        raise BadInput(
            N_("“{name}” is not a file.").format(name=path.name),
            N_("Choose a picture, a video or a sound file."),
        )
    try:
        with path.open("rb") as handle:
            return handle.read(_HEAD_BYTES)
    except OSError as error:
        raise DiskTrouble(
            N_("“{name}” cannot be read: {reason}.").format(
                name=path.name, reason=error.strerror or error
            ),
            N_("Check that the disk is connected and that you may read the file."),
        ) from error


def container_of(path: Path) -> Container:
    """What the file is, by its bytes.

    Raises:
        BadInput: not a kind of file this program opens, missing, or empty.
        Damaged: a playlist that only points at other files.
        DiskTrouble: it cannot be read.
    """
    head = head_of(path)
    found = _by_magic(head)
    if found is not None:
        return found
    _refuse_playlists(path, head)
    if not head:
        raise Damaged(
            N_("“{name}” is empty.").format(name=path.name), N_("Download or export it again.")
        )
    raise BadInput(
        N_("“{name}” is not a kind of picture, video or sound that can be used.").format(
            name=path.name
        ),
        N_("Use PNG, JPEG, WebP, MP4, MOV, MKV, WebM, WAV, MP3, FLAC or OGG."),
    )


def _by_magic(head: bytes) -> Container | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if head.startswith(b"\xff\xd8\xff"):
        return _JPEG
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"WEBP": _WEBP, b"WAVE": _WAV}.get(head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        suffix = ".webm" if b"webm" in head[:128] else ".mkv"
        return Container("matroska", "video", suffix)
    if head.startswith(b"fLaC"):
        return _FLAC
    if head.startswith(b"OggS"):
        return _OGG
    if head[4:8] in _MOV_ATOMS:
        return _mov(head)
    # An MPEG audio frame: eleven sync bits, layer III, a bit rate and a sample rate that exist.
    synced = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    real = synced and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
    return _MP3 if head.startswith(b"ID3") or real else None


def _mov(head: bytes) -> Container | None:
    brand = head[8:12] if head[4:8] == b"ftyp" else b"qt  "
    if brand in _STILL_BRANDS:
        return None
    if brand in (b"M4A ", b"M4B "):
        return Container("mov", "sound", ".m4a")
    return Container("mov", "video", ".mov" if brand == b"qt  " else ".mp4")


def _refuse_playlists(path: Path, head: bytes) -> None:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lowered = text.lower()
    listed = text.startswith((b"#EXTM3U", b"ffconcat")) or b"<mpd" in lowered
    if listed or lowered.startswith((b"file '", b"[playlist]")):
        raise Damaged(
            N_("“{name}” is a playlist that points elsewhere, not a video.").format(name=path.name),
            N_("Download the video itself and import that file."),
        )
