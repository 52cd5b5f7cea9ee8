"""Hostile words in every field of a project, through every format and onto the film: drawn as text, run nowhere."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pysubs2
import pytest
from pypdf import PdfReader

from app.commands import cast as cast_commands
from app.commands import project as project_commands
from app.commands import review as review_commands
from app.commands import script as script_commands
from app.commands import shots as shot_commands
from app.commands.releases import set_release
from app.domain.ids import EpisodeId
from app.studio import intake
from app.studio.exchanging import FORMATS
from app.studio.rendering import ExportChoice
from app.studio.session import Session
from app.studio.studio import Studio
from tests.export.exchange.test_editors import HOSTILE
from tests.studio.films import fill
from tests.studio.test_exchanging import NOW

EVIL = "'\"><script>alert(1)</script>{\\an8}%{metadata}:=cmd|' /C calc'!A0\u202e ]]> ${x} \\N"


@pytest.fixture
def hostile(studio: Studio, tmp_path: Path) -> Session:
    """Every field that a person can write holds what some program would run."""
    session = studio.create(tmp_path / "drama", title=EVIL[:150])
    script = (
        f'第1集  {EVIL}\n1-1 夜 内 =1+1\n△{EVIL}\n林夏：{EVIL}\n林夏：=HYPERLINK("http://evil")\n'
    )
    session.intake.accept_script(intake.read_script(script.encode(), name="a.txt"))
    episode = session.episodes()[0]
    session.production.accept(session.production.breakdown(episode.id))
    fill(session, tmp_path)
    for place, row in enumerate(session.board_rows(episode.id)):
        words = HOSTILE[place % len(HOSTILE)]
        session.do(
            shot_commands.edit_shots, [row.shot.id], action=words, notes=f"={words}", prompt=EVIL
        )
    for entry in session.cast():
        session.do(
            cast_commands.edit_cast, entry.id, name=f"={entry.name[:20]}<b>", description=EVIL
        )
    shot = session.board_rows(episode.id)[0].shot
    session.do(
        review_commands.add_note,
        shot_id=shot.id,
        text=HOSTILE[7] + EVIL,
        author="<i>",
        created_at=NOW,
    )
    session.do(script_commands.rename_episode, episode.id, EVIL)
    session.do(set_release, episode.id, title=EVIL, description=HOSTILE[5], tags=(EVIL,))
    session.do(project_commands.set_filing, number=EVIL[:80])
    return session


def test_every_format_carries_it_as_text(hostile: Session, tmp_path: Path) -> None:
    episode = hostile.episodes()[0].id
    out = tmp_path / "out"
    for form in FORMATS:
        path = out / f"file_{form.id}{form.suffix}"
        written = hostile.exchanging.write(episode, form.id, path)
        assert all(one.resolve().is_relative_to(out.resolve()) for one in written.files), form.id
    page = (out / "file_html.html").read_text("utf-8")
    assert "<script" not in page.lower()
    assert "default-src 'none'" in page
    for name in ("fcpxml.fcpxml", "xmeml.xml"):
        ET.parse(out / f"file_{name}")  # noqa: S314 - our own file
    sheet = openpyxl.load_workbook(out / "file_xlsx.xlsx").active
    assert sheet is not None
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    for line in (out / "file_csv.csv").read_text("utf-8-sig").splitlines()[1:]:
        assert not line.startswith(("=", "+", "@", '"=', '"+', '"@'))
    assert PdfReader(out / "file_pdf.pdf").pages
    edl = (out / "file_edl.edl").read_bytes()
    assert edl.isascii()
    _check_captions(hostile, episode, out)
    assert hostile.exchanging.read_back(out / "file_otio.otio").is_empty
    assert hostile.exchanging.read_back(out / "file_fcpxml.fcpxml").is_empty
    for name in ("xlsx", "csv"):
        rows = hostile.shot_lists.read(out / f"file_{name}.{name}").rows
        assert {row.kind for row in rows} <= {"keep", "changed"}


def _check_captions(session: Session, episode: EpisodeId, out: Path) -> None:
    count = len(session.rendering.timeline(episode).captions)
    assert count
    for name in ("srt", "vtt", "ass"):
        loaded = pysubs2.load(str(out / f"file_{name}.{name}"), encoding="utf-8-sig")
        assert len(loaded) == count, name
    ass = (out / "file_ass.ass").read_text("utf-8-sig")
    assert "{\\an8}" not in ass
    vtt = (out / "file_vtt.vtt").read_text("utf-8")
    assert "<script>" not in vtt


def test_the_film_is_made_and_its_report_is_data(hostile: Session, tmp_path: Path) -> None:
    episode = hostile.episodes()[0].id
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    delivered = hostile.rendering.export(
        episode, ExportChoice(preset="review", sign=True, out=tmp_path / "film.mp4")
    )
    assert delivered.delivery.label_found
    assert delivered.report.signer
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    strange = [p for p in new if p.parent == tmp_path and not p.name.startswith("film.")]
    assert strange == []
    suggested = hostile.rendering.suggested_path(episode)
    assert suggested.parent == hostile.folder / "deliveries"
