"""Writes the domain of e-mail addresses in ASCII: one mailbox is one account in both spellings.

Locks: none. Rows: those with letters beyond ASCII in an address. Reversible: yes (nothing to undo).
Old release works beside it: yes, but it does not find these accounts by the other spelling.
If both spellings have an account, the account in Unicode keeps its address and can sign in.
"""

from django.db import migrations

from accounts.credentials import normal_email


def write_in_ascii(apps, schema_editor):
    Member = apps.get_model("accounts", "Member")
    EmailAddress = apps.get_model("account", "EmailAddress")
    for member in Member.objects.only("email").iterator():
        written, email = member.email, normal_email(member.email)
        if written.isascii() or email == written:
            continue
        if Member.objects.filter(email=email) or EmailAddress.objects.filter(email=email):
            continue
        Member.objects.filter(pk=member.pk).update(email=email)
        EmailAddress.objects.filter(user=member.pk, email=written).update(email=email)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_retired_handles"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunPython(write_in_ascii, migrations.RunPython.noop, elidable=True),
    ]
