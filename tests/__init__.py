"""The tests: what product.md promises, asked of the real thing."""
