"""The page's Content-Security-Policy: a browser may use the page's own style and script, known by their hashes.

Whatever else a page should come to hold, by a mistake of ours or by a text of somebody else, a browser does not run it
and sends nothing anywhere. Only what stands in the head, and the script that ends the page, are known by their hashes:
these are the template's alone.
"""

from __future__ import annotations

import base64
import hashlib
import re

_HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
#: the template's script behind all text
LAST = re.compile(r"<script>((?:(?!</script>).)*)</script>\s*</body>\s*</html>\s*\Z", re.DOTALL)
_OWN = re.compile(r"<(style|script)(?:\s[^>]*)?>(.*?)</\1>", re.DOTALL)
_META = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(">)')


def apply(page: str, *, connect: str = "'none'") -> str:
    """A page with the policy that fits its head.

    Args:
        page: made with the report's template, which says where the policy stands.
        connect: where its script may read from; the preview reads its news from where the page itself came from.
    """
    head = _HEAD.search(page)
    own: dict[str, list[str]] = {"style": [], "script": []}
    last = LAST.search(page)
    found = _OWN.findall(head[0] if head else "") + ([("script", last[1])] if last else [])
    for kind, content in found:
        digest = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")
        own[kind].append(f"'sha256-{digest}'")
    sources = {kind: " ".join(dict.fromkeys(hashes)) or "'none'" for kind, hashes in own.items()}
    policy = (
        f"default-src 'none'; style-src {sources['style']}; script-src {sources['script']}; img-src data:; "
        f"font-src data:; connect-src {connect}; base-uri 'none'; form-action 'none'"
    )
    return _META.sub(lambda match: f"{match[1]}{policy}{match[2]}", page, count=1)
