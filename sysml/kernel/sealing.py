"""Personal parts of the log, sealed under a key of the person: who destroys the key has erased them for ever.

The log keeps the sealed text, and its chain is made over that, so nothing of the log changes when a key goes.
"""

import base64
import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ERASED = "erased"
"""What stands for words whose key is gone."""

_CLEAR = "clear:"
_NONCE = 12

Parts = Mapping[str, str]


def new_key() -> str:
    """A key for one person's parts of the log: 256 bits, in hexadecimal."""
    return secrets.token_hex(32)


def seal(parts: Parts, key: str | None) -> str:
    """These words as they are stored. `key` is None where they are nobody's (the system's), and empty where the
    person's key has been destroyed: then nothing is kept."""
    said = {name: words for name, words in parts.items() if words}
    if not said:
        return ""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    if key is None:
        return _CLEAR + text
    if not key:
        return _CLEAR + json.dumps(dict.fromkeys(said, ERASED), sort_keys=True)
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(bytes.fromhex(key)).encrypt(nonce, text.encode(), None)).decode()


def unseal(sealed: str, key: str | None) -> Parts | None:
    """The words again; None where the key is gone or is another one."""
    if not sealed:
        return {}
    if sealed.startswith(_CLEAR):
        return _parsed(sealed.removeprefix(_CLEAR))
    if not key:
        return None
    raw = base64.b64decode(sealed)
    try:
        text = AESGCM(bytes.fromhex(key)).decrypt(raw[:_NONCE], raw[_NONCE:], None)
    except InvalidTag:
        return None
    return _parsed(text.decode())


def _parsed(text: str) -> Parts:
    return {str(name): str(words) for name, words in json.loads(text).items()}
