"""The languages that a browser asks for."""

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def browser_languages(request: HttpRequest) -> list[str]:
    """Their codes without a country, such as "pt" for "pt-BR", the preferred one first."""
    header = request.headers.get("Accept-Language", "")
    codes = [code.split("-")[0] for code, _weight in parse_accept_lang_header(header)]
    return list(dict.fromkeys(codes))
