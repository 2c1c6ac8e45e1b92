"""The site: its configuration, and below it the packages that the whole site uses.

Start with settings.py and urls.py. `[tool.importlinter]` in pyproject.toml
says which package may import which.
"""
