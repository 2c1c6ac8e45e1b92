"""Served sites and their clients, for benchmarks, drills and tests that need sockets.

Start with sites.py (a server process), clients.py (HTTP) and tabs.py (web sockets).
"""
