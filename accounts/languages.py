"""The languages that members can say they read."""

from django.conf.locale import LANG_INFO

SITE_LANGUAGES = ("en", "es", "fr", "pt")
# With those of the site, the twelve that forms show first: most members read one of them.
COMMON_LANGUAGES = ("ar", "bn", "hi", "id", "ru", "sw", "ur", "zh")
SHOWN_FIRST = len(SITE_LANGUAGES) + len(COMMON_LANGUAGES)
OTHER_LANGUAGES = tuple(
    """
    am de el fa ha it ja km ko ne nl pl qu ro th tl tr uk vi wo
    """.split()  # noqa: SIM905
)
UNKNOWN_TO_DJANGO = {
    "am": "አማርኛ",
    "ha": "Hausa",
    "qu": "Runa Simi",
    "tl": "Tagalog",
    "wo": "Wolof",
    "zh": "中文",
}


def language_choices() -> list[tuple[str, str]]:
    """(code, the language's own name): the site's, then the common ones, then the others."""
    site = [(code, _own_name(code)) for code in SITE_LANGUAGES]
    return site + _by_name(COMMON_LANGUAGES) + _by_name(OTHER_LANGUAGES)


def _by_name(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    choices = [(code, _own_name(code)) for code in codes]
    return sorted(choices, key=lambda choice: choice[1].casefold())


def _own_name(code: str) -> str:
    return UNKNOWN_TO_DJANGO.get(code) or LANG_INFO[code]["name_local"]
