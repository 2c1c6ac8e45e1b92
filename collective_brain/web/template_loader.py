"""Load the templates of this site, and join the lines that a template breaks only for its readers.

A line that begins with spaces or with ">" continues the line above: the line break and the spaces
are sent as one space, or as nothing before ">". A template can then keep its lines short, and the
site sends the same bytes as from one long line.
"""

import re

from django.template import Origin
from django.template.loaders import filesystem

CONTINUATION = re.compile(r"\n *(>)|\n +")


class Loader(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        return CONTINUATION.sub(lambda line: line[1] or " ", super().get_contents(origin))
