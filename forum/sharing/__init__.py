"""What other programs read of the site: previews of shared links, feeds, the sitemap, robots.txt.

Everything here shows only what a visitor may see, also to members. It may import every package of
the forum except pages, and no package imports it. Start reading in views.py for the files, and in
templatetags/sharing.py for the tags in the head of a page.
"""
