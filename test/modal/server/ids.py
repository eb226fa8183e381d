"""Ids that look like Modal's: the client tells an app from a name by the length."""

import secrets

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghijkmnpqrstvwxyz"
_LENGTHS = {"ap": 22, "ta": 26, "fu": 22, "fc": 26, "in": 26, "im": 22, "mo": 22, "vo": 22, "st": 22}


def new_id(prefix: str) -> str:
    # A task whose id ends with V would be one of a sandbox of the second version.
    body = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTHS[prefix] - 1))
    return f"{prefix}-{body}0"
