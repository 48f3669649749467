"""Commands that fill a file of their own. Thin, as those in cli.py."""
