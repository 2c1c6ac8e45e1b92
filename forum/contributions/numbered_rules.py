"""The numbered rules of the site, for reports and for reasons.

templates/pages/rules.html has the whole text of each. A number never changes its meaning, because
rows of the database store it: a new rule gets the next number.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rule(models.IntegerChoices):
    OTHER = 0, _("Something else")
    MATTER = 1, _("1. Speak about the matter, not about the person")
    SOURCES = 2, _("2. Say where your facts come from")
    SIMPLE = 3, _("3. Write simply")
    COMMUNITY = 4, _("4. Choose the community that is truly yours")
    HARASSMENT = 5, _("5. No insults, threats or harassment")
    CONFIDENCE = 6, _("6. Nothing that identifies others or was told in confidence")
    ADVERTISING = 7, _("7. No advertising, no campaigns, no repeated texts")
    IDENTITY = 8, _("8. Do not pretend to be somebody else")
    COPYING = 9, _("9. Do not copy the work of others as your own")


# What a report can name, in the order of the rules. Nobody is reported because they do not write
# simply.
REPORTABLE = [
    *(Rule.MATTER, Rule.SOURCES, Rule.COMMUNITY),
    *(Rule.HARASSMENT, Rule.CONFIDENCE, Rule.ADVERTISING, Rule.IDENTITY, Rule.COPYING),
    Rule.OTHER,
]
