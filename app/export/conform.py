"""ffmpeg's filter graph for one piece: every source brought to the delivery's size, rate and colours.

Rates change by doubling and dropping frames, never by changing speed; a source that ends early holds its
last frame; the graph holds only numbers and names made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.export.plan import Black, Fade, Film, Look, Piece, Slate
from app.media import ffmpeg
from app.media.opening import opened, picture_stream

#: ffmpeg's number for "colour space not named".
_UNNAMED = 2
_BT709 = "colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
_BICUBIC = "flags=bicubic"
_MATRIX = "out_color_matrix=bt709:out_range=tv"
_TO_BT709 = f"{_BICUBIC}:{_MATRIX}"
#: Light enough that edges gain no visible halo.
_SHARPEN = "unsharp=lx=5:ly=5:la=0.45:cx=3:cy=3:ca=0"
#: Shapes closer than this fill the frame without blurred edges.
_SAME_SHAPE = 0.02


@dataclass(frozen=True)
class Graph:
    """Input arguments and the filter graph; its output is called `[out]`."""

    inputs: tuple[str, ...]
    filters: str


def build(piece: Piece, files: Sequence[Path | None], stamps: Sequence[Path]) -> Graph:
    """The graph of one piece.

    Args:
        files: for each layer its film or PNG; None for black.
        stamps: for each stamp of the piece its PNG.

    Captions are read from `captions.ass` and the font from `fonts/` in ffmpeg's working folder.

    Raises:
        BadInput, Damaged, DiskTrouble: a source cannot be opened.
    """
    look = piece.look
    inputs: list[str] = []
    chains: list[str] = []
    for number, (layer, file) in enumerate(zip(piece.layers, files, strict=True)):
        inputs += _input(layer, file, look)
        chain = _chain(layer, file, number, piece)
        chains.append(f"[{number}:v:0]{','.join(chain)}[layer{number}]")
    last = "layer0"
    if len(piece.layers) == 2:
        seconds = f"{piece.length / look.fps:.9f}"
        chains.append(f"[layer0][layer1]xfade=transition=fade:duration={seconds}:offset=0[crossed]")
        last = "crossed"
    overlays = [_fade(fade) for fade in piece.fades]
    if piece.words.captions:
        overlays.append("subtitles=filename=captions.ass:fontsdir=fonts:wrap_unicode=1")
    if overlays:
        chains.append(f"[{last}]{','.join(overlays)}[worded]")
        last = "worded"
    if stamps:
        # Blended at full colour resolution: the letters keep the height that the standard asks for.
        chains.append(f"[{last}]format=yuv444p[wide]")
        last = "wide"
    for number, (stamp, png) in enumerate(zip(piece.words.stamps, stamps, strict=True)):
        inputs += ["-f", "image2", "-pattern_type", "none", "-i", ffmpeg.name(png)]
        x, y = stamp.at
        shown = f"enable='between(n,{stamp.start},{stamp.end - 1})'"
        source = f"{len(piece.layers) + number}:v:0"
        chains.append(f"[{last}][{source}]overlay={x}:{y}:format=yuv444:{shown}[stamped{number}]")
        last = f"stamped{number}"
    chains.append(f"[{last}]{_out(look)},setsar=1[out]")
    return Graph(tuple(inputs), ";".join(chains))


def _out(look: Look) -> str:
    """The pixels the encoder wants; RGB has no matrix and no range to name."""
    if look.pixels.startswith("rgb"):
        return f"setparams={_BT709},scale=in_color_matrix=bt709,format={look.pixels}"
    return f"format={look.pixels},setparams={_BT709}"


def _input(layer: Film | Slate | Black, file: Path | None, look: Look) -> list[str]:
    if isinstance(layer, Black) or file is None:
        size = f"{look.width}x{look.height}"
        return ["-f", "lavfi", "-i", f"color=c=black:s={size}:r={look.fps}"]
    if isinstance(layer, Slate) or layer.still:
        rate = ["-framerate", str(look.fps)]
        return ["-f", "image2", "-pattern_type", "none", *rate, "-i", ffmpeg.name(file)]
    seek = _seek_seconds(layer, look.fps)
    return ["-threads", "1", *(("-ss", str(seek)) if seek else ()), *ffmpeg.source(file)]


def _seek_seconds(layer: Film, fps: int) -> int:
    """Whole seconds to jump, two before what is needed, and never near the end of the source."""
    wanted = layer.skip // fps - 2
    return max(0, min(wanted, int(layer.seconds) - 2))


def _chain(layer: Film | Slate | Black, file: Path | None, number: int, piece: Piece) -> list[str]:
    """Filters that make exactly `piece.length` conformed frames, counted from zero, of one input."""
    look, length = piece.look, piece.length
    last = ["setsar=1", "format=yuv420p", f"setparams={_BT709}"]
    if isinstance(layer, Black) or file is None:
        return [f"trim=end_frame={length}", *last]
    if isinstance(layer, Slate):
        shape = [f"scale={look.width}:{look.height}:{_TO_BT709}"]
        return [*shape, *_held(look, length), *last]
    shape = _shaped(layer, look, number)
    if layer.still:
        return [*shape, *_held(look, length), *last]
    first = layer.skip - _seek_seconds(layer, look.fps) * look.fps
    timed = [
        f"fps=fps={look.fps}:start_time=0",
        "tpad=stop=-1:stop_mode=clone",
        f"trim=start_frame={first}:end_frame={first + length}",
        "setpts=PTS-STARTPTS",
    ]
    return [*_colours(file), *timed, *shape, *last]


def _held(look: Look, length: int) -> list[str]:
    """One picture for `length` frames; it is conformed once and then repeated."""
    again = f"loop=loop=-1:size=1,setpts=N/({look.fps}*TB)"
    return ["format=yuv420p", again, f"fps={look.fps}", f"trim=end_frame={length}"]


def _colours(file: Path) -> list[str]:
    """Name the colours of a film that does not: as high definition, which is what generators make."""
    with opened(file) as container:
        stream = picture_stream(container)
        named = stream is not None and stream.codec_context.colorspace != _UNNAMED
        pixels = stream.codec_context.pix_fmt if stream is not None else None
    if named or not (pixels or "").startswith("yuv"):
        return []
    return ["setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709"]


def _shaped(layer: Film, look: Look, number: int) -> list[str]:
    """Scale into the frame: whole with blurred or black surroundings, or filling it."""
    width, height = look.width, look.height
    full = f"{width}:{height}"
    # Anamorphic pixels become square before anything else.
    square = "scale=w='trunc(iw*sar/2+0.5)*2':h='trunc(ih/2+0.5)*2'"
    shape = (layer.width * height) / (layer.height * width) if layer.height else 1.0
    grown = f"{_BICUBIC if layer.upscale == 'bicubic' else 'flags=lanczos'}:{_MATRIX}"
    sharp = [_SHARPEN] if layer.upscale == "sharp" else []
    if abs(shape - 1.0) < _SAME_SHAPE:
        return [f"scale={full}:{grown}", *sharp]
    cover = f"force_original_aspect_ratio=increase:{_TO_BT709}"
    within = f"force_original_aspect_ratio=decrease:force_divisible_by=2:{grown}"
    if look.fit == "crop":
        wide = f"force_original_aspect_ratio=increase:{grown}"
        return [square, f"scale={full}:{wide}", f"crop={full}", *sharp]
    if look.fit == "black":
        padded = f"pad={full}:(ow-iw)/2:(oh-ih)/2:color=black"
        return [square, f"scale={full}:{within}", *sharp, padded]
    centred = "overlay=(W-w)/2:(H-h)/2:format=yuv420"
    small = f"{_eighth(width)}:{_eighth(height)}"
    return [
        square,
        f"split[whole{number}][edge{number}];[edge{number}]scale={small}:{cover}",
        f"crop={small}",
        "boxblur=luma_radius=4:luma_power=3:chroma_radius=2:chroma_power=3",
        "lutyuv=y='16+(val-16)*0.6'",
        f"scale={full}:flags=bilinear",
        "setsar=1",
        f"format=yuv420p[ground{number}];[whole{number}]scale={full}:{within}",
        *sharp,
        "setsar=1",
        f"format=yuv420p[front{number}];[ground{number}][front{number}]{centred}",
    ]


def _eighth(side: int) -> int:
    return max(16, side // 16 * 2)


def _fade(fade: Fade) -> str:
    return f"fade=t={fade.kind}:start_frame={fade.first}:nb_frames={fade.frames}:color={fade.color}"
