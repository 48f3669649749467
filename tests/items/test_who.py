"""What an owner's page says of who can see a thing is what the rule says, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.core import words
from portfolio.items.views import who
from portfolio.models.enums import Checks, CommentState, PersonKind, ShareKind
from portfolio.people.queries import Face
from portfolio.visibility import reads
from portfolio.visibility.proposals import Wish
from portfolio.web import filters
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
    assert said(child, mates) == f"Children in Oak can see this. So can {both}."
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
    assert sentence.endswith(f" can see the new one. So can {circle.classmate.name}.")
    assert max(len(one.split()) for one in sentence.split(". ")) <= who.WORDS_AT_MOST
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
    assert sentence.endswith("Then Gran can see the new one. So can children in Oak.")


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
    child.post(f"/bin/{thing.public_id}/undo")
    both = f"{circle.teacher.name} and {circle.second_teacher.name}"
    text = child.get(f"/items/{thing.public_id}").text
    assert f"It is back. Gran, {both} can see this." in text


def test_an_answer_says_all_who_will_read_it(cast: Cast, client_of: ClientOf) -> None:
    checked = cast.puts_up(cast.owner, [FAMILY])
    cast.settles(cast.says(cast.gran, checked), CommentState.UP)
    text = client_of(cast.owner).get(f"/items/{checked.public_id}").text
    assert "Gran can read it. So can the people in Gran’s home. So can your teachers." in text
    circle = cast.rowan
    at_home = cast.puts_up(circle.owner, [FAMILY])
    cast.says(circle.gran, at_home)
    text = client_of(circle.owner).get(f"/items/{at_home.public_id}").text
    assert "Gran can read it. So can the people in Gran’s home." in text


def test_the_leader_of_a_club_stands_among_my_people(cast: Cast, client_of: ClientOf) -> None:
    text = client_of(cast.owner).get("/people").text
    leaders = text.split(f"<h2>{cast.oak.club.name}</h2>")[1].split("</section>")[0]
    assert f"{cast.oak.club_leader.name} leads it, and sees what you show it." in leaders


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


@pytest.mark.parametrize(
    ("groups", "sentences"),
    [
        ([["Gran"]], "Gran can see this."),
        ([["Gran"], ["Miss Okafor", "Ms Haddad"]], "Gran, Miss Okafor and Ms Haddad can see this."),
        (
            [["Mum", "Gran", "Dad"], ["Miss Okafor", "Ms Haddad"]],
            "Mum, Gran and Dad can see this. So can Miss Okafor and Ms Haddad.",
        ),
        (
            [["Mum"], ["children in Oak"], ["Ms Lee", "Ms Haddad", "more grown-ups"]],
            "Mum and children in Oak can see this. So can Ms Lee, Ms Haddad and more grown-ups.",
        ),
        (
            [["Mum", "Gran", "Dad", "more of your family"], ["children in Oak"]],
            "Mum, Gran and Dad can see this. So can more of your family and children in Oak.",
        ),
    ],
)
def test_nobody_is_left_out_of_short_sentences(groups: list[list[str]], sentences: str) -> None:
    said_of = who.told(groups, "{} can see this.".format, "So can {}.".format)
    assert said_of == sentences
    assert all(len(one.split()) <= 10 for one in said_of.split(". "))


def test_every_sentence_of_who_sees_it_is_short_enough_for_a_child(
    cast: Cast, client_of: ClientOf
) -> None:
    """All that a family, a class, its families and its teachers make, in each state."""
    circle, child = cast.oak, client_of(cast.owner)
    everybody = [FAMILY, circle.group.children, circle.group.families, TEACHERS, SCREEN]
    for state in ("waiting", "up"):
        thing = cast.puts_up(cast.owner, everybody, state)
        for sentence in (said(child, thing), said(child, cast.edits(thing, state="waiting"))):
            assert max(len(one.split()) for one in sentence.split(". ")) <= 10, sentence


def test_what_nobody_can_hear_offers_nothing_to_say(cast: Cast, client_of: ClientOf) -> None:
    """Sent back, or taken down after talk: what was said can be read, no word goes to nobody."""
    child = client_of(cast.owner)
    sent_back = cast.puts_up(cast.owner, [FAMILY], "waiting")
    assert "Say something" in child.get(f"/items/{sent_back.public_id}").text, "a teacher hears"
    cast.sends_back(sent_back)
    down = cast.puts_up(cast.owner, [FAMILY])
    cast.settles(cast.says(cast.gran, down, "What a fine owl"), CommentState.UP)
    assert "No more talk" in child.get(f"/items/{down.public_id}").text
    child.post(f"/items/{down.public_id}/shares/ending")
    for thing in (sent_back, down):
        page = child.get(f"/items/{thing.public_id}").text
        assert "Only you can see this." in page
        for offered in ("Say something", "Say more", "No more talk", "Answer"):
            assert offered not in page, offered
    assert "What a fine owl" in child.get(f"/items/{down.public_id}").text


CROWD = ("classmate", "club_mate", "other_child", "sibling", "joining")


def everybody_in(cast: Cast, *roles: str) -> None:
    """So many in Oak that they are not said by name."""
    for role in roles:
        cast.joins(getattr(cast, role), cast.group)


def test_children_are_said_by_their_group_and_never_counted(
    cast: Cast, client_of: ClientOf
) -> None:
    everybody_in(cast, *CROWD[1:])
    child = client_of(cast.owner)
    both = cast.puts_up(cast.owner, [FAMILY, cast.group.children, cast.club.children])
    page = child.get(f"/items/{both.public_id}").text
    assert "children in Oak" in said(child, both)
    assert f"children in {cast.club.name}" in said(child, both)
    picker = child.get(f"/items/{both.public_id}/shares").text
    assert '<span class="choice-more">Children in Oak.</span>' in picker
    for text in (page, picker):
        for place in ("strip-words", "choice-more", "bottom-say", "strip-more"):
            for words_there in text.split(f'class="{place}"')[1:]:
                told = words_there.split(">", 1)[1].split("<")[0]
                assert not any(letter.isdigit() for letter in told), told


@pytest.mark.parametrize("state", ["waiting", "up"])
def test_a_classmate_who_is_kept_away_is_missing_from_no_number(
    cast: Cast, client_of: ClientOf, state: str
) -> None:
    """The same words whether one of the class may not see it or all of them may (rule 10)."""
    everybody_in(cast, *CROWD[1:])
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], state)
    child = client_of(cast.owner)
    with cast.database.reading() as db:
        seen = set(reads.viewers_of(db, thing.id, cast.at))
    before = said(child, thing), picker_words(child, thing)
    cast.restricts(cast.sibling, cast.owner)
    with cast.database.reading() as db:
        seen -= set(reads.viewers_of(db, thing.id, cast.at))
    assert seen == ({cast.sibling.id} if state == "up" else set())
    assert (said(child, thing), picker_words(child, thing)) == before


def picker_words(client: SiteClient, thing: Thing) -> list[str]:
    """What the rows of the picker and its bar say, and what stands for more faces."""
    text = client.get(f"/items/{thing.public_id}/shares").text
    parts = [
        one.split(">", 1)[1].split("<")[0]
        for name in ("choice-more", "bottom-say", "strip-more")
        for one in text.split(f'class="{name}"')[1:]
    ]
    assert "Children in Oak." in parts
    return parts


@pytest.mark.parametrize(
    ("number", "said_as"), [(2, "T1 and T2"), (3, "T1, T2 and T3"), (5, "T1, T2 and more teachers")]
)
def test_many_teachers_and_many_of_a_family_are_not_counted(number: int, said_as: str) -> None:
    def faces(kind: PersonKind, letter: str, first: int) -> list[Face]:
        return [Face(first + one, "", kind, f"{letter}{one}", "") for one in range(1, number + 1)]

    family, teachers = faces(PersonKind.FAMILY, "F", 0), faces(PersonKind.STAFF, "T", 10)
    crowd = [*family, *teachers, *faces(PersonKind.PUPIL, "C", 20)]
    own, children, staff = who.groups_of(crowd, {one.id for one in family}, ())
    assert filters.names(staff) == said_as
    assert children == ["other children"]
    assert own[:2] == ["F1", "F2"]
    assert len(own) <= who.NAMED_AT_MOST


def test_a_group_in_which_nobody_sees_it_is_not_said(cast: Cast, client_of: ClientOf) -> None:
    everybody_in(cast, *CROWD[1:])
    for mate in (cast.club_mate, cast.sibling, cast.other_child):
        cast.ends_membership(mate, cast.club)
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children, cast.club.children])
    assert "children in Oak" in said(child, thing)
    assert cast.club.name not in said(child, thing)


def test_the_teacher_reads_how_many(cast: Cast, client_of: ClientOf) -> None:
    everybody_in(cast, *CROWD[1:])
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    assert " children can see this" in said(client_of(cast.teacher), thing)
