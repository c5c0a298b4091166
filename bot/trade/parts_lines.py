"""Part lines as a technician types them or pastes them from a spreadsheet.

One line a part, separated by commas, semicolons or line breaks: "2x 04152-YZZA1 oil filter, 1x
90915-YZZD4". A row of cells (tabs, or "|" where ``Entry`` put one for a tab) may have number,
quantity and words in any order. A part needs no number: "2 oil filters" is a line too.
"""

import re
from dataclasses import dataclass

from bot.trade.words import as_keyed, plain, shorten

MOST_OF_ONE = 999
MOST_LINES = 200
_LONGEST_TEXT = 40_000
_EXAMPLE = "Try 2x 04152-YZZA1 oil filter, 1x 90915-YZZD4."

_ROW = re.compile(r"[\r\n\v\f\x85\u2028\u2029;]+")
_COMMA = re.compile(  # not "1,000"
    r"(?:(?<![\s$]\d)(?<![\s$]\d\d)(?<![\s$]\d\d\d),|,(?!\d{3}(?!\d)))\s*"
)
_SECOND = re.compile(
    r"\s+(?:and|&|\+|plus)\s+(?=\d{1,6}\s?x\s|\d{1,3}\s+(?=[\w-]*\d)\w{3,}-\w{2,})"
    r"|\s+(?=\d{1,6}x\s+[\w.-]*\d[\w.-]*)|(?<=\sx\d)\s+(?:and|&|\+|plus)\s+",
    re.I,
)
_AGAIN = re.compile(r"\s+(?=\d{1,3}x\s+[^\W\d])|\s*\|\s*(?=\d{1,3}\s?x\s+\S)", re.I)
"""Where the next part of a row begins that writes its quantities first, "1x filter 2x plugs"."""
_QUANTITY_ONLY = re.compile(
    r"(?:qty|quantity)?[\s:.=#]*x?\s?\d{1,4}\s?x?\s?(?:ea|each|pcs?|pieces?)?\.?\s*", re.I
)
_NUMBER_ONLY = re.compile(r"\s*(?=[\w./-]*\d)[\w./-]{4,40}\s*")
_THOUSANDS = re.compile(r"(\d{1,3}(?:,\d{3})+)(?=\s|x\b)")
_GAPS = re.compile(r"[ \t\x1c-\x1f]{2,}")
_CELL = re.compile(r" ?[\t|] ?")
_BULLET = re.compile(
    r"\s*(?:[-*•·]\s+|\d{1,2}[.)]\s+)?(?:(?:(?:please|pls|i|we|also)\s+)*needs?\s+(?=\S))?", re.I
)
_QUOTED = re.compile(r"^\"([^\"]*)\"")
_HEADINGS = re.compile(
    r"(?:(?:parts?|numbers?|nos?|num|#|pn|p/n|qty|quantity|description|desc|item|name)\.?\s*)+",
    re.I,
)
_UNITS = (
    r"(?:volts?|v|quarts?|qts?|mm|cm|inch(?:es)?|in|gal(?:lons?)?|amps?|a|w|watts?|ohms?|l|ft|oz"
    r"|lit(?:er|re)s?|foot|feet|lbs?|pins?|speed|cyl(?:inder)?|ton|way|hole|door|point|ply|series"
    r"|year|yr)"
)
_X_FIRST = re.compile(
    r"(-?\d{1,9})\s?[x*](?:\s+|$)|(\d{1,3})x(?=[a-z]{3})|x\s?(\d{1,9})\s+"
    r"|\((\d{1,3})\)\s+",
    re.I,
)
_QTY = re.compile(r"(?<![\w-])(?:qty|quantity)\b\.?[\s:=#]*(-?\d{1,9})(?![\w.-])", re.I)
_EACH = re.compile(
    r"(?<![\w.-])(\d{1,9})\s?(?:ea|each|pcs?|pieces?|units?|sets?)\b\.?(?:\s+of\b)?(?![-\w])", re.I
)
_X_LAST = re.compile(r"\s+x\s?(\d{1,9})$|\s*\((?:x\s?)?(\d{1,9})x?\)$", re.I)
_QUANTITIES = (_QTY, _EACH, _X_LAST)
_IN_WORDS = {
    **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "twelve": 12},
}
_COUNT_FIRST = re.compile(rf"(\d{{1,3}}|{'|'.join(_IN_WORDS)})\s+(?!{_UNITS}\b)(?=\S)", re.I)
_PUNCTUATION = str.maketrans("", "", "-./ ")
_WHOLE = re.compile(r"-?\d{1,9}")
_NUMBER = re.compile(r"(?=[\w./-]*\d)[A-Za-z0-9][A-Za-z0-9./-]*[A-Za-z0-9]")
_NO_NUMBER = re.compile(
    r"\d{1,2}W-?\d{2}"  # oil grade
    r"|(?:P|LT|ST)?\d{3}/\d{2}[A-Z]{0,2}R?\d{2}(?:\.5)?[A-Z]?"  # tire size
    r"|[EF]-?\d{3}"  # F-150
    r"|[\d./-]+(?:MM|CM|IN|FT|QTS?|GAL|LBS?|OZ|V|W|AMP|A|L|PC|PCS|PK|K|CC|HP|ST|ND|RD|TH|X)"
    r"|M\d{1,2}X[\d.]+|\d+X\d[\dX.]*|[\d]{1,4}(?:[./-]\d{1,4}){1,2}|\d{1,4}",
    re.I,
)


class BadPartLine(ValueError):
    """One of the lines is no part line. The message names the line and gives an example."""


@dataclass(frozen=True)
class TypedPart:
    """One part as typed: how many, its number in capitals when it has one, and the words."""

    quantity: int
    number: str | None
    words: str


def read_part_lines(text: str) -> list[TypedPart]:
    """The parts in ``text``, in order; none in an empty text.

    Raises BadPartLine for a quantity outside 1 to 999, a line with neither number nor words, and
    more than 200 lines.
    """
    if len(text) > _LONGEST_TEXT:
        raise BadPartLine(f"That is too long for a parts list. {_EXAMPLE}")
    # Long gaps are closed first: some patterns below would otherwise try each of their places.
    closed_up = _GAPS.sub(lambda gap: "\t" if "\t" in gap[0] else " ", as_keyed(text))
    pieces = [piece for row in _ROW.split(closed_up) for piece in _split_commas(row)]
    rows = [row for piece in pieces for each in _SECOND.split(piece) for row in _apart(each)]
    parts = [part for row in rows if (part := _read_row(row)) is not None]
    if len(parts) > MOST_LINES:
        raise BadPartLine(f"That is over {MOST_LINES} parts. Split the list in two.")
    return parts


def bare_number(number: str) -> str:
    """A part number as numbers are compared: catalogues, boxes and people punctuate differently."""
    return number.translate(_PUNCTUATION).upper()


def _split_commas(row: str) -> list[str]:
    """The parts of a row. A quantity of its own ("04152-YZZA1, 2, oil filter") makes it cells."""
    pieces: list[str] = []
    counted = True  # whether the last piece says how many, so that no quantity belongs to it
    celled = False  # whether it is a number and a quantity, so that words belong to it
    for piece in _COMMA.split(f" {row}"):
        if not counted and _QUANTITY_ONLY.fullmatch(piece):
            counted, celled = True, _NUMBER_ONLY.fullmatch(pieces[-1]) is not None
            pieces[-1] += f" | {piece}"
        elif celled and not any(character.isdigit() for character in piece):
            celled = False
            pieces[-1] += f" | {piece}"
        else:
            counted, celled = _counted(piece), False
            pieces.append(piece)
    return pieces


def _apart(row: str) -> list[str]:
    return _AGAIN.split(row) if _X_FIRST.match(row.lstrip()) else [row]


def _counted(piece: str) -> bool:
    """Whether a piece says how many."""
    body = piece.strip()
    return not body or bool(_X_FIRST.match(body)) or any(p.search(body) for p in _QUANTITIES)


def _read_row(row: str) -> TypedPart | None:
    """One part; None for an empty row and for a spreadsheet's headings."""
    bullet = _BULLET.match(row)
    body = _QUOTED.sub(r"\1 ", row[bullet.end() :] if bullet else row)
    cells = [cell for cell in map(plain, _CELL.split(body)) if cell]
    if not any(character.isalnum() for cell in cells for character in cell):
        return None
    if len(cells) > 1:
        if _HEADINGS.fullmatch(" ".join(cells)):
            return None
        return _from_cells(cells, row)
    quantity, body = _peel_quantity(cells[0], row)
    number, words = _peel_number(body)
    return _part(quantity, number, words, row)


def _from_cells(cells: list[str], row: str) -> TypedPart:
    """A spreadsheet's row: the shortest cell of digits only is the quantity."""
    counts = [cell for cell in cells if _WHOLE.fullmatch(cell)]
    if not counts:
        quantity, body = _peel_quantity(" ".join(cells), row)
        return _part(quantity, *_peel_number(body), row)
    count = min(counts, key=len)
    others = [cell for index, cell in enumerate(cells) if index != cells.index(count)]
    if len(count) > 4 and not any(_is_number(cell, 4, 2) for cell in others):
        return _part(1, count, " ".join(others), row)  # a part number of digits only, no quantity
    number = next((cell for cell in others if _is_number(cell, 4, 1)), None)
    if number is not None:
        others.remove(number)
        return _part(int(count), number.upper(), " ".join(others), row)
    return _part(int(count), *_peel_number(" ".join(others)), row)


def _peel_quantity(body: str, row: str) -> tuple[int, str]:
    """How many, and what is left: "2x", "2 ea", "qty 2", "x2", "(2)", or a number that leads."""
    if found := _THOUSANDS.match(body):
        return int(found[1].replace(",", "")), body
    if found := _X_FIRST.match(body):
        return int(next(filter(None, found.groups()))), body[found.end() :]
    for pattern in _QUANTITIES:
        if found := pattern.search(body):
            count = next(group for group in found.groups() if group)
            return int(count), f"{body[: found.start()]} {body[found.end() :]}"
    if found := _COUNT_FIRST.match(body):
        return _IN_WORDS.get(found[1].lower()) or int(found[1]), body[found.end() :]
    if re.match(r"-\d", body):
        raise _bad(row, "has a quantity below 1")
    return 1, body


def _peel_number(body: str) -> tuple[str | None, str]:
    """The part number and the words. It comes first, or else it is long enough to be told apart."""
    tokens = body.split()
    for index, token in enumerate(tokens):
        bare = token.strip(":,.#()\"'-")
        least = (4, 2) if index == 0 else (6, 3)
        if _is_number(bare, *least):
            return bare.upper(), " ".join(tokens[:index] + tokens[index + 1 :])
    return None, " ".join(tokens)


def _is_number(token: str, length: int, digits: int) -> bool:
    """Whether a word is a part number: long, with enough digits, and nothing better known."""
    if len(token) < length or len(token) > 40 or not _NUMBER.fullmatch(token):
        return False
    if _NO_NUMBER.fullmatch(token):
        return False
    return sum(character.isdigit() for character in token) >= digits


def _part(quantity: int, number: str | None, words: str, row: str) -> TypedPart:
    said = plain(words).strip(" -:,|")
    if not 1 <= quantity <= MOST_OF_ONE:
        raise _bad(row, f"asks for {quantity:,}; a quantity is 1 to {MOST_OF_ONE}")
    if number is None and not any(character.isalpha() for character in said):
        raise _bad(row, "names no part")
    return TypedPart(quantity, number, said)


def _bad(row: str, what: str) -> BadPartLine:
    return BadPartLine(f'"{shorten(plain(row), 60)}" {what}. {_EXAMPLE}')
