"""How long each table and each folder of the site is kept. Only forum/apps.py imports this package.

For a new model or folder:
1. Add a row here, or its name to the row that it belongs to. tests/forum/test_retention.py names
   what has no row. The fields are those of collective_brain.retention.Row.
2. If it has a period, write the function that deletes in its own package, and name it in `delete`.
3. `manage.py retention > docs/retention.md`.
"""

from forum.retention_table.internal import INTERNAL as INTERNAL
from forum.retention_table.mail_and_records import MAIL_AND_RECORDS
from forum.retention_table.members import OF_MEMBERS

# What members and visitors leave. The privacy page shows these rows.
PERSONAL = [*OF_MEMBERS, *MAIL_AND_RECORDS]
