"""The face of a member: initials on the shape of their community, below their picture if any.

The initials show while the picture loads, if it is missing, and on light pages.

The color depends on the name only, so a member looks the same everywhere. It comes from a scale
of TINTS colors in face.css, which people who do not see red and green can also tell apart.
"""

import unicodedata
import zlib

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Member

PICTURES = "/uploads/faces/"  # forum/profile_pictures/urls.py
TINTS = 6  # colors in collective_brain/static/css/components/face.css
# Arabic letters join when they touch. Initials do not spell a word.
ZERO_WIDTH_NON_JOINER = "\u200c"


def face(member: Member) -> SafeString:
    """The HTML of the face. The name is beside it, so screen readers skip the face.

    A former member has no initials and no color.
    """
    name = "" if member.closed_at else member.get_full_name()
    shape = f" face--{member.community}" if member.community else ""
    color = f" face--{tint(name)}" if name else ""
    return format_html(
        '<span class="face{}{}" aria-hidden="true">{}{}</span>',
        *(shape, color, initials(name), _picture(member)),
    )


def picture_url(name: str) -> str:
    return f"{PICTURES}{name}.webp"


def _picture(member: Member) -> SafeString:
    if not member.picture:
        return SafeString()
    return format_html(
        '<img src="{}" alt="" width="32" height="32" loading="lazy">', picture_url(member.picture)
    )


def initials(name: str) -> str:
    """The first characters of the first and the last word: "JC" for "Juan de la Cruz".

    Words such as "(ILO)" do not count. A name without letters begins with its first character.
    """
    words = [word for word in name.split() if word[0].isalnum()] or name.split()[:1]
    first_and_last = words[:1] + words[1:][-1:]
    letters = [_first_character(word) for word in first_and_last]
    is_arabic = any(unicodedata.bidirectional(letter[0]) == "AL" for letter in letters)
    return (ZERO_WIDTH_NON_JOINER if is_arabic else "").join(letters)


def tint(name: str) -> int:
    """The number of the color, 1 to TINTS."""
    return zlib.crc32(name.encode()) % TINTS + 1


def _first_character(word: str) -> str:
    """The first character that a reader sees, in upper case: a letter with its accents, a flag."""
    end = 1
    while end < len(word) and _belongs_to_character_before(word, end):
        end += 1
    character = word[:end]
    upper = character.upper()
    return upper if len(upper) == len(character) else character


def _belongs_to_character_before(word: str, index: int) -> bool:
    """Whether word[index] is an accent, a vowel sign, a skin color or the second half of a flag."""
    char = word[index]
    is_second_half_of_flag = index == 1 and _is_half_of_flag(word[0]) and _is_half_of_flag(char)
    is_skin_color = "\U0001f3fb" <= char <= "\U0001f3ff"
    return unicodedata.category(char).startswith("M") or is_skin_color or is_second_half_of_flag


def _is_half_of_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
