"""Changing items: what they say (drafts), who they are for (sharing), whether they are (fate)."""
