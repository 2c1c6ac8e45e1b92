"""Caches of HTML: whole pages for visitors, and fragments of pages for everybody.

Imports collective_brain.web and what is below it, never accounts or forum. Start with page_cache.py
and fragments.py. Every key contains a version of what is shown, so a cached value is never stale.
With FAST_PATHS=0 nothing is cached.
"""
