"""Whether it runs well: for machines and whoever looks after them, never about a child."""
