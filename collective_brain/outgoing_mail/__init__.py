"""Mail is stored in the request that causes it, and sent by the worker, so a mail server that hangs
delays mail and nothing else.

It may import nothing of the site. Start with backend.py, then models.py and tasks.py.
"""
