"""E-mail about what members follow: one row for each recipient and post, written by listeners
before anything is sent, and sent by the worker (decision 79).

May import accounts and every package of the forum up to notifications. Start reading in
listeners.py (who gets a row), then sending.py (what happens to a row) and messages.py (the mail).
reading/ reads mail that people send.
"""
