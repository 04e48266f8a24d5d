import django.core.serializers.json
import django.utils.timezone
import roastlive.lib.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.UUIDField(default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('topic', models.CharField(max_length=100, verbose_name='topic')),
                ('key', models.CharField(blank=True, default='', max_length=200, verbose_name='in line with')),
                ('payload', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='payload')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('quarantined', 'Quarantined')], default='waiting', max_length=12, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next attempt')),
                ('last_error', models.TextField(blank=True, default='', verbose_name='last error')),
            ],
            options={
                'verbose_name': 'outbox message',
                'verbose_name_plural': 'outbox messages',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='kernel_outbox_due'), models.Index(condition=models.Q(('state', 'waiting'), models.Q(('key', ''), _negated=True)), fields=['topic', 'key', 'id'], name='kernel_outbox_line'), models.Index(condition=models.Q(('state', 'quarantined')), fields=['id'], name='kernel_outbox_quarantined')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'quarantined'])), name='kernel_outbox_state_known')],
            },
        ),
    ]
