import django.db.models
import django.db.models.functions.text
import roastlive.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A name that was given up is nobody else's for a while."""

    dependencies = [("accounts", "0006_leaving")]

    operations = [
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.UUIDField(default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("username", models.CharField(max_length=30)),
                ("kept_until", models.DateTimeField()),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="former_names", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["kept_until"], name="accounts_formername_kept")],
                "constraints": [models.UniqueConstraint(django.db.models.functions.text.Lower("username"), name="accounts_formername_username_unique")],
            },
        ),
    ]
