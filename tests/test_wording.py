"""Every text that a room hands to a face can be translated: marked with `N_`, and filled with named fields."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wording_reader import APP, Module, Reader, read_modules, standard_sinks

#: The pages hold their words in `_`, and tests/ui walks them in a language of its own.
FACE = "ui"
#: Says that the program's resources are missing, the translations among them; it lies below the rooms that mark.
BELOW_TRANSLATION = "app.paths"
#: A template with fewer letters of its own fits too many sentences to be led back to.
LEAST_LETTERS = 3


@pytest.fixture(scope="module")
def rooms() -> dict[str, Module]:
    return read_modules(APP, leave_out=(FACE,))


def read(*lines: str) -> list[str]:
    """What is wrong with a module of these lines."""
    module = Module("sample", ast.parse("\n".join(lines)))
    found = Reader({"sample": module}, standard_sinks()).faults()
    return [fault.removeprefix("sample:") for fault in found]


def marked(modules: dict[str, Module]) -> Iterator[tuple[str, str]]:
    """Every text in `N_`, and where it stands."""
    for module in modules.values():
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(func=ast.Name(id="N_"), args=[ast.Constant(value=str() as text)]):
                    yield f"{module.name}:{node.lineno}", text


def test_every_text_for_a_person_is_marked(rooms: dict[str, Module]) -> None:
    faults = Reader(rooms, standard_sinks()).faults()
    assert [fault for fault in faults if not fault.startswith(BELOW_TRANSLATION)] == []


def test_templates_have_named_fields_and_words_of_their_own(rooms: dict[str, Module]) -> None:
    wrong = []
    for where, text in marked(rooms):
        parts = list(string.Formatter().parse(text))
        names = [name for _, name, _, _ in parts if name is not None]
        letters = sum(map(str.isalpha, "".join(words for words, _, _, _ in parts)))
        if not all(name.isidentifier() for name in names) or (names and letters < LEAST_LETTERS):
            wrong.append(f"{where}: {text!r}")
    assert wrong == []


def test_a_template_is_filled_with_exactly_its_fields(rooms: dict[str, Module]) -> None:
    wrong = []
    for module in rooms.values():
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Call(
                            func=ast.Name(id="N_"), args=[ast.Constant(value=str() as text)]
                        ),
                        attr="format",
                    ),
                    keywords=given,
                ) if all(word.arg for word in given):
                    fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
                    if fields != {word.arg for word in given}:
                        wrong.append(f"{module.name}:{node.lineno}: {text!r}")
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('raise BadInput("No.", N_("Try."))', "1: not marked with N_: 'No.'"),
        ('raise BadInput(N_("No."), f"Try {name}.")', "1: an f-string: f'Try {name}.'"),
        ('raise BadInput(N_("No ") + name)', "1: put together: N_('No ') + name"),
        ('raise BadInput(" ".join(words))', "1: put together: ' '.join(words)"),
        ('raise BadInput(N_(f"No {name}."))', "1: N_ holds no literal: N_(f'No {name}.')"),
        ('raise BadInput(N_("No {}.").format(1))', "1: fields without names: N_('No {}.').format(1)"),
        ('Refusal(kind="failed", message="No.")', "1: not marked with N_: 'No.'"),
        ('refuse("failed", fix="Try." if late else N_("Wait."))', "1: not marked with N_: 'Try.'"),
        ('Problem("media", "error", "Gone.")', "1: not marked with N_: 'Gone.'"),
        ('refusal.model_copy(update={"message": "No."})', "1: not marked with N_: 'No.'"),
        ('problems.append("No.")', "1: not marked with N_: 'No.'"),
        ('raise BadInput(N_("It broke: {why}.").format(why="no room"))', "1: not marked with N_: 'no room'"),
        ('@named("Add shot")\ndef add(edit): ...', "1: not marked with N_: 'Add shot'"),
    ],
)  # fmt: skip
def test_each_way_round_a_translation_is_found(line: str, fault: str) -> None:
    assert read(line) == [fault]


def test_a_text_is_followed_through_names_parameters_and_functions() -> None:
    assert read(
        '_TEXT = "No."',
        "def fail(name, text):",
        "    raise NotFound(text)",
        "def why(late):",
        '    return "Late." if late else N_("Early.")',
        "def one():",
        "    raise BadInput(_TEXT, why(True))",
        "def two():",
        '    words = N_("Good.")',
        '    words += "Bad."',
        "    fail(1, words)",
        "def three():",
        '    fail(1, text="Three.")',
    ) == [
        "10: put together: words + 'Bad.'",
        "13: not marked with N_: 'Three.'",
        "1: not marked with N_: 'No.'",
        "5: not marked with N_: 'Late.'",
    ]


@pytest.mark.parametrize(
    "line",
    [
        'raise BadInput(N_("No {name}.").format(name=name), error.fix)',
        "raise BadInput(refusal.message, text)",
        'raise OurBug(f"rank {rank} is out of order")',
        'move(attempt, "ready", note="")',
        'TABLE = {"a": (N_("No."), N_("Try."))}\nraise BadInput(*TABLE["a"])',
    ],
)
def test_marked_texts_and_texts_of_others_are_left_alone(line: str) -> None:
    assert read(line) == []


def test_the_extractor_collects_every_marked_text() -> None:
    """The catalogue's maker meets each of them, in every room."""
    import importlib.util

    path = Path(__file__).resolve().parent.parent / "packaging" / "make_translations.py"
    spec = importlib.util.spec_from_file_location("make_translations", path)
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    catalog = maker.collect()
    missing = {text for _, text in marked(read_modules(APP)) if catalog.get(text) is None}
    assert missing == set()
