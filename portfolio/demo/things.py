"""All that the demonstration school's children made, from every class. Data only."""

from __future__ import annotations

from portfolio.demo import things_acorn, things_oak, things_oak_amina, things_rowan

THINGS = {
    thing.key: thing
    for thing in (
        *things_oak_amina.THINGS,
        *things_oak.THINGS,
        *things_acorn.THINGS,
        *things_rowan.THINGS,
    )
}
"""Every thing by its key."""
