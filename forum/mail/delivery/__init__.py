"""What mail servers answer: domains that want to wait, addresses that do not work, complaints.

Start reading in outcomes.py (what follows from the answer to a mail), then domains.py and
addresses.py (the tables).
"""
