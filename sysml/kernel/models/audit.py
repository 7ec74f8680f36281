from functools import cached_property

from django.db import models

from sysml.kernel.ids import Addressed
from sysml.kernel.models.people import User
from sysml.kernel.sealing import ERASED, Parts, unseal


class Sealed(models.Model):
    """Base of rows with personal words that only the key of their owner opens (see `kernel.sealing`).

    Fetch them with `select_related("owner")`: reading the words needs the owner's key.
    """

    owner = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", help_text="whose key seals the words"
    )
    sealed = models.TextField(blank=True)

    class Meta:
        abstract = True

    @cached_property
    def words(self) -> Parts | None:
        """The personal words by name; None where their key is destroyed."""
        return unseal(self.sealed, self.owner.audit_key if self.owner else None)

    def said(self, name: str) -> str:
        """One of the words, or "erased"."""
        return ERASED if self.words is None else self.words.get(name, "")


class AuditEntry(Addressed, Sealed):
    """Who did what, and when. Written by `kernel.audit.record` only; never changed.

    `scope` is an edition's slug and `about` a submission's xid where there are such; the kernel does not know
    what they mean, it only lets a reader narrow the log by them.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=12, blank=True, help_text="prefix of the API token, if one was used")
    action = models.CharField(max_length=60, db_index=True)
    scope = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=12, blank=True, db_index=True)
    subject = models.CharField(max_length=100, blank=True, help_text="kind:xid of the row that was touched")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["scope", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    @property
    def summary(self) -> str:
        return self.said("summary")

    @property
    def reason(self) -> str:
        return self.said("reason")


class Read(Sealed):
    """Who looked at what: one row before the answer leaves. Written by `kernel.audit.read` only; never changed.

    `number` is the public number of the paper that was read, where it was one.
    """

    at = models.DateTimeField(db_index=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seen_as = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=12, blank=True)
    scope = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField(null=True)
    thing = models.CharField(max_length=120, blank=True, help_text="route and what it named, without words")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["scope", "-at"]),
            models.Index(fields=["scope", "number", "-at"]),
            models.Index(fields=["person", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.number or ''}"

    @property
    def address(self) -> str:
        return self.said("address")


class AuditLink(models.Model):
    """One link of the chain over entries and reads (see `kernel.audit_chain`). Its position is shown to nobody.

    `row` is no foreign key: a link outlives a row that somebody has taken out, and so tells of it.
    """

    class Table(models.TextChoices):
        ENTRY = "entry", "entry"
        READ = "read", "read"

    position = models.BigIntegerField(primary_key=True)
    table = models.CharField(max_length=5, choices=Table.choices)
    row = models.BigIntegerField()
    row_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="of the row")
    head = models.CharField(max_length=64, help_text="of the link before it and of this one")
    at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["table", "row"], name="row_chained_once")]

    def __str__(self) -> str:
        return self.head[:12]
