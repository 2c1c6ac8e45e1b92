"""Invitation links to an event: people who use one may sign up beyond the limit of their network.

Facilitators and administrators make them. Start reading with actions.
"""
