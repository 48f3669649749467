"""What was erased for good: remembered without its words, so that no backup brings it back."""
