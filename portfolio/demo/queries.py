def people(db, at): return []
