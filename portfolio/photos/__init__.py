"""Photos: taken in, kept as renditions, and given out only through the rule."""
