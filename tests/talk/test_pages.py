"""Talk as pages show it: the forms, what does not fit, hiding, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import Comment
from portfolio.models.enums import CommentState
from portfolio.talk.praise import is_fast_praise
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


@pytest.fixture
def thing(cast: Cast) -> Thing:
    return cast.puts_up(cast.owner, [FAMILY], words="My cat sees in the dark")


def comments(database: Database) -> list[Comment]:
    with database.reading() as db:
        return list(db.scalars(select(Comment).order_by(Comment.id)))


def show(thing: Thing) -> str:
    return f"/items/{thing.public_id}"


def say(thing: Thing) -> str:
    return f"/items/{thing.public_id}/comments"


def test_a_family_member_begins_with_a_starter(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    page = gran.get(show(thing)).text
    assert (
        "A teacher reads it first. Then Amina, the teachers and the people in your home can see it."
        in page
    )
    answer = gran.fill_in(show(thing), "/comments", words="her eyes", starter="noticed")
    assert answer.status_code == 303
    assert [one.words for one in comments(database)] == ["I noticed her eyes"]
    assert "a teacher reads it first" in gran.get(answer.location).text


def test_beyond_family_the_sentence_says_so(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.rowan.owner, [FAMILY])
    page = client_of(cast.rowan.gran).get(show(thing)).text
    assert "and the people in your home can see it at once." in page
    assert "A teacher reads it first" not in page


def test_a_starter_that_was_typed_too_is_not_doubled(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    client_of(cast.gran).post(say(thing), data={"words": "i wonder why", "starter": "wonder"})
    assert comments(database)[0].words == "i wonder why"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Write a few words first."),
        (" \n\t ", "Write a few words first."),
        ("long " * 500, "That is a lot of words."),
    ],
)
def test_what_does_not_fit_comes_back_with_its_words(
    words: str, sentence: str, *, thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    answer = gran.post(say(thing), data={"words": words, "starter": "wonder"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert words.strip() in answer.text
    assert 'value="wonder" checked' in answer.text
    assert comments(database) == []


def test_unknown_starters_and_extra_fields_change_nothing(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    sent = {
        "words": "Her eyes are green",
        "starter": "<script>",
        "state": "up",
        "author_id": str(cast.mum.id),
        "family_only": "1",
        "household_id": "",
    }
    assert client_of(cast.gran).post(say(thing), data=sent).status_code == 303
    only = comments(database)[0]
    assert (only.words, only.state) == ("Her eyes are green", CommentState.WAITING)
    assert only.author_id == cast.gran.id
    assert not only.family_only
    assert only.household_id is not None


@pytest.mark.parametrize("changed", ["Well done!", "Lovely!"])
def test_fast_praise_gets_one_offer_and_then_send_sends(
    changed: str, *, thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    answer = gran.post(say(thing), data={"words": "Well done!"})
    assert answer.status_code == 422
    assert "That is kind" in answer.text
    assert comments(database) == []
    assert gran.last_page is not None
    again = gran.last_page.form("/comments").filled()
    assert again["words"] == "Well done!"
    assert gran.post(say(thing), data={**again, "words": ""}).status_code == 422
    blank = gran.last_page.form("/comments").filled()
    assert gran.post(say(thing), data={**blank, "words": changed}).status_code == 303
    assert [one.words for one in comments(database)] == [changed]


@pytest.mark.parametrize(
    ("words", "is_praise"),
    [
        ("Good", True),
        ("well done Amina!", True),
        ("So LOVELY", True),
        ("Goodness", False),
        ("Well, is it done?", False),
        ("A good idea to look at night", False),
        ("", False),
    ],
)
def test_what_counts_as_fast_praise(words: str, is_praise: bool) -> None:
    assert is_fast_praise(words, "good, well done, lovely") is is_praise


def test_a_form_that_is_sent_twice_is_one_comment(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    sent = {"words": "How does she see?", "key": "once-and-once"}
    first = gran.post(say(thing), data=sent)
    second = gran.post(say(thing), data=sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(comments(database)) == 1


def test_other_words_under_a_key_that_was_used_are_given_back(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    gran.post(say(thing), data={"words": "How does she see?", "key": "once-and-once"})
    others = {"words": "What does she eat?", "key": "once-and-once"}
    answer = gran.post(say(thing), data=others)
    assert answer.status_code == 409
    assert "These are not sent yet." in answer.text
    assert "What does she eat?" in answer.text
    assert "once-and-once" not in answer.text
    assert gran.last_page is not None
    form = gran.last_page.form("/comments")
    assert gran.post(form.action, data=form.filled(), bare=True).status_code == 303
    said = [one.words for one in comments(database)]
    assert said == ["How does she see?", "What does she eat?"]


def test_the_same_words_that_answer_somebody_else_are_no_second_press(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    first, second = (cast.says(who, thing, state=CommentState.UP) for who in (cast.mum, cast.gran))
    owner = client_of(cast.owner)
    sent = {"words": "Thank you!", "key": "once-and-once"}
    owner.post(say(thing), data={**sent, "reply_to": first.public_id})
    assert owner.post(say(thing), data={**sent, "reply_to": second.public_id}).status_code == 409
    again = owner.post(say(thing), data={**sent, "reply_to": first.public_id})
    assert again.status_code == 303
    assert len(comments(database)) == 3


def test_a_thing_that_was_closed_meanwhile_gives_the_words_back(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    gran.get(show(thing))
    cast.closes(thing)
    answer = gran.post(say(thing), data={"words": "How does she see?"})
    assert answer.status_code == 409
    assert "How does she see?" in answer.text
    assert comments(database) == []
    assert "Say something to" not in gran.get(show(thing)).text


def test_a_thing_that_went_meanwhile_is_not_there_and_gives_the_words_back(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    cast.takes_down(thing)
    answer = gran.post(say(thing), data={"words": "How does she see?"})
    absent = gran.post("/items/0123456789abcdef/comments", data={"words": "How does she see?"})
    assert answer.status_code == 404
    assert "How does she see?" in answer.text
    assert answer.text == absent.text
    assert comments(database) == []


def test_somebody_elses_page_gives_no_words_back(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    sent = {"words": "How does she see?", "acting": cast.gran.public_id}
    dad = client_of(cast.dad)
    answer = dad.post(say(thing), data=sent)
    assert answer.status_code == 409
    assert "Someone else is here now" in answer.text
    assert "How does she see?" not in answer.text
    assert comments(database) == []


def test_words_to_answer_that_went_meanwhile(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(cast.teacher, thing, "Tell me more")
    owner = client_of(cast.owner)
    owner.get(show(thing))
    cast.seals(said)
    answer = owner.post(say(thing), data={"words": "It was dark", "reply_to": said.public_id})
    assert answer.status_code == 409
    assert "It was dark" in answer.text
    assert [one.words for one in comments(database)] == ["Tell me more"]


def test_the_owner_answers_where_they_read(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(cast.gran, thing, "How does she see?", CommentState.UP)
    owner = client_of(cast.owner)
    page = owner.get(show(thing)).text
    assert f'value="{said.public_id}"' in page
    owner.post(say(thing), data={"words": "Her eyes are big", "reply_to": said.public_id})
    assert comments(database)[-1].reply_to_id == said.id
    assert "Her eyes are big" in client_of(cast.mum).get(show(thing)).text
    assert "Her eyes are big" not in client_of(cast.dad).get(show(thing)).text


def test_the_owner_hides_and_shows_again(thing: Thing, cast: Cast, client_of: ClientOf) -> None:
    said = cast.says(cast.gran, thing, "How does she see?", CommentState.UP)
    owner, mum = client_of(cast.owner), client_of(cast.mum)
    assert owner.post(f"/comments/{said.public_id}/hiding").status_code == 303
    assert "How does she see?" not in mum.get(show(thing)).text
    assert "You hid this." in owner.get(show(thing)).text
    assert "hid this" not in client_of(cast.gran).get(show(thing)).text
    assert owner.post(f"/comments/{said.public_id}/hiding/end").status_code == 303
    assert "How does she see?" in mum.get(show(thing)).text
    owner.post(f"/comments/{said.public_id}/hiding")
    owner.post(f"/items/{thing.public_id}/shares/ending")
    assert "You hid this." in owner.get(show(thing)).text, "kept, it is the same child"


@pytest.mark.parametrize("deed", ["hiding", "hiding/end"])
def test_t13_nobody_else_hides(
    deed: str, *, thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    said = cast.says(cast.gran, thing, "How does she see?", CommentState.UP)
    for role, status in (("mum", 403), ("teacher", 403), ("dad", 404), ("classmate", 404)):
        answer = client_of(getattr(cast, role)).post(f"/comments/{said.public_id}/{deed}")
        assert answer.status_code == status, role
    assert comments(database)[0].hidden_at is None


def test_the_owner_closes_and_opens_the_talk(thing: Thing, cast: Cast, client_of: ClientOf) -> None:
    owner, gran = client_of(cast.owner), client_of(cast.gran)
    assert owner.post(f"/items/{thing.public_id}/talk/closing").status_code == 303
    assert "The talk is closed." in gran.get(show(thing)).text
    assert gran.post(f"/items/{thing.public_id}/talk/opening").status_code == 403
    assert owner.post(f"/items/{thing.public_id}/talk/opening").status_code == 303
    assert "Say something to" in gran.get(show(thing)).text


def test_words_that_came_back_stand_with_their_note_at_their_author(
    thing: Thing, cast: Cast, client_of: ClientOf
) -> None:
    said = cast.says(cast.gran, thing, "Silly drawing")
    client_of(cast.teacher).post(
        f"/comments/{said.public_id}/checks",
        data={"result": "sent_back", "note": "Could you say what you like?"},
    )
    page = client_of(cast.gran).get(show(thing)).text
    assert "Could you say what you like?" in page
    assert "Say it again" in page
    for other in (cast.owner, cast.mum, cast.teacher):
        assert "Silly drawing" not in client_of(other).get(show(thing)).text


def test_script_in_a_comment_is_text(thing: Thing, cast: Cast, client_of: ClientOf) -> None:
    cast.says(cast.teacher, thing, '<script>alert("x")</script>')
    assert "<script>alert" not in client_of(cast.owner).get(show(thing)).text


def test_send_anyway_sends_the_very_words_and_stands_only_beside_an_offer(
    thing: Thing, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    offered = gran.post(say(thing), data={"words": "Well done!"})
    assert "Send anyway" in offered.text
    assert gran.fill_in_last(say(thing), "/comments").status_code == 303
    assert [one.words for one in comments(database)] == ["Well done!"]
    for words in ("", "x" * 3000):
        refused = gran.post(say(thing), data={"words": words})
        assert refused.status_code == 422
        assert "Send anyway" not in refused.text, "nothing can be sent anyway that does not fit"
        assert gran.last_page is not None
        assert "anyway" not in gran.last_page.form("/comments").filled()
    seen = gran.post(say(thing), data={"words": "Lovely, I see how her eyes shine in it"})
    assert seen.status_code == 303, "whoever says what they saw is offered nothing"
