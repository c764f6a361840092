"""What Finna's feedback form sends (NDL-VuFind2, `Form/Handler/Api.php`). Pure.

A flat JSON object with every field of the form, the same under `fields` with labels, and what the
view adds. Only `emailSubject`, `internalUserId` and `viewBaseUrl` are always there; the names of
the form's own fields are the library's choice, so nothing is refused for being unknown.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kimppa.feedback.fields import Personal, personal
from kimppa.feedback.themes import Theme

# What tells of the person: kept only beside the sender, and never in the log.
PRIVATE = frozenset({"userCatUsername", "userCatId", "internalUserId", "userRoles"})
DEEPEST = 40
_THEMES: tuple[tuple[Theme, str], ...] = (
    (Theme.ACCESSIBILITY, r"accessib|saavutettav|tillgänglig"),
    (Theme.USABILITY, r"usab|käytettäv|användbar"),
    (Theme.METADATA, r"metadata|kuvailu|beskriv|record_data|description"),
    (Theme.SERVICES, r"service|palvelu|tjänst"),
    (Theme.TECHNICAL, r"techn|teknin|tekni"),
    (Theme.GENERAL, r"general|yleinen|allmän"),
)
_FORM_SUBJECT = re.compile(r"(?:palaute|feedback|respons)[^(]*\(([^()]*)\)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>.]+(?:\.[^@\s<>.]+)+")
_BUILDING = re.compile(r"\d/[^/]+/([^/]+)/")


@dataclass(frozen=True, slots=True)
class FinnaForm:
    """What a payload says. `private` holds it whole, as it came; `names` are all that its fields
    tell, whosever.
    """

    text: str
    subject: str = ""
    theme: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    names: tuple[str, ...] = ()
    page: str = ""
    record: str = ""
    branches: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)


class ShapeError(ValueError):
    """The bytes are no JSON object."""


def read(body: bytes) -> dict[str, Any]:
    """The payload. Raises ShapeError, saying what is wrong."""
    try:
        payload = json.loads(body, parse_constant=str, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise ShapeError("the body is no JSON") from error
    if not isinstance(payload, dict):
        raise ShapeError("the body is no JSON object")
    if _depth(payload) > DEEPEST:
        raise ShapeError("the body is too deep")
    clean_payload: dict[str, Any] = _clean(payload)
    return clean_payload


def _finite(text: str) -> float:
    """A number that a database stores: 1e999 is none."""
    if not math.isfinite(number := float(text)):
        raise ValueError(text)
    return number


def canonical(payload: Mapping[str, Any]) -> str:
    """The payload as one text, the same whatever the order of its keys."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=True)


def parse(payload: Mapping[str, Any]) -> FinnaForm:
    """What a payload says, whatever its fields are called."""
    fields = payload.get("fields")
    fields = fields if isinstance(fields, dict) else {}
    text_field, text = _message(payload, fields)
    value_by_key = {
        key: info.get("value") for key, info in fields.items() if isinstance(info, dict)
    }
    value_by_key |= payload
    kind_by_key = {key: personal(key, fields.get(key)) for key in value_by_key if key != text_field}

    def texts(kind: Personal) -> list[str]:
        """What the form's fields of a kind say, Finna's own first."""
        keys = sorted(
            (key for key in value_by_key if kind_by_key.get(key) == kind),
            key=lambda key: key != kind,
        )
        return [text for key in keys if (text := _text(value_by_key[key]).strip())]

    names = texts(Personal.NAME)
    hidden_keys = {*PRIVATE, *(key for key, kind in kind_by_key.items() if kind), text_field}
    return FinnaForm(
        text=text,
        subject="" if text else _text(payload.get("emailSubject")),
        theme=_theme(payload, fields),
        name=(_text(payload.get("name")).strip() or " ".join(names))[:200],
        email=next(filter(is_email, texts(Personal.EMAIL)), ""),
        phone=next(iter(texts(Personal.PHONE)), "")[:50],
        names=tuple(names),
        page=_text(payload.get("url") or payload.get("referrer") or payload.get("viewBaseUrl")),
        record=_text(payload.get("recordId")),
        branches=tuple(_branch_codes(payload)),
        more={
            key: _without_hidden(value, hidden_keys)
            for key, value in payload.items()
            if key not in hidden_keys
        },
        private=dict(payload),
    )


def _message(payload: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[str, str]:
    """The key and the text of the customer's words: `message`, else the longest text area."""
    if _text(payload.get("message")).strip():
        return "message", _text(payload["message"])
    text_by_key = {
        key: _text(payload.get(key, field.get("value")))
        for key, field in fields.items()
        if isinstance(field, dict) and field.get("type") == "textarea"
    }
    longest_key = max(text_by_key, key=lambda key: len(text_by_key[key]), default="")
    return longest_key, text_by_key.get(longest_key, "")


def _theme(payload: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    """The theme of the category, by its key or by its label in any language."""
    categories = [payload.get("category")]
    category_field = fields.get("category")
    if isinstance(category_field, dict):
        label_keys = ("value", "valueLabel", "valueLabelTranslated")
        categories += [category_field.get(key) for key in label_keys]
    return theme_in(" ".join(_text(category) for category in categories if category))


def theme_in(words: str) -> str:
    """The theme that a category's name tells, as in a subject of Finna's letters; or empty."""
    words = words.lower()
    return next((theme.value for theme, pattern in _THEMES if re.search(pattern, words)), "")


def is_form_subject(subject: str) -> bool:
    """Whether a subject is that of Finna's feedback letters: "Palautetta Finnasta (Yleinen)"."""
    match = _FORM_SUBJECT.fullmatch(subject.strip()[:200])
    return bool(match and theme_in(match[1]))


def building_codes(*values: object) -> list[str]:
    """The last parts of building values such as `1/CONSORTIUM/BRANCH/`."""
    matches = [_BUILDING.fullmatch(value) for value in values if isinstance(value, str)]
    return [match[1] for match in matches if match]


def _branch_codes(payload: Mapping[str, Any]) -> list[str]:
    return building_codes(*(part for value in payload.values() for part in _as_list(value)))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _without_hidden(value: Any, hidden_keys: set[str]) -> Any:
    """A value without what stands elsewhere: the sender's and the customer's words."""
    if isinstance(value, dict):
        return {
            key: _without_hidden(part, hidden_keys)
            for key, part in value.items()
            if key not in hidden_keys
        }
    return value


def is_email(text: str) -> bool:
    """Whether a text can be an address that mail is sent to."""
    return len(text) < 255 and bool(_ADDRESS.fullmatch(text))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value)
    return value if isinstance(value, str) else "" if value is None else str(value)


def _depth(value: Any) -> int:
    """How deep lists and objects stand in each other; no deeper than it has to look."""
    level, level_parts = 0, [value]
    while level_parts and level <= DEEPEST:
        level += 1
        level_parts = [
            child
            for parent in level_parts
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
    return level


def _clean(value: Any) -> Any:
    """Texts without what no database stores: NUL and halves of characters."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_clean(key): _clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return value
