"""Reports of posts and messages, and what facilitators decide about them.

May import accounts, themes, topics, chat and what is below them. Start reading in actions.py.
"""
