"""Who has looked at a child's thing: by name, and told to that child alone."""
