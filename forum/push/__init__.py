"""Web push: a short message on the devices of a member that chose it, also while no page is open.

One row for each device and notification, written by listeners before anything is sent, and sent by
the worker (decision 81). May import accounts and every package of the forum up to notifications.
Start reading in listeners.py (who gets a row), then sending.py (what happens to a row).
"""
