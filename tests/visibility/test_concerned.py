"""Who reads a concern: each condition alone, and each reader with somebody who is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models import Concern, Duty, FamilyTie, WordsOpening
from portfolio.models.enums import CommentState, ConcernFor, ConcernKind, DutyKind
from portfolio.visibility import concerned, concerns
from tests.cast import FAMILY
from tests.concerning import raised, settled, told

if TYPE_CHECKING:
    from portfolio.core.clock import Moment
    from tests.cast import Cast
    from tests.circles import Somebody, Thing


def up(cast: Cast) -> Thing:
    return cast.puts_up(cast.oak.owner, [FAMILY])


def number_of(cast: Cast, public_id: str) -> int:
    with cast.database.reading() as db:
        return db.query(Concern.id).filter(Concern.public_id == public_id).one()[0]


def readers(cast: Cast, public_id: str, at: Moment | None = None) -> set[str]:
    """The readers by their roles in Oak, which the lists must agree with."""
    people = {role: who for role, who in cast.oak.people().items() if who.kind.value == "staff"}
    with cast.database.reading() as db:
        found = concerned.readers(db, number_of(cast, public_id), at or cast.at)
        for who in people.values():
            rows = concerns.open_for(db, who.id, cast.at) + concerns.told_to(db, who.id, cast.at)
            assert (public_id in {row.public_id for row in rows}) is (who.id in found)
    return {role for role, who in people.items() if who.id in found}


def gives_duty(cast: Cast, who: Somebody, kind: DutyKind = DutyKind.SAFEGUARDING) -> None:
    with cast.database.unit() as db:
        db.add(Duty(person_id=who.id, kind=kind, from_on=cast.at.today))


def test_a_concern_is_for_the_safety_leads_alone(cast: Cast) -> None:
    concern = raised(cast, cast.oak.gran, up(cast))
    assert readers(cast, concern) == {"lead"}
    gives_duty(cast, cast.oak.second_teacher)
    assert readers(cast, concern) == {"lead", "second_teacher"}
    with cast.database.unit() as db:
        db.execute(update(Duty).values(until_on=cast.at.today))
    assert readers(cast, concern) == set()


def test_nobody_reads_a_concern_about_themselves(cast: Cast) -> None:
    thing, deputy = up(cast), cast.oak.second_teacher
    gives_duty(cast, deputy)
    of_hers = raised(cast, cast.oak.owner, thing, said=cast.says(deputy, thing))
    assert readers(cast, of_hers) == {"lead"}
    of_lead = raised(cast, cast.oak.owner, thing, said=cast.says(cast.oak.lead, thing))
    assert readers(cast, of_lead) == {"second_teacher"}


@pytest.mark.parametrize("child", ["owner", "classmate"])
def test_a_lead_who_is_kept_from_a_child_of_it_reads_nothing(cast: Cast, child: str) -> None:
    concern = raised(cast, cast.oak.classmate, up(cast))
    other = raised(cast, cast.oak.gran, up(cast))
    cast.restricts(cast.oak.lead, getattr(cast.oak, child))
    assert readers(cast, concern) == set()
    assert readers(cast, other) == (set() if child == "owner" else {"lead"})


def test_a_lead_without_a_place_here_reads_nothing(cast: Cast) -> None:
    concern = raised(cast, cast.oak.gran, up(cast))
    cast.leaves(cast.oak.lead)
    assert readers(cast, concern) == set()


def test_what_the_patterns_found_is_the_leads(cast: Cast) -> None:
    thing = up(cast)
    said = cast.says(cast.oak.mum, thing, state=CommentState.UP)
    assert readers(cast, raised(cast, None, thing, ConcernKind.FLAGGED, said)) == {"lead"}


def test_what_a_child_tells_is_its_teachers_or_the_leads(cast: Cast) -> None:
    to_teachers = told(cast, cast.oak.owner, ConcernFor.TEACHER)
    to_lead = told(cast, cast.oak.owner)
    assert readers(cast, to_teachers) == {"teacher", "second_teacher"}
    assert readers(cast, to_lead) == {"lead"}
    cast.restricts(cast.oak.second_teacher, cast.oak.owner)
    assert readers(cast, to_teachers) == {"teacher"}
    cast.leaves(cast.oak.teacher)
    assert readers(cast, to_teachers) == {"lead"}  # one stays, who is kept from the child


def test_what_was_told_to_teachers_is_the_leads_where_the_child_has_none(cast: Cast) -> None:
    concern = told(cast, cast.oak.owner, ConcernFor.TEACHER)
    for role in ("teacher", "second_teacher"):
        cast.ends_membership(getattr(cast.oak, role), cast.oak.group)
    assert readers(cast, concern) == {"lead"}


def test_what_nobody_may_read_is_counted_and_nothing_else(cast: Cast) -> None:
    thing = up(cast)
    raised(cast, cast.oak.gran, thing)
    told(cast, cast.oak.owner, ConcernFor.TEACHER)
    with cast.database.reading() as db:
        assert concerned.read_by_nobody(db, cast.oak.office.id, cast.at) == 0
    about = raised(cast, cast.oak.owner, thing, said=cast.says(cast.oak.lead, thing))
    with cast.database.reading() as db:
        assert concerned.read_by_nobody(db, cast.oak.office.id, cast.at) == 1
    settled(cast, about)
    with cast.database.reading() as db:
        assert concerned.read_by_nobody(db, cast.oak.office.id, cast.at) == 0


def test_settled_ones_are_in_no_list_but_while_something_is_hidden(cast: Cast) -> None:
    plain, urgent = (
        raised(cast, cast.oak.gran, up(cast)),
        raised(cast, cast.oak.gran, up(cast), ConcernKind.HURT),
    )
    thing = up(cast)
    said = cast.says(cast.oak.mum, thing, state=CommentState.UP)
    words = raised(cast, cast.oak.owner, thing, ConcernKind.UNSEEN, said)
    beside = raised(cast, cast.oak.gran, thing)
    for one in (plain, urgent, words, beside):
        settled(cast, one)
    with cast.database.reading() as db:
        assert concerns.open_for(db, cast.oak.lead.id, cast.at) == []
        hidden = concerns.still_hidden(db, cast.oak.lead.id, cast.at)
        assert [row.public_id for row in hidden] == [urgent, words]
        assert concerns.still_hidden(db, cast.oak.teacher.id, cast.at) == []
        assert concerns.one_or_404(db, cast.oak.lead.id, plain, cast.at).public_id == plain


def test_flagged_words_that_wait_still_are_listed_when_they_are_settled(cast: Cast) -> None:
    thing = cast.puts_up(cast.rowan.owner, [FAMILY])
    said = cast.says(cast.rowan.mum, thing, state=CommentState.WAITING)  # for a lead alone
    concern = raised(cast, None, thing, ConcernKind.FLAGGED, said)
    settled(cast, concern)

    def hidden() -> list[str]:
        with cast.database.reading() as db:
            found = concerns.still_hidden(db, cast.rowan.lead.id, cast.at)
            return [row.public_id for row in found]

    assert hidden() == [concern]
    cast.settles(said, CommentState.UP)
    assert hidden() == []


def test_of_words_it_is_the_words_that_are_held_back_and_not_their_thing(cast: Cast) -> None:
    thing = up(cast)
    said = cast.says(cast.oak.mum, thing, state=CommentState.UP)
    words = raised(cast, cast.oak.owner, thing, said=said)
    whole = raised(cast, cast.oak.gran, thing, ConcernKind.HURT)
    with cast.database.reading() as db:
        rows = {row.public_id: row for row in concerns.open_for(db, cast.oak.lead.id, cast.at)}
    assert {name: row.is_held_back for name, row in rows.items()} == {words: False, whole: True}


def test_one_by_its_name_is_there_for_its_readers_alone(cast: Cast) -> None:
    concern, teachers = (
        raised(cast, cast.oak.gran, up(cast)),
        told(cast, cast.oak.owner, ConcernFor.TEACHER),
    )
    second = told(cast, cast.oak.owner, ConcernFor.TEACHER, "Again")
    lead, teacher = cast.oak.lead.id, cast.oak.teacher.id
    with cast.database.reading() as db:
        assert concerns.one_or_404(db, lead, concern, cast.at).reporter.startswith("Gran")
        assert concerns.told_or_404(db, teacher, teachers, cast.at).line == "Help me"
        assert concerns.told_or_404(db, teacher, second, cast.at).line == "Again"
        for who, name in ((teacher, concern), (lead, teachers), (lead, "0" * 16)):
            with pytest.raises(NotThereError):
                concerns.one_or_404(db, who, name, cast.at)
        with pytest.raises(NotThereError):
            concerns.told_or_404(db, lead, teachers, cast.at)


STATES = ("is_held_back", "waits", "is_removed", "is_sealed", "is_removed_by_lead")


def test_how_a_thing_and_words_stand_is_told_of_each(cast: Cast) -> None:
    oak, rowan = cast.oak, cast.rowan
    told_nothing = told(cast, oak.owner)
    thing, sealed, of_rowan = up(cast), up(cast), cast.puts_up(rowan.owner, [FAMILY])
    said = cast.says(oak.mum, thing, state=CommentState.UP)
    waiting = cast.says(rowan.mum, of_rowan, state=CommentState.WAITING)
    removed = cast.says(oak.mum, thing, state=CommentState.REMOVED)
    expected = {
        told_nothing: set(),
        raised(cast, oak.gran, thing): set(),
        raised(cast, oak.owner, thing, said=said): set(),
        raised(cast, None, of_rowan, ConcernKind.FLAGGED, waiting): {"waits"},
        raised(cast, oak.owner, thing, ConcernKind.UNSEEN, said): {"is_held_back"},
        raised(cast, oak.gran, sealed): {"is_sealed"},
    }
    cast.seals(sealed)
    by_lead = raised(cast, oak.owner, thing, said=removed)
    with cast.database.unit() as db:
        lead_did = update(Concern).where(Concern.public_id == by_lead)
        db.execute(lead_did.values(removed_from=CommentState.UP))
    expected[by_lead] = {"is_removed", "is_removed_by_lead"}
    with cast.database.reading() as db:
        rows = {row.public_id: row for row in concerns.open_for(db, oak.lead.id, cast.at)}
    found = {name: {one for one in STATES if getattr(row, one)} for name, row in rows.items()}
    first_of_those_words = next(name for name in expected if rows[name].comment_id == said.id)
    expected[first_of_those_words] = {"is_held_back"}
    assert found == expected


def test_a_family_member_is_called_as_the_child_whose_it_is_calls_them(cast: Cast) -> None:
    oak = cast.oak
    with cast.database.unit() as db:
        for child, called in ((oak.owner, "Nani"), (oak.classmate, "Auntie")):
            tie = FamilyTie(
                public_id=tokens.public_id(),
                pupil_id=child.id,
                adult_id=oak.gran.id,
                called=called,
                household_id=db.scalars(select(FamilyTie.household_id)).first(),
                from_on=cast.at.today,
            )
            db.add(tie)
            db.flush()
    of_owner = raised(cast, oak.gran, up(cast))
    of_other = raised(cast, oak.gran, cast.puts_up(oak.classmate, [FAMILY]))
    with cast.database.reading() as db:
        rows = {row.public_id: row.reporter for row in concerns.open_for(db, oak.lead.id, cast.at)}
    assert rows[of_owner].startswith("Nani (")
    assert rows[of_other].startswith("Auntie (")


def test_words_lie_open_for_an_hour_for_whoever_opened_them(cast: Cast) -> None:
    thing, lead = up(cast), cast.oak.lead.id
    said = cast.says(cast.oak.mum, thing, "Quagga", CommentState.UP)
    other = cast.says(cast.oak.mum, thing, "Other", CommentState.UP)
    concern = raised(cast, cast.oak.owner, thing, said=said)
    beside = raised(cast, cast.oak.gran, thing, said=other)
    assert _words(cast, lead, concern) is None
    with cast.database.unit() as db:
        db.add(WordsOpening(comment_id=said.id, lead_id=lead, at=cast.at.now))
    assert _words(cast, lead, concern) == "Quagga"
    assert _words(cast, lead, beside) is None
    assert _words(cast, cast.oak.teacher.id, concern) is None
    with cast.database.unit() as db:
        db.add(WordsOpening(comment_id=other.id, lead_id=lead, at=cast.at.now))
    assert _words(cast, lead, beside) == "Other"
    with cast.database.unit() as db:
        db.execute(update(WordsOpening).values(at=cast.at.now - concerns.LIES_OPEN))
    assert _words(cast, lead, concern) is None


@pytest.mark.parametrize("turn", ["sealed", "the thing sealed", "settled"])
def test_opened_words_end_with_the_concern_and_with_a_seal(cast: Cast, turn: str) -> None:
    thing, lead = up(cast), cast.oak.lead.id
    said = cast.says(cast.oak.mum, thing, "Quagga", CommentState.UP)
    concern = raised(cast, cast.oak.owner, thing, said=said)
    with cast.database.unit() as db:
        db.add(WordsOpening(comment_id=said.id, lead_id=lead, at=cast.at.now))
    assert _words(cast, lead, concern) == "Quagga"
    if turn == "settled":
        settled(cast, concern)
    else:
        cast.seals(said if turn == "sealed" else thing)
    assert _words(cast, lead, concern) is None


def _words(cast: Cast, lead_id: int, public_id: str) -> str | None:
    with cast.database.reading() as db:
        lead = cast.oak.lead.id  # whose reading gives the row; whose opening is asked about
        row = concerns.one_or_404(db, lead, public_id, cast.at)
        return concerns.words_of(db, lead_id, row, cast.at)
