"""Work that the server gave up after several tries, for the office: what it was, and once more."""
