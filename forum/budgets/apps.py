from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    name = "forum.budgets"
    verbose_name = _("daily limits of members")
