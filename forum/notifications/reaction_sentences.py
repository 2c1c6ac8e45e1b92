"""The sentence about the reactions of one day, in the language of its reader."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def reaction_sentence(*, day: int, texts: int, people: str) -> str:
    """day: as of date.toordinal. people: a number, as text."""
    count = int(people or 0)
    return _("%(day)s: reactions from %(people)s to %(texts)s") % {
        "day": date_format(date.fromordinal(day), "DATE_FORMAT"),
        "people": ngettext("%(count)d person", "%(count)d people", count) % {"count": count},
        "texts": ngettext("%(count)d text of yours", "%(count)d texts of yours", texts)
        % {"count": texts},
    }
