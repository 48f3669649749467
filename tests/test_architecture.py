"""The house's floors, as far as the import contracts in pyproject.toml cannot say them.

It reads the source and runs none of it. A failure names the file, the line and what to do instead.
An exception is a line in one of the lists at the top, with its reason: nowhere else.
"""

from __future__ import annotations

import ast
import re
import statistics
import tomllib
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

import grimp
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "portfolio"
LONGEST_FILE = 500
LONGEST_FUNCTION = 50
LONG_FUNCTION_P90 = 25
MODULES_AT_LEAST = 300

#: Audience, state, tie, consent and restriction: compared in portfolio/visibility and nowhere else.
GUARDED = {
    "Share": {
        "kind",
        "person_id",
        "group_id",
        "asked_under",
        "waiting_revision_id",
        "waiting_since",
        "up_revision_id",
        "up_at",
        "ended_at",
    },
    "Item": {"deleted_at", "sealed_at", "held_back_at"},
    "Revision": {"sent_at"},
    "Comment": {"state", "household_id", "family_only", "hidden_at", "sealed_at", "held_back_at"},
    "Concern": {"reads", "about_id", "settled_at"},
    "Stop": {"kind", "ended_at"},
    "FamilyTie": {"from_on", "until_on"},
    "Membership": {"from_on", "until_on"},
    "Duty": {"from_on", "until_on"},
    "Person": {"from_on", "until_on"},
    "Restriction": {"person_id", "pupil_id", "from_on", "until_on"},
    "PictureSay": {"answer"},
    "PhotoPermission": {"kind", "allowed", "from_on", "until_on"},
    "Group": {"checks"},
    "Screen": {"revoked_at"},
    "BreakGlass": {"from_at", "until_at", "told_at", "tell_on"},
    "Seal": {"ended_at"},
    "Hold": {"ended_at"},
}

#: Names that mean one of the above on whatever object they are read from.
TELLING = {
    "up_revision_id",
    "waiting_revision_id",
    "deleted_at",
    "sealed_at",
    "held_back_at",
    "hidden_at",
    "family_only",
    "asked_under",
}

#: The same, and these too, where they are columns of a table or a subquery: `share.c.kind`.
TELLING_COLUMNS = TELLING | {
    "kind",
    "state",
    "answer",
    "allowed",
    "checks",
    "ended_at",
    "from_on",
    "until_on",
}

#: (file, "Model.column"): why this one place may compare it all the same.
EXCUSED: dict[tuple[str, str], str] = {}

#: Who may go past the one door with `everything(reason=...)`: file and why.
PAST_THE_DOOR: dict[str, str] = {
    "portfolio/checking/queries.py": "waiting times: numbers of work per class for office and "
    "safety lead, without a title or a name",
    "portfolio/watching/queries.py": "how much waits and since when: two numbers for all classes",
    "portfolio/office/queries.py": "whether anything waits in a class, before the office lets its "
    "teacher read less; a yes or no",
    "portfolio/items/purging.py": "what lay in the bin for its time, and nothing holds, is erased: "
    "numbers and addresses, shown to nobody",
}

#: Below views nobody knows of HTTP. These do, and this is what they are.
KNOWS_FLASK = {"views", "lines", "forms", "web", "cli", "commands", "serving", "__init__"}


@dataclass(frozen=True)
class Module:
    """One source file, read once."""

    path: Path
    tree: ast.Module
    lines: int

    @property
    def name(self) -> str:
        """The path from the project's folder, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names under portfolio/, such as ("items", "views")."""
        return self.path.relative_to(SOURCE).with_suffix("").parts

    def is_a(self, floor: str) -> bool:
        """Whether it is a domain's `queries`, `actions` … or stands in a folder of that name."""
        return floor in self.parts[1:]


@cache
def modules_under(folder: str) -> tuple[Module, ...]:
    paths = sorted((ROOT / folder).rglob("*.py"))
    return tuple(_read(path) for path in paths)


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path, ast.parse(text), text.count("\n"))


def source() -> tuple[Module, ...]:
    return modules_under("portfolio")


# ---------------------------------------------------------------- one door


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Names that stand for a guarded model: `other = aliased(Share)`, and imports under a name."""
    found = {name: name for name in GUARDED}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {a.asname: a.name for a in node.names if a.asname and a.name in GUARDED}
        if isinstance(node, ast.Assign):
            found |= dict(_pairs(node.targets[0], node.value))
    return found


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _pairs(one, other)
    elif isinstance(target, ast.Name) and isinstance(value, ast.Call) and value.args:
        model = value.args[0]
        if _is_called(value, "aliased") and isinstance(model, ast.Name) and model.id in GUARDED:
            yield target.id, model.id


def _is_called(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return (isinstance(called, ast.Name) and called.id == name) or (
        isinstance(called, ast.Attribute) and called.attr == name
    )


def _compared(tree: ast.Module) -> Iterator[ast.Attribute]:
    """Every attribute that something is compared with: `a.b == …`, `a.b.in_(…)`, `… is a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            sides = [node.func.value] if _asks(node.func.attr) else []
        else:
            continue
        yield from (side for side in sides if isinstance(side, ast.Attribute))


def _asks(method: str) -> bool:
    return bool(re.fullmatch(r"(is|is_not|isnot|in|not_in|notin|between|any|has)_?", method))


def _guarded(column: ast.Attribute, aliases: dict[str, str]) -> str | None:
    """The "Model.column" that this reads, if it is a guarded one."""
    owner = column.value
    if isinstance(owner, ast.Name) and (model := aliases.get(owner.id)):
        return f"{model}.{column.attr}" if column.attr in GUARDED[model] else None
    if isinstance(owner, ast.Attribute) and owner.attr == "c" and column.attr in TELLING_COLUMNS:
        return f"*.{column.attr}"
    return None


def _guarded_comparisons(module: Module) -> Iterator[tuple[str, int]]:
    aliases = _aliases(module.tree)
    for column in _compared(module.tree):
        if (name := _guarded(column, aliases)) and (module.name, name) not in EXCUSED:
            yield name, column.lineno


def test_who_can_see_is_compared_in_visibility_only() -> None:
    offences = [
        f"{module.name}:{line} compares {name}: ask portfolio.visibility"
        for module in source()
        if module.parts[0] != "visibility"
        for name, line in _guarded_comparisons(module)
    ]
    assert not offences, "\n".join(offences)


def test_the_rule_itself_is_seen_by_the_test_above() -> None:
    rule = [module for module in source() if module.parts[0] == "visibility"]
    seen = {name.split(".")[1] for module in rule for name, _ in _guarded_comparisons(module)}
    assert {"kind", "deleted_at", "answer"} <= seen, "It is blind where all comparisons are."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Share.kind == x", ["Share.kind"]),
        ("Item.deleted_at.is_(None)", ["Item.deleted_at"]),
        ("Comment.state.in_([1])", ["Comment.state"]),
        ("other = aliased(Share)\nx != other.group_id", ["Share.group_id"]),
        ("a, b = aliased(Item), aliased(Share)\nb.ended_at.is_not(None)", ["Share.ended_at"]),
        ("from portfolio.models import Share as S\nS.up_at < now", ["Share.up_at"]),
        ("shown.c.up_revision_id == 3", ["*.up_revision_id"]),
        ("Share.__table__.c.kind.in_(x)", ["*.kind"]),
        ("Share.item_id == 3", []),
        ("Card.ended_at.is_(None)", []),
        ("select(Share.kind)", []),
    ],
)
def test_the_search_for_comparisons_finds_each_way_of_writing_one(
    text: str, expected: list[str]
) -> None:
    tree = ast.parse(text)
    aliases = _aliases(tree)
    found = [name for column in _compared(tree) if (name := _guarded(column, aliases))]
    assert found == expected


def test_pages_do_not_judge_by_what_only_the_rule_may_read() -> None:
    offences = [
        f"{module.name}:{column.lineno} compares .{column.attr}: let a query say it by name"
        for module in source()
        if module.parts[0] == "web" or any(map(module.is_a, ("queries", "forms", "views")))
        for column in _compared(module.tree)
        if column.attr in TELLING and (module.name, f"*.{column.attr}") not in EXCUSED
    ]
    assert not offences, "\n".join(offences)


def test_templates_do_not_read_what_only_the_rule_may_read() -> None:
    telling = re.compile(rf"\.({'|'.join(sorted(TELLING))})\b")
    offences = [
        f"{path.relative_to(ROOT)}:{number} reads {match[0]}"
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (match := telling.search(line))
    ]
    assert not offences, "\n".join(offences)


def test_excuses_are_still_needed() -> None:
    by_name = {module.name: module for module in source()}
    stale = [key for key in EXCUSED if key[0] not in by_name]
    assert not stale, f"These files are gone, their excuses are not: {stale}"


def test_only_those_named_here_go_past_the_door() -> None:
    callers = {
        module.name
        for module in source()
        if module.parts[0] != "visibility"
        and any(_is_called(node, "everything") for node in ast.walk(module.tree))
    }
    assert callers == set(PAST_THE_DOOR)


# ---------------------------------------------------------------- floors


def _imported(module: Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno


def test_no_flask_but_where_http_is_known() -> None:
    offences = [
        f"{module.name}:{line} imports {name}: take viewer, clock and settings as arguments"
        for module in source()
        if not KNOWS_FLASK & set(module.parts)
        for name, line in _imported(module)
        if name.split(".")[0] in {"flask", "flask_login", "flask_wtf"}
    ]
    assert not offences, "\n".join(offences)


def test_web_stands_beside_views_and_imports_none() -> None:
    offences = [
        f"{module.name}:{line} imports {name}"
        for module in source()
        if module.parts[0] == "web"
        for name, line in _imported(module)
        if re.match(r"portfolio\.(?!web)\w+\.views", name)
    ]
    assert not offences, "\n".join(offences)


def _calls_of_the_session(module: Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            if isinstance(of, ast.Name) and of.id in {"db", "session"}:
                yield node.func.attr, node.lineno


def test_nobody_below_views_commits() -> None:
    below = ("queries", "actions")
    offences = [
        f"{module.name}:{line} calls {name}(): the request or the job commits, once"
        for module in source()
        if module.parts[0] in {"visibility", "models"} or any(map(module.is_a, below))
        for name, line in _calls_of_the_session(module)
        if name in {"commit", "rollback", "begin", "close"}
    ]
    assert not offences, "\n".join(offences)


def test_queries_only_read() -> None:
    writes = {"add", "add_all", "delete", "merge", "flush"}
    offences = [
        f"{module.name}:{line} calls {name}(): writing belongs to actions"
        for module in source()
        if module.parts[0] == "visibility" or module.is_a("queries")
        for name, line in _calls_of_the_session(module)
        if name in writes
    ]
    assert not offences, "\n".join(offences)


def test_sql_is_written_as_text_in_core_only() -> None:
    offences = [
        f"{module.name}:{node.lineno} uses text(): what it compares could not be read here"
        for module in source()
        if module.parts[0] != "core"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("sqlalchemy")
        and any(name.name in {"text", "literal_column"} for name in node.names)
    ]
    assert not offences, "\n".join(offences)


def test_actions_call_each_other_in_no_circle() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(
        found
        for found in contracts["tool"]["importlinter"]["contracts"]
        if found["id"] == "action-edges"
    )
    left = set(chain.from_iterable(map(_edges, contract["ignore_imports"])))
    while ends := {edge for edge in left if edge[1] not in {caller for caller, _ in left}}:
        left -= ends
    assert not left, f"A circle of actions: {sorted(left)}"


def _edges(line: str) -> Iterator[tuple[str, str]]:
    """The (caller, called) domains of an edge; a star calls from each domain that has actions."""
    caller, called = (module.split(".")[1] for module in line.split(" -> "))
    domains = {module.parts[0] for module in source() if module.is_a("actions")}
    yield from ((one, called) for one in (domains - {called} if caller == "*" else {caller}))


# ---------------------------------------------------------------- size


def _functions(module: Module) -> Iterator[tuple[str, int]]:
    """Each function's name and its lines, the docstring not counted: words are not a fault."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            words = ast.get_docstring(node, clean=False)
            docstring = (first.end_lineno or 0) - first.lineno + 1 if words is not None else 0
            yield f"{module.name}:{node.lineno} {node.name}", _height(node) - docstring


def _height(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_too_long() -> None:
    folders = ("portfolio", "tests", "bench", "scripts")  # a migration is as long as its change
    long = [
        f"{module.name} has {module.lines} lines: split it by noun"
        for module in chain.from_iterable(map(modules_under, folders))
        if module.lines > LONGEST_FILE
    ]
    assert not long, "\n".join(long)


def test_no_function_is_too_long() -> None:
    long = [
        f"{name} has {lines} lines"
        for module in source()
        for name, lines in _functions(module)
        if lines > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_nine_functions_in_ten_are_short() -> None:
    lines = [lines for module in source() for _, lines in _functions(module)]
    assert statistics.quantiles(lines, n=10)[8] <= LONG_FUNCTION_P90


def test_no_lazy_text_holds_what_somebody_typed() -> None:
    """A lazy text stands in a page as HTML, unescaped: it may hold our own words only."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "portfolio").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"_l", "lazy_gettext"}
        and node.keywords
    ]
    numbers = "portfolio/people/forms.py"  # the numbers of skins
    assert [place for place in found if not place.startswith(numbers)] == []


def test_no_module_needs_itself() -> None:
    """A ring of imports works or not by what happens to be loaded first."""
    graph = grimp.build_graph("portfolio", exclude_type_checking_imports=True)
    needs = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert len(needs) > MODULES_AT_LEAST
    TopologicalSorter(needs).prepare()  # CycleError names the ring
