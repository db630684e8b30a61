"""One window for each room instead of one for each pattern and key.  What the old ones hold is at most a
few minutes old and not worth carrying over."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.DeleteModel(name="PatternWindow"),
        migrations.CreateModel(
            name="PatternWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("room", models.CharField(blank=True, max_length=10, unique=True)),
                ("position", models.BigIntegerField(default=0)),
                (
                    "state",
                    models.JSONField(default=dict, help_text="pattern -> key -> runs of marks (events.patterns.cep)"),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        db_index=True, help_text="When something falls due that no event will tell", null=True
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PatternThreshold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pattern", models.CharField(max_length=40, unique=True)),
                ("enabled", models.BooleanField(default=True)),
                (
                    "count",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many make a match; empty: as shipped",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1, "A pattern needs at least 1 event."),
                            django.core.validators.MaxValueValidator(
                                1000, "More than 1000 events are never kept for one pattern."
                            ),
                        ],
                    ),
                ),
                (
                    "within",
                    models.FloatField(
                        blank=True,
                        help_text="Seconds; empty: as shipped",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                1, "A window of less than 1 second would see nothing."
                            ),
                            django.core.validators.MaxValueValidator(
                                86400, "A window lasts a day (86400 seconds) at most."
                            ),
                        ],
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("count__isnull", True), ("count__range", (1, 1000)), _connector="OR"),
                            models.Q(
                                ("within__isnull", True), ("within__range", (1, 86400)), _connector="OR"
                            ),
                        ),
                        name="sound_threshold",
                    )
                ],
            },
        ),
    ]
