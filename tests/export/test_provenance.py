"""Signed films: read by the C2PA reader, honest about what made them, broken by any later touch."""

from __future__ import annotations

import stat
from pathlib import Path

import c2pa
import pytest

from app.errors import BadInput
from app.export import provenance
from app.export.provenance import Used
from app.media import ffmpeg
from tests.fakes import clips

MODEL = Used(title="1-1-01", origin="model", generator="kling", model="kling-v2-6", sha256="ab")
DRAWN = Used(title="1-1-02", origin="drawn", generator="animatic")
FILMED = Used(title="1-1-03", origin="recorded")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "第1集.mp4"
    path.write_bytes(clips.video())
    return path


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> provenance.Certificate:
    return provenance.development(tmp_path_factory.mktemp("certificate"))


def test_a_signed_film_says_what_is_in_it(
    film: Path, certificate: provenance.Certificate, tmp_path: Path
) -> None:
    before = clips.measure(film)
    shot = tmp_path / "shot.mp4"
    shot.write_bytes(clips.video(shade=40))
    placed = MODEL.model_copy(update={"path": shot})
    signed = provenance.sign(film, "第1集", [placed, DRAWN], certificate)
    assert signed.state == "Valid", "a development certificate is valid and never trusted"
    assert signed.program == "Fenjing"
    assert signed.created == "compositeWithTrainedAlgorithmicMedia"
    assert signed.actions == ("c2pa.created", "c2pa.placed", "c2pa.edited")
    assert signed.ingredients == ("1-1-01", "1-1-02")
    assert "development" in signed.signer
    with c2pa.Reader(str(film)) as reader:
        text = reader.json()
    assert "kling kling-v2-6" in text
    assert "componentOf" in text
    after = clips.measure(film)
    assert (after.frames, after.width, after.height) == (before.frames, before.width, before.height)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shot.mp4", "第1集.mp4"]


@pytest.mark.parametrize(
    ("used", "kind"),
    [
        ([MODEL, MODEL], "trainedAlgorithmicMedia"),
        ([DRAWN], "algorithmicMedia"),
        ([MODEL, FILMED], "compositeWithTrainedAlgorithmicMedia"),
        ([FILMED, DRAWN], "composite"),
        ([], "composite"),
    ],
)
def test_the_source_type_follows_what_was_used(used: list[Used], kind: str) -> None:
    assert provenance.source_type(used) == kind


def test_a_changed_byte_or_a_remux_is_noticed(
    film: Path, certificate: provenance.Certificate
) -> None:
    provenance.sign(film, "x", [MODEL], certificate)
    data = bytearray(film.read_bytes())
    data[-200] ^= 0xFF
    changed = film.with_name("changed.mp4")
    changed.write_bytes(data)
    found = provenance.read(changed)
    assert found is None or not found.is_sound
    again = film.with_name("again.mp4")
    ffmpeg.run(["-i", str(film), "-c", "copy", str(again)])
    assert provenance.read(again) is None


def test_a_film_without_a_manifest_has_none(film: Path) -> None:
    assert provenance.read(film) is None
    text = film.with_name("text.mp4")
    text.write_text("not a film")
    assert provenance.read(text) is None


def test_the_development_certificate_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = provenance.development(tmp_path / "keys")
    second = provenance.development(tmp_path / "keys")
    assert first == second
    assert first.development
    mode = (tmp_path / "keys" / "development-key.pem").stat().st_mode
    assert stat.S_IMODE(mode) & 0o077 == 0
    (tmp_path / "keys" / "development-chain.pem").write_text("spoilt")
    assert provenance.development(tmp_path / "keys") != first


def test_a_persons_own_certificate_must_fit_its_key(tmp_path: Path, film: Path) -> None:
    one = provenance.development(tmp_path / "one")
    provenance.development(tmp_path / "two")
    own = provenance.load(
        tmp_path / "one" / "development-chain.pem", tmp_path / "one" / "development-key.pem"
    )
    assert not own.development
    assert provenance.sign(film, "x", [MODEL], own).is_sound
    with pytest.raises(BadInput, match="does not belong"):
        provenance.load(
            tmp_path / "one" / "development-chain.pem", tmp_path / "two" / "development-key.pem"
        )
    with pytest.raises(BadInput, match="cannot be read"):
        provenance.load(film, film)
    assert one.chain == own.chain


def test_what_cannot_be_signed_is_left_as_it_was(
    tmp_path: Path, certificate: provenance.Certificate
) -> None:
    path = tmp_path / "note.mp4"
    path.write_text("not a film")
    with pytest.raises(BadInput):
        provenance.sign(path, "x", [MODEL], certificate)
    assert path.read_text() == "not a film"
    assert [one.name for one in tmp_path.iterdir()] == ["note.mp4"]
