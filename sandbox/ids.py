"""Ids shaped like Slack's: a letter that tells the kind, then capitals and digits."""

import secrets
import string

_LETTERS = string.ascii_uppercase + string.digits
_SMALL = string.ascii_letters + string.digits


def new_id(kind: str, length: int = 10) -> str:
    """A fresh id such as `V0Q7M2K9XPL` for the kind "V"."""
    return kind + "0" + "".join(secrets.choice(_LETTERS) for _ in range(length - 1))


def short_id(length: int = 5) -> str:
    """What Slack fills in for a missing `block_id` or `action_id`."""
    return "".join(secrets.choice(_SMALL) for _ in range(length))


def digits(length: int) -> str:
    """Random digits, for the numbered parts of tokens, triggers and links."""
    return "".join(secrets.choice(string.digits) for _ in range(length))


def hex_digits(length: int) -> str:
    """Random hexadecimal digits."""
    return "".join(secrets.choice("0123456789abcdef") for _ in range(length))
