"""The ground that mutants are tried on: a copy of the portfolio and its tests, for one process.

The copy's `portfolio` makes the application only when a test asks for it, so that everything
which does not stand on the broken file can be loaded before it is broken.
"""

from __future__ import annotations

import ast
import gc
import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from importlib import import_module
from typing import TYPE_CHECKING

from scripts.mutants.making import ROOT, SOURCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

QUICKEST = 8
"""So many of the tests that caught most of a file's mutants are asked before all others."""

NEEDED = ("migrations", "templates", "static", "tests", "pyproject.toml", "wsgi.py")
PLAIN = [
    *("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:hypothesispytest"),
    *("-p", "no:anyio", "-p", "no:xdist.looponfail", "-p", "no:platformdirs"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # what was loaded ahead asserts nothing
]

WHOLE = "portfolio.whole"
PACKAGE = '''"""The portfolio, which makes the application when it is asked for and not before."""

from __future__ import annotations


def create_app(*given: object) -> object:
    """See portfolio/whole.py."""
    from portfolio import whole

    return whole.create_app(*given)
'''

AHEAD = (
    "pytest",
    "hypothesis",
    "alembic.command",
    "authlib.integrations.requests_client",
    "boto3",
    "email_validator",
    "flask.testing",
    "flask_babel",
    "flask_login",
    "flask_wtf.csrf",
    "joserfc.jwt",
    "pillow_heif",
    "psycopg",
    "pyotp",
    "pytest_socket",
    "pytest_timeout",
    "reportlab.pdfgen.canvas",
    "segno",
    "webauthn",
    "wtforms",
)
"""Of other people's code what takes long to load."""


class Ground:
    """See above. `caught` counts which tests caught a file's mutants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.caught: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.compiled: set[str] = set()
        for name in (str(SOURCE), *NEEDED):
            _copy(ROOT / name, folder / name)
        package = folder / SOURCE / "__init__.py"
        package.rename(package.with_name("whole.py"))
        package.write_text(PACKAGE, encoding="utf-8")

    def prepare(self, tests: Sequence[str]) -> None:
        """Compile what those tests need; what that leaves makes all the rest faster."""
        new = [one for one in tests if one not in self.compiled]
        if not new:
            return
        self.compiled |= set(new)
        subprocess.run(
            [sys.executable, "-m", "pytest", "--collect-only", *self.told(new)],
            cwd=self.folder,
            env=_environment(),
            check=False,
            capture_output=True,
        )

    def told(self, tests: Iterable[str]) -> list[str]:
        """What pytest is told to run those tests; nothing where there are none."""
        named = list(tests)
        return [*PLAIN, f"--basetemp={self.folder / 't'}", *named] if named else []

    def quickest(self, file: str, among: Collection[str] | None) -> list[str]:
        """The tests that caught most of the file's mutants until now; None: among all."""
        known = self.caught[file].most_common()
        return self.told([one for one, _ in known if among is None or one in among][:QUICKEST])

    def enter(self, file: str) -> None:
        """Make this process one that has everything loaded but what stands on that file."""
        os.chdir(self.folder)
        os.environ.pop("DATABASE_URL", None)
        sys.dont_write_bytecode = True
        sys.path.insert(0, str(self.folder))
        # Compiled files are told apart by second and size, and mutants are made faster than that.
        for compiled in (self.folder / SOURCE / file).parent.glob("__pycache__/*"):
            compiled.unlink()
        for name in (*AHEAD, *self._apart_from(file)):
            import_module(name)
        if _module(SOURCE / file) in sys.modules:
            raise LookupError(f"{file} was loaded ahead: no break of it would be noticed")
        import_module("sqlalchemy.orm").configure_mappers()
        os.environ["MIGRATED_DATABASE"] = self._migrated()
        gc.collect()
        gc.freeze()  # no child looks through all of this for rubbish again: that took half its time

    def _apart_from(self, file: str) -> list[str]:
        """The modules of the portfolio that do not stand on that file, in any way."""
        asks = self._imports()
        standing: set[str] = set()
        found = {_module(SOURCE / file)}
        while found:
            standing |= found
            found = {name for name, asked in asks.items() if asked & standing} - standing
        return sorted(asks.keys() - standing - {WHOLE, str(SOURCE)})

    def _imports(self) -> dict[str, set[str]]:
        """Of each module of the portfolio which ones it names, also in functions and for types."""
        paths = [path.relative_to(self.folder) for path in (self.folder / SOURCE).rglob("*.py")]
        modules = {_module(path): ast.parse((self.folder / path).read_text()) for path in paths}
        return {
            name: (_named(tree) | _holding(name)) & modules.keys() - {str(SOURCE), name}
            for name, tree in modules.items()
        }

    def _migrated(self) -> str:
        """An empty database with today's schema, made once for all mutants of a file."""
        path = self.folder / "migrated.db"
        path.unlink(missing_ok=True)
        database = import_module("portfolio.core.database").Database(f"sqlite:///{path}")
        import_module("portfolio.core.schema").upgrade(database)
        with database.engine.connect() as connection:
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return str(path)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)


def _module(path: Path) -> str:
    """The name of the module in that file, relative to the folder of the portfolio."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _named(tree: ast.AST) -> set[str]:
    """Every module that the tree may import, and what holds it."""
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return named | {holder for name in named for holder in _holding(name)}


def _holding(module: str) -> set[str]:
    """The packages that the module lies in, each of which is loaded before it."""
    parts = module.split(".")
    return {".".join(parts[:number]) for number in range(1, len(parts))}


def _environment() -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    plain.pop("PYTHONDONTWRITEBYTECODE", None)
    return plain
