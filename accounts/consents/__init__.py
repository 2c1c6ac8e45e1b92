"""The versions of the rules and of the privacy notice, and which member accepted which one.

Start reading with versions.py, which says how to change the texts (decision 98).
"""
