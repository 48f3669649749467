"""Moving a school to another store, with what it takes to be sure that all of it arrived."""
