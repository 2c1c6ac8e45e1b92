"""Measure live delivery: signed-in members post messages, and thousands of sockets receive them.

Each figure has a baseline that the same clients measure within a minute: the bare `websockets`
library for delivery, and a bare Daphne consumer for an idle socket. Start with __main__.py, the
command, and delivery.py. tab_process.py contains the clients, and sites.py the servers.
"""
