"""Shared tablets: a class opened on a device, its faces, and children coming in there."""
