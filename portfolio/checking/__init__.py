"""A teacher looks before others see."""
