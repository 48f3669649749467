"""A form that did not fit stands at the address it was sent to: opened anew, that leads somewhere.

To whoever may send the form; for anybody else nothing is there, as for an address of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.cast import FAMILY
from tests.rows import fingerprint
from tests.visibility.sweeping import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


@dataclass(frozen=True)
class Form:
    """Who sends it where, what does not fit, what gives it back, and where that address leads."""

    who: Somebody
    path: str
    leads: str
    others: tuple[Somebody, ...]
    sent: dict[str, str] = field(default_factory=dict)
    status: int = 422


def make(cast: Cast) -> Form:
    return Form(cast.owner, "/items", "/make", (cast.mum, cast.teacher))


def draft(cast: Cast) -> Form:
    page = f"/items/{cast.keeps(cast.owner).public_id}"
    others = (cast.classmate, cast.mum, cast.teacher)
    return Form(cast.owner, f"{page}/draft", f"{page}/edit", others, {"place": "nowhere"})


def picker(cast: Cast) -> Form:
    page = f"/items/{cast.keeps(cast.owner).public_id}/shares"
    others = (cast.classmate, cast.mum, cast.teacher)
    return Form(cast.owner, f"{page}/preview", page, others, {"share": "family"}, 200)


def words(cast: Cast) -> Form:
    page = f"/items/{cast.puts_up(cast.owner, [FAMILY]).public_id}"
    others = (cast.classmate, cast.other_teacher, cast.office)
    return Form(cast.gran, f"{page}/comments", f"{page}#talk", others)


def words_again(cast: Cast) -> Form:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing)
    return Form(
        cast.gran,
        f"/comments/{said.public_id}/taking-back/end",
        f"/items/{thing.public_id}#talk",
        (cast.mum, cast.owner, cast.teacher),
        status=409,
    )


def look(cast: Cast) -> Form:
    item = cast.puts_up(cast.owner, [FAMILY], "waiting").public_id
    others = (cast.other_teacher, cast.club_leader, cast.owner, cast.mum)
    return Form(cast.teacher, f"/items/{item}/checks", f"/to-check?item={item}", others)


def look_at_words(cast: Cast) -> Form:
    said = cast.says(cast.gran, cast.puts_up(cast.owner, [FAMILY])).public_id
    others = (cast.other_teacher, cast.club_leader, cast.owner, cast.gran)
    return Form(cast.teacher, f"/comments/{said}/checks", f"/to-check?comment={said}", others)


def child(cast: Cast) -> Form:
    page = f"/class/{cast.group.public_id}"
    return Form(cast.teacher, f"{page}/children", page, (cast.other_teacher, cast.office))


def letter(cast: Cast) -> Form:
    page = f"/families/{cast.owner.public_id}"
    return Form(cast.teacher, f"{page}/letters", page, (cast.other_teacher, cast.mum))


def checks(cast: Cast) -> Form:
    page = f"/office/classes/{cast.group.public_id}"
    return Form(cast.office, f"{page}/checks", page, (cast.teacher, cast.lead))


FORMS = (make, draft, picker, words, words_again, look, look_at_words, child, letter, checks)


@pytest.mark.parametrize("of", FORMS)
def test_the_address_of_a_form_given_back_leads_its_sender_on(
    of: Callable[[Cast], Form], *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    form = of(cast)
    client = client_of(form.who)
    if of is words_again:
        client.post(form.path.removesuffix("/end"))
        with database.unit() as db:
            db.connection().exec_driver_sql("UPDATE item SET comments_open = false")
    assert client.post(form.path, data=form.sent).status_code == form.status
    before = fingerprint(database)
    answer = client.get(form.path)
    assert (answer.status_code, answer.location) == (302, form.leads)
    assert fingerprint(database) == before, "a GET changes nothing"
    assert client.get(answer.location).status_code == 200  # and may leave a look (decision 31)


@pytest.mark.parametrize("of", FORMS)
def test_nobody_else_finds_anything_there(
    of: Callable[[Cast], Form], *, cast: Cast, client_of: ClientOf
) -> None:
    form = of(cast)
    for somebody in form.others:
        client = client_of(somebody)
        answer = client.get(form.path)
        assert answer.status_code == 404, somebody.role
        assert told(answer) == told(client.get("/no-such-page"))
