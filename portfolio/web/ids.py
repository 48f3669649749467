"""The converter of opaque ids in addresses: what has another shape is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.routing import BaseConverter

from portfolio.core import tokens

if TYPE_CHECKING:
    from flask import Flask


class PublicIdConverter(BaseConverter):
    """`<public_id:item_id>`: sixteen signs as core/tokens.py makes them."""

    regex = tokens.PUBLIC_ID


class TokenConverter(BaseConverter):
    """`<token:token>`: the secret of a link or letter."""

    regex = "[A-Za-z0-9_-]{16,64}"


def register(app: Flask) -> None:
    """Teach the converters to the map of addresses."""
    app.url_map.converters.update(public_id=PublicIdConverter, token=TokenConverter)
