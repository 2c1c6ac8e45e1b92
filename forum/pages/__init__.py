"""Pages that show several packages at once: home, members, display preferences, help and rules.

It may import every package of the forum, and no package imports it. Start reading in urls.py.
"""
