"""A vehicle as people type it among other words: "2016 Ford F-150 XLT"."""

import re

_MAKES = (
    "acura|alfa|audi|bmw|buick|cadillac|chevrolet|chevy|chrysler|dodge|fiat|ford|"
    "freightliner|genesis|gmc|hino|honda|hyundai|infiniti|international|isuzu|jaguar|"
    "jeep|kenworth|kia|land|lexus|lincoln|mack|mazda|mercedes|mercury|mini|"
    "mitsubishi|nissan|peterbilt|pontiac|porsche|ram|saturn|scion|subaru|suzuki|tesla|"
    "toyota|volkswagen|volvo|vw"
)
_NOT_A_MODEL = (
    r"(?:est\w*|repair|quote|value|worth|acv|trade|trade-in|bought|paid|agree\w*|not|no|out|high|"
    r"lease|leav\w*|customer|cust|asked|asks|down\w*|doesn't|didn't|does|did|vin|ro|with|needs|in|"
    r"at|and|is|has|on|for|cell|phone|mileage|odometer|odo)\b"
    r"|\d[\d,.]*\s?k?\s?(?:mi|mile|miles)\b|\d[\d,.]*k\b|#?\d{5}|[\w-]{14}"
)
"""What follows a make and is no model: the words of a lead, a mileage, an RO, a VIN."""
VEHICLE = re.compile(
    rf"(?<![\w$#/.-])(?:19[5-9]\d|20\d\d)\s+(?:{_MAKES})(?:-benz)?(?![\w-])"
    rf"(?:\s+(?!{_NOT_A_MODEL})[\w./-]+){{0,4}}",
    re.I,
)
"""A year, a make, and up to four words of the model."""
