"""What administrators do with the accounts of members: confirm, correct, sanction, close.

The pages are in forum/administration. Start reading in actions.py.
"""
