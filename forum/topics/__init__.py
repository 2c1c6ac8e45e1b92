"""Topics and their posts: models, rules, actions, pages and streams.

Imports contributions, themes, markup, live, accounts and collective_brain. Start with
models/topics.py and actions.py.
"""
