"""What a page may be called: the file names that Finna looks for in a view's theme."""

import re
from typing import Final

# Finna puts the language after the name (`asiakkaalle_fi.md`): a name must not end like one.
_CONTENT = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:/[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?){0,3}")
_LIKE_LANGUAGE = re.compile(r"_(?:fi|sv|en|en-gb|se)\Z")
FRONT: Final = tuple(f"home-{number}" for number in range(1, 11))
ADDITIONS: Final = (
    "general-post-head", "general-post-body", "login-pre", "login-post", "holds-pre-list",
    "holds-post-list", "checkedout-pre-list", "checkedout-post-list", "fines-pre-list",
    "fines-post-list", "illrequests-pre-list", "illrequests-post-list",
    "storageretrievalrequests-pre-list", "storageretrievalrequests-post-list", "online-payment",
    "historic-loans-pre-list", "myresearch-favorites", "privacyAdditions",
    "organisation-page-start", "organisation-page-end", "record-post-metadata",
    "record-post-toolbar", "record-post-recommendations", "search-post-facets",
    "search-post-tools", "solr-advanced-post", "header-navibar", "helpBegin", "helpEnd",
)  # fmt: skip


def is_content_name(name: str) -> bool:
    """Whether the name may stand after /Content/ and in a file's name."""
    return bool(_CONTENT.fullmatch(name)) and not _LIKE_LANGUAGE.search(name)
