"""The secret of a child whose card was made in a class set: it follows from the run as codes do."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from portfolio.core import passwords
from portfolio.models.enums import SecretKind
from portfolio.paper import queries

if TYPE_CHECKING:
    from portfolio.paper.queries import AnyRow


def words_of(secret_key: str, one: AnyRow, line_id: int, kind: SecretKind) -> tuple[str, ...]:
    """The three pictures by name, or the one word."""
    if kind is SecretKind.WORD:
        words = passwords.easy_words()
        return (words[queries.choice_of(secret_key, one, line_id, kind, len(words))],)
    orders = tuple(permutations(passwords.PICTURES, passwords.PICTURES_IN_SECRET))
    return orders[queries.choice_of(secret_key, one, line_id, kind, len(orders))]


def said(words: tuple[str, ...], kind: SecretKind) -> str:
    """The secret as it is hashed."""
    return passwords.typed_word(words[0]) if kind is SecretKind.WORD else " ".join(words)
