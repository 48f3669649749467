"""The log of who did what: row numbers only, never a child's words, names or secrets."""
