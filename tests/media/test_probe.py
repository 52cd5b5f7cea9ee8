"""What a file is, measured; and every kind of file that must be refused."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.errors import BadInput, Damaged, FenjingError
from app.media import ffmpeg
from app.media.probe import probe
from tests.media.films import film, noise, tone, wav


@pytest.mark.parametrize(("frames", "fps"), [(1, 24), (37, 24), (61, 25), (313, 30)])
def test_a_film_is_counted_to_the_frame(tmp_path: Path, frames: int, fps: int) -> None:
    facts = probe(film(tmp_path / "a.mp4", frames, fps=fps))
    assert (facts.kind, facts.suffix, facts.frames, facts.fps) == ("video", ".mp4", frames, fps)
    assert (facts.width, facts.height, facts.has_sound) == (96, 160, False)
    assert facts.seconds == pytest.approx(frames / fps)


def test_matroska_and_webm_are_counted_too(tmp_path: Path) -> None:
    whole = film(tmp_path / "a.mp4", 50)
    for name, codec in (("b.mkv", "copy"), ("c.webm", "libvpx")):
        out = tmp_path / name
        ffmpeg.run(["-i", ffmpeg.name(whole), "-c:v", codec, ffmpeg.name(out)])
        facts = probe(out)
        assert (facts.frames, facts.suffix) == (50, out.suffix)


def test_sound_and_its_length(tmp_path: Path) -> None:
    facts = probe(wav(tmp_path / "a.wav", tone(440, 1.25)))
    assert (facts.kind, facts.suffix, facts.has_sound) == ("sound", ".wav", True)
    assert facts.seconds == pytest.approx(1.25)
    for name in ("a.mp3", "a.flac", "a.ogg", "a.m4a"):
        out = tmp_path / name
        ffmpeg.run(["-i", ffmpeg.name(tmp_path / "a.wav"), ffmpeg.name(out)])
        made = probe(out)
        assert (made.kind, made.suffix) == ("sound", out.suffix)
        assert made.seconds == pytest.approx(1.25, abs=0.1)


def test_pictures_are_measured_as_they_are_shown(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "a.jpg", exif=exif)
    facts = probe(tmp_path / "a.jpg")
    assert (facts.kind, facts.width, facts.height, facts.frames) == ("picture", 20, 40, 1)
    for name in ("b.png", "c.webp"):
        picture.save(tmp_path / name)
        assert probe(tmp_path / name).suffix == Path(name).suffix


def test_the_name_is_never_believed(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    (tmp_path / "a.png").rename(tmp_path / "film.mp4")
    assert probe(tmp_path / "film.mp4").kind == "picture"
    (tmp_path / "b.mp4").write_text("hello")
    with pytest.raises(BadInput):
        probe(tmp_path / "b.mp4")


@pytest.mark.parametrize("share", [0.05, 0.4, 0.8, 0.97])
def test_a_film_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    whole = film(tmp_path / "a.mp4", 60, sound=noise(1, 2.5))
    front = tmp_path / "front.mp4"
    ffmpeg.run(["-i", ffmpeg.name(whole), "-c", "copy", "-movflags", "+faststart", str(front)])
    for source in (whole, front):
        data = source.read_bytes()
        cut = tmp_path / "cut.mp4"
        cut.write_bytes(data[: int(len(data) * share)])
        with pytest.raises(Damaged) as caught:
            probe(cut)
        assert caught.value.fix


def test_a_spoilt_picture_in_the_middle_is_refused(tmp_path: Path) -> None:
    whole = film(tmp_path / "a.mp4", 60)
    data = bytearray(whole.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    (tmp_path / "b.mp4").write_bytes(data)
    with pytest.raises(Damaged):
        probe(tmp_path / "b.mp4")


def test_cut_off_sounds_and_pictures_are_refused(tmp_path: Path) -> None:
    whole = wav(tmp_path / "a.wav", tone(440, 2)).read_bytes()
    (tmp_path / "b.wav").write_bytes(whole[: len(whole) // 2])
    pixels = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    (tmp_path / "b.png").write_bytes(data[: len(data) // 2])
    for name in ("b.wav", "b.png"):
        with pytest.raises(Damaged):
            probe(tmp_path / name)


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    Image.new("1", (9000, 9000)).save(tmp_path / "big.png")
    with pytest.raises(BadInput, match="pixels"):
        probe(tmp_path / "big.png")


def test_a_playlist_in_disguise_opens_nothing_else(tmp_path: Path) -> None:
    seen: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        port = server.server_address[1]
        secret = film(tmp_path / "secret.mp4", 5)
        traps = {
            "hls.mp4": f"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
            "near.mp4": f"#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n",
            "spaced.mp4": f"\ufeff\n#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:{port}/b.ts\n",
            "dash.mp4": f'<?xml version="1.0"?><MPD><BaseURL>http://127.0.0.1:{port}/</BaseURL></MPD>',
            "list.mp4": f"ffconcat version 1.0\nfile '{secret}'\n",
        }
        for name, text in traps.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
            with pytest.raises(Damaged, match="playlist"):
                probe(tmp_path / name)
            with pytest.raises(Damaged):
                ffmpeg.source(tmp_path / name)
        assert seen == []
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_leading_dash_or_colon_in_a_name_is_only_a_name(tmp_path: Path) -> None:
    whole = film(tmp_path / "a.mp4", 5)
    for name in ("-i.mp4", "http:x.mp4", "雨 夜'%d.mp4"):
        odd = tmp_path / name
        odd.write_bytes(whole.read_bytes())
        assert probe(odd).frames == 5


@given(st.binary(max_size=600))
def test_any_bytes_are_answered_in_plain_words(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.mp4"
    path.write_bytes(data)
    with pytest.raises(FenjingError) as caught:
        probe(path)
    assert caught.value.message
    assert caught.value.fix
