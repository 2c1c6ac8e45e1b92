"""Trust levels, which grow by taking part, and facilitators who vouch (decision 94).

May import accounts, topics, chat, groups and what is below them. Start with levels.py.
"""
