"""Reading the documents of the product, and what the code says of itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path


def text_of(document: Path) -> str:
    return document.read_text("utf-8")


def section(document: Path, title: str) -> str:
    """What stands under a heading, up to the next heading of its level."""
    found = re.search(rf"^(#+) {re.escape(title)}\n", text_of(document), re.MULTILINE)
    assert found, f"{document} has no section {title!r}"
    rest = text_of(document)[found.end() :]
    return re.split(rf"^#{{1,{len(found[1])}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def rows(text: str) -> list[list[str]]:
    """The cells of every table in a text, without heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    rules = {at for at, line in enumerate(lines) if re.fullmatch(r"[|\-\s]+", line)}
    return [row for at, row in enumerate(cells) if at not in rules and at + 1 not in rules]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def strings_of(*folders: Path) -> str:
    """Every string that is written in the modules of some folders."""
    modules = [module for folder in folders for module in folder.rglob("*.py")]
    nodes = [node for module in modules for node in ast.walk(ast.parse(module.read_text("utf-8")))]
    return "\n".join(
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def gets(module: Path, receivers: set[str]) -> Iterator[str]:
    """The constant names that a module reads by `.get` from variables or attributes of these names."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        held = node.func.value
        receiver = getattr(held, "attr", getattr(held, "id", None))
        if (
            node.func.attr == "get"
            and receiver in receivers
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)
