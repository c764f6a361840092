"""The empty Word file that `docx` fills: python-docx's own, brought to our look and language.

The default brings 800 kB of unused table styles, a thumbnail and an American English setting.
Only the styles a document uses are kept, by Word's own names, so that a municipality which
pastes the text into its own template gets its own look.
"""

import io
import zipfile
from functools import cache
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from kimppa.documents.text import LOCALE

ACCENT = "0F5C6E"
QUIET = "54616E"
SHADE = "F0F4F6"
LINE = "C9D3DA"
TABLE_STYLE = "Document Table"
NOTE_STYLE = "Note"

_KEEP = {
    "Normal",
    "Header",
    "Footer",
    *(f"Heading {level}" for level in range(1, 7)),
    "Default Paragraph Font",
    "Normal Table",
    "No List",
    "Title",
    "Subtitle",
    "List Bullet",
    "Caption",
}
_UNWANTED = ("thumbnail", "stylesWithEffects", "customXml")
_HEADING_SIZES: dict[int, float] = {1: 15, 2: 12.5, 3: 11, 4: 11, 5: 11, 6: 11}
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas'
    b'.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip archive can state


@cache
def base(language: str) -> bytes:
    """An empty .docx in the language, with A4 pages and the styles that `docx` uses."""
    document = docx.Document()
    _drop_parts(document)
    _drop_styles(document)
    _set_language(document, LOCALE[language])
    _set_fonts(document)
    _add_styles(document)
    _set_page(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_fixed_times(archive: bytes) -> bytes:
    """The archive with every member's time set to 1980-01-01: equal content, equal bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(member))
    return stream.getvalue()


def _drop_parts(document: Any) -> None:
    for rels in (document.part.package.rels, document.part.rels):
        for key in [k for k, rel in rels.items() if rel.reltype.endswith(_UNWANTED)]:
            rels.pop(key)
        for rel in rels.values():
            if rel.reltype.endswith("/extended-properties"):
                rel.target_part._blob = _APP


def _drop_styles(document: Any) -> None:
    styles = document.styles.element
    # Word writes some names in lower case (“heading 1”); python-docx knows both.
    kept_ids = {document.styles[name].style_id for name in _KEEP if name in document.styles}
    for style in styles.findall(qn("w:style")):
        if style.name_val not in _KEEP and style.styleId not in kept_ids:
            styles.remove(style)
            continue
        for name in ("w:link", "w:rsid"):
            for element in style.findall(qn(name)):
                style.remove(element)


def _set_language(document: Any, locale: str) -> None:
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), locale)
        lang.attrib.pop(qn("w:eastAsia"), None)
    normal = document.styles["Normal"].element.get_or_add_rPr()
    normal.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{locale}"/>'))
    settings = document.settings.element
    for element in settings.findall(qn("w:rsids")):
        settings.remove(element)
    for element in settings.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), locale)
        element.attrib.pop(qn("w:eastAsia"), None)
    english = locale.startswith("en")
    for name, mark in (("w:decimalSymbol", ",."[english]), ("w:listSeparator", ";,"[english])):
        for element in settings.iter(qn(name)):
            element.set(qn("w:val"), mark)
    for element in settings.iter(qn("w:compatSetting")):
        if element.get(qn("w:name")) == "compatibilityMode":
            element.set(qn("w:val"), "15")


def _set_fonts(document: Any) -> None:
    styles = document.styles
    sizes: dict[str, float] = {"Normal": 11, "Title": 22, "Subtitle": 12, "Caption": 10}
    sizes |= {f"Heading {level}": size for level, size in _HEADING_SIZES.items()}
    for name, size in sizes.items():
        style = styles[name]
        _use_font(style, "Calibri")
        style.font.size = Pt(size)
        if name != "Normal":
            style.font.italic = False
            style.font.color.rgb = RGBColor.from_string(QUIET if name == "Subtitle" else ACCENT)
        if name.startswith("Heading") or name == "Title":
            style.font.bold = True
            style.paragraph_format.keep_with_next = True
    styles["Normal"].paragraph_format.space_after = Pt(8)
    styles["Caption"].paragraph_format.space_after = Pt(4)
    styles["Caption"].paragraph_format.space_before = Pt(8)
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def _use_font(style: Any, font: str) -> None:
    """Names the font itself; the theme's fonts would win over a name, so they are taken off."""
    style.font.name = font
    fonts = style.element.rPr.rFonts
    for attribute in [a for a in fonts.attrib if a.endswith("Theme")]:
        del fonts.attrib[attribute]


def _add_styles(document: Any) -> None:
    styles = document.styles
    hyperlink = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    hyperlink.font.underline = True
    hyperlink.font.color.rgb = RGBColor.from_string(ACCENT)
    note = styles.add_style(NOTE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = styles["Normal"]
    note.element.get_or_add_pPr().extend(
        parse_xml(
            f"<w:pPr {nsdecls('w')}><w:pBdr>"
            f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{ACCENT}"/></w:pBdr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/></w:pPr>'
        )
    )
    styles.element.append(parse_xml(_TABLE_XML))


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)


def _rule(edge: str, colour: str, eighths: int) -> str:
    return f'<w:{edge} w:val="single" w:sz="{eighths}" w:space="0" w:color="{colour}"/>'


_TABLE_XML = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="DocumentTable">
<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
<w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>
<w:rPr><w:sz w:val="20"/></w:rPr>
<w:tblPr><w:tblBorders>{_rule("bottom", LINE, 4)}{_rule("insideH", LINE, 4)}</w:tblBorders>
</w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
{_rule("bottom", ACCENT, 8)}</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>
</w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
{_rule("top", QUIET, 8)}</w:tcBorders></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>
</w:style>"""
