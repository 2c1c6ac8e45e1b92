"""Benchmarks of the site, and drills that break it: docs/performance.md reports their figures.

It may import everything. The site does not import it, except for `manage.py create_large_site`.
Start with a command, such as pages.py, writes.py, search.py or live/__main__.py.
"""
