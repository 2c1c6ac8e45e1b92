"""The record of acts: what facilitators and administrators did, to what, and why (decision 87).

The action itself writes the row, in its own transaction. Start reading with recording.py.
It may import only targets.py from itself at start-up, because accounts/models.py imports that.
"""
