"""Adds a constraint: a member has one notification of a report.

Locks: writes to notifications, while its index is built. Rows: none changed; release 0.1.0 has no
column "report", and a report has had one event, so there are no two. Reversible: yes. Old release
works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0008_enquiries")]

    operations = [
        migrations.AddConstraint(
            "notification",
            models.UniqueConstraint(
                condition=models.Q(("kind", "report")),
                fields=("report", "member"),
                name="notification_report_once",
            ),
        ),
    ]
