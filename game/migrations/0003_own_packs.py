from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Concat


def name_packs_and_plays(apps: Any, schema_editor: Any) -> None:
    """A shipped pack is known by its name; what was learned by its title so far goes by the name from now on."""
    packs, plays = apps.get_model("game", "Pack").objects, apps.get_model("game", "WordPlay").objects
    packs.update(key=Concat(F("language"), Value("-"), F("topic")))
    titled = packs.filter(language=OuterRef("language"), title=OuterRef("category")).values("key")[:1]
    known = packs.filter(language=OuterRef("language"), title=OuterRef("category"))
    plays.filter(models.Exists(known)).update(pack=Subquery(titled))


class Migration(migrations.Migration):

    dependencies = [("game", "0002_plays_and_difficulty")]

    operations = [
        migrations.AddField("pack", "key", models.CharField(default="", help_text="Stays when the title does not", max_length=40), preserve_default=False),
        migrations.AddField("pack", "owner", models.CharField(blank=True, db_index=True, default="", max_length=40), preserve_default=False),
        migrations.AddField("pack", "state", models.CharField(choices=[("private", "only yours"), ("submitted", "handed in"), ("approved", "for everybody"), ("refused", "sent back")], default="approved", max_length=10)),
        migrations.AddField("pack", "reason", models.CharField(blank=True, default="", help_text="Why it was sent back", max_length=300), preserve_default=False),
        migrations.AddField("pack", "changed_at", models.DateTimeField(auto_now=True)),
        migrations.AddField("word", "topic", models.CharField(blank=True, default="", max_length=40), preserve_default=False),
        migrations.AddField("wordplay", "pack", models.CharField(blank=True, default="", max_length=40), preserve_default=False),
        migrations.RunPython(name_packs_and_plays, migrations.RunPython.noop),
        migrations.AlterField("pack", "key", models.CharField(help_text="Stays when the title does not", max_length=40, unique=True)),
        migrations.AddIndex("wordplay", models.Index(fields=["pack", "word"], name="plays_of_a_packs_word")),
    ]
