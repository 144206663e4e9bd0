"""Carrying a step out, and undoing what a mark tells of. Both can be done again after having been broken off."""

from __future__ import annotations

from pathlib import Path

from juesuan.addin.install_door import HALF, Door, beside, delete_tree, put_whole
from juesuan.addin.install_journal import Mark, pack, pack_values, unpack_values
from juesuan.addin.install_lines import restored, with_line
from juesuan.addin.install_steps import MakeFolder, Menus, PutFile, PutTree, Register, SetLine, Step
from juesuan.addin.registry import Values, opened, with_ours, without_ours


def mark_of(step: Step, door: Door, old: Mark | None = None) -> Mark | None:
    """Return what is needed to undo a step that is going to be done; None when it changes nothing that was there.

    ``old`` is the mark of the same thing from an earlier time: what it found before is what comes back in the end.
    """
    match step:
        case MakeFolder():
            return None if door.is_folder(step.folder) else Mark("folder", str(step.folder))
        case PutFile():
            return Mark("file", str(step.target), str(step.staging))
        case PutTree():
            return Mark("tree", str(step.target))
        case SetLine():
            now = door.read(step.file)
            before = now if old is None else restored(now, old)
            after = with_line(now, step.key, step.value)
            return Mark("line", str(step.file), step.key, pack(before), pack(after))
        case Register():
            values = door.registry.values(step.key)
            before_values = pack_values(None if values is None else opened(values))
            return Mark("open", step.key, step.file, before_values if old is None else old.before)
        case Menus():
            return Mark("menus", str(step.base))


def carry_out(step: Step, door: Door) -> None:
    """Do one step."""
    match step:
        case MakeFolder():
            door.make_folder(step.folder)
        case PutFile():
            put_whole(door, step.target, _bytes(door, step.source), step.staging)
        case PutTree():
            _put_tree(step, door)
        case SetLine():
            put_whole(
                door, step.file, with_line(door.read(step.file), step.key, step.value), step.file.parent
            )
        case Register():
            now = opened(door.registry.values(step.key) or {})
            _write_list(door, step.key, now, with_ours(now, step.file))
        case Menus():
            door.put_menus(step.base, step.interpreter)


def undo(mark: Mark, door: Door) -> None:
    """Undo one step, whether it was done, half done or not done at all."""
    where = Path(mark.where)
    match mark.kind:
        case "folder":
            if door.is_folder(where) and door.is_empty(where):
                door.delete_folder(where)
        case "file":
            door.delete(where)
            door.delete(Path(mark.name) / HALF)
        case "tree":
            _take_tree(where, door)
        case "line":
            _undo_line(mark, door)
        case "open":
            _unregister(mark, door)
        case "menus":
            door.take_menus(where)


def _bytes(door: Door, file: Path) -> bytes:
    data = door.read(file)
    if data is None:
        raise FileNotFoundError(2, "No such file", str(file))
    return data


def _put_tree(step: PutTree, door: Door) -> None:
    """The new tree is made whole under another name; then two renamings change the old for the new."""
    new, old = beside(step.target, "new"), beside(step.target, "old")
    delete_tree(door, new)
    for folder in _folders(step.files):
        door.make_folder(new / folder)
    for file in step.files:
        door.write(new / file, _bytes(door, step.source / file))
    if door.is_folder(step.target):
        delete_tree(door, old)
        door.rename(step.target, old)
    door.rename(new, step.target)
    delete_tree(door, old)


def _take_tree(tree: Path, door: Door) -> None:
    """A program that is running keeps its folder from being renamed: then nothing of it is deleted."""
    new, old = beside(tree, "new"), beside(tree, "old")
    delete_tree(door, old)
    if door.is_folder(tree):
        door.rename(tree, old)
    delete_tree(door, new)
    delete_tree(door, old)


def _folders(files: tuple[str, ...]) -> list[Path]:
    """Return every folder that the files stand in, the outer before the inner."""
    return sorted({Path(), *(parent for file in files for parent in Path(file).parents)})


def _undo_line(mark: Mark, door: Door) -> None:
    file = Path(mark.where)
    door.delete(file.parent / HALF)
    now = door.read(file)
    before = restored(now, mark)
    if before is None:
        door.delete(file)
    elif before != now:
        put_whole(door, file, before, file.parent)


def _unregister(mark: Mark, door: Door) -> None:
    before = unpack_values(mark.before)
    values = door.registry.values(mark.where)
    if values is None:
        return
    now = opened(values)
    _write_list(door, mark.where, now, without_ours(now, mark.name, before))
    if before is None:
        door.registry.delete_key(mark.where)


def _write_list(door: Door, key: str, now: Values, wanted: Values) -> None:
    """Bring the OPEN values to what is wanted, from the front: a value is written before the one behind it goes."""
    for name, value in wanted.items():
        if now.get(name) != value:
            door.registry.set(key, name, value)
    for name in reversed(now):
        if name not in wanted:
            door.registry.delete(key, name)
