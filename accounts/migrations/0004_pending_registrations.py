import django.db.models
import roastlive.lib.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    """An account begins when its address is proven; until then there is only this."""

    dependencies = [("accounts", "0003_row_security")]

    operations = [
        migrations.CreateModel(
            name="PendingRegistration",
            fields=[
                ("id", models.UUIDField(default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("email", models.EmailField(max_length=254)),
                ("username", models.CharField(max_length=30)),
                ("password", models.CharField(max_length=128)),
                ("date_of_birth", models.DateField()),
                ("language", models.CharField(max_length=8)),
                ("token_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["expires_at"], name="accounts_pending_expires")],
            },
        ),
    ]
