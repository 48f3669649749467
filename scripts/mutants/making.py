"""Making mutants: every small change of one file, each on the tree as it stands."""

from __future__ import annotations

import ast
import copy
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path("portfolio")
IN_SHORT = "visibility/"
"""Files of the rule are called by their name alone, others by their folder, too."""

OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
RENAMED = {
    "is_": "is_not",
    "is_not": "is_",
    "in_": "not_in",
    "not_in": "in_",
    "and_": "or_",
    "or_": "and_",
    "min": "max",
    "max": "min",
    "all": "any",
    "any": "all",
    "desc": "asc",
}
JOINING = {"and_", "or_", "where", "exists"}
HAS_ITS_OWN = ast.Compare | ast.BoolOp | ast.UnaryOp
"""Conditions that are turned where they stand; any other is turned by the `if` that asks it."""

Change = tuple[str, ast.AST]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where, what, and the whole file after it."""

    file: str
    """Under portfolio/, such as "visibility/rule.py"."""
    line: int
    what: str
    source: str

    @property
    def name(self) -> str:
        """As docs/mutants.md names it: without the line, which moves."""
        return f"{self.file.removeprefix(IN_SHORT)}: {self.what}"


def mutants_of(file: str) -> Iterator[Mutant]:
    """Every change of one file of the portfolio."""
    tree = ast.parse((ROOT / SOURCE / file).read_text(encoding="utf-8"))
    members = _members()
    untouched = _untouched(tree)
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in untouched:
            continue
        for number, what in enumerate(_changes(node, members)):
            changed = copy.deepcopy(tree)
            target = next(n for p, n in enumerate(ast.walk(changed)) if p == place)
            _apply(changed, target, number, members)
            source = ast.unparse(ast.fix_missing_locations(changed))
            yield Mutant(file, getattr(node, "lineno", 0), what, source)


def _untouched(tree: ast.AST) -> set[int]:
    """Types and decorators: they say nothing about who sees what."""
    roots: list[ast.AST | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            roots += [*node.decorator_list, node.returns]
        elif isinstance(node, ast.ClassDef):
            roots += node.decorator_list
        elif isinstance(node, ast.arg | ast.AnnAssign):
            roots.append(node.annotation)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            roots.append(node)
        elif isinstance(node, ast.keyword) and _is_flag(node.value):
            roots.append(node.value)  # changed with its name, by which it can be told
    return {id(inner) for root in roots if root is not None for inner in ast.walk(root)}


def _is_flag(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


def _members() -> dict[str, list[str]]:
    """The members of every enum that the portfolio names, by the enum's name."""
    found: dict[str, list[str]] = {}
    for path in (ROOT / SOURCE).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases
            ):
                assigned = [one for one in node.body if isinstance(one, ast.Assign)]
                found[node.name] = [ast.unparse(one.targets[0]) for one in assigned]
    return found


def _variants(node: ast.AST, members: dict[str, list[str]]) -> Iterator[Change]:
    """The changed forms of one node, each with a sentence."""
    text = _short(node)
    if isinstance(node, ast.Call):
        yield from _calls(node, text)
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        yield from _entries(node, text)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        yield from _swapped(node, node.value.id, members)
    elif isinstance(node, ast.stmt | ast.IfExp):
        yield from _steps(node, text)
    else:
        yield from _operators(node, text)


def _operators(node: ast.AST, text: str) -> Iterator[Change]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITE:
        turned = copy.deepcopy(node)
        turned.ops = [OPPOSITE[type(node.ops[0])]()]
        yield f"{text} → {_short(turned)}", turned
    elif isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            fewer = copy.deepcopy(node)
            del fewer.values[place]
            yield f"{text} without {_short(node.values[place])}", fewer
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield f"{text} → {_short(node.operand)}", node.operand
    elif _is_flag(node):
        yield f"{text} → {not node.value}", ast.Constant(value=not node.value)
    elif isinstance(node, ast.keyword) and _is_flag(node.value):
        flag = not node.value.value
        yield f"{text} → {flag}", ast.keyword(arg=node.arg, value=ast.Constant(value=flag))
    elif isinstance(node, ast.BinOp):
        yield from _sums(node, text)


def _sums(node: ast.BinOp, text: str) -> Iterator[Change]:
    """One side of a condition, and a time before another as one after it."""
    if isinstance(node.op, ast.BitAnd | ast.BitOr):
        for side in (node.left, node.right):
            yield f"{text} → {_short(side)}", side
    elif isinstance(node.op, ast.Sub):
        later = copy.deepcopy(node)
        later.op = ast.Add()
        yield f"{text} → {_short(later)}", later


def _steps(node: ast.stmt | ast.IfExp, text: str) -> Iterator[Change]:
    """A step that is left out, and a condition that no operator of its own can turn."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield f"{text} left out", ast.Pass()
    elif isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, HAS_ITS_OWN):
        turned = copy.deepcopy(node)
        turned.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
        yield f"if {_short(node.test)} → if not", turned


def _calls(node: ast.Call, text: str) -> Iterator[Change]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in JOINING and len(node.args) > 1:
        for place, one in enumerate(node.args):
            fewer = copy.deepcopy(node)
            del fewer.args[place]
            yield f"{text} without {_short(one)}", fewer
    elif name == "where" and isinstance(node.func, ast.Attribute):
        yield f"{text} without its where", node.func.value
    if name == "not_":
        yield f"{text} without its not", node.args[0]
    if name in RENAMED and node.args:
        other = copy.deepcopy(node)
        if isinstance(other.func, ast.Attribute):
            other.func.attr = RENAMED[name]
        elif isinstance(other.func, ast.Name):
            other.func.id = RENAMED[name]
        yield f"{text} → {RENAMED[name]}", other


def _entries(node: ast.Tuple, text: str) -> Iterator[Change]:
    enums = [one for one in node.elts if not isinstance(one, ast.Constant)]
    if len(node.elts) < 2 or len(enums) != len(node.elts):  # noqa: PLR2004 -- one entry is no list
        return
    for place, one in enumerate(node.elts):
        fewer = copy.deepcopy(node)
        del fewer.elts[place]
        yield f"{text} without {_short(one)}", fewer


def _swapped(node: ast.Attribute, name: str, members: dict[str, list[str]]) -> Iterator[Change]:
    others = members.get(name, [])
    if node.attr in others and len(others) > 1:
        swapped = copy.deepcopy(node)
        swapped.attr = others[(others.index(node.attr) + 1) % len(others)]
        yield f"{_short(node)} → {_short(swapped)}", swapped


def _changes(node: ast.AST, members: dict[str, list[str]]) -> list[str]:
    return [what for what, _ in _variants(node, members)]


def _apply(tree: ast.AST, target: ast.AST, number: int, members: dict[str, list[str]]) -> None:
    """Put the numbered variant of the target in its place."""
    _, variant = list(_variants(target, members))[number]
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, variant)
                return
            if isinstance(value, list) and any(one is target for one in value):
                value[[one is target for one in value].index(True)] = variant
                return


def _short(node: ast.AST) -> str:
    text = re.sub(r"\s+", " ", ast.unparse(node))
    return text if len(text) <= 90 else f"{text[:60]}…{text[-28:]}"  # noqa: PLR2004 -- a line
