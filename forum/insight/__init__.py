"""What facilitators learn about their themes from numbers.

The worker counts each day once, in counting.py. The page adds the days up, in figures.py.
"""
