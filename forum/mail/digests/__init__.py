"""The digest: one mail with everything that is new in what a member follows.

Start reading in plans.py (which digests are due), then planning.py (the row of each digest),
contents.py (what is in it) and messages.py (the mail).
"""
