"""The schema: one file a subject. Rows only; who may see them is decided in visibility."""

from __future__ import annotations

from portfolio.models.base import Base
from portfolio.models.concerns import Concern, Stop, WordsOpening
from portfolio.models.factors import Authenticator, Passkey, RecoveryCode, Threshold
from portfolio.models.families import FamilyTie, Household, Restriction
from portfolio.models.family_cards import FamilyCard, FamilyDevice
from portfolio.models.items import Check, CheckedShare, Item, Revision, Share
from portfolio.models.keeping import Erasure, Standstill
from portfolio.models.looks import Look
from portfolio.models.paper import PaperLine, PaperRun
from portfolio.models.people import Duty, Group, Membership, Person, School
from portfolio.models.photos import (
    InThis,
    Photo,
    PhotoPermission,
    Pictured,
    PictureSay,
    RevisionPhoto,
)
from portfolio.models.resets import PasswordReset
from portfolio.models.roll import RollKey, RollUpload
from portfolio.models.running import FormKey, Job, LogRow, Notice
from portfolio.models.safeguarding import BreakGlass, Hold, Screen, Seal
from portfolio.models.sign_on import SignOn
from portfolio.models.signin import (
    AddressLink,
    Card,
    FreshLink,
    Guess,
    Invitation,
    Secret,
    SignIn,
)
from portfolio.models.tablets import Tablet, TabletCode
from portfolio.models.talk import Comment
from portfolio.models.uploads import Upload, UploadPart
from portfolio.models.wishes import FamilyWish

__all__ = [
    "AddressLink",
    "Authenticator",
    "Base",
    "BreakGlass",
    "Card",
    "Check",
    "CheckedShare",
    "Comment",
    "Concern",
    "Duty",
    "Erasure",
    "FamilyCard",
    "FamilyDevice",
    "FamilyTie",
    "FamilyWish",
    "FormKey",
    "FreshLink",
    "Group",
    "Guess",
    "Hold",
    "Household",
    "InThis",
    "Invitation",
    "Item",
    "Job",
    "LogRow",
    "Look",
    "Membership",
    "Notice",
    "PaperLine",
    "PaperRun",
    "Passkey",
    "PasswordReset",
    "Person",
    "Photo",
    "PhotoPermission",
    "PictureSay",
    "Pictured",
    "RecoveryCode",
    "Restriction",
    "Revision",
    "RevisionPhoto",
    "RollKey",
    "RollUpload",
    "School",
    "Screen",
    "Seal",
    "Secret",
    "Share",
    "SignIn",
    "SignOn",
    "Standstill",
    "Stop",
    "Tablet",
    "TabletCode",
    "Threshold",
    "Upload",
    "UploadPart",
    "WordsOpening",
]
