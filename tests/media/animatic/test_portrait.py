from __future__ import annotations

import itertools
import typing

import numpy as np

from app.media.animatic.person import person_of
from app.media.animatic.portrait import Variant, draw_portrait

NAMES = ("林夏", "顾言", "陈伯", "小雨", "Maya", "Tom")


def test_a_face_is_stable_and_its_own() -> None:
    faces = {
        name: np.asarray(draw_portrait(name, "#8F5FBF", "", "", (120, 160)), float)
        for name in NAMES
    }
    again = np.asarray(draw_portrait("林夏", "#8F5FBF", "", "", (120, 160)), float)
    assert np.array_equal(faces["林夏"], again)
    for one, other in itertools.combinations(faces.values(), 2):
        assert np.abs(one - other).mean() > 2


def test_all_variants_differ_and_keep_their_size() -> None:
    drawn = {
        variant: draw_portrait("林夏", "#2E86AB", "female", "22岁", (160, 200), 1, variant)
        for variant in typing.get_args(Variant)
    }
    assert {image.size for image in drawn.values()} == {(160, 200)}
    assert len({image.tobytes() for image in drawn.values()}) == len(drawn)


def test_words_shape_the_person() -> None:
    assert person_of("陈伯", "#000000", "", "七十岁").age == "old"
    assert person_of("阿明", "#000000", "", "8岁").age == "child"
    assert person_of("Ann", "#000000", "", "25").age == "adult"
    assert person_of("Ann", "#000000", "female", "old").female
    assert person_of("王妈", "#000000", "", "").female
    assert not person_of("李叔", "#000000", "", "").female
    assert person_of("陆总", "#000000", "male", "黑色西装").garment == "suit"
    assert person_of("阿芳", "#000000", "female", "马尾 围裙").hair == "pony"
    assert person_of("阿芳", "#000000", "female", "戴眼镜").glasses
