"""Exports: a member gets a copy of everything that is theirs, as a ZIP file.

May import accounts, themes, topics, chat and what is below them; it reaches all other tables by
the registry of Django (tables.py), so that it need not import their packages. Start reading in
actions.py, then writing.py.
"""
