"""Names and handles: clean names, rules for handles."""

import re
import unicodedata

from django.utils.translation import gettext as _

from accounts import look_alikes

HANDLE = re.compile(r"(?!.*[._-]{2})[A-Za-z0-9](?:[A-Za-z0-9._-]{0,28}[A-Za-z0-9])")
RESERVED = frozenset(
    """
    admin administrator administrators all anonymous bot brain channel collectivebrain everybody
    everyone facilitator facilitators former help here ilo info itcilo me member members moderator
    moderators nobody noreply none null official oit postmaster root security staff support system
    team undefined visitor webmaster www you
    """.split()  # noqa: SIM905
)
# Nobody but an administrator may seem to have a role or to speak for the site or the ILO.
ROLE_WORDS = (
    "admin",
    "admins",
    "sysadmin",
    "webmaster",
    "staff",
    "official",
    "oficial",
    "officiel",
)
ROLE_STEMS = (
    *("administrat", "administrad", "administrac", "facilitat", "facilitad", "facilitac"),
    *("moderator", "moderador", "moderateur", "moderatrice", "moderation", "moderac"),
    *("internationallabour", "internationallabor", "organisationinternationaledutravail"),
    *("organizacioninternacionaldeltrabajo", "organizacaointernacionaldotrabalho"),
    *("bureauinternationaldutravail", "oficinainternacionaldeltrabajo"),
    *("reparticaointernacionaldotrabalho", "escritoriointernacionaldotrabalho"),
    *("formermember", "ancienmembre", "exmiembro", "exmembro"),
    "collectivebrain",
)
ORGANISATIONS = ("ilo", "oit", "bit", "itcilo")
_BETWEEN_SINGLE_LETTERS = re.compile(r"(?<![^\W_])([^\W_])[\W_]+(?=[^\W_](?![^\W_]))")
# Invisible letters and marks: fillers, joiners, selectors. _replace_if_invisible has removed the
# categories C* before.
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
STACKED_ACCENTS = re.compile(
    r"(\w?)([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3,})"
)


def clean_profile_line(text: str) -> str:
    """`text` in one line, in Unicode form NFC.

    Removes invisible characters, direction overrides and more than two accents on one letter.
    """
    text = "".join(_replace_if_invisible(char) for char in unicodedata.normalize("NFC", text))
    text = INVISIBLE.sub("", text)
    text = STACKED_ACCENTS.sub(lambda match: match[1] + match[2][:2], text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def clean_profile_text(text: str) -> str:
    """clean_profile_line for each line. At most one empty line stays between two lines."""
    lines = [clean_profile_line(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def refuse_handle(handle: str) -> str:
    """Why `handle` is not allowed; "" if it is. ASCII only, so no handle looks like another."""
    if not HANDLE.fullmatch(handle):
        return _(
            "A username has 2 to 30 letters without accents, digits, dots, hyphens or "
            "underscores, and begins and ends with a letter or a digit."
        )
    is_reserved = handle.lower() in RESERVED or handle.lower().startswith("former-")
    if is_reserved or _seems_official(handle) or look_alikes.has_word_like(handle, ORGANISATIONS):
        return _("This username is reserved. Choose another one.")
    return ""


def refuse_name(name: str) -> str:
    """Why a member without a role may not have this display name; "" if they may."""
    if any(_is_symbol(char) for char in name):
        return _(
            "Symbols such as ✔ and ★ are not allowed in a name: only the site uses such marks."
        )
    if _names_organisation(name) or _seems_official(name):
        return _(
            "This name looks like a role on this site or like the ILO. Use your own name, and"
            " write where you work under Organization."
        )
    return ""


def _names_organisation(name: str) -> bool:
    """Whether a word of `name` is like an abbreviation of the ILO: "ILO", "1L0", "I. L. O."."""
    words = re.split(r"[\W_]+", _BETWEEN_SINGLE_LETTERS.sub(r"\1", name))
    # "Ilo" is also a first name and a surname, "Bit" a word; in capitals they are the ILO.
    in_capitals = [word for word in words if sum(map(_is_like_capital, word)) > 1]
    return look_alikes.looks_like(name, ORGANISATIONS) or any(
        look_alikes.looks_like(word, ORGANISATIONS) for word in in_capitals
    )


def _is_like_capital(char: str) -> bool:
    return char.isupper() or char.isdigit() or "SMALL CAPITAL" in unicodedata.name(char, "")


def _seems_official(text: str) -> bool:
    return look_alikes.has_word_like(text, ROLE_WORDS) or look_alikes.contains_like(
        text, ROLE_STEMS
    )


def _is_symbol(char: str) -> bool:
    """Whether `char` could be taken for a mark that the site makes."""
    return not char.isascii() and unicodedata.category(char) in ("So", "Sm")


def _replace_if_invisible(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp") or char in "\t\n\r\v\f":
        return " "
    return "" if category.startswith("C") else char
