"""How the site talks to its databases: its PostgreSQL backend, and the router to a read replica.

It imports nothing of the site. Start with replica.py, then postgresql/base.py.
"""
