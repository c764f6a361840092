"""Every regular expression of the code, and how it is used."""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import kimppa
from tests.growth.pieces import METHODS, pieces

ROOT = Path(kimppa.__file__).parent
LEFT_OUT = {"tests", "migrations"}
FUNCTIONS = {
    "compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer",
}  # fmt: skip
ANCHORED = {"match", "fullmatch"}
VALIDATORS = {"RegexValidator", "RegexField", "re_path"}
MENTION = re.compile(rf"\bre\.|{'|'.join(sorted(VALIDATORS))}")


@dataclass(frozen=True)
class Use:
    """A pattern, where it stands, and the methods that are called on it."""

    place: str
    pattern: re.Pattern
    methods: frozenset[str]

    @property
    def is_anchored(self) -> bool:
        return bool(self.methods) and self.methods <= ANCHORED


def module_names() -> list[str]:
    """All modules of the code but tests and migrations."""
    paths = sorted(path.relative_to(ROOT.parent) for path in ROOT.rglob("*.py"))
    return [
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in paths
        if not LEFT_OUT & set(path.parts)
    ]


@cache
def text_of(module: str) -> str:
    path = ROOT.parent.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return path.read_text(encoding="utf-8")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(text_of(module))


@dataclass(frozen=True)
class Call:
    """A call of `re` or of a validator, as it stands in the code."""

    place: str  # module:function
    method: str
    pattern: ast.expr
    flags: ast.expr | None


def calls(module: str) -> Iterator[Call]:
    if not MENTION.search(text_of(module)):
        return
    for scope, node in _nodes_in_scopes(tree_of(module)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        method = _method(node.func)
        if method:
            names = {word.arg: word.value for word in node.keywords}
            after = {"sub": 4, "subn": 4, "split": 3, "compile": 1}.get(method, 2)
            flags = names.get("flags") or (node.args[after] if len(node.args) > after else None)
            yield Call(f"{module}:{scope}", method, node.args[0], flags)


def _nodes_in_scopes(tree: ast.AST, scope: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        inner = scope
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{scope}.{node.name}".lstrip(".")
        yield scope, node
        yield from _nodes_in_scopes(node, inner)


def _method(function: ast.expr) -> str | None:
    match function:
        case ast.Attribute(value=ast.Name(id="re"), attr=name) if name in FUNCTIONS:
            return name
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in VALIDATORS:
            return "search"
    return None


def uses() -> list[Use]:
    """All patterns, with examples of those that a function builds while it runs."""
    modules = {name: importlib.import_module(name) for name in module_names()}
    patterns = {name: list(_patterns_of(module)) for name, module in modules.items()}
    labels = {label for some in patterns.values() for label, _pattern in some}
    methods, built = _methods_by_name(labels), pieces()
    found = []
    for name, module in modules.items():
        for label, pattern in patterns[name]:
            known = methods[name if label.startswith("_") else ""][label]
            found.append(Use(f"{name}:{label}", pattern, frozenset(known)))
        for call in calls(name):
            found.extend(_called(call, vars(module), built))
    return found


def _called(call: Call, names: dict, built: dict[str, list[re.Pattern]]) -> Iterator[Use]:
    inside = call.place.partition(":")[2]
    if call.method == "compile" and not inside:
        return  # the module keeps the pattern
    methods = frozenset({call.method} - {"compile"})
    try:
        pattern = _value(call.pattern, names)
        flags = _value(call.flags, names) if call.flags else 0
    except NameError:
        examples = built.get(call.place)
        if examples is None:
            raise AssertionError(
                f"{call.place} builds a pattern: add an example in tests/growth/pieces.py"
            ) from None
        methods |= {METHODS[call.place]} if call.place in METHODS else set()
        yield from (Use(call.place, example, methods) for example in examples)
        return
    if isinstance(pattern, str | bytes):
        yield Use(call.place, re.compile(pattern, flags), methods)


def _value(expression: ast.expr, names: dict) -> object:
    return eval(compile(ast.Expression(expression), "<pattern>", "eval"), names)


def _patterns_of(module) -> Iterator[tuple[str, re.Pattern]]:
    for name, value in list(vars(module).items()):
        if name.startswith("__"):
            continue
        if isinstance(value, re.Pattern):
            if _is_assigned(module.__name__, name):
                yield name, value
        elif isinstance(value, type) and value.__module__ == module.__name__:
            yield from (
                (f"{name}.{key}", inner)
                for key, inner in vars(value).items()
                if isinstance(inner, re.Pattern)
            )
        elif isinstance(value, dict | list | tuple | set | frozenset):
            yield from ((f"{name}[]", inner) for inner in _inside(value))


def _is_assigned(module: str, name: str) -> bool:
    """An imported pattern is judged where it stands."""
    return any(
        isinstance(target, ast.Name) and target.id == name
        for node in tree_of(module).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    )


def _inside(value: object, depth: int = 3) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        yield from _inside([*value, *value.values()], depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _inside(inner, depth - 1)


def _methods_by_name(labels: set[str]) -> dict[str, dict[str, set[str]]]:
    """The methods called on each of these names, by module; "" has those of names that others
    import.

    A name that is handed on may be searched.
    """
    methods: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for module in module_names():
        if labels.isdisjoint(re.findall(r"\w+", text_of(module))):
            continue
        for node in ast.walk(tree_of(module)):
            for child in ast.iter_child_nodes(node):
                name = getattr(child, "id", None) or getattr(child, "attr", None)
                if not name or not isinstance(getattr(child, "ctx", None), ast.Load):
                    continue
                if isinstance(node, ast.Attribute):
                    use = {node.attr} & FUNCTIONS
                else:
                    use = {"search"} if name.isupper() else set()
                methods[module if name.startswith("_") else ""][name] |= use
    return methods
