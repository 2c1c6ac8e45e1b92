"""What posts and messages share: numbers, change marks, actions, page forms and streams.

Imports themes, markup, live, accounts and collective_brain, never topics or chat. Start with
models.py and actions.py.
"""
