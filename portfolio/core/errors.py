"""The few errors that cross rooms, each with one meaning and one answer.

`web/errors.py` turns them into pages; nothing below the views knows a status code.
"""

from __future__ import annotations


class NotThereError(Exception):
    """Absent, or hidden from this viewer: nobody can tell which, so it is one error (404)."""


class TabletIsOffError(NotThereError):
    """A shared tablet whose class is off: nobody is there, and the tablet itself may say why."""


class NotAllowedError(Exception):
    """The viewer sees the thing but may not do this to it (403)."""


class ClosedForFamiliesError(Exception):
    """The school has closed for all families: they see nothing, and nobody of them comes in."""


class StandsStillError(Exception):
    """Nothing is written for now: all of it is being put back, or moved. `kind` says which."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class ProofNeededError(Exception):
    """The viewer may do this once they have shown their second factor again."""


class BusyError(Exception):
    """Nothing is wrong but the moment: the same again a little later will do (503)."""


class RefusedError(Exception):
    """What was asked cannot be done, and the sentence says why and how to go on (422).

    `field` names the form field that the sentence belongs to, where there is one.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
