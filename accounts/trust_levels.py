"""How far the site trusts a member (decision 94).

forum/trust computes the level from what the member wrote. The column is here, because a page or an
action then needs no query for it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TrustLevel(models.IntegerChoices):
    NEW = 0, _("New member")
    MEMBER = 1, pgettext_lazy("trust level", "Member")
    TRUSTED = 2, _("Trusted member")
