"""The database itself refuses to change the log, whoever asks.

On PostgreSQL it refuses to take rows out as well (unless a demonstration is made again or a site restored, which say so first). SQLite
cannot tell that from emptying a test database; there the chain tells of rows that are gone.
"""

from django.conf import settings
from django.db import migrations

TABLES = ("kernel_auditentry", "kernel_read")

_SQLITE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION sysml_append_only() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('sysml.demolition', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the log is append-only';
END
$$ LANGUAGE plpgsql
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION sysml_append_only()
"""


def guard(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute(_FUNCTION, params=None)
    for table in TABLES:
        schema_editor.execute((_POSTGRESQL if on_postgresql else _SQLITE).format(table=table), params=None)


def unguard(apps, schema_editor):
    on = " ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only{on.format(table=table)}", params=None)


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [migrations.RunPython(guard, unguard)]
