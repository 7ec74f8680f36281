"""How django-allauth works here: letters leave through the outbox, a proven address is made known."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from sysml.kernel import events, ids, outbox
from sysml.kernel.events import AddressProven
from sysml.kernel.models import User

LETTER_KIND = "account"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up, verification and reset as allauth does them, with our mail and our events."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make an account."""
        return bool(settings.SIGNUP_OPEN)

    def format_email_subject(self, subject: str) -> str:
        """No site name in brackets: the sender says it."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the letter into the outbox; the person waits for it, so no rule holds it back."""
        full = {"request": self.request, "email": email, "site_url": settings.BASE_URL, **context}
        message = self.render_mail(template_prefix, email, full)
        with transaction.atomic():
            outbox.write(
                key=f"{LETTER_KIND}:{template_prefix.rpartition('/')[2]}:{ids.new('account-letter', email)}",
                kind=LETTER_KIND,
                to=email,
                subject=message.subject,
                body=message.body,
                now=timezone.now(),
                person_id=_person_id(context.get("user")),
                reply_to=settings.MAIL_REPLY_TO,
            )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Mark the address as proven, and let higher floors act upon it in the same transaction."""
        with transaction.atomic():
            confirmed = bool(super().confirm_email(request, email_address))
            if confirmed:
                _proven(email_address.user_id, email_address.email)
        return confirmed

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """A proven address leads to what waits for it."""
        return reverse("places")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("places")

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> User:  # the name comes from our part of the sign-up form
        user.name = form.cleaned_data.get("name", "").strip()
        return cast(User, super().save_user(request, user, form, commit))


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in through another service: the name is one field, and a vouched-for address counts as proven."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return bool(settings.SIGNUP_OPEN)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user = cast(User, super().populate_user(request, sociallogin, data))
        parts = (data.get("first_name") or "", data.get("last_name") or "")
        user.name = (data.get("name") or " ".join(part for part in parts if part)).strip()[:200]
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> User:
        with transaction.atomic():
            user = cast(User, super().save_user(request, sociallogin, form))
            if form is not None and form.cleaned_data.get("name"):
                user.name = form.cleaned_data["name"].strip()
                user.save(update_fields=["name"])
            for address in EmailAddress.objects.filter(user=user, verified=True):
                _proven(user.pk, address.email)
        return user


def _proven(person_id: int, email: str) -> None:
    events.publish(AddressProven(person_id, email.strip().lower(), timezone.now()))


def _person_id(user: object) -> int | None:
    return user.pk if isinstance(user, User) else None
