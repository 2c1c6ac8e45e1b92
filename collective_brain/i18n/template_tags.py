"""{{ code|html_language }}: an interface language as the value of a `lang` attribute."""

from django import template

from collective_brain.i18n.languages import html_language

register = template.Library()
register.filter(html_language)
