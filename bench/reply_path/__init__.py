"""List the files that one reply passes, from the form to another reader's tab.

Start with __main__.py.
"""
