from __future__ import annotations

import typing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.media import MediaRef
from app.domain.recipes import Figure, SpokenLine
from app.domain.shots import Angle, Move, Size
from app.media.animatic.ink import Color, hex_color
from app.media.animatic.painter import Film, no_references, paint_still

from .shots import GU, LIN, LINE, recipe


def nearness(image: Image.Image, color: Color) -> float:
    """The share of pixels whose hue and saturation are close to a colour's."""
    wanted = np.asarray(Image.new("RGB", (1, 1), color).convert("HSV"), int)[0, 0]
    seen = np.asarray(image.convert("HSV"), int)
    hue = np.abs(seen[..., 0] - wanted[0])
    near = (
        (np.minimum(hue, 256 - hue) < 12) & (seen[..., 1] > wanted[1] * 0.6) & (seen[..., 2] > 60)
    )
    return float(near.mean())


def test_the_same_recipe_gives_the_same_bytes() -> None:
    shot = recipe(
        move="dolly_in",
        effects=("雨", "灯笼"),
        place="小巷",
        int_ext="ext",
        time_of_day="夜",
        figures=(LIN, GU),
        lines=(LINE,),
    )
    first, second = Film(shot, no_references), Film(shot, no_references)
    second.at(1.5)
    for moment in (0.0, 0.7, 1.5):
        assert first.at(moment).tobytes() == second.at(moment).tobytes()


def test_another_seed_is_another_composition() -> None:
    pictures = [
        np.asarray(
            paint_still(recipe(seed=seed, figures=(LIN, GU), size="FS"), no_references), float
        )
        for seed in range(4)
    ]
    for index, one in enumerate(pictures):
        for other in pictures[index + 1 :]:
            assert np.abs(one - other).mean() > 8


def test_framing_grows_the_head_in_pixels() -> None:
    sizes: tuple[Size, ...] = ("ELS", "LS", "FS", "MLS", "MS", "MCU", "CU", "ECU")
    heads = [Film(recipe(size=size), no_references).scene.actors[0].head_pixels for size in sizes]
    assert heads == sorted(heads)
    assert heads[-1] > 20 * heads[0]


@pytest.mark.parametrize(
    ("time", "place", "where"),
    [("day", "客厅", "int"), ("夜", "老街", "ext"), ("dusk", "海边", "ext")],
)
def test_characters_keep_their_colours(time: str, place: str, where: str) -> None:
    image = paint_still(
        recipe(size="FS", figures=(LIN, GU), time_of_day=time, place=place, int_ext=where),
        no_references,
    )
    grey = tuple(figure.model_copy(update={"color": "#808488"}) for figure in (LIN, GU))
    others = paint_still(
        recipe(size="FS", figures=grey, time_of_day=time, place=place, int_ext=where), no_references
    )
    for figure in (LIN, GU):
        color = hex_color(figure.color)
        assert nearness(image, color) > nearness(others, color) + 0.01, figure.name


def test_night_is_darker_than_day() -> None:
    day, night = (
        np.asarray(
            paint_still(
                recipe(place="老街", int_ext="ext", time_of_day=time, figures=()), no_references
            )
        ).mean()
        for time in ("day", "night")
    )
    assert night < day * 0.75


def test_the_mouth_moves_only_while_the_line_runs() -> None:
    film = Film(recipe(size="CU", lines=(LINE,), seconds=3), no_references)
    actor = film.scene.actors[0]
    during = {actor.key_at(t / 24)[1] for t in range(6, 38)}
    after = {actor.key_at(t / 24)[1] for t in range(44, 70)}
    assert len(during) >= 2
    assert after == {0}
    assert film.at(2.5).tobytes() != film.at(0.5).tobytes()


def test_an_inner_voice_does_not_move_the_lips() -> None:
    line = SpokenLine(speaker="林夏", text="他怎么来了？", kind="inner", start=0, seconds=2)
    actor = Film(recipe(size="CU", lines=(line,)), no_references).scene.actors[0]
    assert {actor.key_at(t / 24)[1] for t in range(40)} == {0}


def test_lights_go_out() -> None:
    film = Film(recipe(effects=("停电",), figures=(), seconds=4), no_references)
    assert np.asarray(film.at(3.9)).mean() < np.asarray(film.at(0.5)).mean() * 0.6


def test_the_caption_zone_stays_free_of_tags() -> None:
    with_names = paint_still(recipe(size="CU", angle="low"), no_references)
    nameless = paint_still(
        recipe(size="CU", angle="low", figures=(LIN.model_copy(update={"name": ""}),)),
        no_references,
    )
    assert with_names.size == nameless.size
    from app.media.animatic.furniture import name_tag, place_tag

    tag = name_tag("林夏", "#E4572E", (360, 640), speaking=True)
    for y in (-50.0, 10.0, 300.0, 620.0, 900.0):
        spot = place_tag((180.0, y), tag, (360, 640), [(0, 0, 120, 30)])
        assert spot is not None
        assert spot[1] + tag.height <= 640 * 0.73


@pytest.mark.parametrize(
    "size", [(720, 1280), (1280, 720), (720, 720), (1080, 1920), (64, 64), (333, 777)]
)
def test_sizes_follow_the_aspect_and_are_even(size: tuple[int, int]) -> None:
    image = paint_still(recipe(*size), no_references)
    assert image.width % 2 == image.height % 2 == 0
    assert min(image.size) <= 720
    assert abs(image.width / image.height - size[0] / size[1]) < 0.03


@pytest.mark.parametrize("angle", typing.get_args(Angle))
def test_every_angle_draws(angle: Angle) -> None:
    image = paint_still(
        recipe(90, 160, angle=angle, size="MS", figures=(LIN, GU)), no_references, 0.4
    )
    assert np.asarray(image).std() > 15


@pytest.mark.parametrize("move", typing.get_args(Move))
def test_every_move_draws_at_both_ends(move: Move) -> None:
    film = Film(recipe(90, 160, move=move, figures=(LIN, GU)), no_references)
    for moment in (0.0, 1.99):
        assert film.at(moment).size == (90, 160)


@pytest.mark.parametrize(
    "text",
    ["", "\x00\x07\x1b[31m", "\u202egnp.exe", "💥" * 200, "𠮷" * 5000, "%s{0}{name}\\n", "<b>&amp;</b>",
        "ا" * 90, "/etc/passwd\n\n\n"],
)  # fmt: skip
def test_hostile_text_only_draws(text: str) -> None:
    shot = recipe(
        120, 200, number=text, action=text, place=text, time_of_day=text, props=(text,), effects=(text,),
        figures=(Figure(name=text, color="not a colour", look=text),), lines=(SpokenLine(speaker=text, text=text),),
    )  # fmt: skip
    assert paint_still(shot, no_references).size == (120, 200)


def test_a_reference_picture_appears_and_a_bad_one_is_passed_over(tmp_path: Path) -> None:
    good, bad = tmp_path / "face.png", tmp_path / "broken.png"
    Image.new("RGB", (80, 80), (20, 240, 30)).save(good)
    bad.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    ref = MediaRef(sha256="0" * 64, suffix=".png", kind="picture", size=1)
    shot = recipe(720, 1280, size="MS", figures=(LIN.model_copy(update={"reference": ref}),))
    assert nearness(paint_still(shot, lambda _: good), (20, 240, 30)) > 0.002
    plain = paint_still(shot, lambda _: None).tobytes()
    assert paint_still(shot, lambda _: bad).tobytes() == plain


def test_people_breathe_while_nothing_else_happens() -> None:
    film = Film(recipe(720, 1280, size="MS", action="", place="客厅", seconds=4), no_references)
    actor = film.scene.actors[0]
    states = {actor.key_at(t / 24)[4:] for t in range(96)}
    assert len(states) > 3
    assert actor.key_at(1.0) == actor.key_at(1.0)


def test_a_red_umbrella_is_red_and_stays_furled_indoors() -> None:
    held = Film(recipe(action="林夏拿着一把红伞", place="客厅", size="FS"), no_references)
    assert held.scene.actors[0].mark.held == "furled"
    assert held.scene.actors[0].mark.held_color == (190, 56, 52)
    rain = Film(
        recipe(action="林夏撑开蓝色的伞", place="街", int_ext="ext", effects=("rain",)),
        no_references,
    )
    assert rain.scene.actors[0].mark.held == "umbrella"
    assert rain.scene.actors[0].mark.held_color == (74, 112, 164)


def test_the_shoulder_in_front_takes_at_most_a_third() -> None:
    for size in ("MS", "MCU"):
        film = Film(recipe(720, 1280, size=size, angle="ots", figures=(LIN, GU)), no_references)
        front = film.scene.foreground
        assert front is not None
        head_row = round(film.scene.canvas[1] * 0.36) - front.at[1]
        row = np.asarray(front.cover)[max(0, head_row)]
        assert (row > 128).sum() <= film.frame_size[0] * 0.36


def test_whoever_writes_at_a_counter_stands_behind_it() -> None:
    writing = recipe(action="林夏低头登记，一把红色的伞", place="失物招领处", size="MS")
    assert Film(writing, no_references).scene.counter is not None
    assert Film(recipe(size="MS"), no_references).scene.counter is None
