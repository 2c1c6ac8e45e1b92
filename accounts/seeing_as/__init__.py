"""An administrator sees the site as a member does, for 15 minutes, and only reads.

Start reading with middleware.py. allowed.py says which pages they may see.
"""
