"""Passkeys over HTTP: coming in by one, making one on this device, and the offer to families.

One file a page; each registers its routes on the one blueprint here.
"""

from __future__ import annotations

from portfolio.passkeys.views import mine, sign_in
from portfolio.passkeys.views.blueprint import bp

__all__ = ["bp", "mine", "sign_in"]
