"""Members: sign-up, profiles, sanctions, two-step verification and sessions.

This package imports collective_brain and never forum; hooks.py holds what forum adds at start-up.
Start with models.py and actions.py.
"""
