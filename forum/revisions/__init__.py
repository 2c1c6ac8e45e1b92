"""The revisions of a post: show what changed between two of them, and hide or show one.

This package may import topics and the packages below it. Start reading with views.compare.
"""
