"""The record of acts, decisions with their reasons, appeals, and public counts.

May import reports and what is below it. Start reading in actions.py (appeals) and listeners.py
(decisions); accounts/acts writes the record (decision 87).
"""
