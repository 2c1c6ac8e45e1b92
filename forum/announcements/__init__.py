"""One announcement of the administrators, which every page shows until a reader dismisses it.

This package may import accounts, collective_brain and nothing else of the forum. Start reading with
actions. collective_brain/web/announcement.py says how pages read it without a query.
"""
