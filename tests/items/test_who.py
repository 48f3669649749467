"""What an owner's page says of who can see a thing is what the rule says, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.core import words
from portfolio.models.enums import Checks, CommentState, ShareKind
from portfolio.visibility import reads
from portfolio.visibility.proposals import Wish
from tests.cast import FAMILY, TEACHERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

SCREEN = Wish(ShareKind.SCREEN)


def said(client: SiteClient, thing: Thing) -> str:
    """The sentence beside the strip of faces on the owner's page."""
    text = client.get(f"/items/{thing.public_id}").text
    return words.to_plain(text.split('class="strip-words">')[1].split("</span>")[0])


def test_teachers_who_see_what_is_up_are_named(cast: Cast, client_of: ClientOf) -> None:
    circle, child = cast.oak, client_of(cast.owner)
    both = f"{circle.teacher.name} and {circle.second_teacher.name}"
    gran = cast.puts_up(cast.owner, [circle.only(circle.gran)])
    assert said(child, gran) == f"Gran, {both} can see this."
    mates = cast.puts_up(cast.owner, [circle.group.children])
    assert said(child, mates).endswith(f"{both} can see this.")
    assert said(child, cast.puts_up(cast.owner, [TEACHERS])) == f"{both} can see this."


def test_teachers_who_see_nothing_of_family_things_are_not_named(
    cast: Cast, client_of: ClientOf
) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [circle.only(circle.gran)])
    assert said(client_of(circle.owner), thing) == "Gran can see this."


@pytest.mark.parametrize("state", ["waiting", "sent_back", "up", "edited", "edited and sent"])
@pytest.mark.parametrize("group", ["oak", "rowan"])
def test_the_page_says_what_is_so_in_every_state(
    cast: Cast, client_of: ClientOf, group: str, state: str
) -> None:
    """Whoever sees it now, or is named for later, stands in the sentence, and nobody else."""
    circle = getattr(cast, group)
    thing = _in_state(cast, circle.owner, circle.only(circle.gran), state)
    sentence = said(client_of(circle.owner), thing)
    with cast.database.reading() as db:
        seen = set(reads.viewers_of(db, thing.id, cast.at))
    teachers = {circle.teacher, circle.second_teacher}
    is_waiting = "looks first" in sentence
    for teacher in teachers:
        assert (teacher.id in seen) == (teacher.name in sentence or is_waiting), sentence
    gets_it = circle.gran.id in seen or is_waiting
    assert gets_it == ("Gran" in sentence), sentence
    for other in (circle.mum, circle.dad, circle.classmate):
        assert other.id not in seen
        assert other.name not in sentence


def _in_state(cast: Cast, owner: Somebody, wish: Wish, state: str) -> Thing:
    if state == "up":
        return cast.puts_up(owner, [wish])
    if state.startswith("edited"):
        later = "waiting" if state == "edited and sent" else "draft"
        return cast.edits(cast.puts_up(owner, [wish]), state=later)
    thing = cast.puts_up(owner, [wish], "waiting")
    if state == "sent_back":
        cast.sends_back(thing)
    return thing


def test_what_was_sent_back_is_the_childs_alone_until_sent_again(
    cast: Cast, client_of: ClientOf
) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    cast.sends_back(thing, note="Which owl was it?")
    page = child.get(f"/items/{thing.public_id}").text
    assert said(child, thing) == "Only you can see this."
    assert "Which owl was it?" in page
    assert "Send it again" in page
    answer = child.post(f"/items/{thing.public_id}/revisions")
    assert answer.status_code == 303
    assert said(child, thing).startswith("Your teacher looks first. Then Mum")
    assert "Send it again" not in child.get(f"/items/{thing.public_id}").text
    with cast.database.reading() as db:
        waiting = reads.to_check(db, cast.teacher.viewer(cast.at))
    assert [row.item_id for row in waiting] == [thing.id]


def test_what_was_sent_back_and_changed_can_be_sent_again(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    cast.sends_back(thing)
    child.fill_in(f"/items/{thing.public_id}/edit", "/draft", words="A barn owl")
    assert said(child, thing) == "Only you can see this."
    assert "Send it again" in child.get(f"/items/{thing.public_id}").text
    child.post(f"/items/{thing.public_id}/revisions")
    teacher = client_of(cast.teacher).get("/to-check").text
    assert "A barn owl" in teacher


def test_who_sees_the_old_one_and_who_the_new_is_said_apart(
    cast: Cast, client_of: ClientOf
) -> None:
    """In a class that reads only what goes beyond family, a new one is up for family at once."""
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [circle.only(circle.gran), circle.group.children])
    cast.edits(thing, state="waiting")
    sentence = said(client_of(circle.owner), thing)
    assert sentence.startswith("Gran can see this. ")
    assert " can see the old one. Your teacher looks first. Then " in sentence
    assert sentence.endswith(" can see the new one.")
    assert sentence.count("Gran") == 1


def test_the_new_one_for_more_people_names_the_old_ones_too(
    cast: Cast, client_of: ClientOf
) -> None:
    circle = cast.oak
    thing = cast.edits(cast.puts_up(circle.owner, [circle.only(circle.gran)]))
    ticked = [f"person:{circle.gran.public_id}", f"class:{circle.group.public_id}"]
    child = client_of(circle.owner)
    child.post(f"/items/{thing.public_id}/shares", data={"share": ticked})
    sentence = said(child, thing)
    assert sentence.startswith("Gran can see the old one. Your teacher looks first. Then Gran")
    assert sentence.endswith(" can see the new one.")


def test_what_is_asked_again_is_under_what_holds_now(cast: Cast, client_of: ClientOf) -> None:
    """The picker says who looks today, and so it is once the child pressed."""
    circle = cast.rowan
    child = client_of(circle.owner)
    thing = cast.puts_up(circle.owner, [circle.only(circle.gran)])
    cast.sets_checks(circle.group, Checks.EVERYTHING)
    assert said(child, thing) == "Gran can see this."
    ticked = {"share": f"person:{circle.gran.public_id}"}
    answer = child.post(f"/items/{thing.public_id}/shares", data=ticked)
    page = child.get(answer.location).text
    teachers = f"{circle.teacher.name} and {circle.second_teacher.name}"
    assert page.count(f"Gran, {teachers} can see this.") == 2  # the notice and the strip
    with cast.database.reading() as db:
        assert circle.teacher.id in reads.viewers_of(db, thing.id, cast.at)


def test_the_screen_is_said_as_it_is(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    waiting = cast.puts_up(cast.owner, [SCREEN], "waiting")
    later = "Your teacher looks first. Then the screen at school can show it."
    assert said(child, waiting) == later
    cast.checks(waiting)
    assert said(child, waiting).endswith("The screen at school can show it.")
    assert "looks first" not in said(child, waiting)


def test_out_of_the_bin_it_says_who_sees_it_again(cast: Cast, client_of: ClientOf) -> None:
    circle, child = cast.oak, client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [circle.only(circle.gran)])
    child.post(f"/items/{thing.public_id}/bin")
    child.post(f"/bin/{thing.public_id}/return")
    both = f"{circle.teacher.name} and {circle.second_teacher.name}"
    text = child.get(f"/items/{thing.public_id}").text
    assert f"It is back. Gran, {both} can see this." in text


def test_an_answer_says_all_who_will_read_it(cast: Cast, client_of: ClientOf) -> None:
    checked = cast.puts_up(cast.owner, [FAMILY])
    cast.settles(cast.says(cast.gran, checked), CommentState.UP)
    text = client_of(cast.owner).get(f"/items/{checked.public_id}").text
    assert "Gran can read it. So can the same home and your teachers." in text
    circle = cast.rowan
    at_home = cast.puts_up(circle.owner, [FAMILY])
    cast.says(circle.gran, at_home)
    text = client_of(circle.owner).get(f"/items/{at_home.public_id}").text
    assert "Gran can read it. So can all in the same home." in text


def test_the_leader_of_a_club_stands_among_my_people(cast: Cast, client_of: ClientOf) -> None:
    text = client_of(cast.owner).get("/people").text
    leaders = text.split(f"<h2>{cast.oak.club.name}</h2>")[1].split("</section>")[0]
    assert f"They see what you show this group. So does {cast.oak.club_leader.name}." in leaders


def test_a_family_is_told_whether_it_is_for_them_or_for_all(
    cast: Cast, client_of: ClientOf
) -> None:
    shown = cast.puts_up(cast.owner, [cast.oak.group.families])
    page = f"/items/{shown.public_id}"
    for parent in (cast.mum, cast.classmates_parent):
        assert f"by {cast.owner.name}, for all families, " in client_of(parent).get(page).text
    cast.puts_up(shown, [FAMILY])
    assert f"by {cast.owner.name}, for you, " in client_of(cast.mum).get(page).text
    assert "for all families" in client_of(cast.classmates_parent).get(page).text
