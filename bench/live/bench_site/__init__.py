"""The site of the live benchmarks: without rate limits, with a view that broadcasts, and a counter.

Start with settings.py. The package may import everything in the site.
"""
