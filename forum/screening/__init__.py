"""Screening: new texts that wait for a facilitator before they are published (decision 93).

Start reading in screen.py. topics, chat and mail call it by forum/contributions/screening_hook.py.
"""
