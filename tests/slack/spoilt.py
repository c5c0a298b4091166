"""Payloads with something else in a few of their places than Slack would ever put there."""

import copy
from typing import Any

from hypothesis import strategies as st

from tests.slack.payloads import Payload

_odd = st.sampled_from(
    ("", "#", "²", "step:", "step:claim#", "slack:", "[[", "[null, 1e400, 0, 0]")
)
_plain = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats() | _odd
junk = st.recursive(
    _plain,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)


def spoilt(data: st.DataObject, example: Payload) -> Payload:
    """The payload with junk in up to three places, deep down or high up."""
    payload = copy.deepcopy(example)
    for _ in range(data.draw(st.integers(1, 3))):
        place: Any = payload
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
                place = place[key]
                continue
            place[key] = data.draw(junk)
            break
    return payload
