"""Files that members upload, to show them in posts and messages (decision 85).

May import accounts, budgets, markup and what is below them. It does not know topics and rooms:
`hooks.visible_uses` says which texts a reader may see. Start reading in actions.py.
"""
