"""Drafts: what a member has begun to write, saved while they type.

May import accounts, markup, topics, chat and themes. Start reading in actions.py; targets.py says
for what there can be a draft.
"""
