"""The schema: one file a subject. Rows only; who may see them is decided in visibility."""

from __future__ import annotations

from portfolio.models.base import Base
from portfolio.models.families import FamilyTie, Household, Restriction
from portfolio.models.items import Check, CheckedShare, Item, Revision, Share
from portfolio.models.people import Duty, Group, Membership, Person, School
from portfolio.models.photos import Photo, PhotoPermission, Pictured, PictureSay, RevisionPhoto
from portfolio.models.running import FormKey, Job, LogRow, Notice
from portfolio.models.safeguarding import BreakGlass, Screen
from portfolio.models.signin import (
    AddressLink,
    Card,
    FreshLink,
    Guess,
    Invitation,
    Secret,
    SignIn,
)
from portfolio.models.talk import Comment

__all__ = [
    "AddressLink",
    "Base",
    "BreakGlass",
    "Card",
    "Check",
    "CheckedShare",
    "Comment",
    "Duty",
    "FamilyTie",
    "FormKey",
    "FreshLink",
    "Group",
    "Guess",
    "Household",
    "Invitation",
    "Item",
    "Job",
    "LogRow",
    "Membership",
    "Notice",
    "Person",
    "Photo",
    "PhotoPermission",
    "PictureSay",
    "Pictured",
    "Restriction",
    "Revision",
    "RevisionPhoto",
    "School",
    "Screen",
    "Secret",
    "Share",
    "SignIn",
]
