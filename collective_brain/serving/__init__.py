"""What a process needs to serve the site: its server, and checks before it starts.

It imports nothing of the site. `manage.py serve` starts the server of daphne_server.py.
"""
