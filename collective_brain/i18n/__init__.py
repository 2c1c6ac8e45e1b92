"""Translations without xgettext and msgfmt: extract texts, update .po files, compile .mo files.

It imports nothing of the site. Start with catalogues.py; `make catalogues` runs it.
"""
