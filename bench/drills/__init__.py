"""Failures on purpose while people write.

Afterwards, no acknowledged text is lost, doubled or out of order. Start with plan.py, which lists
the drills.
"""
