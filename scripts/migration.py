"""Write the next migration: what the models say and the migrations do not say yet.

Run as `make migration NAME="what changes"`. It compares with an empty database brought up to date
in a temporary folder; it must not open the school's own. What it writes is a draft to mend.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config

from portfolio.core import schema
from portfolio.core.database import Database

VERSIONS = schema.MIGRATIONS / "versions"


def main() -> None:
    """Write one file under migrations/versions, named by number and the words given."""
    words = " ".join(sys.argv[1:]).strip()
    if not words:
        sys.exit('Say what changes: make migration NAME="a drawing has a paper"')
    number = f"{1 + len(list(VERSIONS.glob('[0-9]*.py'))):04}"
    with TemporaryDirectory() as folder:
        write(Database(f"sqlite:///{Path(folder) / 'empty.sqlite'}"), number, words)


def write(database: Database, number: str, words: str) -> None:
    """Bring the empty database up to date and write what it still lacks as that migration."""
    schema.upgrade(database)
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=words, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main()
