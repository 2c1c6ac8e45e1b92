"""Themes: the subjects of the forum, with names and descriptions in four languages.

It imports accounts and the event log, and most packages of the forum import it. Start reading in
models.py.
"""
