"""Pieces of which long texts are made, by what reads them."""

PLAIN = (
    " ", "\n", "\t", "a", "A", "0", ".", ",", "-", "_", "a ", "a\n", "A ", "0 ", "a.", "1.1.",
    "(", "[", '"', "'", "=", "/", "@", "a@", "a@a.", "é", "\u0301\u0323", "İ", "A-", "§ 1 ",
    "> ", "- ", "1. ", "a) ", "kirja ", "Aino Mäkelä\n", "katu 1 ", "https://", "www.", "a:",
    "\r\n", "\u2028", "{name}", "%", "\\", "a\tb\tc\n", "|a|b|\n", "12.3.", "klo 12 ", "x y",
)  # fmt: skip
HTML = (
    "<", "</", "<a", "<a ", "<a b=", "<a b='", "<!--", "<!", "<![CDATA[", "<?", "&", "&#", "&amp",
    "&lt;", "<b>", "<p><b>", "<b><i>", "<div>", "<table>", "<table><tr><td>", "</p>", "</b></i>",
    "<ul><li>", "<li>", "<a href='x'>", "<br>", "<blockquote>", "<script>", "<style>", "<title>",
    "<math><mi>", "<svg>", "<font color=a>", "<select>", "<template>", "<h1>", "a<b>c</i>",
    "<a a=1 ", "<img alt='a'>", "-->", "<b></p>",
)  # fmt: skip
MARKDOWN = (
    "[", "![", "]", "*", "*a ", "**a ", "_", "`", "`a ", "```\n", "> ", "- ", "* ", "    a\n",
    "[a](", "[a](b ", "[a][", "[a]: b\n", "[a]: <b\n", "<a@", "<http:", "#", "# a\n", "1. ",
    "-\n", "a\n=\n", "|a", "|-|\n", "\\", "a  \n", "*a_", "**a*", "![a](<", "[[", "](", "`` ` ",
    "www.a", "http://a.b?", "a@b.c", "- a\n\n  ", "1. a\n   ",
)  # fmt: skip
XML = (
    "<a>", "<a ", "&lt;", "&#1;", "<!--", "<![CDATA[", "<a b='", "</a>", "<?", "]]>",
    "<!ENTITY a '", "xmlns:a='a' ", "<a b='c'/>",
)  # fmt: skip
JSON = ("[", "{", '{"a":', "[1,", '"', "\\u", "1", "-", "0.", '"a\\n', "nul", " ", "[[],", "true,")
CSV = ("a;", "a,", '"', '""', "a\n", ";", "\n", "a;b\n", "=a;", '"a\n', "'", "1,2;", "\t")
ICALENDAR = (
    "BEGIN:VEVENT\n", "BEGIN:VEVENT\nEND:VEVENT\n", "A:b\n", "A;b=c:d\n", "A;", 'A;b="', "\n ",
    "RRULE:FREQ=DAILY\n", "EXDATE:20250101\n", "BEGIN:VTIMEZONE\n", "\\n", "\\,",
)  # fmt: skip
HEADERS = (
    "(", "<", "a@", "=?utf-8?q?a?=", "=?utf-8?b?YQ==?=", '"', "; a=b", "; a*0=b", " ", ",", "\\",
    "<a>", "\n ", "\nA: b", ":", "[", "%", "=?", "; filename*1=a",
)  # fmt: skip
PARTS = (
    "--b\n", "--b\n\n", "--b\n\na\n", "--b--\n", "\n", "--",
    "--b\nContent-Type: multipart/mixed; boundary=b\n\n",
    "--b\nContent-Type: message/rfc822\n\n",
    "--b\nContent-Disposition: attachment; filename=a\n\n",
)  # fmt: skip
MARC_LINES = ("=245  10$aKirja", "$a", "=", "\n", "=LDR  ", "a", "{", "=001  1\n\n", "\\")
MARC_XML = (
    "<record>", "<record></record>", "<datafield tag='245'>", "<subfield code='a'>", "<!--", "&",
    "<record ", "</record>", "<a:record xmlns:a='b'>", "<![CDATA[", "<?",
)  # fmt: skip
MARC_JSON = ('{"leader":', "{", "[", '{"fields":[', '"', "\\", "1", '{"a":"b"},', "\n")
ISO2709 = ("00000nam a2200000   4500", "\x1e", "\x1f", "\x1d", "\x1fa", "0", "000000001", "a")
