"""Every write of an item: bad input, sent twice, and other people's ids (T13, T38, T71)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import select

from portfolio.models import Item, Revision, RevisionPhoto, Share
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

FITS = {"title": "My owl", "words": "", "place": "home", "paper": "sky"}

WRITES = [
    ("/items/{item}/draft", {"title": "Taken"}),
    ("/items/{item}/shares", {"share": "family"}),
    ("/items/{item}/shares/preview", {"share": "family"}),
    ("/items/{item}/shares/ending", {}),
    ("/items/{item}/shares/return", {}),
    ("/items/{item}/revisions", {}),
    ("/items/{item}/bin", {}),
    ("/bin/{item}/return", {}),
    ("/bin/{item}/undo", {}),
]


def everything(database: Database) -> list[object]:
    """All rows that a write to an item could touch."""
    with database.reading() as db:
        return [
            [tuple(row) for row in db.execute(select(model.__table__).order_by(model.id))]
            for model in (Item, Revision, RevisionPhoto, Share)
        ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "x" * 121, "This name is too long"),
        ("words", "word " * 8000, "This is too long"),
        ("happened_on", "2999-01-01", "This day has not come yet"),
        ("happened_on", "the day before", "We do not know this day"),
        ("happened_on", "0001-01-01", "too long ago"),
        ("place", "the moon", "Pick where it is from"),
        ("paper", "gold", "Pick a paper"),
        ("title", " \u200b ", "Put in a photo or some words"),
    ],
)
def test_what_does_not_fit_is_said_in_words_and_kept(
    cast: Cast, client_of: ClientOf, field: str, value: str, sentence: str
) -> None:
    child = client_of(cast.owner)
    before = everything(cast.database)
    answer = child.post("/items", data={**FITS, field: value})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    if field in {"title", "words"}:
        assert value.strip(" \u200b") in page
    assert everything(cast.database) == before


def test_tangled_words_are_refused_and_script_is_dropped(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    tangled = {**FITS, "words_form": "rich", "words": "<ul><li>" * 200}
    assert child.post("/items", data=tangled).status_code == 422
    rich = "<b onclick=x>Bold</b><script>alert(1)</script> <a href='https://x.example'>link</a>"
    answer = child.post("/items", data={**FITS, "words_form": "rich", "words": rich})
    shown = child.get(answer.location).get_data(as_text=True)
    assert "<strong>Bold</strong>" in shown
    assert "alert(1)" not in shown
    assert "x.example" not in shown


def test_bold_survives_a_visit_without_scripts(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    rich = {**FITS, "words_form": "rich", "words": "<p>So <b>big</b></p>"}
    item = child.post("/items", data=rich).location.split("/")[2]
    child.fill_in(f"/items/{item}/edit", "/draft", title="My big owl")
    shown = child.get(f"/items/{item}").get_data(as_text=True)
    assert "My big owl" in shown
    assert "<strong>big</strong>" in shown


def test_sent_twice_is_one_thing(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    first = child.post("/items", data={**FITS, "key": "the-same-key"})
    again = child.post("/items", data={**FITS, "key": "the-same-key"})
    assert first.location == again.location
    with cast.database.reading() as db:
        assert len(db.scalars(select(Item)).all()) == 1


def test_words_typed_after_a_lost_answer_are_not_lost(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    child.post("/items", data={**FITS, "key": "one-key"}, headers={"Accept": "application/json"})
    answer = child.post("/items", data={**FITS, "title": "My owl flew", "key": "one-key"})
    assert "My owl flew" in child.get(answer.location).get_data(as_text=True)
    with cast.database.reading() as db:
        assert len(db.scalars(select(Item)).all()) == 1


def a_photo(colour: str) -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    out.seek(0)
    return out, f"{colour}.png"


def test_a_photo_picked_after_a_lost_answer_is_not_lost(cast: Cast, client_of: ClientOf) -> None:
    """The form comes again: what it held is there once, what is new comes to it."""
    child, kept = client_of(cast.owner), ""
    for colours in (["red"], ["red"], ["red", "blue"], ["green"]):
        files = [a_photo(colour) for colour in colours]
        answer = child.post("/items", data={**FITS, "key": "one-key", "photos": files})
        assert answer.status_code == 303
        kept = answer.location
    with cast.database.reading() as db:
        assert len(db.scalars(select(Item)).all()) == 1
        assert [row.position for row in db.scalars(select(RevisionPhoto))] == [0, 1, 2]
    assert child.get(kept).text.count("<picture") == 3


@pytest.mark.parametrize("field", ["photo", "share", "words"])
def test_t55_a_form_of_thousands_of_fields_is_refused_in_words(
    cast: Cast, client_of: ClientOf, field: str
) -> None:
    child = client_of(cast.owner)
    thing = cast.keeps(cast.owner).public_id
    before = everything(cast.database)
    many = FITS | {field: [f"{number:x}" for number in range(10_000)]}
    for address in (f"/items/{thing}/draft", f"/items/{thing}/shares", "/items"):
        answer = child.post(address, data=many)
        assert answer.status_code == 413, address
        assert "Nothing was saved." in answer.text
    assert everything(cast.database) == before


@pytest.mark.parametrize("odd", ["a\x00b", "\x00", "a\u2028b", "\ufffe", "9" * 60])
def test_odd_characters_in_any_field_are_no_fault_of_ours(
    cast: Cast, client_of: ClientOf, odd: str
) -> None:
    """PostgreSQL takes no NUL in a text, not even to compare with."""
    child = client_of(cast.owner)
    thing = cast.keeps(cast.owner).public_id
    for field in (*FITS, "photo", "key", "then", "share", "reply_to", "happened_on", "words_form"):
        sent = FITS | {"words": "Words", field: odd}
        for address in ("/items", f"/items/{thing}/draft", f"/items/{thing}/comments"):
            answer = child.post(address, data=sent)
            assert answer.status_code in {303, 404, 409, 422}, (address, field)
        answer = child.post(f"/items/{thing}/shares/preview", data=sent)
        assert answer.status_code in {200, 404}, field


def test_a_few_photos_too_many_are_given_back_with_a_sentence(
    cast: Cast, client_of: ClientOf
) -> None:
    photos = [cast.photographs(cast.owner).public_id for _ in range(12)]
    answer = client_of(cast.owner).post("/items", data=FITS | {"photo": photos})
    assert answer.status_code == 422
    assert "Ten photos fit in one thing." in answer.text
    assert all(f'value="{photo}"' in answer.text for photo in photos)


def test_no_more_photos_come_to_a_thing_than_fit(cast: Cast, client_of: ClientOf) -> None:
    child, kept = client_of(cast.owner), ""
    tones = [f"#{tone:02x}{255 - tone:02x}00" for tone in range(0, 240, 20)]
    for part in (tones[:9], tones[9:]):
        files = [a_photo(tone) for tone in part]
        kept = child.post("/items", data={**FITS, "key": "one-key", "photos": files}).location
    assert "Ten photos fit in one thing." in child.get(kept).text
    with cast.database.reading() as db:
        assert len(db.scalars(select(RevisionPhoto)).all()) == 10


def test_saving_by_itself_says_so_and_keeps_one_draft(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    script = {"Accept": "application/json"}
    first = answer = child.post("/items", data=FITS, headers=script)
    assert first.get_json()["saved"] == "Saved"
    for title in ("My owl f", "My owl fl"):
        typed = {**FITS, "title": title, "began": answer.get_json()["began"]}
        answer = child.post(first.get_json()["draft"], data=typed, headers=script)
        assert answer.get_json()["saved"] == "Saved"
    with cast.database.reading() as db:
        assert [row.title for row in db.scalars(select(Revision))] == ["My owl fl"]
    bad = child.post(first.get_json()["draft"], data={**FITS, "title": ""}, headers=script)
    assert (bad.status_code, bad.get_json()["sentence"]) == (422, "Put in a photo or some words.")


def test_a_sent_revision_is_never_changed(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], words="The first")
    before = everything(cast.database)[1]
    child = client_of(cast.owner)
    child.fill_in(f"/items/{thing.public_id}/edit", "/draft", title="Another")
    after = everything(cast.database)[1]
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


def test_saving_the_same_makes_no_revision(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    before = everything(cast.database)
    client_of(cast.owner).fill_in(f"/items/{thing.public_id}/edit", "/draft")
    assert everything(cast.database) == before


def test_extra_fields_change_nothing(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    extra = {**FITS, "owner_id": str(cast.classmate.id), "sent_at": "now", "comments_open": ""}
    item = child.post("/items", data=extra).location.split("/")[2]
    with cast.database.reading() as db:
        row = db.scalars(select(Item).where(Item.public_id == item)).one()
        assert (row.owner_id, row.comments_open) == (cast.owner.id, True)


@pytest.mark.parametrize(("path", "data"), WRITES)
def test_nobody_else_writes_to_a_thing(
    cast: Cast, client_of: ClientOf, path: str, data: dict[str, str]
) -> None:
    kept = cast.keeps(cast.owner)
    shown = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    before = everything(cast.database)
    for who in (cast.classmate, cast.mum, cast.teacher, cast.other_child):
        client = client_of(who)
        for thing in (kept, shown):
            answer = client.post(path.format(item=thing.public_id), data=data)
            assert answer.status_code in {403, 404}, who.role
            if thing is kept or who is cast.other_child:
                assert answer.status_code == 404, who.role
    assert everything(cast.database) == before


@pytest.mark.parametrize(
    "value",
    [
        "person:{mum_of_another}",
        "class:{other_group}",
        "class_families:{other_group}",
        "teachers",
        "x",
    ],
)
def test_only_what_the_picker_offers_may_be_asked_for(
    cast: Cast, client_of: ClientOf, value: str
) -> None:
    thing = cast.keeps(cast.owner)
    before = everything(cast.database)
    named = value.format(
        mum_of_another=cast.classmates_parent.public_id, other_group=cast.other_group.public_id
    )
    for path in ("shares", "shares/preview"):
        answer = client_of(cast.owner).post(
            f"/items/{thing.public_id}/{path}", data={"share": ["family", named]}
        )
        assert answer.status_code == 404
    assert everything(cast.database) == before


def test_a_form_of_somebody_else_saves_nothing(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    before = everything(cast.database)
    answer = child.post("/items", data={**FITS, "acting": cast.classmate.public_id})
    assert answer.status_code == 409
    assert "Someone else is here now" in answer.text
    assert "My owl" not in answer.text
    assert everything(cast.database) == before


def test_t38_two_tabs_two_people_and_what_was_typed_stays_on_its_page(
    cast: Cast, client_of: ClientOf
) -> None:
    """The page that saves by itself is told why it is not saved, and its owner sends it later."""
    thing = cast.keeps(cast.owner).public_id
    before = everything(cast.database)
    typed = {**FITS, "words": "It can turn its head", "acting": cast.owner.public_id}
    by_itself = {"Accept": "application/json"}
    for address in ("/items", f"/items/{thing}/draft"):
        answer = client_of(cast.classmate).post(address, data=typed, headers=by_itself)
        assert answer.status_code == 409
        assert answer.json is not None
        assert "Someone else is here now." in answer.json["sentence"]
        assert "turn its head" not in answer.text
    assert everything(cast.database) == before
    owner = client_of(cast.owner)
    owner.get(f"/items/{thing}/edit")
    assert owner.last_page is not None
    typed["began"] = owner.last_page.form("/draft").filled()["began"]
    saved = owner.post(f"/items/{thing}/draft", data=typed, headers=by_itself)
    assert saved.status_code == 200
    assert "turn its head" in client_of(cast.owner).get(f"/items/{thing}/edit").text


def test_a_page_that_saves_by_itself_is_told_that_its_thing_went(
    cast: Cast, client_of: ClientOf
) -> None:
    gone = cast.keeps(cast.owner)
    cast.deletes(gone)
    by_itself = {"Accept": "application/json"}
    for code in (gone.public_id, "0123456789abcdef"):
        answer = client_of(cast.owner).post(f"/items/{code}/draft", data=FITS, headers=by_itself)
        assert answer.status_code == 404
        assert answer.json == {"sentence": "It is not here."}
