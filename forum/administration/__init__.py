"""The pages of administrators: what waits, themes, facilitators and members.

The actions and rules are in accounts/administration and forum/themes. Start reading in urls.py.
"""
