"""Private conversations between two and eight members, with numbered notes (decision 97).

Imports contributions and what is below it. Start with models.py and actions.py.
"""
