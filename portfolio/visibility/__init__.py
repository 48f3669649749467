"""Who can see what: the one door to everything that a child made.

`rule` says it once, `reads` asks it, `rights` says what a sight allows, `circle` who may know
whom. Audience, state, tie, consent and restriction are compared nowhere else.
"""
