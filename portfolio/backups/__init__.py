"""A copy of all of it, and putting it back: complete, or refused (decision 41)."""
