"""The picture of a member, which lies over the initials (decision 96).

May import accounts, budgets, uploads, themes and what is below them. accounts/faces.py shows the
picture wherever a member has a face. Start reading in actions.py.
"""
