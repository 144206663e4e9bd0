"""Small reports written by hand for the tests: Word files from the XML of their paragraphs, PDF files from their lines."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TITLE = "某市水务局2024年度部门决算"
HEADING = "一、收入支出决算总体情况说明"
WRONG = "2024年度收、支总计均为100.00万元。与2023年相比，收、支总计各增加10.00万元，增长12.00%。"
"""10.00 of 90.00 is 11.11 %."""
RIGHT = WRONG.replace("12.00%", "11.11%")
PART_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = (
    f'{PART_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
PACKAGE_RELS = (
    f'{PART_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def run(text: str, more: str = "") -> str:
    """A run; ``more`` are its properties."""
    return f'<w:r>{f"<w:rPr>{more}</w:rPr>" if more else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    """A paragraph of runs, each a text or the XML of one."""
    return f"<w:p>{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def docx_bytes(*paragraphs: str, **parts: str) -> bytes:
    """A Word file of paragraphs (texts or XML); ``parts`` are more parts by name, ``__`` for ``/``, without ``.xml``."""
    body = "".join(one if one.startswith("<") else paragraph(one) for one in paragraphs)
    spaces = f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": PACKAGE_RELS,
        "word/document.xml": f"{PART_HEAD}<w:document {spaces}><w:body>{body}<w:sectPr/></w:body></w:document>",
        **{f"{name.replace('__', '/')}.xml": text for name, text in parts.items()},
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


def report_docx(*paragraphs: str) -> bytes:
    """A Word report of the title, the first heading and some paragraphs."""
    return docx_bytes(TITLE, HEADING, *paragraphs)


def report_lines(text: str = WRONG, width: int = 30) -> list[str]:
    """The lines of a PDF report: title, first heading, a paragraph broken for width."""
    body = f"　　{text}"
    return [TITLE, HEADING, *(body[at : at + width] for at in range(0, len(body), width))]


def pdf_bytes(
    pages: Sequence[Sequence[str]],
    *,
    rotate: int = 0,
    box: tuple[int, int, int, int] = (0, 0, 595, 842),
    crop: tuple[int, int, int, int] | None = None,
) -> bytes:
    """A PDF of lines of Chinese, upright on the page as it is shown; ``box`` is the MediaBox, ``rotate`` its /Rotate."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * one} 0 R' for one in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor << /Type /FontDescriptor "
        "/FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 880 /Descent -120 /ItalicAngle 0 "
        "/CapHeight 700 /StemV 80 >> >>",
    ]
    more = f" /CropBox [{' '.join(map(str, crop))}]" if crop else ""
    for number, lines in enumerate(pages):
        stream = _content(lines, rotate, box)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(map(str, box))}]{more} /Rotate {rotate} "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return _file(objects)


def _content(lines: Sequence[str], rotate: int, box: tuple[int, int, int, int]) -> str:
    left, bottom, right, top = box
    turn = {
        0: f"1 0 0 1 {left} {bottom}",
        90: f"0 1 -1 0 {right} {bottom}",
        180: f"-1 0 0 -1 {right} {top}",
        270: f"0 -1 1 0 {left} {top}",
    }[rotate]
    height = right - left if rotate in (90, 270) else top - bottom
    shown = [
        f"1 0 0 1 60 {height - 80 - 24 * row} Tm <{line.encode('utf-16-be').hex()}> Tj"
        for row, line in enumerate(lines)
    ]
    return f"q {turn} cm BT /F1 14 Tf {' '.join(shown)} ET Q"


def _file(objects: Sequence[str]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{one}\nendobj\n".encode()
    start = len(data)
    table = "".join(f"{one:010d} 00000 n \n" for one in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
