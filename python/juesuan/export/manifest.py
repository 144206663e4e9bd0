"""manifest.json: what an export is, and every file of it with its size and SHA-256."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from juesuan import __version__
from juesuan.export.data import json_bytes
from juesuan.export.file_names import DATA, MANIFEST
from juesuan.export.material import Material

KIND = "juesuan-export"
PLACE = f"{DATA}/{MANIFEST}"


@dataclass(frozen=True)
class Manifest:
    """What a manifest says; ``files`` are the hashes by path below the export's folder."""

    form: str
    year: str
    unit: str
    code: str
    time: str
    round: int
    draft: bool
    verdict: str
    files: Mapping[str, str] = field(default_factory=dict)


def manifest_bytes(
    material: Material, files: Mapping[str, bytes], number: int, previous: Manifest | None
) -> bytes:
    """Return the manifest over all other files of an export; ``number`` is its round."""
    info = material.read.accounts.info
    content: dict[str, Any] = {
        "kind": KIND,
        "program": __version__,
        "format": material.form.key,
        "format_title": material.form.title,
        "format_digest": material.form.digest,
        "year": material.year,
        "unit": material.unit,
        "unit_code": info.get("unit_code", "").strip(),
        "time": material.now.isoformat(timespec="seconds"),
        "round": number,
        "draft": material.draft,
        "previous": None if previous is None else {"round": previous.round, "time": previous.time},
        "verdict": material.audit.verdict.value,
        "counts": material.audit.counts,
        "rules": dict(material.audit.evaluated),
        "files": [
            {"path": name, "size": len(files[name]), "sha256": sha256(files[name]).hexdigest()}
            for name in sorted(files)
        ],
    }
    return json_bytes(content)


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; ValueError when it is none of ours."""
    try:
        content = json.loads(data.decode())
        if content["kind"] != KIND:
            raise ValueError("another kind of manifest")
        return Manifest(
            str(content["format"]),
            str(content["year"]),
            str(content["unit"]),
            str(content["unit_code"]),
            str(content["time"]),
            int(content["round"]),
            bool(content["draft"]),
            str(content["verdict"]),
            {str(one["path"]): str(one["sha256"]) for one in content["files"]},
        )
    except (KeyError, TypeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"no manifest: {error!r}") from error
