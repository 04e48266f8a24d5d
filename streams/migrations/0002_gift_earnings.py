"""How much of the gifts is in a stream's earnings already, so that only the difference is added."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("streams", "0001_streams")]

    operations = [
        migrations.AddField(
            model_name="streamstats",
            name="gift_earnings",
            field=models.PositiveBigIntegerField(default=0, verbose_name="of that earned"),
        ),
    ]
