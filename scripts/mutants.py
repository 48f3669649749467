"""Break the rule clause by clause: each break must make a test fail.

Every file of portfolio/visibility is changed in one small way at a time, in a copy of its own, and
the tests of the rule are run there. A change that no test notices has survived; the few that
change nothing are explained in docs/mutants.md, and this fails if any other survives, or if fewer
than 95 % of the rest are caught. `python scripts/mutants.py rule.py` does one file only.

It changes no file of the project, and starts no server.
"""

from __future__ import annotations

import ast
import copy
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import Process, Queue
from pathlib import Path
from typing import TYPE_CHECKING, Never

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

ROOT = Path(__file__).resolve().parent.parent
RULE = Path("portfolio/visibility")
EXPLAINED = ROOT / "docs" / "mutants.md"
TARGET = 0.95
"""The share of mutants that must be caught (issue 2)."""

PROCESSES = int(os.environ.get("WORKERS", "2"))
SECONDS = 300  # a mutant that takes longer is caught: it hangs, which a reader would notice
FAILED = 1  # what pytest ends with where a test fails, and not with anything else

QUICKEST = 8
"""So many of the tests that caught most of a file's mutants are asked before all others."""

NEAREST = {
    "apart.py": ("test_apart", "test_apart_names", "test_apart_classes"),
    "asked.py": ("test_asked", "test_how_it_stands"),
    "checks.py": ("test_asked", "test_desk", "test_proposals", "test_comments"),
    "circle.py": ("test_circle",),
    "concerned.py": ("test_held_back", "test_concerned"),
    "heard.py": ("test_new_card", "test_comments"),
    "of_me.py": ("test_of_me",),
    "pictured.py": ("test_pictured", "test_of_me"),
    "proposals.py": ("test_proposals",),
    "reads.py": ("test_corners", "test_lists", "test_revisions", "test_comments"),
    "rights.py": ("test_rights",),
    "rule.py": ("test_each_clause", "test_pictured"),
    "standing.py": ("test_each_clause", "test_comments", "test_circle"),
    "viewer.py": ("test_rights", "test_lists"),
    "roll.py": ("test_roll", "test_circle", "test_corners"),
    "says.py": ("test_says", "test_of_me"),
    "statements.py": ("test_revisions", "test_corners", "test_lists", "test_comments"),
    "talk.py": ("test_comments", "test_unheard"),
}
"""The tests that catch most of a file's mutants are run first; then all the others."""

ELSEWHERE = ("test_over_http", "test_world")
"""Tests of the rule that need the pages, or last too long to be asked a thousand times."""

ALL = tuple(
    path.stem
    for path in sorted((ROOT / "tests/visibility").glob("test_*.py"))
    if path.stem not in ELSEWHERE
)

PLAIN = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:hypothesispytest"]

PACKAGE = '''"""The portfolio without its pages: the tests of the rule ask for none."""


def create_app(*_: object) -> None:
    """There is none here."""
    raise LookupError
'''

AHEAD = (
    "pytest",
    "alembic.command",
    "flask.testing",
    "portfolio.core.pictures",
    "portfolio.core.schema",
    "portfolio.core.database",
    "portfolio.models",
)
"""What every child needs and no mutant changes, loaded once."""

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


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where, what, and the whole file after it."""

    file: str
    line: int
    what: str
    source: str

    @property
    def name(self) -> str:
        """As docs/mutants.md names it: without the line, which moves."""
        return f"{self.file}: {self.what}"


# ---------------------------------------------------------------- making them


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every change of one file, each on the tree as it stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
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
            yield Mutant(path.name, getattr(node, "lineno", 0), what, source)


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
    return {id(inner) for root in roots if root is not None for inner in ast.walk(root)}


def _members() -> dict[str, list[str]]:
    """The members of every enum that the rule names, by the enum's name."""
    found: dict[str, list[str]] = {}
    for path in (ROOT / "portfolio/models/enums.py", *(ROOT / RULE).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases
            ):
                assigned = [one for one in node.body if isinstance(one, ast.Assign)]
                found[node.name] = [ast.unparse(one.targets[0]) for one in assigned]
    return found


Change = tuple[str, ast.AST]


def _variants(node: ast.AST, members: dict[str, list[str]]) -> Iterator[Change]:
    """The changed forms of one node, each with a sentence."""
    text = _short(node)
    if isinstance(node, ast.Call):
        yield from _calls(node, text)
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        yield from _entries(node, text)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        yield from _swapped(node, node.value.id, members)
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
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{text} → {not node.value}", ast.Constant(value=not node.value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        for side in (node.left, node.right):
            yield f"{text} → {_short(side)}", side


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


# ---------------------------------------------------------------- trying them


class Ground:
    """A copy of what the tests of the rule need, for one process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.caught: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name in ("portfolio/core", "portfolio/models", "portfolio/visibility", "migrations"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        for name in ("portfolio/settings.py", "pyproject.toml", "tests"):
            source, target = ROOT / name, folder / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, target)
        (folder / "portfolio/__init__.py").write_text(PACKAGE, encoding="utf-8")
        for room in ("signin", "log"):
            shutil.copytree(ROOT / "portfolio" / room, folder / "portfolio" / room)

    def prepare(self) -> bool:
        """Whether the tests pass as it stands; what they leave compiled makes the rest faster."""
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *self.tests(ALL)],
            cwd=self.folder,
            env=_environment(),
            check=False,
            capture_output=True,
        )
        if done.returncode:
            print(done.stdout.decode())
        # Compiled files are told apart by second and size, and mutants are made faster than that.
        shutil.rmtree(self.folder / RULE / "__pycache__", ignore_errors=True)
        return done.returncode == 0

    def tests(self, names: Sequence[str]) -> list[str]:
        """What pytest is told to run those files of tests."""
        return self.told([f"tests/visibility/{name}.py" for name in names])

    def told(self, tests: Sequence[str]) -> list[str]:
        """What pytest is told to run those tests; nothing where there are none."""
        return [*PLAIN, f"--basetemp={self.folder / 't'}", *tests] if tests else []

    def stages(self, file: str) -> list[list[str]]:
        """What caught the file's mutants before, then the tests nearest to it, then the others.

        Most mutants end in the first or second stage.
        """
        quickest = [test for test, _ in self.caught[file].most_common(QUICKEST)]
        near = NEAREST.get(file, ALL[:1])
        others = [name for name in ALL if name not in near]
        return [self.told(quickest), self.tests(near), self.tests(others)]

    def catches(self, mutants: Sequence[Mutant]) -> Iterator[bool]:
        """Of each mutant, whether a test fails with it in its place.

        Where a test fails without any, in a child like theirs, that says nothing: none is caught.
        """
        os.chdir(self.folder)
        os.environ.pop("DATABASE_URL", None)
        sys.dont_write_bytecode = True
        sys.path.insert(0, str(self.folder))
        for name in AHEAD:
            import_module(name)
        import_module("sqlalchemy.orm").configure_mappers()
        os.environ["MIGRATED_DATABASE"] = self._migrated()
        fails_anyway, _ = _fails([[], self.tests(ALL)])
        for mutant in mutants:
            path = self.folder / RULE / mutant.file
            kept = path.read_bytes()
            path.write_text(mutant.source, encoding="utf-8")
            fails, by = _fails(self.stages(mutant.file))
            path.write_bytes(kept)
            self.caught[mutant.file].update(by)
            yield fails and not fails_anyway

    def _migrated(self) -> str:
        """An empty database with today's schema, made once for all mutants."""
        path = self.folder / "migrated.db"
        database = import_module("portfolio.core.database").Database(f"sqlite:///{path}")
        import_module("portfolio.core.schema").upgrade(database)
        with database.engine.connect() as connection:
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.engine.dispose()
        return str(path)


def _environment() -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    plain.pop("PYTHONDONTWRITEBYTECODE", None)
    return plain


class _Teller:
    """A plugin that tells the name of what fails to the other end of a pipe."""

    def __init__(self, end: int) -> None:
        self.end = end

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for each part of a test."""
        if report.failed:
            os.write(self.end, f"{report.nodeid}\n".encode())


def _fails(stages: list[list[str]]) -> tuple[bool, list[str]]:
    """Whether a child that has everything but the rule loaded already ends badly, by which test.

    By none where it does so for another reason, such as a file that cannot be loaded.
    """
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        _run(stages, there)
    os.close(there)
    status = os.waitpid(child, 0)[1]
    with os.fdopen(here) as told:
        return status != 0, told.read().splitlines()


def _run(stages: list[list[str]], end: int) -> Never:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.alarm(SECONDS)  # a mutant that hangs is caught
    main, teller = import_module("pytest").main, _Teller(end)
    quickest, *whole = stages
    # A mutant may change a test's name: that there is none such is no failure.
    if quickest and main(quickest, plugins=[teller]) == FAILED:
        os._exit(FAILED)
    os._exit(any(main(stage, plugins=[teller]) for stage in whole))


def try_all(mutants: list[Mutant], grounds: list[Ground]) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether it was caught, as it is known; one process for each ground."""
    ends: Queue[tuple[int, bool]] = Queue()
    workers = [
        Process(
            target=_work, args=(ground, mutants, range(first, len(mutants), len(grounds)), ends)
        )
        for first, ground in enumerate(grounds)
    ]
    for worker in workers:
        worker.start()
    for _ in mutants:
        number, caught = ends.get()
        yield mutants[number], caught
    for worker in workers:
        worker.join()


def _work(
    ground: Ground, mutants: list[Mutant], numbers: range, ends: Queue[tuple[int, bool]]
) -> None:
    found = ground.catches([mutants[number] for number in numbers])
    for number, caught in zip(numbers, found, strict=True):
        ends.put((number, caught))


# ---------------------------------------------------------------- telling of them


def explained() -> set[str]:
    """The mutants that docs/mutants.md explains: the code at the head of each of its points."""
    if not EXPLAINED.exists():
        return set()
    return set(
        re.findall(r"^- ``? ?(.+?) ?``?:", EXPLAINED.read_text(encoding="utf-8"), re.MULTILINE)
    )


def main() -> int:
    """Make, try and tell; 0 where enough are caught and the rest explained."""
    wanted = sys.argv[1:] or [path.name for path in sorted((ROOT / RULE).glob("*.py"))]
    mutants = [one for name in wanted for one in mutants_of(ROOT / RULE / name)]
    known, began = explained(), time.monotonic()
    with tempfile.TemporaryDirectory(dir=_fast()) as folder:
        grounds = [Ground(Path(folder) / str(number)) for number in range(PROCESSES)]
        if not all(ground.prepare() for ground in grounds):
            print("The tests fail as it stands: mend that first.")
            return 1
        survived = _survivors(mutants, grounds, known)
    return _told(len(mutants), survived, known, time.monotonic() - began)


def _survivors(mutants: list[Mutant], grounds: list[Ground], known: set[str]) -> list[Mutant]:
    survived = []
    for number, (mutant, caught) in enumerate(try_all(mutants, grounds), 1):
        if not caught:
            survived.append(mutant)
            mark = "explained" if mutant.name in known else "SURVIVED "
            print(f"{mark} {RULE / mutant.file}:{mutant.line} {mutant.what}", flush=True)
        if number % 50 == 0:
            print(f"… {number} of {len(mutants)}", flush=True)
    return survived


def _fast() -> str | None:
    """A folder in memory, where there is one: nothing here has to survive."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- a new folder in it


def _told(number: int, survived: list[Mutant], known: set[str], seconds: float) -> int:
    unexplained = [mutant for mutant in survived if mutant.name not in known]
    caught = number - len(survived)
    share = caught / number if number else 0.0
    print(f"{caught} of {number} mutants caught ({share:.1%}) in {seconds / 60:.1f} minutes;")
    print(f"{len(survived)} survived, {len(survived) - len(unexplained)} of them explained.")
    return 0 if share >= TARGET and not unexplained else 1


if __name__ == "__main__":
    sys.exit(main())
