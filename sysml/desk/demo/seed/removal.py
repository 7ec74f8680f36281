"""Taking editions away with all that hangs on them, which no command ever does."""

from collections.abc import Collection, Iterator

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

from sysml.conference.models import Edition
from sysml.kernel import audit_chain
from sysml.kernel.models import Job, Letter

_APPS = frozenset({"conference", "submissions", "committee", "reviews", "artifacts"})


def renew_statistics() -> None:
    """Have PostgreSQL look at its tables: it plans for empty ones, minutes long, what was filled a moment ago."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def remove(slugs: Collection[str]) -> None:
    """Delete every row of these editions, the deepest first. To be called inside a transaction."""
    renew_statistics()
    editions = list(Edition.objects.filter(slug__in=slugs).values_list("pk", flat=True))
    for model, path in sorted(_paths(), key=lambda pair: -pair[1].count("__")):
        rows = model._base_manager.filter(**{f"{path}__in": editions})
        rows._raw_delete(rows.db)
    audit_chain.demolish(slugs)
    for model in (Letter, Job):
        rows = model._base_manager.filter(scope__in=slugs)
        rows._raw_delete(rows.db)


def _paths() -> Iterator[tuple[type[Model], str]]:
    """Every model that belongs to an edition, with the lookup that leads there by the shortest way."""
    found: dict[type[Model], str] = {Edition: "pk"}
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in _APPS]
    grown = True
    while grown:
        grown = False
        for model in models:
            if model in found:
                continue
            paths = [
                field.name
                if field.related_model is Edition
                else f"{field.name}__{found[field.related_model]}"
                for field in model._meta.concrete_fields
                if isinstance(field, ForeignKey) and field.related_model in found
            ]
            if paths:
                found[model] = min(paths, key=lambda path: path.count("__"))
                grown = True
    yield from found.items()
