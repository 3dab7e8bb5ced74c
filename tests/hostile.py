"""Texts as nobody should write them into a publisher, a title, a label or a note; each must come out as it went in."""

from __future__ import annotations

import re

#: read by some format as a program, as markup, as structure or as one of the report's own marks
TEXTS = (
    "<script>alert(1)</script> Zorg",
    '<img src=x onerror="alert(1)"> Zorg',
    "`<script>alert(2)</script>`{=html} Zorg",
    '`#read("facts.json")`{=typst} Zorg',
    "```{=typst} #panic() ``` Zorg",
    "[klik](javascript:alert(3)) hier",
    "![beeld](https://example.org/x.png) hier",
    "<https://example.org/stil> hier",
    "{{ 'ja' ~ 'nee' }} misschien",
    "{% if true %}ja{% endif %}",
    "{{< include ../geheim.md >}} einde",
    "*nadruk* en **vet** en _lijn_",
    "een $x^2$ en $$y$$ en 5$ meer",
    "@minister en [@Jansen2020, p. 3]",
    "@fig-tension en @fig-nergens",
    "noot[^1] en ^[meteen]",
    "lone ] en [ en )( en }{",
    "](figures/x.svg){#fig-x}",
    '[106]{.fact key="tension"} stuks',
    "# geen kop",
    "= geen kop",
    "- geen punt",
    "+ geen punt",
    "1. geen lijst",
    "(a) geen lijst",
    "/ geen: term",
    ": geen uitleg",
    "::: {.source} geen blok :::",
    "--- status: final ---",
    "% geen titel",
    "| geen | tabel |",
    "a & b &amp; c &lt;d&gt; &#60;",
    "\\textbf{x} \\newpage \\# \\\\",
    "~~door~~ H~2~O en m^2^",
    "// geen opmerking",
    "/* geen opmerking */",
    "#let x = 1; #x",
    "$sum_(i=1)^n$ #emph[x]",
    "</style></title></svg><svg onload=alert(4)>",
    "]]> <!-- weg --> <!DOCTYPE x>",
    "\"'><b onmouseover='alert(5)'>",
    "C:\\temp\\nieuw een_b_c 1,2**",
)


def core(text: str) -> str:
    """A text without what typography may change: blanks, quotes, hyphens, dots in a row."""
    text = re.sub(r"[\s\u200b\u00ad\"'“”‘’‚„′″–—−-]", "", text)
    return re.sub(r"\.{3}|…", "", text)
