"""Scripts typed into every field of words: none runs, and the policy has nothing to report (T61).

The payloads are our own: ways of starting a script, each in several disguises. They are written
where names, titles, words, notes and lines of a whole school stand; then people of each kind open
every page that they can come to.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import MetaData, select, update

from portfolio.core import words
from portfolio.core.database import Database
from tests.browser.crawling import pages
from tests.schools import School, demonstration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.visitors import Visitor

RUN = "__ran=1"
WAYS = (
    "<script>{}</script>",
    '"><script>{}</script>',
    "'><img src=x onerror={}>",
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    '<a href="javascript:{}">a</a>',
    "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    "<body onload={}>",
    "</title><script>{}</script>",
    "</textarea><script>{}</script>",
    "</style><script>{}</script>",
    "--><script>{}</script>",
    "<iframe srcdoc='<script>{}</script>'>",
    "<iframe src=javascript:{}>",
    "<style>@import '//x.invalid/{}'</style>",
    "<link rel=stylesheet href=//x.invalid/{}>",
    "<img src=//x.invalid/{}>",
    "<base href=//x.invalid/{}>",
    "<meta http-equiv=refresh content=0;url=//x.invalid/{}>",
    "<object data=//x.invalid/{}>",
    '" onmouseover={} autofocus onfocus={} x="',
    "' style=animation-name:x onanimationstart={} '",
    "`-${{{}}}-`",
    "{{{{ {} }}}}",
    "<video src=x onerror={}>",
    "<marquee onstart={}>",
    "<select autofocus onfocus={}>",
    "<math href=javascript:{}>a</math>",
    "<template shadowrootmode=open><script>{}</script></template>",
)
DISGUISES: tuple[Callable[[str], str], ...] = (
    lambda way: way,
    str.swapcase,
    lambda way: way.replace(" ", "/"),
    lambda way: way.replace("<", "<\t"),
    lambda way: way.replace("<", "&lt;").replace(">", "&gt;"),
    lambda way: way.replace("<", "%3C").replace(">", "%3E"),
    lambda way: way.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda way: way.rstrip(">"),
)
PAYLOADS = [disguise(way.format(RUN, RUN)) for way in WAYS for disguise in DISGUISES]

PLAIN = {
    "person": ("first_name", "surname", "called"),
    "group": ("name",),
    "household": ("name",),
    "family_tie": ("called",),
    "revision": ("title",),
    "revision_photo": ("alt",),
    "comment": ("words", "note"),
    "check": ("note",),
    "concern": ("line", "note"),
    "tablet": ("name",),
}
"""Where plain text stands; rich text (`revision.words`) goes through the door that cleans it."""


@pytest.fixture(scope="module")
def haunted(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """The demonstration school, in which everything is called by a payload."""
    made = demonstration(shared, tmp_path_factory.mktemp("haunted") / "school")
    _haunt(made)
    made.start()
    yield made
    made.stop()


def _haunt(school: School) -> None:
    database, payloads = Database(f"sqlite:///{school.folder / 'space.db'}"), cycle(PAYLOADS)
    tables = MetaData()
    with database.unit() as db:
        tables.reflect(db.connection())
        for name, columns in PLAIN.items():
            _fill(db, tables.tables[name], columns, payloads)
        revision = tables.tables["revision"]
        for number in db.scalars(select(revision.c.id)).all():
            clean = words.clean(f"<p>{next(payloads)}</p>")
            db.execute(update(revision).where(revision.c.id == number).values(words=clean))
    database.close()


def _fill(db: Any, table: Any, columns: tuple[str, ...], payloads: Iterator[str]) -> None:  # noqa: ANN401 -- reflected
    for number in db.scalars(select(table.c.id)).all():
        for column in columns:
            value = next(payloads)[: table.c[column].type.length]
            db.execute(update(table).where(table.c.id == number).values({column: value}))


@pytest.mark.parametrize("key", ["poppy", "haddad", "doyle", "lawson", "amina-gran"])
def test_t61_no_script_of_anybody_runs_on_any_page(
    haunted: School, visit: Callable[..., Visitor], key: str
) -> None:
    visitor, opened = visit(haunted).become(key), 0
    for path in pages(visitor, "/"):
        assert visitor.page.evaluate("() => window.__ran === undefined"), path
        assert visitor.page.evaluate(
            "() => document.querySelector('iframe, object, base') === null"
        )
        opened += 1
    assert opened > 3
    assert visitor.faults == []


def test_a_payload_on_a_page_is_stopped_by_the_policy_and_noticed(
    haunted: School, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(haunted)
    visitor.go("/")
    visitor.page.set_content(f"<p>{PAYLOADS[0]}</p>")
    assert visitor.page.evaluate("() => window.__ran === undefined")
    assert any("Content Security Policy" in fault for fault in visitor.faults)
    visitor.faults.clear()
    assert len(set(PAYLOADS)) >= 200
