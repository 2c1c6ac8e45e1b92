"""Answers for scripts of the editor: members to mention, topics to link to, titles of links.

The package has no tables and only reads. Without a script or a connection the editor works, but
offers nothing. It may import every package of the forum except pages. Start reading in views.py.
"""
