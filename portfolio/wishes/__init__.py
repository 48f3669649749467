"""Asking for somebody of the family: a child or a parent asks, the office says yes or no."""
