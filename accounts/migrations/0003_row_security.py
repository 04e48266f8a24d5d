from django.db import migrations

from roastlive.lib.rls.operations import ForceRowSecurity


class Migration(migrations.Migration):
    """What belongs to one person is shown to nobody else, whatever a query forgets to say."""

    dependencies = [("accounts", "0002_keys_and_profiles")]

    operations = [
        ForceRowSecurity("UserSession", owner="user"),
        ForceRowSecurity("PersonalAccessToken", owner="user"),
        ForceRowSecurity("Notification", owner="recipient"),
        ForceRowSecurity("PushSubscription", owner="user"),
    ]
