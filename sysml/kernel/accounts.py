"""How django-allauth works here: letters leave through the outbox, a proven address is made known.

Failed sign-ins are counted by account *and* client, so that nobody can lock another person out; a browser in which the
account was signed in before has a count of its own (a signed cookie), which guesses from elsewhere do not touch.
"""

import secrets
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from sysml.kernel import events, ids, outbox
from sysml.kernel.door import sessions
from sysml.kernel.door.clients import address_of, network_of
from sysml.kernel.events import AddressProven
from sysml.kernel.models import User

LETTER_KIND = "account"
SECOND_STEP_ADDED = frozenset({"mfa/email/totp_activated", "mfa/email/webauthn_added"})
DEVICE_COOKIE = "sysml_device"
DEVICE_DAYS = 180


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up, verification and reset as allauth does them, with our mail and our events."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make an account."""
        return bool(settings.SIGNUP_OPEN)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere: only our own proxies are believed."""
        return address_of(request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Ways to show that it is still oneself; in a demonstration, where nobody has a password, a press."""
        found = cast(list[dict[str, Any]], super().get_reauthentication_methods(user))
        if user.is_authenticated and (settings.DEMO or not found):
            words = "Press a button" if settings.DEMO else "Sign in again"
            found.append({"id": "proof", "description": words, "url": reverse("proof")})
        return found

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Whose count a failed sign-in goes to: the account's, for this client alone."""
        login = _login_of(credentials)
        device = _device(request, login)
        return f"{login}:{device or network_of(address_of(request))}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Beside the client's own count, an account has one for all unknown clients together, against many at once."""
        login = _login_of(credentials)
        action = "login_failed_known" if _device(request, login) else "login_failed"
        usage = ratelimit.consume(
            request,
            app="allauth.account",
            action=action,
            key=self._get_login_attempts_cache_key(request, **credentials),
        )
        everywhere = None
        if usage and action == "login_failed":
            everywhere = ratelimit.consume(
                request, app="allauth.account", action="login_failed_everywhere", key=login
            )
            usage = usage if everywhere else None
        if not usage:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(
            [*usage.usage, *(everywhere.usage if everywhere else ())]
        )

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, email: str | None, **details: Any
    ) -> HttpResponse:
        """Remember the browser for this account; it says nothing of the account to whoever reads the cookie."""
        response = cast(HttpResponse, super().post_login(request, user, email=email, **details))
        login = (email or cast(User, user).email).strip().lower()
        response.set_cookie(
            DEVICE_COOKIE,
            _signer(login).sign(secrets.token_urlsafe(12)),
            max_age=DEVICE_DAYS * 86_400,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person of a change to how they sign in; a new second step ends what a password alone had opened."""
        super().send_notification_mail(template_prefix, user, context, email)
        if template_prefix in SECOND_STEP_ADDED:
            session_key = self.request.session.session_key
            sessions.end_others(person=cast(User, user), this=session_key, now=timezone.now())

    def format_email_subject(self, subject: str) -> str:
        """No site name in brackets: the sender says it."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the letter into the outbox; the person waits for it, so no rule holds it back.

        Its links lead to the site's own address, whatever host the request named.
        """
        full = {"request": self.request, "email": email, "site_url": settings.BASE_URL, **context}
        message = self.render_mail(template_prefix, email, full)
        body = message.body.replace(self.request.build_absolute_uri("/"), f"{settings.BASE_URL}/")
        with transaction.atomic():
            outbox.write(
                key=f"{LETTER_KIND}:{template_prefix.rpartition('/')[2]}:{ids.new('account-letter', email)}",
                kind=LETTER_KIND,
                to=email,
                subject=message.subject,
                body=body,
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


def address_alone(user: User) -> str:
    """How letters about an account address its person: a name would let strangers write our letters."""
    return user.email


def _login_of(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email", "")).strip().lower()


def _signer(login: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"device:{login}")


def _device(request: HttpRequest, login: str) -> str:
    """The name of this browser, if the account was signed in here before; empty otherwise."""
    try:
        return _signer(login).unsign(request.COOKIES.get(DEVICE_COOKIE, ""), max_age=DEVICE_DAYS * 86_400)
    except signing.BadSignature:
        return ""


def _proven(person_id: int, email: str) -> None:
    events.publish(AddressProven(person_id, email.strip().lower(), timezone.now()))


def _person_id(user: object) -> int | None:
    return user.pk if isinstance(user, User) else None
