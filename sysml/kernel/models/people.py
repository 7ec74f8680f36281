from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now

from sysml.kernel.ids import Addressed
from sysml.kernel.sealing import new_key


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address; addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_site_admin=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=(username or "").strip())


def normalise_email(email: str) -> str:
    """One spelling of an address: trimmed, lower case (every mail host in use ignores case)."""
    return email.strip().lower()


class User(Addressed, AbstractBaseUser):
    """A person. The e-mail address is the name; further addresses are allauth's EmailAddress rows."""

    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=200, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2 code")
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    homepage = models.URLField("home page", blank=True)
    dblp = models.URLField("DBLP page", blank=True)
    scholar = models.URLField("Google Scholar page", blank=True)
    timezone = models.CharField("time zone", max_length=64, default="UTC")
    notifications = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    is_site_admin = models.BooleanField(
        default=False, help_text="Runs the site; has no relation to any paper."
    )
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=now)
    audit_key = models.CharField(
        max_length=64,
        blank=True,
        default=new_key,
        editable=False,
        help_text="opens the personal parts of the log; empty once they are erased",
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_without_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def id_key(self) -> object:
        return self.email

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        return False


class AffiliationSpell(models.Model):
    """Where a person worked, and when: evidence for conflicts of interest."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="affiliations")
    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=120, blank=True, help_text="e-mail domain of the institution")
    since = models.PositiveSmallIntegerField(help_text="year")
    until = models.PositiveSmallIntegerField(null=True, blank=True, help_text="year; empty means today")

    class Meta:
        ordering = ["-since", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="affiliation_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name
