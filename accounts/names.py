"""What people are called: lines of text without tricks, and handles."""

import re
import unicodedata

from django.utils.translation import gettext as _

HANDLE = re.compile(r"(?!.*[._-]{2})[A-Za-z0-9](?:[A-Za-z0-9._-]{0,28}[A-Za-z0-9])")
RESERVED = frozenset(
    """
    admin administrator administrators all anonymous bot brain channel collectivebrain everybody everyone
    facilitator facilitators former help here ilo info itcilo me member members moderator moderators nobody
    noreply none null official oit postmaster root security staff support system team undefined visitor
    webmaster www you
    """.split()  # noqa: SIM905
)
# Letters and marks that show nothing: fillers, joiners, selectors. Categories C* are gone before.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
STACKED = re.compile(
    r"(\w?)([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3,})"
)


def clean_line(text: str) -> str:
    """`text` in one line of NFC: nothing invisible, no direction override, two accents a letter at most."""
    seen = "".join(_shown(char) for char in unicodedata.normalize("NFC", text))
    calm = STACKED.sub(lambda found: found[1] + found[2][:2], UNSEEN.sub("", seen))
    return unicodedata.normalize("NFC", " ".join(calm.split()))


def clean_text(text: str) -> str:
    """As clean_line, but line breaks are kept (no more than one empty line)."""
    lines = [clean_line(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fold_for_search(text: str) -> str:
    """`text` as it is looked for: without accents and capitals."""
    bare = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join("".join(bare).casefold().split())


def refuse_handle(handle: str) -> str:
    """Why nobody may have `handle`, "" when it is a good one; ASCII only, so none looks like another."""
    if not HANDLE.fullmatch(handle):
        return _(
            "A handle has 2 to 30 letters without accents, digits, dots, hyphens or underscores, "
            "and begins and ends with a letter or a digit."
        )
    if handle.lower() in RESERVED or handle.lower().startswith("former-"):
        return _("This handle is reserved. Choose another one.")
    return ""


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp") or char in "\t\n\r\v\f":
        return " "
    return "" if category.startswith("C") else char
