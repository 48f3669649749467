"""What was erased while its file was on its way: copied before, and gone from the source since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core.pictures import RenditionName
from portfolio.erasures import ledger
from portfolio.models.enums import ErasureKind
from portfolio.photos.actions import rendition_key

if TYPE_CHECKING:
    from portfolio.core.storage import Storage


def forget(source: Storage, target: Storage) -> int:
    """Delete from the target every photo that the source remembers as erased; how many files."""
    gone = {one.what for one in ledger.kept(source) if one.kind is ErasureKind.PHOTO}
    files = {rendition_key(key, name) for key in gone for name in RenditionName}
    there = [one.key for one in target.listed() if one.key in files]
    for key in there:
        target.delete(key)
    return len(there)
