"""Making, changing and sharing items; the space and the lists of them."""
