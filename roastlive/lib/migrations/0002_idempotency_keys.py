import roastlive.lib.ids
import roastlive.lib.models.idempotency
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0001_outbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.UUIDField(default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('caller', models.CharField(max_length=100, verbose_name='caller')),
                ('scope', models.CharField(max_length=100, verbose_name='for')),
                ('key', models.CharField(max_length=200, verbose_name='key')),
                ('body_hash', models.CharField(max_length=64, verbose_name='hash of the body')),
                ('answer', models.TextField(blank=True, default='', verbose_name='answer')),
                ('expires_at', models.DateTimeField(default=roastlive.lib.models.idempotency.end_of_life, verbose_name='forgotten')),
            ],
            options={
                'verbose_name': 'idempotency key',
                'verbose_name_plural': 'idempotency keys',
                'indexes': [models.Index(fields=['expires_at'], name='kernel_idempotency_expires')],
                'constraints': [models.UniqueConstraint(fields=('caller', 'scope', 'key'), name='kernel_idempotency_key_unique')],
            },
        ),
    ]
