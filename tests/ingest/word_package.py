"""Word packages for tests, made of the XML that matters."""

from __future__ import annotations

import io
import zipfile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def word(body: str, *, part: str = "word/document.xml", prolog: str = "") -> bytes:
    """Return a package whose main part has this body."""
    xml = f"<?xml version='1.0' encoding='UTF-8'?>{prolog}"
    xml += f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return package({"[Content_Types].xml": b"<Types/>", part: xml.encode()})


def package(parts: dict[str, bytes]) -> bytes:
    """Return a zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def p(*runs: str, style: str = "") -> str:
    """Return a paragraph of runs of XML; plain text becomes a run."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def run(text: str, *, bold: bool = False) -> str:
    """Return a run of text."""
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    """Return a table of plain cells."""
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"
