"""Reactions to posts and messages: thanks, agree, useful in my work.

May import accounts, themes, topics, chat and what is below them. Start reading in actions.py.
"""
