"""Chat rooms beside themes and topics, and their messages.

Imports topics and everything below it. Start with models.py and actions.py.
"""
