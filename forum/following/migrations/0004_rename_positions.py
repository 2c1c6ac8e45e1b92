"""Renames the classes of Position and RoomPosition; the tables keep their names. Locks: none.

Rows: none changed, except the two rows of the content types. Reversible: yes.
Old release works beside it: yes.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('following', '0003_fill_unread_since'),
    ]

    operations = [
        migrations.AlterModelTable(name='position', table='following_position'),
        migrations.AlterModelTable(name='roomposition', table='following_roomposition'),
        migrations.RenameModel(old_name='Position', new_name='ReadPosition'),
        migrations.RenameModel(old_name='RoomPosition', new_name='RoomReadPosition'),
    ]
