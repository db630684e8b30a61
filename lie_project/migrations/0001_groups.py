"""The groups of the staff, each with exactly its rights.

Django makes permissions only after all migrations have run, so those that are needed here are made here, under
the very names that Django would give them."""

from typing import Any

from django.db import migrations

# app.model: acts.  "view" shows a list, "change" gives its orders and decides.
GROUPS: dict[str, dict[str, str]] = {
    "moderator": {
        "rooms.room": "view change",
        "chat.message": "view change",
        "chat.filteredword": "view add change delete",
        "people.person": "view",
        "people.standing": "view",
        "people.report": "view change",
        "people.sanction": "view add change",
    },
    "editor": {
        "game.pack": "view add change delete",
        "game.word": "view add change delete",
        "chat.filteredword": "view add change delete",
    },
    "operator": {
        "rooms.room": "view",
        "media.mediasession": "view",
        "events.storedevent": "view",
        "events.faileddelivery": "view change",
        "events.subscription": "view",
        "events.incident": "view",
        "events.deadline": "view",
        "events.deskaction": "view",
        "events.patternthreshold": "view change",
    },
}


def make(apps: Any, schema_editor: Any = None) -> None:
    """Also sets the rights of a group of that name right that is there already."""
    for name, models in GROUPS.items():
        group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.set(
            _permission(apps, model, act) for model, acts in models.items() for act in acts.split()
        )


def _permission(apps: Any, label: str, act: str) -> Any:
    app, model = label.split(".")
    types = apps.get_model("contenttypes", "ContentType").objects
    content_type, _made = types.get_or_create(app_label=app, model=model)
    options = apps.get_model(app, model)._meta
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{act}_{model}",
        defaults={"name": f"Can {act} {options.verbose_name_raw}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("chat", "0003_moderation"),
        ("events", "0005_deadline_failed"),
        ("game", "0002_plays_and_difficulty"),
        ("media", "0003_stage"),
        ("people", "0001_initial"),
        ("rooms", "0004_door"),
    ]
    # Backwards nothing is undone: staff must not lose their rights by it.
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
