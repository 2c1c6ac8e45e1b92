"""Complete the links of a rendered text, for programs that do not know the address of the site."""

import re

# The sanitizer writes attributes with double quotes, and has written every "<" of a text as "&lt;".
_RELATIVE_LINK = re.compile(r'(<a\b[^<>]* href=")(?=/(?!/)|#)')


def with_absolute_links(html: str, *, site: str, page: str) -> str:
    """`html` with `site` before links to its pages, and `page` before links to a place in the text.

    site: without a slash at the end. page: the address of the text; its "#…" is ignored.
    """

    def complete(link: re.Match[str]) -> str:
        is_place = html[link.end()] == "#"
        return link[1] + (page.partition("#")[0] if is_place else site)

    return _RELATIVE_LINK.sub(complete, html)
