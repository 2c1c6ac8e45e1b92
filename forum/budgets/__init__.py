"""What one member may store and set off in a day (decision 53).

Start with models.py.
"""
