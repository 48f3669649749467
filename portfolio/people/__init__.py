"""People as others may know them: a name and a face."""
