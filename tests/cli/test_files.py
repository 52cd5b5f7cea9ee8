"""`verify`, `bundle`, `unbundle`, `exchange` and `take-back`, and exports of several films."""

from __future__ import annotations

from pathlib import Path

from tests.cli.terminal import Terminal
from tests.fakes import clips


def test_a_project_goes_as_one_file_and_comes_back(fenjing: Terminal) -> None:
    project = fenjing.project()
    out = fenjing.folder / "灯.fenjingbundle"
    told = fenjing.json("bundle", project, "--out", out)
    assert told == {"file": str(out), "size": out.stat().st_size}
    back = fenjing.json("unbundle", out, fenjing.folder / "back")["folder"]
    assert fenjing.takes(Path(back)) == fenjing.takes(project)
    assert fenjing("unbundle", out, fenjing.folder / "back", code=1).err
    broken = fenjing.folder / "broken.fenjingbundle"
    broken.write_bytes(out.read_bytes()[:500])
    assert "bundle" in fenjing("unbundle", broken, fenjing.folder / "other", code=1).err
    assert not (fenjing.folder / "other.fenjing").exists()


def test_several_films_go_into_a_folder_and_carry_labels(fenjing: Terminal) -> None:
    project = fenjing.project()
    out = fenjing.folder / "films"
    told = fenjing.json(
        "export", project, "--episode", "all", "--preset", "review", "--clean", "--stems",
        "--hardware", "auto", "--out", out,
    )  # fmt: skip
    paths = [Path(one["delivery"]["path"]) for one in told["deliveries"]]
    assert [path.parent for path in paths] == [out, out]
    assert "clean" in paths[1].name
    assert len(told["deliveries"][0]["stems"]) == 3
    assert all(Path(stem).is_file() for stem in told["deliveries"][0]["stems"])
    found = fenjing.json("verify", paths[0])
    assert found["label"]["Label"] == "1"
    assert found["problems"] == []
    assert "AIGC" in fenjing("verify", paths[0]).out
    film = fenjing.folder / "one.mp4"
    said = fenjing(
        "export", project, "--episode", "all", "--preset", "review", "--clean", "--out", film,
        code=1,
    )  # fmt: skip
    assert "one file" in said.err


def test_a_foreign_file_is_looked_at_and_nonsense_refused(fenjing: Terminal) -> None:
    film = fenjing.folder / "plain.mp4"
    film.write_bytes(clips.video(1))
    told = fenjing.json("verify", film, code=1)
    assert told["facts"]["frames"] == 24
    assert told["label"] is None
    text = fenjing.write("text.mp4", "no film at all" * 20)
    assert fenjing("verify", text, code=1).err
    assert fenjing("verify", fenjing.folder / "gone.mp4", code=3).err


def test_every_format_is_written_where_it_was_asked_for(fenjing: Terminal) -> None:
    project = fenjing.project()
    for name in (
        "otio",
        "fcpxml",
        "xmeml",
        "edl",
        "srt",
        "vtt",
        "ass",
        "xlsx",
        "csv",
        "pdf",
        "html",
    ):
        out = fenjing.folder / f"out.{name}"
        told = fenjing.json("exchange", project, "--episode", 1, "--format", name, "--out", out)
        assert told["files"][0] == str(out)
        assert out.stat().st_size > 0


def test_a_list_comes_back_as_a_diff_and_is_taken_over(fenjing: Terminal) -> None:
    project = fenjing.project()
    path = fenjing.write("list.csv", "镜号,场号,景别\n1,1-1,大特写\n")
    told = fenjing("take-back", project, path)
    assert "changed: 1" in told.out
    assert "--accept" in told.out
    assert fenjing.json("shots", project)["shots"][0]["size"] != "ECU"
    fenjing("take-back", project, path, "--accept")
    assert fenjing.json("shots", project)["shots"][0]["size"] == "ECU"
    cut = fenjing.folder / "cut.otio"
    fenjing("exchange", project, "--episode", 1, "--format", "otio", "--out", cut)
    assert "moved: 0" in fenjing("take-back", project, cut).out
    assert fenjing("take-back", project, fenjing.write("x.otio", "{}"), code=1).err
