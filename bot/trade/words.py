"""Plain words: text that a person typed or pasted, made safe to show on one line.

Escaping for a platform (Slack's ``&lt;``) is not done here; that is the adapter's job.
"""

import re
import unicodedata

# Control characters, lone surrogates, bidirectional embeddings, overrides and isolates (they can
# reorder other people's text), and invisible characters that only hide things. Kept on purpose:
# the zero-width joiner and non-joiner (emoji, Persian) and the left/right marks (Hebrew, Arabic).
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
    "\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile(r"\s+")
_ODD_SPACES = "\u200b\u2060\ufeff\u180e\u3164"
_KEYS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u00d7\u2715\u2716\u2a2f", "x"),
        **dict.fromkeys("\uff0c\u060c\u3001", ","),
        **dict.fromkeys("\uff1b\u061b", ";"),
        **dict.fromkeys("\uff1a\ua789", ":"),
        **dict.fromkeys("\u2044\u2215\uff0f", "/"),
        **dict.fromkeys("\u066b\uff0e", "."),
        "\u066c": ",",
        "\uff04": "$",
        "\uff03": "#",
    }
)
_ELLIPSIS = "…"
_JOINER = "\u200d"


def plain(text: str, limit: int | None = None) -> str:
    """One clean line: no control or text-reordering characters, single spaces, at most ``limit``.

    Emoji, right-to-left letters and the joiners inside emoji stay. ``limit`` counts characters
    (code points); a longer text is shortened as ``shorten`` does.
    """
    if text.isascii() and text.isprintable():
        line = " ".join(text.split())
    else:
        line = _SPACES.sub(" ", _UNSAFE.sub("", text)).strip()
    return line if limit is None else shorten(line, limit)


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, with an ellipsis in place of what was cut.

    Never cuts inside what a reader sees as one character: a letter and its accents, an emoji and
    its skin tone, a joined family, a flag. (A single "character" longer than 40 code points is a
    stack of marks, not a word, and is cut.)
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    cut = limit - 1
    for _ in range(40):
        if cut <= 0 or not _inside_character(text, cut):
            break
        cut -= 1
    else:
        cut = limit - 1
    return text[:cut].rstrip() + _ELLIPSIS


def _inside_character(text: str, cut: int) -> bool:
    """Whether a cut before ``text[cut]`` would fall inside one visible character."""
    before, after = text[cut - 1], text[cut]
    if _JOINER in (before, after) or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    return _is_flag_letter(after) and _flag_letters_before(text, cut) % 2 == 1


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_letters_before(text: str, cut: int) -> int:
    count = 0
    while count < cut and count < 64 and _is_flag_letter(text[cut - 1 - count]):
        count += 1
    return count


def as_keyed(text: str) -> str:
    """The same text as a US keyboard would have typed it, character for character.

    Decimal digits of any script become 0 to 9; odd spaces, dashes and quotes become plain ones.
    The length never changes, so that positions found in the result hold in the original.
    """
    if text.isascii():
        return text
    return "".join(
        character if character.isascii() else _key(character) for character in text.translate(_KEYS)
    )


def _key(character: str) -> str:
    if character in _ODD_SPACES or character.isspace():
        return " "
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
