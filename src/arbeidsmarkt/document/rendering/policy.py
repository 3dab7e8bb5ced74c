"""The page's Content-Security-Policy: a browser may only use the page's own style and script, known by their hashes.

Whatever else gets into a page, by a mistake of ours or in a text of somebody else, a browser does not run it and sends
nothing anywhere. Only styles and scripts in the head, and the script at the end of the page, are allowed by their
hashes; these come from the template only.
"""

from __future__ import annotations

import base64
import hashlib
import re

_HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
#: the template's script, after all text
LAST = re.compile(r"<script>((?:(?!</script>).)*)</script>\s*</body>\s*</html>\s*\Z", re.DOTALL)
_OWN = re.compile(r"<(style|script)(?:\s[^>]*)?>(.*?)</\1>", re.DOTALL)
_META = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(">)')


def apply(page: str, *, connect: str = "'none'") -> str:
    """The page with the policy that fits its head.

    Args:
        page: a page made with the report's template, which marks the place of the policy.
        connect: where its script may connect to; that of the preview connects to its own server.
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
