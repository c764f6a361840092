"""What the preview shows is what league/commonmark, which Finna uses, makes of the same text."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.pages.rendering import as_finna

PHP = shutil.which("php")
LEAGUE = Path("/usr/share/php/League/CommonMark/autoload.php")
needs_league = pytest.mark.skipif(
    PHP is None or not LEAGUE.exists(),
    reason="needs league/commonmark: apt-get install php-cli php-league-commonmark",
)
CORPUS = [
    "# Asiakkaalle\n\nKorttia\nkäytetään",
    "[a](https://x.fi/ä b) [b](<https://x.fi/ä b>)",
    "katso https://louna.finna.fi/Content/asiakkaalle.",
    "https://finna.fi https://kirjasto.finna-pre.fi/a https://xfinna.fi https://finna.fi.example/",
    "(www.forssa.fi/kirjasto) ja kirjasto@forssa.fi, kirjasto@forssa.fi.",
    "[https://a.fi](https://b.fi) [x](javascript:alert(1)) [f](https://www.finna.fi/a)",
    '![kuva *a*](k.png "t") ![x](data:image/png;base64,aa) ![y](data:text/html,a)',
    '<div class="x">\n<b>a</b>\n</div>\n\n**https://a.fi** x',
    "`https://a.fi` x<br>https://a.fi <https://auto.fi/ä>",
    "a  \nb\\\nc",
    "[ä](http://äö.fi/) [m](mailto:a@b.fi) [h](#x)",
    "- a\n- b\n\n1. x\n2) y\n\n> q\n> r\n\n---\n\n    code\n\n```py\nx<y\n```",
    "&copy; &amp; \"a\" 'b' https://a.fi/?a=1&b=2&copy; \\<b> &lt; < >",
    "a_b_ https://x.fi/a_b_c_ *e* https://fi.wikipedia.org/wiki/Äyräpää_(kunta)",
    '| a | b |\n|---|---|\n| 1 | 2 |\n\n~~x~~ foo@bar.fi_ [r]\n\n[r]: /url "ti"',
    "[a [https://x.fi] b](/c) ftp://a.b/c http://localhost/x",
    '<a href="https://x.fi">https://x.fi</a>',
    "<details>\n<summary>Ohje</summary>\n\nTeksti\n\n</details>",
]
WORDS = st.sampled_from(
    [
        "laina", "ääkköset", "https://louna.finna.fi/", "www.forssa.fi", "a@b.fi", "#", "##", "-",
        "1.", "[x](/y)", "![a](b.png)", "**vahva**", "_kursiivi_", "`koodi`", "<b>", "</b>",
        "&amp;", "\n", "\n\n", "    ", ">", "(", ")", ".", "!", "\\", "<br>", "http://x.fi/a?b=1&c=2#d",
    ]
)  # fmt: skip


def seen(html: str) -> str:
    """What a browser shows of it: spaces before a break or the end of a block are not seen."""
    return re.sub(r"\s+(?=<br|</)", "", html).strip()


def league(texts: list[str]) -> list[str]:
    """The HTML of each text by league/commonmark."""
    script = Path(__file__).with_name("league.php")
    found = subprocess.run(
        [str(PHP), str(script)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    made: list[str] = json.loads(found.stdout)
    return made


@needs_league
def test_the_corpus_is_rendered_alike() -> None:
    assert [seen(as_finna(text)) for text in CORPUS] == [seen(html) for html in league(CORPUS)]


@needs_league
@settings(max_examples=3)
@given(st.lists(st.lists(WORDS, max_size=14).map(" ".join), min_size=60, max_size=60))
def test_texts_of_any_kind_are_rendered_alike(texts: list[str]) -> None:
    for text, ours, theirs in zip(texts, [as_finna(t) for t in texts], league(texts), strict=True):
        assert seen(ours) == seen(theirs), text
