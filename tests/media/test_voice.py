"""Offline voices: both languages, different people, and a helper that may die."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

from app.domain.cast import Voice
from app.errors import ToolMissing
from app.media import samples
from app.media.probe import probe
from app.media.voice import VoiceBooth, list_voices, speak
from tests.media.films import RATE, level_db

_LINE = "你怎么现在才来？我等了你一整晚。"


def _pitch(path: Path) -> float:
    """Middle fundamental of the voiced stretches, in hertz, by autocorrelation."""
    sound = samples.load(path)[:, 0]
    found: list[float] = []
    for at in range(0, len(sound) - 4096, 2048):
        window = sound[at : at + 4096]
        if level_db(window) < -28:
            continue
        spectrum = np.fft.rfft(window, 8192)
        echo = np.fft.irfft(np.abs(spectrum) ** 2)[:4096]
        low, high = RATE // 450, RATE // 60
        best = low + int(np.argmax(echo[low:high]))
        if echo[best] > 0.4 * echo[0]:
            found.append(RATE / best)
    return float(np.median(found))


def _centroid(path: Path) -> float:
    """Middle of the spectrum's weight, in hertz: how bright a voice is."""
    spectrum = np.abs(np.fft.rfft(samples.load(path)[:, 0]))
    hertz = np.fft.rfftfreq(len(samples.load(path)), 1 / RATE)
    return float((spectrum * hertz).sum() / spectrum.sum())


def test_chinese_english_and_mixed_lines_are_spoken(tmp_path: Path) -> None:
    with VoiceBooth() as booth:
        for name, text, language in (
            ("zh", _LINE, "zh"),
            ("en", "I waited for you all night long.", "en"),
            ("mixed", "我用AI拍了一部short drama。", "zh"),
        ):
            seconds = booth.speak(text, Voice(), language, tmp_path / f"{name}.wav")
            facts = probe(tmp_path / f"{name}.wav")
            assert facts.seconds == pytest.approx(seconds, abs=0.001)
            assert 1.0 < seconds < 6.0
            assert -26 < level_db(samples.load(tmp_path / f"{name}.wav")) < -16
        first = booth.helper_pid
        booth.speak("好。", Voice(), "zh", tmp_path / "again.wav")
        assert booth.helper_pid == first


def test_people_sound_different(tmp_path: Path) -> None:
    pitch: dict[str, float] = {}
    color: dict[str, float] = {}
    with VoiceBooth() as booth:
        for info in list_voices():
            out = tmp_path / f"{info.name}.wav"
            booth.speak(_LINE, Voice(name=info.name), "zh", out)
            pitch[info.name], color[info.name] = _pitch(out), _centroid(out)
        booth.speak(_LINE, Voice(name="f2", pitch=90), "zh", tmp_path / "high.wav")
        slow = booth.speak(_LINE, Voice(name="f2", rate=70), "zh", tmp_path / "slow.wav")
        fast = booth.speak(_LINE, Voice(name="f2", rate=150), "zh", tmp_path / "fast.wav")
    women = [pitch[info.name] for info in list_voices() if info.sex == "female"]
    men = [pitch[info.name] for info in list_voices() if info.sex == "male" and info.name != "m5"]
    assert min(women) > max(men) * 1.1
    assert _pitch(tmp_path / "high.wav") > pitch["f2"] * 1.1
    assert slow > fast * 1.3
    names = list(pitch)
    alike = [
        (one, other)
        for index, one in enumerate(names)
        for other in names[index + 1 :]
        if abs(pitch[one] / pitch[other] - 1) < 0.02 and abs(color[one] / color[other] - 1) < 0.02
    ]
    assert alike == []


def test_an_unnamed_voice_follows_sex_and_pitch(tmp_path: Path) -> None:
    with VoiceBooth() as booth:
        booth.speak(_LINE, Voice(sex="male"), "zh", tmp_path / "m.wav")
        booth.speak(_LINE, Voice(sex="female"), "zh", tmp_path / "f.wav")
    assert _pitch(tmp_path / "f.wav") > _pitch(tmp_path / "m.wav") * 1.3


def test_a_line_is_spoken_the_same_way_twice(tmp_path: Path) -> None:
    with VoiceBooth() as booth, VoiceBooth() as other:
        booth.speak(_LINE, Voice(name="m6"), "zh", tmp_path / "a.wav")
        other.speak(_LINE, Voice(name="m6"), "zh", tmp_path / "b.wav")
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_directions_are_not_read_out(tmp_path: Path) -> None:
    with VoiceBooth() as booth:
        plain = booth.speak("你好，再见。", Voice(), "zh", tmp_path / "a.wav")
        directed = booth.speak(
            "（冷笑着放下手机）你好（停顿）再见。", Voice(), "zh", tmp_path / "b.wav"
        )
        silent = booth.speak("（沉默）……", Voice(), "zh", tmp_path / "c.wav")
    assert directed == pytest.approx(plain, abs=0.25)
    assert not samples.load(tmp_path / "c.wav").any()
    assert 0.3 < silent < 1.0


def test_a_helper_killed_between_lines_is_replaced(tmp_path: Path) -> None:
    with VoiceBooth() as booth:
        booth.speak(_LINE, Voice(), "zh", tmp_path / "a.wav")
        pid = booth.helper_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        booth.speak(_LINE, Voice(), "zh", tmp_path / "b.wav")
        assert booth.helper_pid != pid
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_a_helper_that_dies_in_the_middle_of_a_line_is_replaced(tmp_path: Path) -> None:
    flag = tmp_path / "died"
    script = (
        "import pathlib, sys\n"
        f"flag = pathlib.Path({str(flag)!r})\n"
        "if not flag.exists():\n"
        "    sys.stdin.buffer.readline(); flag.touch(); sys.exit(9)\n"
        "from app.media.voice_process import main\n"
        "sys.exit(main())\n"
    )
    with VoiceBooth([sys.executable, "-c", script]) as booth:
        assert booth.speak(_LINE, Voice(), "zh", tmp_path / "a.wav") > 1
    assert flag.exists()


def test_a_helper_that_keeps_dying_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    with (
        VoiceBooth([sys.executable, "-c", "import sys; sys.stdin.readline()"]) as booth,
        pytest.raises(ToolMissing, match="voice"),
    ):
        booth.speak(_LINE, Voice(), "zh", tmp_path / "a.wav")
    with VoiceBooth(["/nowhere/voice"]) as booth, pytest.raises(ToolMissing):
        booth.speak(_LINE, Voice(), "zh", tmp_path / "a.wav")
    assert list(tmp_path.iterdir()) == []


def test_the_program_has_a_booth_of_its_own(tmp_path: Path) -> None:
    assert speak("你好。", Voice(), "zh", tmp_path / "a.wav") > 0.3
