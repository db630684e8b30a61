"""What CloudEvents 1.0 asks of an event in JSON, as a JSON Schema written from the specification's text.

Sections: Naming Conventions, Type System, REQUIRED and OPTIONAL Attributes; JSON Event Format 2 and 3.
"""

from typing import Any

_TEXT = {"type": "string", "minLength": 1}
_TIME = r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$"  # RFC 3339

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["id", "source", "specversion", "type"],
    "properties": {
        "id": _TEXT,
        "source": {**_TEXT, "pattern": r"^[^\s<>\"{}|\\^`]+$"},  # a URI-reference
        "specversion": {"const": "1.0"},
        "type": _TEXT,
        "datacontenttype": {**_TEXT, "pattern": r"^[\w.+-]+/[\w.+-]+"},
        "dataschema": {**_TEXT, "pattern": r"^[^\s<>\"{}|\\^`]+$"},
        "subject": _TEXT,
        "time": {"type": "string", "pattern": _TIME},
        "data": {},
        "data_base64": {"type": "string"},
    },
    "not": {"required": ["data", "data_base64"]},
    # Names of attributes: lower-case letters and digits, at most 20 of them.
    "propertyNames": {"anyOf": [{"pattern": "^[a-z0-9]{1,20}$"}, {"const": "data_base64"}]},
    # Extensions: a string, a boolean, or an integer of 32 bits.
    "additionalProperties": {
        "anyOf": [
            _TEXT,
            {"type": "boolean"},
            {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
        ]
    },
}
