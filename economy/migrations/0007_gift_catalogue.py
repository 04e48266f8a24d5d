"""The catalogue as the house brings it along. What staff have changed or added since stays as it is."""

from django.db import migrations
from django.utils.translation import gettext_noop as _

# Name in programs and of the drawing, name in the tray, price in tokens, from level.
CATALOGUE = [
    ("tomato", _("Tomato"), 1, 1),
    ("rubber-chicken", _("Rubber chicken"), 5, 1),
    ("rimshot", _("Rimshot"), 10, 1),
    ("airhorn", _("Airhorn"), 25, 1),
    ("violin", _("Tiny violin"), 50, 1),
    ("ice-bucket", _("Ice bucket"), 75, 1),
    ("fire-extinguisher", _("Fire extinguisher"), 100, 1),
    ("spotlight", _("Spotlight"), 150, 1),
    ("roast-chicken", _("Roast chicken"), 250, 1),
    ("mic-drop", _("Mic drop"), 500, 1),
    ("crown", _("Crown"), 1_000, 1),
    ("ovation", _("Standing ovation"), 2_500, 1),
    ("golden-mic", _("Golden mic"), 5_000, 1),
    ("curtain", _("Final curtain"), 10_000, 1),
]


def lay_out(apps, schema_editor):
    gift_type = apps.get_model("economy", "GiftType")
    for position, (slug, name, price, level) in enumerate(CATALOGUE, start=1):
        gift_type.objects.get_or_create(
            slug=slug,
            defaults={"name": name, "drawing": slug, "price": price, "level": level, "position": 10 * position},
        )


class Migration(migrations.Migration):
    dependencies = [("economy", "0006_adjustments")]

    # Backwards nothing goes: gifts that were given point at it.
    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
