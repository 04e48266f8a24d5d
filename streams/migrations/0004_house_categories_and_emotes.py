from django.db import migrations

from roastlive.lib.ids import uuid7

CATEGORIES = ["Open mic", "Roast battle", "Solo", "Crowd work", "Music", "Talk", "Workshop"]
EMOTES = [
    "grin", "tears", "smirk", "gasp", "eyeroll", "facepalm", "heart", "flame",
    "mic", "micdrop", "tomato", "crown", "clap", "ice",
]


def add(apps, schema_editor):
    Category = apps.get_model("streams", "Category")
    Emote = apps.get_model("streams", "Emote")
    for place, name in enumerate(CATEGORIES):
        Category.objects.get_or_create(
            slug=name.lower().replace(" ", "-"), defaults={"id": uuid7(), "name": name, "position": place}
        )
    for code in EMOTES:
        Emote.objects.get_or_create(channel=None, code=code, defaults={"id": uuid7(), "drawing": code})


def remove(apps, schema_editor):
    apps.get_model("streams", "Category").objects.filter(streams=None, name__in=CATEGORIES).delete()
    apps.get_model("streams", "Emote").objects.filter(channel=None, code__in=EMOTES).delete()


class Migration(migrations.Migration):
    """What the house brings along: kinds of shows, and small pictures."""

    dependencies = [("streams", "0003_readings")]

    operations = [migrations.RunPython(add, remove)]
