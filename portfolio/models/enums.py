"""The closed lists of the portfolio, in the words of product.md; each value says what it means.

The only part of `models` that views may import.
"""

from __future__ import annotations

from enum import StrEnum


class PersonKind(StrEnum):
    """What somebody is here."""

    PUPIL = "pupil"
    """A child on the roll."""
    FAMILY = "family"
    """An adult tied to a pupil by a family tie."""
    STAFF = "staff"
    """Somebody who works at the school."""


class DutyKind(StrEnum):
    """What some staff hold besides teaching."""

    OFFICE = "office"
    """People, groups and links."""
    SAFEGUARDING = "safeguarding"
    """The safety lead and deputies."""


class GroupKind(StrEnum):
    """What sort of group."""

    CLASS = "class"
    """The class on the roll; its teachers check."""
    CLUB = "club"
    """A club: can be shared with, does not check."""
    TRIP = "trip"
    """A trip: can be shared with, does not check."""


class Stage(StrEnum):
    """How a group's children read, tap and choose."""

    EARLY = "early"
    """Ages 4 to 7."""
    MIDDLE = "middle"
    """Ages 7 to 11."""
    OLDER = "older"
    """Ages 11 to 16."""


class Checks(StrEnum):
    """What the teacher of a class reads first."""

    EVERYTHING = "everything"
    """Everything that is shared (the default)."""
    BEYOND_FAMILY = "beyond_family"
    """Only what goes beyond family; talk with family stays in the family."""


class Role(StrEnum):
    """What a member is in a group."""

    PUPIL = "pupil"
    """A child of the group."""
    TEACHER = "teacher"
    """Staff who lead the group."""


class Place(StrEnum):
    """Where an item comes from."""

    HOME = "home"
    """Made or learned at home: yellow."""
    SCHOOL = "school"
    """Made or learned at school: blue."""
    ELSEWHERE = "elsewhere"
    """Anywhere else."""


class Paper(StrEnum):
    """The sugar paper that a child mounts a thing on (visual.md)."""

    SKY = "sky"
    """Light blue."""
    BUTTER = "butter"
    """Light yellow."""
    MOSS = "moss"
    """Light green."""
    CORAL = "coral"
    """Light red."""
    LILAC = "lilac"
    """Light purple."""
    MINT = "mint"
    """Light blue-green."""
    STONE = "stone"
    """Light grey."""
    NIGHT = "night"
    """Dark paper, a child's choice."""


class ShareKind(StrEnum):
    """One line of an item's audience."""

    TEACHERS = "teachers"
    """The teachers of the owner's class."""
    FAMILY = "family"
    """Everyone tied to the owner."""
    PERSON = "person"
    """One named person tied to the owner."""
    CLASS = "class"
    """The members of one group that the owner is in."""
    CLASS_FAMILIES = "class_families"
    """The families of one group that the owner is in."""
    SCREEN = "screen"
    """The picture frame in reception."""


class CheckResult(StrEnum):
    """What a teacher's look came to."""

    UP = "up"
    """Others can see it now."""
    SENT_BACK = "sent_back"
    """Back to its owner with a kind note."""


class CommentState(StrEnum):
    """Where a comment stands."""

    WAITING = "waiting"
    """Nobody but its author and the checkers reads it."""
    UP = "up"
    """Those who may read it do."""
    SENT_BACK = "sent_back"
    """Its author alone reads it, with the note."""
    REMOVED = "removed"
    """Nobody reads it."""


class Answer(StrEnum):
    """What a pictured child says of one share."""

    ASKED = "asked"
    """No answer yet, which is no."""
    YES = "yes"
    """May be seen that far."""
    NO = "no"
    """May not."""
    COVER = "cover"
    """May not, as it is: the child asks to be covered."""


class ViewerKind(StrEnum):
    """What is looking."""

    PERSON = "person"
    """A signed-in person."""
    SCREEN = "screen"
    """The frame in reception, by its device key."""
    NOBODY = "nobody"
    """A signed-out visitor."""


class NoticeKind(StrEnum):
    """Why a card lies in *For me*."""

    COMMENT = "comment"
    """Somebody said something about my item."""
    REPLY = "reply"
    """Somebody answered my comment."""
    UP = "up"
    """A teacher put my item up."""
    SENT_BACK = "sent_back"
    """A teacher sent my item back with a note."""
    COMMENT_SENT_BACK = "comment_sent_back"
    """A teacher sent my comment back with a note."""
    LOOKED = "looked"
    """Somebody of my family opened my item for the first time."""
    NEW_PERSON = "new_person"
    """Somebody is one of my people now, and sees what I show them all."""
    NEW_CARD = "new_card"
    """Somebody at school made a new card for me; the old one opens nothing."""
    KEPT_SAFE = "kept_safe"
    """The safety lead opened something of mine to keep me safe."""
    PICTURE_NO = "picture_no"
    """Somebody in my picture would rather not."""
    PICTURE_COVER = "picture_cover"
    """Somebody in my picture asks to be covered."""
    PICTURE_AGAIN = "picture_again"
    """Somebody is not in my picture after all: I may show it anew."""


class InvitationKind(StrEnum):
    """Whom an invitation makes."""

    FAMILY = "family"
    """A family member: one adult for one child."""
    STAFF = "staff"
    """A teacher, an office person or a safety lead."""


class SecretKind(StrEnum):
    """What a pupil knows."""

    PICTURES = "pictures"
    """Three pictures in order out of nine; their names typed do as well."""
    WORD = "word"
    """One word."""


class RollKeyKind(StrEnum):
    """Whose number of the school's own system it is; two kinds may use the same number."""

    PUPIL = "pupil"
    """A child's."""
    STAFF = "staff"
    """That of one of the staff."""
    CLASS = "class"
    """A class's."""


class PaperKind(StrEnum):
    """What a whole class gets on paper."""

    CARDS = "cards"
    """A card for each child."""
    LETTERS = "letters"
    """Letters for families."""


class ConcernKind(StrEnum):
    """What somebody says is not right, in one of a few plain sentences."""

    HURT = "hurt"
    """Somebody may be hurt."""
    UNSEEN = "unseen"
    """Nobody should see this."""
    UNKIND = "unkind"
    """It is unkind."""
    OTHER = "other"
    """Something else does not feel right."""
    TOLD = "told"
    """A child tells something, about no thing that is here."""
    FLAGGED = "flagged"
    """Nobody pressed: the patterns found something in words that no teacher reads."""


class ConcernFor(StrEnum):
    """Who reads a concern."""

    LEAD = "lead"
    """The safety lead and deputies."""
    TEACHER = "teacher"
    """The teachers of the child who tells."""


class StopKind(StrEnum):
    """What the school stopped."""

    COMMENTS = "comments"
    """Nobody says anything, and what was said is not shown."""
    FAMILIES = "families"
    """No family member comes in."""


class Telling(StrEnum):
    """Whether a child is told of an exceptional opening."""

    NOW = "now"
    """At once: the card lies in *For me*."""
    LATER = "later"
    """Put off, with a reason and a day on which that is looked at again."""


class ErasureKind(StrEnum):
    """What was erased for good."""

    ITEM = "item"
    """A thing with all that hung on it."""
    PHOTO = "photo"
    """A photo with its files."""


class StandstillKind(StrEnum):
    """Why nothing is written for now."""

    PUTTING_BACK = "putting_back"
    """A backup is being put back; if that broke off, what is here is not all of it."""
    PUT_BACK = "put_back"
    """It was put back, and waits to be looked over (`flask --app wsgi check`)."""
    MOVING = "moving"
    """All of it is being copied into another database."""
    MOVED = "moved"
    """It lives in another database now: this one is only kept."""
