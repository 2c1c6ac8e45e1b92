"""What was done about a report."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class Outcome(models.TextChoices):
    UNCHANGED = "unchanged", pgettext_lazy("outcome of a report", "nothing changed")
    EDITED = "edited", pgettext_lazy("outcome of a report", "edited")
    HIDDEN = "hidden", pgettext_lazy("outcome of a report", "hidden")
    DELETED = "deleted", pgettext_lazy("outcome of a report", "deleted by its author")
    MOVED = "moved", pgettext_lazy("outcome of a report", "topic moved")
    WARNED = "warned", pgettext_lazy("outcome of a report", "author warned")
    SILENCED = "silenced", pgettext_lazy("outcome of a report", "author silenced")
    SUSPENDED = "suspended", pgettext_lazy("outcome of a report", "author suspended")
    CLOSED = "closed", pgettext_lazy("outcome of a report", "account closed")


# The reporter was wrong, or nobody can say.
NOT_UPHELD = (Outcome.UNCHANGED, Outcome.DELETED)


IS_UPHELD = Q(handled_at__isnull=False) & ~Q(outcome__in=[one.value for one in NOT_UPHELD])
