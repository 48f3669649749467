"""The school's lists of people: read from files, compared with the roll, and taken over."""
