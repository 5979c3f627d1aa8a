"""The plugin's source, read but not run."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
PLUGIN = REPO / "rv_qgis"
QT_CLASS = re.compile(r"Q(t|gis|gs\w*|[A-Z]\w*)$")
CAPITALISED = re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$")


def modules() -> list[Path]:
    """All modules of the plugin."""
    return sorted(PLUGIN.rglob("*.py"))


def imports(source: str, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a module imports, relative imports made absolute.

    Args:
        source: The module's text.
        package: The names of the package that holds it, from the plugin's folder downwards.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            base += node.module.split(".") if node.module else []
            yield from ((node.lineno, ".".join([*base, alias.name])) for alias in node.names)


def unscoped_enums(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of enum members without their enum: `Qt.AlignLeft` fails on Qt 6."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not CAPITALISED.match(node.attr):
            continue
        owner = node.value
        name = getattr(owner, "attr", getattr(owner, "id", ""))
        parent = parents[node]
        if not QT_CLASS.match(name) or isinstance(parent, ast.Attribute):
            continue
        # `Qgis.MessageLevel(2)` makes a member; `level: Qgis.MessageLevel` names the type.
        if isinstance(parent, ast.Call) and parent.func is node:
            continue
        if getattr(parent, "annotation", None) is node or getattr(parent, "returns", None) is node:
            continue
        yield node.lineno, ast.unparse(node)
