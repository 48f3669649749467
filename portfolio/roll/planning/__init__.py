"""A sheet and the roll as it stands to a plan of what would change. Asks and writes nothing."""
