"""Erasing what the log says of a person in words."""

from datetime import datetime

from django.db import transaction

from sysml.kernel import audit


@transaction.atomic(durable=True)
def forget_person(*, person_id: int, now: datetime) -> bool:
    """Destroy the person's key to the log, for ever; False where it was gone already. The log says that it was done."""
    return audit.forget(person_id, now=now) > 0
