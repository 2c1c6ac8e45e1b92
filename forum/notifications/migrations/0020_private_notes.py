"""Adds Notification.private_conversation, and the kinds of notifications about private notes.

Locks: writes to notifications, while the index of the new column is built. Rows: none changed.
Reversible: yes. Old release works beside it: yes, but it fails to list a notification of the new
kinds.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0019_held_posts'),
        ('private_notes', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='private_conversation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='private_notes.privateconversation'),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('reply', '%(name)s replied to you'), ('mention', '%(name)s mentioned you'), ('watched', '%(name)s wrote a new post'), ('report', '%(name)s asks you to look at a post'), ('profile', '%(name)s reported the profile of a member'), ('note_rep', '%(name)s reported a private note'), ('handed', '%(name)s asks you to decide about a report'), ('to_look', 'Several reports hid a text until you look at it'), ('held', '%(name)s wrote a text that waits for a facilitator'), ('approved', '%(name)s published your text'), ('rejected', '%(name)s did not publish your text'), ('note', '%(name)s edited your post'), ('hidden', '%(name)s hid what you wrote'), ('agreed', 'Reports of members hid what you wrote, until a facilitator has looked'), ('shown', '%(name)s looked at what you wrote: everybody can read it again'), ('warned', '%(name)s sent you a warning'), ('moved', '%(name)s moved your topic to another theme'), ('retitled', '%(name)s changed the title of your topic'), ('closed', '%(name)s closed your topic to replies'), ('accepted', '%(name)s accepted your post as the answer'), ('enquiry', '%(name)s wrote to the facilitators'), ('answer', '%(name)s answered your message to the facilitators'), ('private', '%(name)s wrote you a private note'), ('added', '%(name)s added you to a private conversation'), ('kept', '%(name)s looked at what you reported and left it as it is'), ('amended', '%(name)s edited what you reported'), ('removed', '%(name)s hid what you reported'), ('acted', '%(name)s acted on what you reported'), ('reversed', '%(name)s undid the decision about what you reported'), ('withdrew', 'The author deleted what you reported'), ('untold', 'You mentioned too many members at once. These have not been notified:'), ('confirm', '%(name)s confirmed your community'), ('refused', '%(name)s could not confirm your community'), ('picture', '%(name)s removed your profile picture'), ('silenced', '%(name)s silenced you: you can read but not write'), ('suspend', '%(name)s suspended your account'), ('lifted', '%(name)s lifted the sanction: you can use your account as before'), ('role', '%(name)s made you a facilitator'), ('role_end', '%(name)s ended your role as a facilitator'), ('group', '%(name)s added you to a group'), ('no_group', '%(name)s removed you from a group'), ('request', '%(name)s asks to join a group'), ('no_entry', '%(name)s did not accept your request to join a group'), ('reacted', 'Reactions to what you wrote'), ('reminder', 'You asked to be reminded of this'), ('exported', 'The copy of what is yours is ready'), ('appeal', '%(name)s appeals against a decision'), ('appeal_m', '%(name)s wrote about an appeal'), ('upheld', '%(name)s decided about an appeal: the decision stands'), ('changed', '%(name)s decided about an appeal: the decision is undone'), ('vouched', '%(name)s vouched for you: the limits of new members have ended for you'), ('unvouch', '%(name)s no longer vouches for you'), ('no_mail', 'Your e-mails have stopped. See why, and start them again')], max_length=8),
        ),
    ]
