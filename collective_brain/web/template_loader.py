"""Load the templates of this site, and leave out the line breaks that only their readers need.

A line that begins with spaces or with ">" continues the line above: the line break and the spaces
are sent as one space, or as nothing before ">". In HTML, an empty line and a line that has only
tags such as `{% if %}` add no line break. A template can then keep its lines short, and the site
sends the same bytes as from long lines.
"""

import re

from django.template import Origin
from django.template.loaders import filesystem

CONTINUATION = re.compile(r"\n *(>)|\n +")
# These tags send nothing. The line break before them is sent already.
SILENT_TAG = (
    r"\{% (?:(?:if|elif|for|with|load|extends|block|cache) [^%]*|url [^%]* as \w+"
    r"|comment %\}.*?\{% endcomment"
    r"|(?:else|empty|endif|endfor|endwith|endblock|endcache)(?: \w+)?) %\}"
)
# It also matches elements that show their line breaks, so that the loader leaves them alone.
SILENT_LINE = re.compile(
    rf"<(pre|textarea)\b.*?</\1>|^(?:{SILENT_TAG})*\n", re.MULTILINE | re.DOTALL
)


class Loader(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        source = CONTINUATION.sub(lambda line: line[1] or " ", super().get_contents(origin))
        if not origin.name.endswith(".html"):
            return source
        return SILENT_LINE.sub(lambda match: match[0].removesuffix("\n"), source)
