"""While a hold lasts nothing of a child, or of one thing, is purged for good."""
