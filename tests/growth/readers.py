"""The modules that read texts and files in which something from outside may stand."""

import ast

from tests.growth.patterns import module_names, tree_of

LIBRARIES = {
    "csv", "dateutil", "defusedxml", "difflib", "docx", "email", "gzip", "html.parser",
    "icalendar", "lark", "lxml", "markdown_it", "nh3", "PIL", "pypdfium2", "python_calamine",
    "tarfile", "textwrap", "xml", "zipfile", "zlib",
}  # fmt: skip
CALLS = {("json", "load"), ("json", "loads"), ("unicodedata", "normalize"), ("html", "unescape"),
         ("response", "json"), ("answer", "json")}  # fmt: skip


def reading_modules() -> list[str]:
    return [module for module in module_names() if _reads(tree_of(module))]


def _reads(tree: ast.Module) -> bool:
    return any(_is_reader(node) for node in ast.walk(tree))


def _is_reader(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any(_is_library(name.name) for name in names)
        case ast.ImportFrom(module=str(module), names=names):
            return _is_library(module) or any(_is_library(f"{module}.{n.name}") for n in names)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=library), attr=name)):
            return (library, name) in CALLS
    return False


def _is_library(name: str) -> bool:
    return name in LIBRARIES or name.partition(".")[0] in LIBRARIES
