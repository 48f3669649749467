"""Passkeys: a device that proves its person by its own lock, for staff and families."""
