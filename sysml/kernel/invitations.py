"""Links in letters that prove an address: a token of 256 bits, kept as a digest, and the person behind it."""

import hashlib
import secrets

from allauth.account.models import EmailAddress

from sysml.kernel.models import User
from sysml.kernel.models.people import normalise_email


def new_token() -> str:
    """A fresh secret for a link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_at(email: str, *, name: str, affiliation: str) -> User:
    """The person who owns this address, made if there is none; a step of commands that answer an invitation.

    Whoever has the link has proven the address. An account that named the address without proving it gets an
    unusable password: whoever made it must not get in by somebody else's link.
    """
    proven = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    user = proven.user if proven else User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, None, name=name, affiliation=affiliation)
    elif proven is None:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    if proven is None:
        EmailAddress.objects.update_or_create(
            user=user, email=normalise_email(email), defaults={"verified": True, "primary": True}
        )
    return user.merged_into or user
