"""Reads the program's own source for texts that reach a person without a translation.

A text is given to a *sink* (an error's message, a refusal's fix, a note of the ledger ...). From there it is
followed backwards: through names, constants, branches, parameters and what a function returns, to the literals it
is made of. Each has to be marked with `N_` and filled with named fields.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"

Function = ast.FunctionDef | ast.AsyncFunctionDef
#: Methods that leave the words of a text alone.
_KEEPS_WORDS = frozenset({"strip", "rstrip", "lstrip", "get", "removesuffix"})
_SENTENCES = ("message", "fix")
#: Lists of sentences for a person, by the name that the rooms give them.
_LISTS = frozenset({"problems", "dropped", "reasons", "notes"})


@dataclass
class Module:
    """One file: its tree, what its names mean, and which function encloses what."""

    name: str
    tree: ast.Module

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """Local name to module and name there; the name is empty for a whole module."""
        found = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app"):
                for alias in node.names:
                    found[alias.asname or alias.name] = (node.module or "", alias.name)
        return found

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Every function and method by its simple name."""
        nodes = ast.walk(self.tree)
        return {node.name: node for node in nodes if isinstance(node, Function)}

    @cached_property
    def classes(self) -> dict[Function, str]:
        """The class of each method."""
        classes = [node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)]
        return {
            each: one.name for one in classes for each in one.body if isinstance(each, Function)
        }

    @cached_property
    def enclosing(self) -> dict[ast.AST, Function]:
        """The innermost function around each node."""
        found: dict[ast.AST, Function] = {}

        def visit(node: ast.AST, around: Function | None) -> None:
            if around is not None:
                found[node] = around
            inner = node if isinstance(node, Function) else around
            for child in ast.iter_child_nodes(node):
                visit(child, inner)

        visit(self.tree, None)
        return found

    def assigned(self, name: str, within: ast.AST) -> list[ast.expr]:
        """Everything that a name is given in a scope (a function, or the module's own level)."""
        body = ast.walk(within) if isinstance(within, Function) else within.body  # type: ignore[attr-defined]
        found: list[ast.expr] = []
        for node in body:
            match node:
                case ast.Assign(targets=targets, value=value):
                    found += [value for target in targets if name in _names(target)]
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    found += [value] if name in _names(target) else []
                case ast.AugAssign(target=ast.Name(id=grown)) if grown == name:
                    found.append(ast.BinOp(node.target, node.op, node.value, lineno=node.lineno))
                case ast.NamedExpr(target=ast.Name(id=bound), value=value) if bound == name:
                    found.append(value)
        return found


@dataclass(frozen=True)
class Sink:
    """A callable of which a person reads one argument; `module` is set when only that module may call it."""

    parameter: str
    order: tuple[str, ...] = ()
    module: str = ""

    def argument(self, call: ast.Call) -> ast.expr | None:
        """What a call gives to the parameter."""
        for word in call.keywords:
            if word.arg == self.parameter:
                return word.value
        for parameter, given in zip(self.order, call.args, strict=False):
            if isinstance(given, ast.Starred):
                return given.value
            if parameter == self.parameter:
                return given
        return None


class Sinks:
    """Every known sink by the simple name of its callable."""

    def __init__(self) -> None:
        self._known: dict[str, set[Sink]] = {}

    def __len__(self) -> int:
        return sum(len(sinks) for sinks in self._known.values())

    def add(self, callee: str, sink: Sink) -> None:
        """Learn of a sink."""
        self._known.setdefault(callee, set()).add(sink)

    def arguments(self, module: str, call: ast.Call) -> Iterator[ast.expr]:
        """The expressions of a call that a person will read."""
        for sink in tuple(self._known.get(_simple(call.func), ())):
            given = sink.argument(call) if sink.module in ("", module) else None
            if given is not None:
                yield given


class Reader:
    """All modules of some folders, and the sinks found in them."""

    def __init__(self, modules: dict[str, Module], sinks: Sinks) -> None:
        self.modules = modules
        self.sinks = sinks
        self._seen: set[tuple[str, int]] = set()

    def faults(self) -> list[str]:
        """`module:line: why`, sorted; learns sinks until nothing new is found."""
        while True:
            known = len(self.sinks)
            self._seen.clear()
            found = {fault for module in self.modules.values() for fault in self._module(module)}
            if known == len(self.sinks):
                return sorted(found)

    def _module(self, module: Module) -> Iterator[str]:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                for argument in (*self.sinks.arguments(module.name, node), *_collected(node)):
                    yield from self._text(module, argument)
            if isinstance(node, Function) and node.name.endswith("_problems"):
                yield from self._returned(module, node)

    def _text(self, module: Module, node: ast.expr) -> Iterator[str]:
        """What is wrong with an expression that a person reads."""
        if (module.name, id(node)) in self._seen:
            return
        self._seen.add((module.name, id(node)))
        where = f"{module.name}:{node.lineno}"
        match node:
            case ast.Constant(value=str() as text) if any(map(str.isalpha, text)):
                yield f"{where}: not marked with N_: {text!r}"
            case ast.JoinedStr() if any(isinstance(part, ast.Constant) for part in node.values):
                yield f"{where}: an f-string: {ast.unparse(node)}"
            case ast.BinOp():
                yield f"{where}: put together: {ast.unparse(node)}"
            case ast.Call():
                yield from self._call(module, node, where)
            case ast.Name(id=name):
                yield from self._name(module, node, name)
            case ast.Attribute(value=ast.Name(id=base), attr=name) if base in module.imports:
                parent, child = module.imports[base]
                yield from self._constant(f"{parent}.{child}", name)
            case ast.Attribute():
                return
            case ast.Subscript(value=container):
                yield from self._text(module, container)
            case ast.Dict(values=values):
                for value in values:
                    yield from self._text(module, value)
            case _:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr) and child is not getattr(node, "test", None):
                        yield from self._text(module, child)

    def _call(self, module: Module, call: ast.Call, where: str) -> Iterator[str]:
        name = _simple(call.func)
        if name == "N_":
            if not (call.args and isinstance(call.args[0], ast.Constant)):
                yield f"{where}: N_ holds no literal: {ast.unparse(call)}"
        elif name == "format" and isinstance(call.func, ast.Attribute):
            if call.args:
                yield f"{where}: fields without names: {ast.unparse(call)}"
            yield from self._text(module, call.func.value)
            for word in call.keywords:
                yield from self._value(module, word.value)
        elif name == "join":
            yield f"{where}: put together: {ast.unparse(call)}"
        elif name in _KEEPS_WORDS and isinstance(call.func, ast.Attribute):
            yield from self._text(module, call.func.value)
        elif name in module.functions and (isinstance(call.func, ast.Name) or _of_self(call.func)):
            yield from self._returned(module, module.functions[name])

    def _value(self, module: Module, value: ast.expr) -> Iterator[str]:
        """What fills a field need not be words; a phrase (it has a space) has to be marked too."""
        match value:
            case ast.Constant(value=str() as text) if " " in text.strip():
                yield from self._text(module, value)
            case ast.IfExp(body=one, orelse=other):
                yield from self._value(module, one)
                yield from self._value(module, other)
            case ast.BoolOp(values=values):
                for each in values:
                    yield from self._value(module, each)
            case ast.Name(id=name) if value in module.enclosing:
                for given in module.assigned(name, module.enclosing[value]):
                    if not isinstance(given, ast.Name):
                        yield from self._value(module, given)

    def _returned(self, module: Module, function: Function) -> Iterator[str]:
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                yield from self._text(module, node.value)

    def _name(self, module: Module, node: ast.expr, name: str) -> Iterator[str]:
        around = module.enclosing.get(node)
        while around is not None:
            values = module.assigned(name, around)
            for value in values:
                yield from self._text(module, value)
            parameters = _parameters(around)
            if name in parameters:
                self._learn(module, around, name)
            if values or name in parameters:
                return
            around = module.enclosing.get(around)
        for value in module.assigned(name, module.tree):
            yield from self._text(module, value)
        if name in module.imports:
            yield from self._constant(*module.imports[name])

    def _learn(self, module: Module, function: Function, parameter: str) -> None:
        """A person reads this parameter: so what callers give is read too."""
        name, own = function.name, function.name.startswith("_")
        if name == "__init__":
            name, own = module.classes[function], False
        self.sinks.add(name, Sink(parameter, _placed(function), module.name if own else ""))

    def _constant(self, where: str, name: str) -> Iterator[str]:
        module = self.modules.get(where)
        if module is not None:
            for value in module.assigned(name, module.tree):
                yield from self._text(module, value)


def _collected(call: ast.Call) -> Iterator[ast.expr]:
    """A text that is put on a list for a person; a copy that is given other words."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append")) if name in _LISTS:
            yield from call.args
        case ast.Call(
            func=ast.Attribute(attr="model_copy"), keywords=[ast.keyword(value=ast.Dict() as words)]
        ):
            for key, value in zip(words.keys, words.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in _SENTENCES:
                    yield value


def error_classes() -> list[str]:
    """The classes of app/errors.py that a person meets."""
    tree = ast.parse((APP / "errors.py").read_text(encoding="utf-8"))
    return [
        node.name for node in tree.body if isinstance(node, ast.ClassDef) if node.name != "OurBug"
    ]


def standard_sinks() -> Sinks:
    """Where texts leave the rooms for a face."""
    sinks = Sinks()
    for name in error_classes():
        for parameter in _SENTENCES:
            sinks.add(name, Sink(parameter, _SENTENCES))
    for name in ("Refusal", "KeyCheck", "refuse"):
        for parameter in _SENTENCES:
            sinks.add(name, Sink(parameter))
    for name in ("Finding", "Diagnostic"):
        sinks.add(name, Sink("message"))
    sinks.add("Problem", Sink("message", ("place", "severity", "message")))
    sinks.add("AttemptEvent", Sink("note"))
    sinks.add("Candidate", Sink("evidence"))
    sinks.add("NotFetched", Sink("reason"))
    sinks.add("Request", Sink("note"))
    sinks.add("named", Sink("label", ("label",)))
    sinks.add("Changes", Sink("label"))
    sinks.add("Color", Sink("label", ("name", "sex", "label")))
    return sinks


def read_modules(folder: Path, leave_out: Sequence[str] = ()) -> dict[str, Module]:
    """Every module below a folder of the program, by dotted name."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if not set(parts) & set(leave_out):
            name = ".".join(parts)
            found[name] = Module(name, ast.parse(path.read_text(encoding="utf-8")))
    return found


def _simple(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _of_self(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and (
        function.value.id in ("self", "cls")
    )  # fmt: skip


def _names(target: ast.expr) -> list[str]:
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]


def _parameters(function: Function) -> list[str]:
    given = function.args
    return [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def _placed(function: Function) -> tuple[str, ...]:
    """The parameters that may be given by position, without `self`."""
    placed = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    return tuple(placed[1:] if placed and placed[0] in ("self", "cls") else placed)
