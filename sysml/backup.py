"""A whole site in one file: every row as a line of JSON, and every stored file under its SHA-256.

The archive knows neither SQLite nor PostgreSQL, neither folder nor object storage: a site is moved between
them by a backup here and a restore there. Sessions stay behind (people sign in again), and so does the
site's secret, which is configuration.

    manifest.json              what is inside, with checksums, and the migrations that it fits
    rows/kernel.User.jsonl     one object a line, by field name
    files/3f78…                one stored file each
"""

import contextlib
import hashlib
import io
import json
import re
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, JSONField, Model

from sysml.kernel import audit_chain, blobs
from sysml.kernel.models import Blob

FORMAT = 1
# Made anew by every migration, or worth nothing elsewhere.
LEFT_BEHIND = {"auth.Permission", "auth.Group", "auth.Group_permissions"} | {
    "contenttypes.ContentType",
    "sessions.Session",
    "usersessions.UserSession",
}
MEMBER_NAME = re.compile(r"manifest\.json|rows/[A-Za-z_.]+\.jsonl|files/[0-9a-f]{64}")
BATCH = 500
CHUNK = 1 << 20

Row = dict[str, Any]
AnyField = Field[Any, Any]


class CannotRestore(Exception):
    """The archive is damaged or does not fit this site; nothing has been changed."""


@dataclass(frozen=True)
class Table:
    """One model's part of an archive."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself; `missing` are files that the site it came from had lost already."""

    format: int
    made_at: str
    migrations: list[str]
    tables: dict[str, Table]
    files: int
    missing: list[str]


def backup(target: Path, *, now: datetime) -> Manifest:
    """Write the site to `target` (a .tar.gz that must not exist yet); rows are of one moment.

    Stored files never change once written, so they are copied after the rows without holding anybody up.
    """
    with target.open("xb") as output, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tables = _dump_rows(folder)
        sizes, missing = _stored_files()
        manifest = Manifest(
            format=FORMAT,
            made_at=now.isoformat(),
            migrations=_migrations(),
            tables=tables,
            files=len(sizes),
            missing=missing,
        )
        with tarfile.open(fileobj=output, mode="w:gz", compresslevel=3) as archive:
            _add(archive, "manifest.json", io.BytesIO(json.dumps(asdict(manifest), indent=1).encode()), now)
            for label in tables:
                with (folder / f"{label}.jsonl").open("rb") as rows:
                    _add(archive, f"rows/{label}.jsonl", rows, now)
            for sha256 in sizes:
                with blobs.open_blob(sha256) as content:
                    _add(archive, f"files/{sha256}", content, now)
    return manifest


def restore(source: Path, *, now: datetime, force: bool = False) -> Manifest:
    """Make this site the one in `source`: all of it, or nothing.

    Raises CannotRestore if anything in the archive is damaged, if it was made with other migrations, or if
    this site holds rows already and `force` is not given (then they are deleted).
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        manifest = _unpack(source, folder)
        _check_fits(manifest, force=force)
        for file in sorted((folder / "files").glob("*")):
            with file.open("rb") as content:
                blobs.put(content, now=now)
        with transaction.atomic():
            _delete_rows()
            for model in _models():
                if model._meta.label in manifest.tables:
                    _load_rows(model, folder / "rows" / f"{model._meta.label}.jsonl")
            connection.check_constraints()
            _reset_sequences()
    _forget_other_files()
    return manifest


def is_empty() -> bool:
    """Whether nobody has used this site yet."""
    return not any(model._base_manager.exists() for model in _models() if model is not Blob)


def _models() -> list[type[Model]]:
    """Every model that is moved, each after those it points to where they do not point at each other."""
    waiting = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_BEHIND
    ]
    ordered: list[type[Model]] = []
    while waiting:
        ready = [model for model in waiting if not (_points_to(model) & set(waiting) - {model})]
        for model in ready or waiting[:1]:
            ordered.append(model)
            waiting.remove(model)
    return ordered


def _points_to(model: type[Model]) -> set[type[Model]]:
    targets = (field.related_model for field in _fields(model) if field.is_relation)
    return {target for target in targets if isinstance(target, type)}


def _fields(model: type[Model]) -> list[AnyField]:
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def _migrations() -> list[str]:
    labels = {model._meta.app_label for model in _models()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in labels)


# --- out --------------------------------------------------------------------------------------


def _dump_rows(folder: Path) -> dict[str, Table]:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return {model._meta.label: _dump_model(model, folder) for model in _models()}


def _dump_model(model: type[Model], folder: Path) -> Table:
    digest, count = hashlib.sha256(), 0
    fields = _fields(model)
    with (folder / f"{model._meta.label}.jsonl").open("wb") as output:
        for instance in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
            row = {field.name: _to_json(field, instance) for field in fields}
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            output.write(line)
            digest.update(line)
            count += 1
    return Table(rows=count, sha256=digest.hexdigest())


def _to_json(field: AnyField, instance: Model) -> Any:
    value = field.value_from_object(instance)
    if value is None or isinstance(field, JSONField):
        return value
    return field.value_to_string(instance)


def _stored_files() -> tuple[dict[str, int], list[str]]:
    sizes: dict[str, int] = {}
    missing: list[str] = []
    for sha256, size in Blob.objects.order_by("sha256").values_list("sha256", "size"):
        try:
            blobs.open_blob(sha256).close()
        except OSError:
            missing.append(sha256)
        else:
            sizes[sha256] = size
    return sizes, missing


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], now: datetime) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = content.seek(0, io.SEEK_END)
    content.seek(0)
    entry.mtime = int(now.timestamp())
    entry.mode = 0o600
    archive.addfile(entry, content)


# --- in ---------------------------------------------------------------------------------------


def _unpack(source: Path, folder: Path) -> Manifest:
    """Unpack what belongs to an archive, and nothing else, checking every byte against its checksum."""
    digests: dict[str, str] = {}
    try:
        with tarfile.open(source, mode="r|gz") as archive:
            for entry in archive:
                content = archive.extractfile(entry)
                if content is None or not MEMBER_NAME.fullmatch(entry.name):
                    raise CannotRestore(f"{entry.name!r} does not belong in a backup")
                digests[entry.name] = _write(content, folder / entry.name)
        manifest = _manifest(folder / "manifest.json")
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError) as error:
        raise CannotRestore(f"this is not a whole backup: {error}") from error
    for label, table in manifest.tables.items():
        if digests.get(f"rows/{label}.jsonl") != table.sha256:
            raise CannotRestore(f"the rows of {label} are damaged")
    files = {name.removeprefix("files/"): digest for name, digest in digests.items() if name[:6] == "files/"}
    if damaged := [name for name, digest in files.items() if name != digest]:
        raise CannotRestore(f"{len(damaged)} files are damaged, {damaged[0]} among them")
    if len(files) != manifest.files:
        raise CannotRestore(f"{manifest.files} files are announced and {len(files)} are there")
    return manifest


def _write(content: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    target.parent.mkdir(exist_ok=True)
    with target.open("wb") as output:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            output.write(chunk)
    return digest.hexdigest()


def _manifest(path: Path) -> Manifest:
    read = json.loads(path.read_text(encoding="utf-8"))
    if read["format"] != FORMAT:
        raise CannotRestore(f"its format is {read['format']}, and this version reads {FORMAT}")
    return Manifest(**{**read, "tables": {label: Table(**table) for label, table in read["tables"].items()}})


def _check_fits(manifest: Manifest, *, force: bool) -> None:
    if different := sorted(set(manifest.migrations) ^ set(_migrations())):
        raise CannotRestore(
            f"it was made by another version ({', '.join(different[:3])}): "
            "restore it with that version, then bring that site up to date"
        )
    if not force and not is_empty():
        raise CannotRestore("this site is not empty; --force deletes what is here")


def _delete_rows() -> None:
    audit_chain.allow_demolition()
    with connection.cursor() as cursor:
        for model in reversed(_models()):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _load_rows(model: type[Model], path: Path) -> None:
    fields = _fields(model)
    with path.open(encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        while batch := [_instance(model, fields, row) for row in islice(rows, BATCH)]:
            size = connection.ops.bulk_batch_size(fields, batch) or BATCH
            for part in _parts(batch, size):
                # As they were: no default, no `auto_now`, no `save` of a model has a say.
                model._base_manager.all()._insert(part, fields=fields, raw=True, using=connection.alias)  # type: ignore[attr-defined]


def _instance(model: type[Model], fields: Iterable[AnyField], row: Row) -> Model:
    values = {field.attname: _from_json(field, row[field.name]) for field in fields}
    return model(**values)


def _from_json(field: AnyField, value: Any) -> Any:
    return value if value is None or isinstance(field, JSONField) else field.to_python(value)


def _parts(batch: list[Model], size: int) -> Iterator[list[Model]]:
    for start in range(0, len(batch), size):
        yield batch[start : start + size]


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _forget_other_files() -> None:
    """Remove the files of the site that was here before; object storage has rules of its own for that."""
    kept = set(Blob.objects.values_list("sha256", flat=True))
    for path in (blobs.folder() / "blobs").glob("*/*"):
        if path.name not in kept:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
