"""The site: its configuration at the top, and libraries of the whole site in packages at the bottom.

Start with settings.py and urls.py. `[tool.importlinter]` in pyproject.toml says who imports whom.
"""
