"""Pictures that are made to fit: every limit kept, as little lost as possible, the same bytes each time."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.domain.cards import PictureLimits
from app.errors import BadInput, FenjingError, NotFound
from app.media.fitting import ENLARGE_MOST, fit, shape_for

ANY = PictureLimits(formats=(".png", ".jpg", ".webp"))


def drawn(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """A picture that differs everywhere, so that it neither packs well nor has a plain edge."""
    across = Image.linear_gradient("L").resize(size)
    down = Image.radial_gradient("L").resize(size)
    image = Image.merge("RGB", (across, down, Image.effect_noise(size, 90)))
    if mode == "RGBA":
        image.putalpha(down)
    return image if mode in ("RGB", "RGBA") else image.convert(mode)


def saved(folder: Path, image: Image.Image, name: str = "source.png", **more: object) -> Path:
    path = folder / name
    image.save(path, **more)
    return path


def test_what_fits_is_left_alone(tmp_path: Path) -> None:
    source = saved(tmp_path, drawn((400, 300)))
    assert fit(source, tmp_path / "out", ANY) == source
    assert not (tmp_path / "out").exists()


def test_the_vendors_format_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    source = saved(tmp_path, drawn((400, 300)), "source.webp", lossless=True)
    limits = PictureLimits(formats=(".jpg", ".png"))
    made = fit(source, tmp_path / "one", limits)
    again = fit(source, tmp_path / "two", limits)
    assert made.suffix == ".jpg"
    assert made.name == again.name
    assert made.read_bytes() == again.read_bytes()
    before = made.stat().st_mtime_ns
    assert fit(source, tmp_path / "one", limits) == made
    assert made.stat().st_mtime_ns == before, "it is not made a second time"
    assert [path.name for path in (tmp_path / "one").iterdir()] == [made.name]


def test_a_picture_held_sideways_is_turned_upright(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    source = saved(tmp_path, drawn((400, 300)), "source.jpg", exif=turned)
    made = fit(source, tmp_path / "out", ANY)
    with Image.open(made) as image:
        assert image.size == (300, 400)
        assert not image.getexif()
    assert made.suffix == ".jpg"


@pytest.mark.parametrize(("alpha", "mode"), [(False, "RGB"), (True, "RGBA")])
def test_transparency_goes_only_where_it_must(tmp_path: Path, alpha: bool, mode: str) -> None:
    source = saved(tmp_path, drawn((400, 100), "RGBA"))
    limits = PictureLimits(formats=(".jpg", ".png"), ratio_most=2.0, alpha=alpha)
    made = fit(source, tmp_path / "out", limits)
    with Image.open(made) as image:
        assert image.mode == mode
        assert image.size == (400, 200)
        corner = image.convert("RGBA").getpixel((0, 0))
    assert isinstance(corner, tuple)
    assert corner[3] == (0 if alpha else 255)
    assert made.suffix == ".png"


def test_padding_continues_a_plain_edge_and_blurs_any_other(tmp_path: Path) -> None:
    sheet = Image.new("RGB", (400, 100), (240, 238, 230))
    sheet.paste(drawn((100, 60)), (150, 20))
    limits = PictureLimits(ratio_most=1.0)
    with Image.open(fit(saved(tmp_path, sheet), tmp_path / "out", limits)) as plain:
        assert plain.size == (400, 400)
        assert plain.getpixel((200, 3)) == (240, 238, 230)
        assert plain.getpixel((5, 200)) == (240, 238, 230)
    place = saved(tmp_path, drawn((100, 400)), "place.png")
    with Image.open(fit(place, tmp_path / "out", limits)) as wide:
        assert wide.size == (400, 400)
        left = wide.crop((0, 0, 100, 400))
        assert len(left.getcolors(maxcolors=40_000) or ()) > 50, "a blurred ground, not one colour"
        middle = wide.crop((150, 0, 250, 400))
        assert middle.tobytes() == drawn_back(place).tobytes()


def drawn_back(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def test_a_heavy_picture_loses_quality_before_size(tmp_path: Path) -> None:
    source = saved(tmp_path, drawn((800, 600)))
    assert source.stat().st_size > 500_000
    made = fit(source, tmp_path / "out", PictureLimits(bytes_most=300_000))
    assert made.suffix == ".jpg"
    assert made.stat().st_size <= 300_000
    with Image.open(made) as image:
        assert image.size == (800, 600)
    small = fit(source, tmp_path / "out", PictureLimits(bytes_most=20_000))
    assert small.stat().st_size <= 20_000
    with Image.open(small) as image:
        assert image.width < 800
    only_png = fit(source, tmp_path / "out", PictureLimits(formats=(".png",), bytes_most=300_000))
    assert only_png.suffix == ".png"
    assert only_png.stat().st_size <= 300_000


@pytest.mark.parametrize(
    ("size", "limits", "word"),
    [
        ((60, 60), PictureLimits(side_min=300), "60 x 60"),
        ((300, 300), PictureLimits(side_min=300, side_most=200), "limits"),
        ((300, 300), PictureLimits(side_min=280, bytes_most=900), "900 bytes"),
        ((300, 300), PictureLimits(formats=(".heic",)), ".heic"),
    ],
    ids=["tiny", "contradiction", "heavy", "format"],
)
def test_what_cannot_fit_says_why(
    tmp_path: Path, size: tuple[int, int], limits: PictureLimits, word: str
) -> None:
    source = saved(tmp_path, drawn(size))
    with pytest.raises(BadInput, match=word):
        fit(source, tmp_path / "out", limits)


def test_what_is_no_picture_is_refused_as_such(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        fit(tmp_path / "none.png", tmp_path / "out", ANY)
    fake = tmp_path / "fake.png"
    fake.write_bytes(b"GIF89a not a picture")
    with pytest.raises(FenjingError):
        fit(fake, tmp_path / "out", ANY)


def test_a_small_one_is_enlarged_within_reason(tmp_path: Path) -> None:
    source = saved(tmp_path, drawn((200, 150)))
    with Image.open(fit(source, tmp_path / "out", PictureLimits(side_min=300))) as image:
        assert image.size == (400, 300)


LIMITS = st.builds(
    PictureLimits,
    side_min=st.sampled_from([0, 14, 300, 320]),
    side_most=st.sampled_from([0, 1536, 2048, 6000]),
    pixels_most=st.sampled_from([0, 400_000, 921_600, 36_000_000]),
    ratio_most=st.sampled_from([0.0, 1.0, 2.5, 1.7777, 16.0]),
)


@settings(max_examples=300)
@given(st.integers(1, 9000), st.integers(1, 9000), LIMITS)
def test_any_shape_keeps_every_limit(width: int, height: int, limits: PictureLimits) -> None:
    try:
        shape = shape_for((width, height), limits)
    except BadInput:
        assert min(width, height) * ENLARGE_MOST < limits.side_min
        return
    long, short = max(shape.canvas), min(shape.canvas)
    assert short >= max(1, limits.side_min)
    assert not limits.side_most or long <= limits.side_most
    assert not limits.pixels_most or long * short <= limits.pixels_most
    assert not limits.ratio_most or long <= limits.ratio_most * short
    assert shape.inner[0] <= shape.canvas[0]
    assert shape.inner[1] <= shape.canvas[1]
    assert (width >= height) == (shape.canvas[0] >= shape.canvas[1]) or long == short


@settings(max_examples=15, deadline=None)
@given(
    st.integers(80, 500), st.integers(80, 500), LIMITS, st.sampled_from(["RGB", "RGBA", "L", "P"])
)
def test_what_was_made_fits(width: int, height: int, limits: PictureLimits, mode: str) -> None:
    with TemporaryDirectory() as folder:
        source = saved(Path(folder), drawn((width, height), mode))
        made = fit(source, Path(folder) / "out", limits)
        assert fit(made, Path(folder) / "again", limits) == made
