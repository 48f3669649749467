"""Pages for developers, never where children are."""
