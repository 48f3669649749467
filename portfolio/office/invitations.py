"""Being built."""
def invite_first_office(db, at): return None
