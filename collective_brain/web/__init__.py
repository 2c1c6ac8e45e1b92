"""What views of all packages share: rate limits, form responses, saved texts, error pages.

This package imports neither accounts nor forum. Start with form_responses.py.
"""
