from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Whoever leaves has a while to change their mind."""

    dependencies = [("accounts", "0005_personal_exports")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="leaves_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="leaves"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(condition=Q(leaves_at__isnull=False), fields=["leaves_at"], name="accounts_user_leaves_at"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=Q(leaves_at__isnull=True) | Q(deleted_at__isnull=True, is_staff=False),
                name="accounts_user_leaves_once_and_not_as_staff",
                violation_error_message="Whoever works at the desk stays until they no longer do.",
            ),
        ),
    ]
