"""The sandbox's checks, which know Slack's limits and nothing of Baton."""

import json
from typing import Any

from sandbox.blocks.layout import Surface
from sandbox.blocks.surfaces import blocks_too_long, message_problems, view_problems, view_too_large


def check_message(text: str, blocks: list[dict[str, Any]]) -> None:
    assert text.strip()
    assert len(text) <= 4000
    if blocks:
        assert message_problems(blocks) == []
        assert not blocks_too_long(blocks)
    check_sendable(blocks)


def check_view(view: dict[str, Any]) -> None:
    assert view_problems(view, Surface.MODAL) == []
    assert not view_too_large(view)
    check_sendable(view)


def check_sendable(content: object) -> None:
    # Half a surrogate pair would not even become bytes.
    json.dumps(content, ensure_ascii=False).encode()


def texts_of(node: object) -> list[str]:
    """Every text in the blocks, in order."""
    if isinstance(node, list):
        return [text for item in node for text in texts_of(item)]
    if not isinstance(node, dict):
        return []
    if node.get("type") in {"plain_text", "mrkdwn"}:
        return [str(node["text"])]
    return [text for value in node.values() for text in texts_of(value)]
