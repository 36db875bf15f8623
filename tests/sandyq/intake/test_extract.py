"""Text out of Markdown, plain text, HTML, PDF and DOCX, the last two made here byte by byte."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.intake.errors import RefusedError
from sandyq.intake.extract import decode, extract, tidy
from sandyq.intake.front import front_matter, split_front
from sandyq.intake.pdf import paragraphs

LONG = "Exports of grain from the north of the country came to 4.5 million tonnes."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def pdf(pages: list[list[tuple[int, int, str]]], title: str | None = None) -> bytes:
    """A PDF of Helvetica 10; each page lists lines with their place in points from the lower left."""
    fonts = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        fonts,
    ]
    for number, lines in enumerate(pages):
        escaped = (
            (x, y, line.replace("\\", "").replace("(", "\\(").replace(")", "\\)")) for x, y, line in lines
        )
        shown = "\n".join(f"BT /F1 10 Tf {x} {y} Td ({line}) Tj ET" for x, y, line in escaped).encode(
            "cp1252"
        )
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents "
            + f"{5 + 2 * number} 0 R".encode()
            + b" /Resources << /Font << /F1 3 0 R >> >> >>",
            b"<< /Length " + str(len(shown)).encode() + b" >>\nstream\n" + shown + b"\nendstream",
        ]
    info = f" /Info {len(objects) + 1} 0 R" if title else ""
    if title:
        objects.append(f"<< /Title ({title}) >>".encode())
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    trailer = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R{info} >>\n"
    return out + trailer.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()


def column(lines: list[str], x: int = 72, y: int = 700) -> list[tuple[int, int, str]]:
    return [(x, y - 12 * number, line) for number, line in enumerate(lines)]


def docx(body: str, title: str = "", styles: str = "") -> bytes:
    """A DOCX whose body is ``body``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        archive.writestr("docProps/core.xml", f"<core {DC}><dc:title>{title}</dc:title></core>")
        archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return out.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def test_a_web_page_gives_its_main_text_and_what_it_declares(newspaper) -> None:
    found = extract(newspaper(), "https://example.org/wheat", "text/html", "utf-8")
    assert (found.title, found.publisher, found.author) == (
        "Wheat moves west",
        "Steppe Gazette",
        "Aigul Writer",
    )
    assert (found.published, found.language) == ("2023-05-04", "en")
    blocks = found.text.strip().split("\n\n")
    assert "# Wheat moves west" in blocks
    assert "## What the railways carried" in blocks
    assert "- Wheat: 3.1 million tonnes\n- Barley: 1.4 million tonnes" in blocks
    assert "Italy: Exports $15 billion" in blocks
    assert any(
        block.startswith("Kazakhstan's trade with Italy came to 19.9 billion dollars in the")
        for block in blocks
    )
    assert "Sport" not in found.text
    assert "Write to us" not in found.text


def test_nothing_is_guessed_of_a_page_that_declares_nothing(newspaper) -> None:
    plain = newspaper().decode()
    for declared in ('<meta property="og:site_name"', '<meta name="author"', '<meta property="article:'):
        begin = plain.index(declared)
        plain = plain[:begin] + plain[plain.index(">", begin) + 1 :]
    plain = plain.replace('lang="en"', "").replace("| Steppe Gazette", "")
    found = extract(plain.encode(), "https://www.example.org/2021/03/wheat", "text/html")
    assert (found.publisher, found.author, found.published, found.language) == (None, None, None, None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body><div id='app'></div><script>draw()</script></body></html>",
        b"<p>Short.</p>",
        b"<",
        b"{}",
    ],
)
def test_a_page_without_text_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError, match="has no text that can be read"):
        extract(content, "https://example.org/", "text/html")


def test_a_page_in_another_encoding_is_read_in_it(newspaper) -> None:
    page = newspaper(title="Café trade").decode().replace('charset="utf-8"', 'charset="windows-1252"')
    assert extract(page.encode("cp1252"), "a.html").title == "Café trade"
    assert extract(page.encode(), "https://example.org/", "text/html", "utf-8").title == "Café trade"
    with pytest.raises(RefusedError, match=r"byte \d+ is not UTF-8"):
        extract(page.encode("cp1252"), "https://example.org/", "text/html", "utf-8")
    with pytest.raises(RefusedError, match="'klingon' that is not known"):
        extract(page.encode(), "https://example.org/", "text/html", "klingon")


@given(text=st.text().filter(lambda text: "\0" not in text and not text.startswith("\ufeff")))
def test_what_is_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode(), "a.txt", None) == text
    assert decode(text.encode("utf-8-sig"), "a.txt", "latin-1") == text


@given(text=st.text())
def test_tidy_text_stays_tidy(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert "\n\n\n" not in once


@pytest.mark.parametrize(
    ("where", "kind", "said"),
    [
        ("a.xlsx", "", "of a kind .xlsx"),
        ("folder/a", "", "no ending"),
        ("https://example.org/a.png", "image/png", "is image/png"),
        ("https://example.org/feed", "application/rss+xml", "with --feed"),
        ("a.txt", "", "NUL"),
    ],
)
def test_other_kinds_are_refused_with_what_may_be_given(where: str, kind: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        extract(b"IHDR\0\0" + LONG.encode(), where, kind)


def test_the_ending_decides_where_the_server_does_not_say() -> None:
    plain = (LONG + "\n").encode()
    for where, kind in (("https://example.org/a.txt?x=1", ""), ("https://example.org/a", "text/plain")):
        assert extract(plain, where, kind).text == LONG + "\n"
    assert (
        extract(pdf([column([LONG])]), "https://example.org/a", "application/octet-stream").text
        == LONG + "\n"
    )


def test_markdown_keeps_its_text_and_its_front_matter() -> None:
    body = f"# On grain\n\n{LONG}\n\n* one\n* two\n"
    front = '---\ntitle: "Grain: a report"\npublished: 2023-05\nlayout: post\ntags: [a, b]\n---\n'
    found = extract((front + body).replace("\n", "\r\n").encode(), "a.md")
    assert found.text == body
    assert found.title == "On grain"
    assert found.fields == {"title": "Grain: a report", "published": "2023-05"}
    with pytest.raises(RefusedError, match="line 2 of its front matter is not YAML"):
        extract(b"---\ntitle: a: b\n---\n" + body.encode(), "a.md")


FIELD = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(lambda text: text.strip())


@given(title=FIELD, publisher=FIELD, author=FIELD)
def test_front_matter_is_read_back_as_it_was_written(title: str, publisher: str, author: str) -> None:
    fields = {"title": title, "publisher": publisher, "author": author, "published": "2023", "language": "en"}
    shown = {name: "".join(c if c.isprintable() else " " for c in value) for name, value in fields.items()}
    wanted = {name: " ".join(value.split()) for name, value in shown.items() if value.strip()}
    assert split_front(front_matter(fields) + "text", "a.md") == (wanted, "text")


def test_a_pdf_gives_paragraphs_of_its_broken_lines() -> None:
    head, foot = (72, 800, "Steppe Bank | Quarterly"), 40
    first = [
        *column(
            [
                "Exports of grain came to 4.5 million tonnes in the",
                "year, of which the rail-",
                "ways took most.",
            ]
        ),
        *column(
            ["A second paragraph tells of the long-term plan,", "and it goes on from here to the next"], y=640
        ),
    ]
    second = [
        *column(["page, where the long-", "term plan ends with 30 per-", "cent of trade."], y=740),
        *column(["Roads between China-", "Kazakhstan posts were mended in 2022-", "2023."], y=680),
    ]
    third = column(["The end of it was a table of no great length and no interest."], y=740)
    pages = [[head, *lines, (290, foot, str(n))] for n, lines in enumerate((first, second, third), 1)]
    found = extract(pdf(pages, title="Grain \\(2023\\)"), "report.pdf")
    assert found.title == "Grain (2023)"
    assert found.text.strip().split("\n\n") == [
        "Exports of grain came to 4.5 million tonnes in the year, of which the railways took most.",
        "A second paragraph tells of the long-term plan, and it goes on from here to the next page, where "
        "the long-term plan ends with 30 percent of trade.",
        "Roads between China-Kazakhstan posts were mended in 2022-2023.",
        "The end of it was a table of no great length and no interest.",
    ]


def test_items_of_a_list_in_a_pdf_stand_apart() -> None:
    pages = [
        ["It has:\n• Wheat, which is\nmost\n• Barley", "●", "Oats, in a block of\ntheir own", "And so on."]
    ]
    assert paragraphs(pages) == [
        "It has:",
        "- Wheat, which is most",
        "- Barley",
        "- Oats, in a block of their own",
        "And so on.",
    ]


def test_a_pdf_in_two_columns_is_read_column_by_column() -> None:
    left = column([f"Left line {n} says something of the wheat" for n in "abcdef"], x=60)
    right = column([f"Right line {n} says something of the oil" for n in "abcdef"], x=320)
    text = extract(pdf([[line for pair in zip(left, right, strict=True) for line in pair]]), "a.pdf").text
    assert text.index("Left line f") < text.index("Right line a")


@pytest.mark.parametrize("title", ["Microsoft Word - report.docx", "untitled", "final.indd", ""])
def test_a_title_that_is_a_file_name_is_none(title: str) -> None:
    assert extract(pdf([column([LONG])], title=title), "a.pdf").title is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf([[]]), "has no text layer"),
        (b"%PDF-1.4\nnothing more", "is no PDF|no text layer"),
        (pdf([column([LONG])])[:200], "is no PDF|no text layer"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        extract(content, "a.pdf")


@given(pages=st.lists(st.lists(st.text("ab-\n .é1A•", min_size=1), max_size=4), max_size=4))
def test_joining_lines_loses_no_letter(pages: list[list[str]]) -> None:
    def letters(text: str) -> str:
        return "".join(c for c in text if c.isalnum())

    joined = paragraphs(pages)
    assert letters("".join(joined)) == letters("".join(block for page in pages for block in page))
    assert not any("\n" in block for block in joined)


def test_a_docx_gives_its_text_without_what_was_deleted() -> None:
    heading = '<w:style w:styleId="H1"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    runs = (
        '<w:p><w:r><w:t xml:space="preserve">Exports </w:t></w:r>'
        "<w:del><w:r><w:delText>fell</w:delText></w:r></w:del><w:ins><w:r><w:t>rose</w:t></w:r></w:ins>"
        '<w:hyperlink><w:r><w:t xml:space="preserve"> by 12%</w:t></w:r></w:hyperlink>'
        "<w:r><w:instrText>PAGEREF x</w:instrText><w:br/>"
        "<w:t>in a year of much rain and of good harvests.</w:t></w:r></w:p>"
    )
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Country", "Trade"), ("Italy", "$15 billion"))
    )
    body = (
        paragraph("Trade in grain", '<w:pStyle w:val="H1"/>')
        + runs
        + paragraph("Wheat: 3 million tonnes", "<w:numPr/>")
        + f"<w:tbl>{table}</w:tbl><w:sdt><w:sdtContent>{paragraph('In a frame.')}</w:sdtContent></w:sdt>"
        + "<w:p><w:moveFrom><w:r><w:t>Moved away</w:t></w:r></w:moveFrom></w:p>"
    )
    found = extract(docx(body, "A report", heading), "report.docx")
    assert found.title == "A report"
    assert found.text.strip().split("\n\n") == [
        "## Trade in grain",
        "Exports rose by 12%\nin a year of much rain and of good harvests.",
        "- Wheat: 3 million tonnes",
        "Country | Trade",
        "Italy | $15 billion",
        "In a frame.",
    ]


def test_a_docx_that_is_none_or_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RefusedError, match="is no DOCX"):
        extract(b"PK\x03\x04 and no more", "a.docx")
    with pytest.raises(RefusedError, match="is no DOCX"):
        extract(docx("<w:p>"), "a.docx")
    entity = docx(paragraph(LONG)).replace(b"word/document.xml", b"word/documents.xm")
    with pytest.raises(RefusedError, match="is no DOCX"):
        extract(entity, "a.docx")
    monkeypatch.setattr("sandyq.intake.docx.MAX_PART", 100)
    with pytest.raises(RefusedError, match="unpacks to more than"):
        extract(docx(paragraph(LONG)), "a.docx")
