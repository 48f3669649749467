"""Comments: written, read first by a teacher, answered, hidden."""
