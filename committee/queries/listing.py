"""A list that is read a page at a time: rows of the database in, read-models out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from django.db.models import QuerySet

T = TypeVar("T")


@dataclass(frozen=True)
class Listing(Sequence[T], Generic[T]):
    """Slices of a queryset, each turned into read-models by one function with a fixed number of queries."""

    source: "QuerySet[Any] | list[Any]"
    build: Callable[[list[Any]], list[T]]

    def __len__(self) -> int:
        return len(self.source) if isinstance(self.source, list) else self.source.count()

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return self.build(list(self.source[index]))
        return self.build([self.source[index]])[0]

    def all(self) -> list[T]:
        """Every row (exports)."""
        return self.build(list(self.source))
