"""The one place that reads the process environment.

`Env.read()` turns strings into typed values once, at start. A value that cannot be used stops the
process with an error that names the variable, so that a mistake shows at start and not at midnight.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
DEVELOPMENT_KEY = "development-only-key-refused-as-soon-as-debug-is-off"
SHORTEST_SECRET = 40
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class EnvError(Exception):
    """A variable of the environment is missing or unusable; the message begins with its name."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Where letters leave: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465` (TLS)."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    starttls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class S3:
    """Object storage for files; without it they lie in the data folder."""

    bucket: str
    endpoint: str
    region: str
    access_key: str
    secret_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """One way to sign in from elsewhere, offered only when its client id is set."""

    provider: str
    client_id: str
    secret: str
    name: str = ""
    server_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """Every choice that the environment can make about this process."""

    deployed: bool
    debug: bool
    demo: bool
    secret_key: str
    data: Path
    host: str
    port: int
    hosts: tuple[str, ...]
    base_url: str
    database_url: str
    redis_url: str
    smtp: Smtp | None
    mail_from: str
    mail_reply_to: str
    s3: S3 | None
    oauth: tuple[OAuthClient, ...]
    behind_proxy: bool
    proxies: int
    files_url: str
    signup_open: bool
    log_level: str
    artifact_max_mb: int

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Env":
        """Read and check the environment; raises EnvError naming the first variable that is wrong."""
        source = _Source(environ)
        deployed = source.flag("SYSML_DEPLOYED", default=False)
        behind_proxy = source.flag("SYSML_BEHIND_PROXY", default=False)
        debug = source.flag("SYSML_DEBUG", default=not deployed)
        if deployed and debug:
            raise EnvError("SYSML_DEBUG", "must be off when SYSML_DEPLOYED is on")
        data = source.folder("SYSML_DATA", default=BASE_DIR / "var")
        host = source.text("SYSML_HOST", default="127.0.0.1")
        port = source.number("SYSML_PORT", default=8000, low=1, high=65535)
        hosts = source.items("SYSML_HOSTS", default=LOOPBACK_HOSTS)
        base_url = _base_url(source, default=f"http://127.0.0.1:{port}")
        demo = source.flag("SYSML_DEMO", default=False)
        if demo:
            _refuse_public_demo(host, hosts)
        return cls(
            deployed=deployed,
            debug=debug,
            demo=demo,
            secret_key=_secret_key(source, data=data, debug=debug),
            data=data,
            host=host,
            port=port,
            hosts=hosts,
            base_url=base_url,
            database_url=source.url("DATABASE_URL", schemes=("postgres", "postgresql", "sqlite")),
            redis_url=source.url("REDIS_URL", schemes=("redis", "rediss", "unix")),
            smtp=_smtp(source),
            mail_from=source.text("SYSML_MAIL_FROM", default="SysML <conference@localhost>"),
            mail_reply_to=source.text("SYSML_MAIL_REPLY_TO"),
            s3=_s3(source),
            oauth=_oauth(source),
            behind_proxy=behind_proxy,
            proxies=source.number("SYSML_PROXIES", default=int(behind_proxy), low=0, high=9),
            files_url=_files_url(source, base_url),
            signup_open=source.flag("SYSML_SIGNUP", default=True),
            log_level=source.choice("SYSML_LOG_LEVEL", LOG_LEVELS, default="INFO" if deployed else "WARNING"),
            artifact_max_mb=source.number("SYSML_ARTIFACT_MAX_MB", default=2000, low=1, high=1_000_000),
        )


class _Source:
    """Typed access to the variables; an empty string counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, *, default: str = "") -> str:
        return self._environ.get(name, "").strip() or default

    def required(self, name: str, *, because: str) -> str:
        value = self.text(name)
        if not value:
            raise EnvError(name, f"must be set {because}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name).lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        if value:
            raise EnvError(name, f"{value!r} is neither 1 nor 0")
        return default

    def number(self, name: str, *, default: int, low: int, high: int) -> int:
        value = self.text(name, default=str(default))
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise EnvError(name, f"{value!r} is not a whole number from {low} to {high}")
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        value = self.text(name, default=default).upper()
        if value not in choices:
            raise EnvError(name, f"{value!r} is none of {', '.join(choices)}")
        return value

    def items(self, name: str, *, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self.text(name)
        return tuple(item.strip() for item in value.split(",") if item.strip()) if value else default

    def folder(self, name: str, *, default: Path) -> Path:
        path = Path(self.text(name, default=str(default))).expanduser().absolute()
        if path.exists() and not path.is_dir():
            raise EnvError(name, f"{path} is not a folder")
        return path

    def url(self, name: str, *, schemes: tuple[str, ...]) -> str:
        value = self.text(name)
        if value and urlsplit(value).scheme not in schemes:
            raise EnvError(name, f"must begin with one of {', '.join(f'{s}://' for s in schemes)}")
        return value


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _refuse_public_demo(host: str, hosts: tuple[str, ...]) -> None:
    public = [name for name in (host, *hosts) if not is_loopback(name)]
    if public:
        raise EnvError("SYSML_DEMO", f"signs anybody in as anyone, so it must be off on {', '.join(public)}")


def _secret_key(source: _Source, *, data: Path, debug: bool) -> str:
    key = source.text("SYSML_SECRET_KEY")
    path = Path(source.text("SYSML_SECRET_KEY_FILE", default=str(data / "secret_key")))
    if not key and path.is_file():
        key = path.read_text(encoding="ascii").strip()
    if not key and debug:
        return DEVELOPMENT_KEY
    if not key:
        raise EnvError("SYSML_SECRET_KEY", "must be set (or SYSML_SECRET_KEY_FILE) when SYSML_DEBUG is off")
    if len(key) < SHORTEST_SECRET or key == DEVELOPMENT_KEY:
        raise EnvError("SYSML_SECRET_KEY", f"must be {SHORTEST_SECRET} or more random characters")
    return key


def _base_url(source: _Source, *, default: str) -> str:
    return _origin("SYSML_BASE_URL", source.text("SYSML_BASE_URL", default=default), "conference.example.org")


def _files_url(source: _Source, base_url: str) -> str:
    """The address of foreign files: a host of its own, to which no cookie of the site is sent."""
    name = "SYSML_FILES_URL"
    value = source.text(name)
    if not value:
        return ""
    origin = _origin(name, value, "files.example.net")
    if urlsplit(origin).hostname == urlsplit(base_url).hostname:
        raise EnvError(name, "must be another host than SYSML_BASE_URL")
    return origin


def _origin(name: str, text: str, example: str) -> str:
    value = text.rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise EnvError(name, f"{value!r} is not like https://{example}")
    return value


def _smtp(source: _Source) -> Smtp | None:
    name = "SYSML_SMTP_URL"
    value = source.url(name, schemes=("smtp", "smtps", "smtp+plain"))
    if not value:
        return None
    parts = urlsplit(value)
    if not parts.hostname:
        raise EnvError(name, "names no host")
    try:
        port = parts.port
    except ValueError as error:
        raise EnvError(name, str(error)) from error
    return Smtp(
        host=parts.hostname,
        port=port or {"smtp": 587, "smtps": 465, "smtp+plain": 25}[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp",
    )


def _s3(source: _Source) -> S3 | None:
    bucket = source.text("SYSML_S3_BUCKET")
    if not bucket:
        return None
    because = "when SYSML_S3_BUCKET is"
    return S3(
        bucket=bucket,
        endpoint=source.url("SYSML_S3_ENDPOINT", schemes=("http", "https")),
        region=source.text("SYSML_S3_REGION"),
        access_key=source.required("SYSML_S3_ACCESS_KEY", because=because),
        secret_key=source.required("SYSML_S3_SECRET_KEY", because=because),
    )


def _oauth(source: _Source) -> tuple[OAuthClient, ...]:
    clients = []
    for provider in ("orcid", "google", "github", "openid_connect"):
        prefix = f"SYSML_{'OIDC' if provider == 'openid_connect' else provider.upper()}"
        client_id = source.text(f"{prefix}_CLIENT_ID")
        if not client_id:
            continue
        because = f"when {prefix}_CLIENT_ID is"
        generic = provider == "openid_connect"
        clients.append(
            OAuthClient(
                provider=provider,
                client_id=client_id,
                secret=source.required(f"{prefix}_SECRET", because=because),
                name=source.text(f"{prefix}_NAME", default="Institution") if generic else "",
                server_url=source.required(f"{prefix}_URL", because=because) if generic else "",
            )
        )
    return tuple(clients)
