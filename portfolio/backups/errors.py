"""Why a backup is not taken, put back or moved: a sentence for whoever runs it."""

from __future__ import annotations


class BackupError(Exception):
    """Nothing was changed; the text is a sentence."""


class NotWholeError(BackupError):
    """A backup in which something is missing, changed or cut off."""
