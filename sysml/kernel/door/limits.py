"""How often something may be asked: counted in the cache, by person, or by network where nobody is signed in."""

from datetime import datetime

from django.core.cache import cache


def spend(what: str, who: str, *, most: int, seconds: int, now: datetime) -> tuple[int, int]:
    """Count one request; gives how many are left in this interval (negative: too many) and its remaining seconds."""
    second = int(now.timestamp())
    key = f"limit:{what}:{who}:{seconds}:{second // seconds}"
    cache.add(key, 0, seconds * 2)
    try:
        used = cache.incr(key)
    except ValueError:  # the cache threw the counter out just now
        used = 1
    return most - used, seconds - second % seconds
