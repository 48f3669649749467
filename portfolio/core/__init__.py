"""What everything stands on: database, clock, ids, errors, storage, pictures, words, mail.

Knows nothing of Flask and nothing of the school; imports no other part of the portfolio.
"""
