"""Changes the labels of four fields of Member. Locks: none. Rows: none. Reversible: yes.

Old release works beside it: yes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_facilitates'),
    ]

    operations = [
        migrations.AlterField(
            model_name='member',
            name='email',
            field=models.EmailField(max_length=254, unique=True, verbose_name='e-mail address'),
        ),
        migrations.AlterField(
            model_name='member',
            name='handle',
            field=models.CharField(max_length=30, null=True, unique=True, verbose_name='username'),
        ),
        migrations.AlterField(
            model_name='member',
            name='organisation',
            field=models.CharField(blank=True, max_length=120, verbose_name='organization'),
        ),
        migrations.AlterField(
            model_name='member',
            name='side',
            field=models.CharField(blank=True, choices=[('government', 'Government'), ('employers', 'Employers'), ('workers', 'Workers')], max_length=10, verbose_name='group'),
        ),
    ]
