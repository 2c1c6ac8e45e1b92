"""Who gets a notification of what, the list of notifications, and the count of unread ones.

May import accounts, live, markup, topics, chat, themes and following. Start reading in listeners.py
(when a notification is created) and recipients.py (who gets it).
"""
