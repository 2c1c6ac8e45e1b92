"""Groups of members, such as the participants of an Academy. Themes can be for a group only.

It imports accounts and the event log. Start reading in models.py.
"""
