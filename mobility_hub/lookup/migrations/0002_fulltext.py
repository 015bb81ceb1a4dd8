from django.db import migrations

from mobility_hub.lookup import backend


def create_index(apps, schema_editor):
    backend.create_index(schema_editor)


def drop_index(apps, schema_editor):
    backend.drop_index(schema_editor)


class Migration(migrations.Migration):
    """The full-text index: two columns, a GIN index and a trigger on PostgreSQL, an FTS5 table with triggers on SQLite."""

    dependencies = [("hub_lookup", "0001_initial")]

    operations = [migrations.RunPython(create_index, drop_index)]
