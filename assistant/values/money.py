"""Currencies by sign, code and word. Nothing here converts: a currency is a name that either agrees with another or does not."""

from __future__ import annotations

import re
from decimal import Decimal

SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "¥",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₫": "VND",
    "฿": "THB",
    "₴": "UAH",
    "₦": "NGN",
    "₱": "PHP",
}
_CODES = (
    "USD EUR GBP CNY JPY HKD AUD CAD CHF INR KRW SGD TWD NZD SEK NOK DKK RUB BRL MXN ZAR TRY PLN CZK HUF ILS THB IDR MYR PHP VND "
    "AED SAR EGP NGN KES PKR BDT QAR KWD CLP COP ARS UAH RON ISK MOP"
)
CODES = {code.lower(): code for code in _CODES.split(" ")} | {"rmb": "CNY", "cnh": "CNY", "ntd": "TWD"}
_CODE_FIRST = re.compile(r"(?P<code>[a-z]{3})[ \u00a0]?(?=[0-9])")
_GLUED = frozenset(("usd", "eur", "gbp", "cny", "rmb", "jpy", "hkd", "aud", "cad", "chf", "inr", "krw", "sgd", "twd", "nzd", "rs"))
_WORDLIKE = {"try", "php", "cop", "mop", "ars", "all", "sek", "ron", "zar", "clp"}
_PREFIXED_DOLLARS = {
    "us": "USD",
    "u.s.": "USD",
    "hk": "HKD",
    "a": "AUD",
    "au": "AUD",
    "c": "CAD",
    "ca": "CAD",
    "cdn": "CAD",
    "s": "SGD",
    "nz": "NZD",
    "nt": "TWD",
    "r": "BRL",
    "mx": "MXN",
}
_PREFIXED_YEN = {"cn": "CNY", "rmb": "CNY", "jp": "JPY"}
_PLACES = {
    "dollar": {
        "us": "USD",
        "u.s.": "USD",
        "american": "USD",
        "hong kong": "HKD",
        "hk": "HKD",
        "australian": "AUD",
        "aussie": "AUD",
        "canadian": "CAD",
        "singapore": "SGD",
        "new zealand": "NZD",
        "taiwan": "TWD",
        "new taiwan": "TWD",
        "": "USD",
    },
    "rupee": {"pakistani": "PKR", "pakistan": "PKR", "indian": "INR", "": "INR"},
    "peso": {"mexican": "MXN", "philippine": "PHP", "argentine": "ARS", "colombian": "COP", "chilean": "CLP", "": "peso"},
    "franc": {"swiss": "CHF", "": "CHF"},
    "won": {"south korean": "KRW", "korean": "KRW", "": "KRW"},
    "crown": {"swedish": "SEK", "norwegian": "NOK", "danish": "DKK", "czech": "CZK"},
    "krone": {"norwegian": "NOK", "danish": "DKK", "": "kr"},
    "krona": {"swedish": "SEK", "icelandic": "ISK", "": "kr"},
    "koruna": {"czech": "CZK", "": "CZK"},
    "pound": {"british": "GBP", "sterling": "GBP", "egyptian": "EGP", "": "GBP"},
    "yuan": {"chinese": "CNY", "": "CNY"},
    "yen": {"japanese": "JPY", "": "JPY"},
    "lira": {"turkish": "TRY", "": "TRY"},
    "dirham": {"": "AED"},
    "riyal": {"saudi": "SAR", "qatari": "QAR", "": "SAR"},
    "real": {"brazilian": "BRL"},
    "rand": {"south african": "ZAR", "": "ZAR"},
}
_NOUNS = {
    "dollar": "dollar",
    "dollars": "dollar",
    "rupee": "rupee",
    "rupees": "rupee",
    "peso": "peso",
    "pesos": "peso",
    "franc": "franc",
    "francs": "franc",
    "won": "won",
    "crown": "crown",
    "crowns": "crown",
    "krona": "krona",
    "kronor": "krona",
    "krone": "krone",
    "kroner": "krone",
    "koruna": "koruna",
    "pound": "pound",
    "pounds": "pound",
    "yuan": "yuan",
    "yen": "yen",
    "lira": "lira",
    "liras": "lira",
    "dirham": "dirham",
    "dirhams": "dirham",
    "riyal": "riyal",
    "riyals": "riyal",
    "real": "real",
    "reais": "real",
    "rand": "rand",
}
_WORDS = {
    "bucks": "USD",
    "buck": "USD",
    "greenbacks": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "renminbi": "CNY",
    "sterling": "GBP",
    "quid": "GBP",
    "baht": "THB",
    "rupiah": "IDR",
    "ringgit": "MYR",
    "shekel": "ILS",
    "shekels": "ILS",
    "zloty": "PLN",
    "zlotys": "PLN",
    "forint": "HUF",
    "ruble": "RUB",
    "rubles": "RUB",
    "rouble": "RUB",
    "roubles": "RUB",
    "naira": "NGN",
    "hryvnia": "UAH",
    "dong": "VND",
    "kr": "kr",
}
_CENTS = {"cent": "USD", "cents": "USD", "¢": "USD", "pence": "GBP", "p": "GBP"}
_ADJECTIVES = sorted({place for places in _PLACES.values() for place in places if place}, key=len, reverse=True)
_SIGN_CLASS = "".join(re.escape(sign) for sign in SIGNS)

_NO_LINES = "".join(f"(?<!{lines})" for lines in (240, 360, 480, 576, 720, 1080, 1440, 2160))  # of a screen: "1080p"

SUFFIX = re.compile(
    rf"[\s-]?(?P<sign>[{_SIGN_CLASS}])(?!\s?[0-9.(])"
    rf"|[\s-]?(?:of |in )?(?:(?P<adjective>{'|'.join(map(re.escape, _ADJECTIVES))})[\s-])?"
    rf"(?P<noun>{'|'.join(_NOUNS)})(?![a-z])(?: (?P<after>sterling))?"
    rf"|[\s-]?(?:of |in )?(?P<word>{'|'.join(_WORDS)})(?![a-z])"
    rf"|[\s-]?(?:in )?(?P<code>{'|'.join(CODES)})(?![a-z0-9]|\s?[0-9])"
    rf"|[\s-]?(?P<cents>cents?\b|¢|pence\b)|(?<=[0-9]){_NO_LINES}(?P<pence>p)(?![a-z0-9]|\.?m)"
)
_ALTERNATIVES = {"¥": {"CNY", "JPY"}, "kr": {"SEK", "NOK", "DKK", "ISK"}, "peso": {"MXN", "PHP", "ARS", "COP", "CLP"}}


def agree(one: str, other: str) -> bool:
    """Whether two currencies may be the same: one unstated, both alike, or an ambiguous sign beside one that it can stand for."""
    return not one or not other or one == other or other in _ALTERNATIVES.get(one, ()) or one in _ALTERNATIVES.get(other, ())


def before(text: str, folded: str, at: int, floor: int) -> tuple[str, int]:
    """The currency whose sign or code stands right before `at` (not before `floor`), and where it begins; ("", at) if there is none."""
    place = at
    while place > floor and at - place < 2 and folded[place - 1] in " \u00a0\n":
        place -= 1
    sign = folded[place - 1 : place] if place > floor else ""
    if sign and sign in SIGNS:
        return _with_prefix(text, folded, place - 1, floor, sign)
    for length in (3, 2):
        code = folded[max(floor, place - length) : place]
        name = {"rs": "INR", "rs.": "INR"}.get(code) or CODES.get(code)
        if name and _begins_word(folded, place - length) and (code not in _WORDLIKE or text[place - length : place].isupper()):
            return name, place - length
    return "", at


def _with_prefix(text: str, folded: str, at: int, floor: int, sign: str) -> tuple[str, int]:
    """Letters glued to a sign that say whose dollar it is, and a code before the sign ("CAD $5")."""
    table = _PREFIXED_DOLLARS if sign == "$" else _PREFIXED_YEN if sign == "¥" else {}
    for length in (4, 3, 2, 1):
        begin = at - length
        known = table.get(folded[max(begin, 0) : at]) or (CODES.get(folded[max(begin, 0) : at]) if length == 3 else None)
        if known and begin >= floor and _begins_word(folded, begin) and (length > 1 or text[begin].isupper()):
            return known, begin
    code = folded[max(floor, at - 4) : at - 1] if folded[at - 1 : at] == " " else ""
    if code in CODES and text[at - 4 : at - 1].isupper() and _begins_word(folded, at - 4):
        return CODES[code], at - 4
    return SIGNS[sign], at


def code_at(folded: str, at: int) -> int | None:
    """Where the number begins whose currency code stands at `at`: "NOK 17 billion"; None where there is none."""
    match = _CODE_FIRST.match(folded, at)
    return match.end() if match and match["code"] in CODES else None


def is_code_before(folded: str, at: int, floor: int) -> bool:
    """Whether the letters glued to the digits at `at` are a currency code: "RMB53bn", not "B2"."""
    return any(folded[max(floor, at - length) : at] in _GLUED and _begins_word(folded, at - length) for length in (2, 3))


def _begins_word(folded: str, at: int) -> bool:
    return at == 0 or (at > 0 and not folded[at - 1].isalnum())


def after(text: str, folded: str, at: int, *, scaled: bool) -> tuple[str, int, Decimal] | None:
    """The currency named right after a number that ends at `at`: its code, where it ends, and the part of it that is counted (cents)."""
    match = SUFFIX.match(folded, at)
    if match is None:
        return None
    one = Decimal(1)
    if sign := match["sign"]:
        attached = match.end() - at == 1
        return (SIGNS[sign], match.end(), one) if attached or sign != "$" else None
    if word := match["word"]:
        return _WORDS[word], match.end(), one
    if code := match["code"]:
        written = text[match.start("code") : match.end("code")]
        return (CODES[code], match.end(), one) if written.isupper() or code not in _WORDLIKE else None
    if cents := match["cents"] or match["pence"]:
        return _CENTS[cents], match.end(), Decimal("0.01")
    noun, adjective = _NOUNS[match["noun"]], match["adjective"] or match["after"] or ""
    name = _PLACES[noun].get(adjective)
    if (
        name is None
        or (noun == "won" and not (scaled or adjective))
        or (noun == "pound" and re.compile(r" of\b").match(folded, match.end()))
    ):
        return None
    return name, match.end(), one


def named(text: str) -> str:
    """The currency that a phrase names without a number ("in yuan", "US dollars"), or ""."""
    for start in re.finditer(r"(?:(?<=\s)|^)(?=\S)", text):
        match = SUFFIX.match(text, start.start())
        if match and (match["noun"] or match["word"] or match["code"]):
            found = after(text.upper(), text, start.start(), scaled=True)
            if found:
                return found[0]
    return ""
