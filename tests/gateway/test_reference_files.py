"""What officers hand in as documents: Word and PDF read as text, within limits, or refused."""

import io
import sys
import zipfile

import pytest

from gateway.errors import UnreadableFile
from gateway.formats import pdf_text, word_text
from gateway.reference_files import document, text

TEXT = "关于揽月湖片区生态修复的内部评估意见，湖底淤泥平均厚度一点七米。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _word(path, body, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            file.writestr(f"word/{name}.xml", content)
    return path


def _paragraph(*runs):
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def _pdf(path, words, pages=1):
    """A PDF whose one font maps two-byte codes to Unicode, as office programs write it."""
    codes = {letter: number for number, letter in enumerate(dict.fromkeys(words), 1)}
    shown = "".join(f"{codes[letter]:04x}" for letter in words)
    mapping = "\n".join(
        f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{mapping}\nendbfchar\nendcmap end end"
    )
    content = f"BT /F1 12 Tf 20 700 Td <{shown}> Tj ET"
    kids = " ".join(f"{7 + n} 0 R" for n in range(pages))
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R "
    page += "/Resources << /Font << /F1 4 0 R >> >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H "
        "/DescendantFonts [5 0 R] /ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        *[page] * pages,
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, each in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{each}\nendobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010d} 00000 n \n" for place in places).encode())
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    out.write(trailer.encode())
    path.write_bytes(out.getvalue())
    return path


def test_a_word_document_is_read(tmp_path):
    """Runs are joined, paragraphs and cells end a line, notes count, deleted text does not."""
    deleted = "<w:p><w:del><w:r><w:delText>删去的话</w:delText></w:r></w:del></w:p>"
    cells = "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in "甲乙")
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    notes = f"<w:footnotes {W}><w:footnote>{_paragraph('脚注')}</w:footnote></w:footnotes>"
    body = _paragraph(TEXT[:9], TEXT[9:]) + deleted + table
    path = _word(tmp_path / "a.docx", body, footnotes=notes)
    lines = document(path).split()
    assert lines == [TEXT, "甲", "乙", "脚注"]


def test_a_pdf_is_read(tmp_path):
    """The characters of each page, in order."""
    assert document(_pdf(tmp_path / "a.pdf", TEXT, pages=2)).split() == [TEXT, TEXT]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"canary", b"%PDF-1.7\ncanary"],
    ids=["empty", "cut", "other", "broken"],
)
@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_what_is_no_document_is_refused(tmp_path, name, content):
    """Whatever a file is, the refusal shows nothing of it."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        document(path)
    assert "canary" not in str(caught.value)


def test_words_are_taken_from_plain_text_alone(tmp_path):
    """A dictionary in Word would bring its formatting along."""
    with pytest.raises(UnreadableFile):
        text(_word(tmp_path / "a.docx", _paragraph("词语")))


def test_a_document_has_limits(tmp_path, monkeypatch):
    """Too many characters, a packed bomb, an entity, a PDF that takes too long."""
    path = _word(tmp_path / "a.docx", _paragraph(TEXT) * 20)
    with pytest.raises(UnreadableFile, match="超过 100 字"):
        word_text.read(path, 100)
    with pytest.raises(UnreadableFile, match="超过 20 字"):
        pdf_text.read(_pdf(tmp_path / "a.pdf", TEXT), 20)
    monkeypatch.setattr(word_text, "_MOST_BYTES", 1 << 20)
    bomb = _word(tmp_path / "b.docx", f"<!--{'x' * (2 << 20)}-->")
    with pytest.raises(UnreadableFile):
        word_text.read(bomb, 10_000_000)
    entity = tmp_path / "c.docx"
    with zipfile.ZipFile(entity, "w") as file:
        said = f'<!DOCTYPE d [<!ENTITY e "canary">]><w:p {W}><w:t>&e;</w:t></w:p>'
        file.writestr("word/document.xml", said)
    with pytest.raises(UnreadableFile):
        document(entity)
    sleeper = tmp_path / "python"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n")
    sleeper.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(sleeper))
    with pytest.raises(UnreadableFile, match="读不出"):
        pdf_text.read(tmp_path / "a.pdf", 1000, seconds=0.2)
