"""Private conversations between a member and the facilitators of a theme.

May import accounts, themes and what is below them. Start reading in actions.py.
"""
