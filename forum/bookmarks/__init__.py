"""Bookmarks: posts and messages that a member wants to find again, with a note and a reminder.

Only the member sees them. May import accounts, themes, topics, chat and what is below them.
Start reading in actions.py.
"""
