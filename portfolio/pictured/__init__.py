"""Who is in a picture, and what those children and the school say about showing it."""
