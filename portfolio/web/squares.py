"""A code for a camera, drawn on the server as SVG without any style."""

from __future__ import annotations

import segno
from markupsafe import Markup


def squares(address: str) -> Markup:
    """The squares of an address, for an element of the page that sets their size."""
    code = segno.make(address, error="m", micro=False)
    drawing = code.svg_inline(scale=8, border=2, svgclass="squares", lineclass=None, omitsize=True)
    return Markup(drawing)  # noqa: S704 -- drawn here from an address of our own
