"""core: what everything stands on, tested without a database or a page."""

from __future__ import annotations
