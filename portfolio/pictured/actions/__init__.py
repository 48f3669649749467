"""Naming who is in a picture, asking them, covering them; what the school says of a child."""
