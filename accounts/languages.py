"""The languages that members can say they read."""

from django.conf.locale import LANG_INFO

SITE_LANGUAGES = ("en", "es", "fr", "pt")
OTHER_LANGUAGES = tuple(
    """
    am ar bn de el fa ha hi id it ja km ko ne nl pl qu ro ru sw th tl tr uk ur vi wo zh
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
    """(code, the language's own name): the languages of the site first, then the others by name."""
    others = [(code, _own_name(code)) for code in OTHER_LANGUAGES]
    others.sort(key=lambda choice: choice[1].casefold())
    return [(code, _own_name(code)) for code in SITE_LANGUAGES] + others


def _own_name(code: str) -> str:
    return UNKNOWN_TO_DJANGO.get(code) or LANG_INFO[code]["name_local"]
