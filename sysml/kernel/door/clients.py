"""Where a request comes from, and what kind of machine sent it.

`X-Forwarded-For` can be written by anybody. Only its last entries, one for each proxy that the site itself runs
(SYSML_PROXIES), are believed; with none, the header is not read at all.
"""

import re
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104  (nothing is bound: a request without an address, as from the test client)
NETWORK_BITS = 64
"""Of an IPv6 address: whoever has one has all of its network, and must not count as many."""


def address_of(request: HttpRequest) -> str:
    """The address of the client, as the outermost of our own proxies saw it."""
    proxies: int = settings.PROXIES
    seen = request.META.get("REMOTE_ADDR", "")
    if proxies:
        passed = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        seen = passed[-proxies] if len(passed) >= proxies else seen
    return _parsed(seen)


def network_of(address: str) -> str:
    """What limits count by: an IPv4 address, or the network of an IPv6 one."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, NETWORK_BITS), strict=False))
    return address


def _parsed(text: str) -> str:
    bare = re.sub(r"^\[(.+)\](:\d+)?$", r"\1", text.strip())
    bare = re.sub(r"^(\d+\.\d+\.\d+\.\d+):\d+$", r"\1", bare)
    try:
        parsed = ip_address(bare)
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(parsed)


_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:(?:Headless)?Chrome|CriOS|Chromium)/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)


def device_words(user_agent: str) -> str:
    """A browser and a system in words: “Firefox on Windows”. Nothing of the header itself is shown."""
    browser = next((words for words, sign in _BROWSERS if re.search(sign, user_agent)), "")
    system = next((words for words, sign in _SYSTEMS if re.search(sign, user_agent)), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "A program or an unusual browser"
