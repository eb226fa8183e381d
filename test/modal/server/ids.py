"""Ids that look like Modal's: the client tells an app from a name by the length."""

import secrets

_CAPITALS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = f"{_CAPITALS}abcdefghijkmnpqrstvwxyz"
_LENGTHS = {"ap": 22, "ta": 26, "fu": 22, "fc": 26, "in": 26, "im": 22, "mo": 22, "vo": 22, "st": 22}


def new_id(prefix: str) -> str:
    # A task whose id ends with V would be one of a sandbox of the second version.
    length = _LENGTHS[prefix]
    # The client knows frames of a container in a traceback by the capitals of its id.
    letters = _CAPITALS if length == 26 else _LETTERS
    body = "".join(secrets.choice(letters) for _ in range(length - 1))
    return f"{prefix}-{body}0"
