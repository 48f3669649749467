"""What `templates/talk/_talk.html` needs, for any page that shows an item with its talk.

A page says `page("items/show.html", …, **talk_for(sight))` and includes the template.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.models.enums import PersonKind
from portfolio.talk.forms import CommentForm
from portfolio.talk.queries import lines_and_people
from portfolio.visibility import talk
from portfolio.visibility.rights import Right, may
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Collection

    from portfolio.people.queries import Face
    from portfolio.talk.queries import Line
    from portfolio.visibility.reads import Sight


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk under one item, for whoever is looking.

    `owner` is the child's name. `reader` says who will read what is said now, so that the page
    can tell it truly: "owner", "staff", "family", "family_only" or "classmate".
    """

    item_id: str
    owner: str
    reader: str
    lines: list[Line]
    form: CommentForm
    is_open: bool
    is_stopped: bool
    """The school has stopped all talk, whatever its owner says."""
    may_say: bool
    may_close: bool


def talk_for(sight: Sight, form: CommentForm | None = None) -> dict[str, Talk]:
    """The one named value of `_talk.html`: `talk`. `form` is one that did not fit, given back."""
    return {"talk": talk_and_people(sight, form)[0]}


def talk_and_people(
    sight: Sight, form: CommentForm | None = None, also: Collection[int] = ()
) -> tuple[Talk, dict[int, Face]]:
    """The talk, and the faces of who talks, of the owner, and of the people `also`: two queries.

    One more for a family member, who is told who will read their words.
    """
    said, people = lines_and_people(here.db, here.viewer, sight, also)
    talk_here = Talk(
        item_id=sight.public_id,
        owner=people[sight.owner_id].name,
        reader=_reader(sight),
        lines=said,
        form=form or CommentForm(formdata=None),
        is_open=sight.comments_open,
        is_stopped=here.someone.comments_stopped,
        may_say=may(Right.COMMENT, sight),
        may_close=may(Right.CLOSE_TALK, sight),
    )
    return talk_here, people


def _reader(sight: Sight) -> str:
    if sight.is_owner:
        return "owner"
    kind = here.someone.kind
    if kind is PersonKind.STAFF:
        return "staff"
    if kind is PersonKind.PUPIL:
        return "classmate"
    return "family_only" if talk.stays_in_family(here.db, sight, here.at) else "family"
