"""Django's settings, for the embedded site and the deployed one alike.

Every choice that differs between the two comes from `sysml.env`; nothing here reads the environment.
"""

from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext

from sysml.databases import database
from sysml.env import BASE_DIR, Env
from sysml.logging import logging_config
from sysml.security import content_security_policy, sign_in_providers

django_stubs_ext.monkeypatch()  # lets annotations say `CharField[str, str]`

ENV = Env.read()
ENV.data.mkdir(parents=True, exist_ok=True)

# --- the site ---------------------------------------------------------------------------------

DEBUG = ENV.debug
DEMO = ENV.demo
DATA = ENV.data
SECRET_KEY = ENV.secret_key
BASE_URL = ENV.base_url
FILES_URL = ENV.files_url
FILES_HOST = urlsplit(FILES_URL).netloc
ALLOWED_HOSTS = [*ENV.hosts, *([str(urlsplit(FILES_URL).hostname)] if FILES_URL else [])]
PROXIES = ENV.proxies
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "sysml.urls"
WSGI_APPLICATION = "sysml.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en-gb"
DATE_FORMAT = "Y-m-d"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y-m-d H:i"

OUR_APPS = [
    "sysml.kernel",
    "sysml.conference",
    "submissions",
    "committee",
    "reviews",
    "artifacts",
    "sysml.desk",
]

INSTALLED_APPS = [
    "sysml",
    *OUR_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{client.provider}" for client in ENV.oauth),
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "template_partials",
    "csp",
]

MIDDLEWARE = [
    "sysml.health.HealthMiddleware",
    "sysml.logging.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sysml.middleware.SiteMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sysml.desk.shell.context",
            ],
        },
    }
]

# --- database and cache -----------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {"default": database(ENV)}
if ENV.redis_url:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.redis_url}
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- queue: a folder, or Redis; job rows are the truth, a message is only a nudge --------------

BROKER_FOLDER = DATA / "broker"
CELERY_BROKER_URL = ENV.redis_url or "filesystem://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {}
    if ENV.redis_url
    else {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.1,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "kernel.sweep", "schedule": 5.0}}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat-schedule")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"

# --- files and mail ---------------------------------------------------------------------------

MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
# Embedded, uploads wait where the next start finds what a crash has left; a container is simply made anew.
FILE_UPLOAD_TEMP_DIR = None if ENV.deployed else DATA / "incoming"
if FILE_UPLOAD_TEMP_DIR:
    FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if ENV.deployed else None  # embedded: served from the source
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not ENV.deployed
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENV.deployed
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
ARTIFACT_MAX_MB = ENV.artifact_max_mb
BLOBS_ON_OBJECT_STORAGE = ENV.s3 is not None
if ENV.s3:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": ENV.s3.bucket,
            "endpoint_url": ENV.s3.endpoint or None,
            "region_name": ENV.s3.region or None,
            "access_key": ENV.s3.access_key,
            "secret_key": ENV.s3.secret_key,
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from
MAIL_REPLY_TO = ENV.mail_reply_to
MAIL_DOMAIN = urlsplit(BASE_URL).hostname or "localhost"
EMAIL_TIMEOUT = 30
if ENV.smtp:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = ENV.smtp.host, ENV.smtp.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.smtp.user, ENV.smtp.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = ENV.smtp.tls, ENV.smtp.starttls
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"

# --- people and their keys --------------------------------------------------------------------

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": "sysml.kernel.passwords.BreachedPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SIGNUP_OPEN = ENV.signup_open
ACCOUNT_ADAPTER = "sysml.kernel.accounts.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "sysml.kernel.forms.SignupForm"
SOCIALACCOUNT_ADAPTER = "sysml.kernel.accounts.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_DISPLAY = "sysml.kernel.accounts.address_alone"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    # By account and client (see AccountAdapter), so that nobody locks another person out.
    "login_failed": "10/m/ip,5/300s/key",
    "login_failed_known": "10/300s/key",
    "login_failed_everywhere": "100/h/key",
    "reset_password": "20/m/ip,5/m/key",
    "signup": "20/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(BASE_URL).scheme
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.deployed
SOCIALACCOUNT_PROVIDERS = sign_in_providers(ENV.oauth)

# --- what a browser may do --------------------------------------------------------------------

CONTENT_SECURITY_POLICY = content_security_policy(ENV.oauth)
X_FRAME_OPTIONS = "DENY"
HTTPS = ENV.deployed or urlsplit(BASE_URL).scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # a cookie of this name is the host's own: no neighbour in the domain can set it
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 86_400
SECURE_SSL_REDIRECT = ENV.deployed
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.deployed
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.behind_proxy else None

# --- the API, and logs ------------------------------------------------------------------------

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # Endpoints are ApiViews, which add tokens; naming ours here would import the module that imports this.
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "EXCEPTION_HANDLER": "sysml.kernel.api.on_exception",
    "DEFAULT_PAGINATION_CLASS": "sysml.kernel.api.SealedCursor",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "SysML",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": "Everything that a person may read or do on the pages, through the same rules. See docs/api.md.",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SCHEMA_PATH_PREFIX": r"/api/v1(?:/editions/\{edition\})?",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "sysml.kernel.schema.describe_what_all_share",
    ],
    "ENUM_NAME_OVERRIDES": {
        "FileKind": "submissions.serializers.FILE_KINDS",
        "WindowKind": "sysml.conference.serializers.WINDOW_KINDS",
        "QuestionKind": "reviews.serializers.reviewing.KINDS",
        "QuestionAudience": "reviews.serializers.reviewing.AUDIENCES",
        "ThreadAudience": "reviews.serializers.reviewing.THREADS",
        "ArtifactAudience": "artifacts.serializers.AUDIENCES",
        "Side": "committee.serializers.SIDES",
        "ServedSide": "committee.serializers.SERVED_SIDES",
        "ConflictReason": "committee.serializers.REASONS",
        "RequestState": "reviews.serializers.reviewing.REQUEST_STATES",
        "RuleState": "sysml.desk.rules.serializers.STATES",
        "Verdict": "reviews.serializers.reviewing.VERDICTS",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LOGGING = logging_config(level=ENV.log_level, as_json=ENV.deployed)
