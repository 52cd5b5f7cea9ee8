"""Collects every string of app/ for people, updates the catalogs, compiles them.

    python packaging/make_translations.py            extract, update, compile
    python packaging/make_translations.py --check    only say what is missing; exit 1 when anything is

Collected are `_`, `N_` and `ngettext`, and the sentences of raised errors (every class of app/errors.py), refusals and
diagnostics, also where they are f-strings: `f"There is no {name}."` becomes the entry "There is no {name}.".
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
DOMAIN = "fenjing"
LANGUAGES = ("zh_CN",)
#: Keyword arguments that are sentences, wherever they are given to a refusal or a check.
SENTENCE_FIELDS = frozenset({"message", "fix"})
#: A fixed date, so that a run that changes no words changes no file.
_NO_DATE = datetime(2026, 11, 1, tzinfo=UTC)
Found = tuple[str | tuple[str, str], str, int]


def error_names() -> frozenset[str]:
    """The classes whose first two arguments are sentences."""
    tree = ast.parse((ROOT / "app" / "errors.py").read_text(encoding="utf-8"))
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return frozenset(classes - {"OurBug"})


def template(node: ast.expr) -> str | None:
    """The text of a string literal or f-string, its fields named after what fills them; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    parts: list[str] = []
    for index, part in enumerate(node.values):
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            inner = part.value
            name = inner.id if isinstance(inner, ast.Name) else getattr(inner, "attr", f"v{index}")
            parts.append("{" + name + "}")
    return "".join(parts)


def name_of(function: ast.expr) -> str:
    """The last name of what is called."""
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def strings_of(path: Path, errors: frozenset[str]) -> Iterator[Found]:
    """Every string for people in one module."""
    where = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node.func)
        if name in {"_", "N_"} and node.args:
            texts = [template(node.args[0])]
        elif name == "ngettext" and len(node.args) >= 2:
            one, many = template(node.args[0]), template(node.args[1])
            if one and many:
                yield (one, many), where, node.lineno
            continue
        elif name in errors:
            texts = [template(argument) for argument in node.args[:2]]
        elif name in {"Refusal", "KeyCheck"}:
            texts = [template(word.value) for word in node.keywords if word.arg in SENTENCE_FIELDS]
        else:
            continue
        for text in texts:
            if text and any(letter.isalpha() for letter in text):
                yield text, where, node.lineno


def collect() -> Catalog:
    """A fresh catalog of everything in app/."""
    catalog = Catalog(domain=DOMAIN, project="Fenjing", charset="utf-8")
    errors = error_names()
    for path in sorted((ROOT / "app").rglob("*.py")):
        for text, where, line in strings_of(path, errors):
            catalog.add(text, locations=[(where, line)])
    return catalog


def po_path(language: str) -> Path:
    """The catalog of a language."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def load(language: str) -> Catalog:
    """The catalog as it is; an empty one when there is none."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, project="Fenjing", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain=DOMAIN)


def missing(catalog: Catalog, wanted: Catalog) -> list[str]:
    """What a language does not say yet, or says only by a guess."""
    found = []
    for message in wanted:
        if not message.id:
            continue
        held = catalog.get(message.id)
        texts = held.string if held is not None else ""
        complete = all(texts) if isinstance(texts, (tuple, list)) else bool(texts)
        if held is None or held.fuzzy or not complete:
            found.append(message.id if isinstance(message.id, str) else message.id[0])
    return found


def update(language: str, wanted: Catalog) -> Catalog:
    """Bring a language's catalog to what the program says now; old entries go, nothing is guessed."""
    catalog = load(language)
    catalog.update(wanted, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    catalog.header_comment = (
        "# The words of Fenjing in another language; made by packaging/make_translations.py."
    )
    catalog.creation_date = catalog.revision_date = _NO_DATE
    catalog.last_translator = catalog.language_team = "The Fenjing authors"
    catalog.msgid_bugs_address = ""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(
            stream, catalog, sort_output=True, width=110, ignore_obsolete=True, no_location=True
        )
    with path.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalog)
    return catalog


def main() -> int:
    """Run from the command line."""
    wanted = collect()
    only_check = "--check" in sys.argv[1:]
    worst = 0
    for language in LANGUAGES:
        catalog = load(language) if only_check else update(language, wanted)
        gaps = missing(catalog, wanted)
        print(f"{language}: {len(wanted)} entries, {len(gaps)} missing")
        for text in gaps:
            print(f"  {text}")
        worst = max(worst, len(gaps))
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
