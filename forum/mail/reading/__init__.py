"""Read a mail that somebody sent: pure functions from bytes to text, without a database.

A mail is hostile input: nothing here raises on it, and every cost is bounded.
"""
