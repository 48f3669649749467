"""Writing the roll: from a list, at the turn of the year, where somebody is kept from a child."""
