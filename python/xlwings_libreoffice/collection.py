"""What the collections have in common: members by name or place, counted from one, names in any case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .guard import unguarded

if TYPE_CHECKING:
    from .documents import Document
    from .office import Office

_Member = TypeVar("_Member")


class InDocument:
    """What stands in a document, and so has an office behind it."""

    document: Document

    @property
    @unguarded
    def office(self) -> Office:
        """The office behind it."""
        return self.document.office


class Collection(Generic[_Member]):
    """Members that are asked for by name or place; a subclass says what there is and what it is called."""

    def _entries(self) -> Sequence[Any]:
        """What there is, in order; light enough to be listed at each question."""
        raise NotImplementedError

    def _name_of(self, entry: Any, place: int) -> str:
        """The name of an entry at a place counted from one."""
        raise NotImplementedError

    def _made(self, entry: Any) -> _Member:
        """The member for an entry."""
        raise NotImplementedError

    def _found(self, name: str) -> Any:
        for place, entry in enumerate(self._entries(), start=1):
            if self._name_of(entry, place).lower() == name.lower():
                return entry
        return None

    def __call__(self, name_or_index: int | str) -> _Member:
        """The member of a name or place; ``KeyError`` when there is none."""
        if isinstance(name_or_index, int):
            entries = self._entries()
            entry = entries[name_or_index - 1] if 1 <= name_or_index <= len(entries) else None
        else:
            entry = self._found(name_or_index)
        if entry is None:
            raise KeyError(name_or_index)
        return self._made(entry)

    def __len__(self) -> int:
        return len(self._entries())

    def __iter__(self) -> Iterator[_Member]:
        return iter([self._made(entry) for entry in self._entries()])

    def __contains__(self, name_or_index: int | str) -> bool:
        if isinstance(name_or_index, int):
            return 1 <= name_or_index <= len(self)
        return self._found(name_or_index) is not None
