"""Members who do not want to see what another member writes (decision 99).

May import accounts. Start with models.py and collapsing.py.
"""
