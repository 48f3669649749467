"""The demonstration school: its people, what its children made, and how it is loaded."""
