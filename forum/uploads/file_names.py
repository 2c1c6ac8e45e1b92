"""The name of an uploaded file, as its address and its download show it."""

import re

from forum import markup

MAX_LENGTH = 120  # characters, with the extension
# What a file system, a header, an address or Markdown could misread.
_FORBIDDEN = re.compile(r"[\\/:*?\"'<>|%#&;`\[\]()!{}~^=,\s]+")


def clean_name(name: str, extension: str) -> str:
    """`name` without folders, control characters and direction marks, ending in `extension`.

    extension: of what the file is, with its dot. What the name says about it does not count.
    """
    last = re.split(r"[\\/]", name.replace("\0", ""))[-1]
    line = _FORBIDDEN.sub("-", markup.clean_line(last))
    stem = line.rpartition(".")[0] or line
    stem = stem.replace("..", ".").strip("-._")[: MAX_LENGTH - len(extension)].rstrip("-._")
    return f"{stem or 'file'}{extension}"
