"""Workbooks of an office."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .book_sheets import Sheets
from .collection import Collection, InDocument
from .documents import Document, open_documents
from .files import new_document, open_document, store, store_pdf
from .guard import engine_class, partly, unguarded
from .names import Names

if TYPE_CHECKING:
    from .apps import App
    from .office import Office


@engine_class
class Book(InDocument, base_classes.Book):
    """A workbook."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    @unguarded
    def api(self) -> Any:
        """The office's document."""
        return self.document.model

    @property
    @unguarded
    def app(self) -> App:
        """The office."""
        from .apps import App

        return App(self.office)

    @property
    def name(self) -> str:
        """The name."""
        return self.document.name

    @property
    def fullname(self) -> str:
        """The path, or the name of a workbook that was never saved."""
        path = self.document.path
        return str(path) if path is not None else self.document.name

    @property
    @unguarded
    def sheets(self) -> Sheets:
        """The sheets."""
        return Sheets(self.document)

    @property
    @unguarded
    def names(self) -> Names:
        """The names."""
        return Names(self.document)

    def activate(self) -> None:
        """Bring the workbook to the front."""
        frame = self.document.controller.Frame
        frame.activate()
        if self.office.window:
            frame.ContainerWindow.toFront()
        self.office.current = self.document.uid

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in place or at a path."""
        store(self.document, path, password)

    def close(self) -> None:
        """Close without saving."""
        self.document.model.setModified(False)
        path = self.document.path
        self.document.model.close(True)  # noqa: FBT003
        self.office.documents.pop(self.document.uid, None)
        if path is not None:
            self.office.opened.discard(path)

    @partly("the quality is ignored")
    def to_pdf(self, path: str, quality: str) -> None:  # noqa: ARG002
        """Write the workbook as PDF."""
        store_pdf(self.document, path)


@engine_class
class Books(Collection[Book], base_classes.Books):
    """The open workbooks."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    @unguarded
    def office(self) -> Office:
        """The office."""
        return self.app.office

    @property
    @unguarded
    def api(self) -> Any:
        """The office's desktop."""
        return self.office.desktop

    @property
    def active(self) -> Book:
        """The workbook that is in front."""
        documents = open_documents(self.office)
        if not documents:
            raise IndexError("no workbook is open")
        uid = self.office.current
        if self.office.window:
            front = self.office.desktop.CurrentComponent
            uid = str(getattr(front, "RuntimeUID", "")) or uid
        return Book(next((document for document in documents if document.uid == uid), documents[-1]))

    def _entries(self) -> list[Document]:
        return open_documents(self.office)

    def _name_of(self, entry: Document, place: int) -> str:
        del place
        return entry.name

    def _made(self, entry: Document) -> Book:
        return Book(entry)

    def add(self) -> Book:
        """A new workbook."""
        return Book(new_document(self.office))

    @partly("the path, `read_only` and `password`; the rest is ignored")
    def open(
        self,
        fullname: str,
        update_links: Any = None,  # noqa: ARG002
        read_only: Any = None,
        format: Any = None,  # noqa: A002, ARG002
        password: str | None = None,
        *others: Any,  # noqa: ARG002 - what only Excel knows
        **more: Any,  # noqa: ARG002
    ) -> Book:
        """Open a workbook."""
        path = Path(fullname).resolve()
        return Book(open_document(self.office, path, read_only=bool(read_only), password=password))
