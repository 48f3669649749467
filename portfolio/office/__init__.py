"""The school, its classes, its people and their ways in."""
