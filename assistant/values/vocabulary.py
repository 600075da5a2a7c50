"""The words that values are told by, as data: what qualifies, what moves up or down, what is no noun to count, what labels a number."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


def listed(text: str) -> tuple[str, ...]:
    """The phrases of a list divided by commas, in its order."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


def phrases(table: dict[str, str]) -> dict[str, str]:
    """Phrase -> sign, from a table of sign -> phrases; commas divide the phrases."""
    return {phrase: sign for sign, text in table.items() for phrase in listed(text)}


QUALIFIERS = phrases(
    {
        ">": """over, more than, above, exceeding, exceeded, exceeds, exceed, in excess of, upwards of, upward of, north of, greater than,
            higher than, larger than, just over, well over, topped, tops, topping, surpassed, surpassing, surpasses, beyond, past the, >""",
        ">=": """at least, no less than, not less than, a minimum of, minimum of, no fewer than, not fewer than, minimum,
            as little as, as few as, as low as, >=, ≥""",
        "<": """under, less than, below, fewer than, short of, south of, lower than, smaller than, just under, well under, just shy of,
            shy of, <""",
        "<=": """within, up to, at most, no more than, not more than, a maximum of, maximum of, as much as, as many as, as high as, maximum,
            not exceeding, not to exceed, no greater than, up to a maximum of, up to an additional, up to another, <=, ≤""",
        "~": """about, nearly, roughly, around, approximately, approx, approx., circa, c., ca., ~, almost, close to, some, an estimated,
            estimated, estimated at, about a, nearing, near, virtually, somewhere around, in the region of, in the neighborhood of,
            on the order of, an approximate""",
    }
)
DATE_QUALIFIERS = phrases(
    {
        ">=": "since, starting in, beginning in, starting, beginning, effective, from the start of, as early as",
        ">": "after, later than, following, post-",
        "<": "before, prior to, earlier than, pre-, ahead of",
        "<=": """by, until, till, through, no later than, not later than, by the end of, up to, by year-end, by late, by early, by mid,
            by mid-, through the end of, until the end of, by end, by end of""",
        "~": "around, about, circa, c., ca., ~, approximately, roughly",
    }
)
QUALIFIERS_AFTER = phrases(
    {
        ">=": "or more, or above, or higher, or greater, or longer, or later, and above, or older, at least, and up",
        "<=": "or less, or fewer, or below, or under, or lower, or shorter, at most",
        "~": "or so, approximately, or thereabouts, give or take",
    }
)
DATE_QUALIFIERS_AFTER = phrases({">=": "onward, onwards, and beyond, and later, or later, and after"})

UP = words(
    """rose rise rises rising risen grew grow grows growing grown gained gain gains gaining increased increase increases increasing climbed
    climb climbs climbing jumped jump jumps jumping surged surge surges surging soared soar soars soaring advanced advance up higher
    growth rally rallied rallies rallying upside uptick expanded expand expands expanding expansion improved improve improvement
    burgeoned swelled ballooned adding adds hike hiked hikes upturn appreciated appreciation boosted boost
    spike spiked skyrocketed leapt leap leaped rebound rebounded accelerated premium larger bigger added"""
)
DOWN = words(
    """fell fall falls falling fallen dropped drop drops dropping declined decline declines declining decreased decrease decreases
    decreasing plunged plunge plunges plunging sank sink sinks sinking slid slide slides sliding slipped slip slips slipping tumbled
    tumble tumbles tumbling lost lose loses losing shed sheds down lower reduced reduction reduce reduces reducing cut cuts cutting
    shrank shrink shrinks shrinking contracted contraction contracts dipped dip dips crashed crash plummeted plummet downside downturn
    depreciated depreciation slump slumped slumps selloff sell-off weakened tanked tank retreated eased smaller fewer cheaper slashed
    trimmed lowered discount dropoff"""
)
# Told of what comes after a number ("10% discount"), not of what goes before one ("at a discount, 10%").
ONLY_AFTER = words("premium discount boost larger bigger smaller fewer")
# Told of what goes before a number ("up 10%"), not of what comes after one ("10% up front").
ONLY_BEFORE = words("up down lost added cut shed")
# A direction does not reach a number across these words: "fell to 10%", "rose, from 10%".
BREAKS = words("to from at and or but than vs versus against in on for with which who were is are was reached totaled stood")
FILLERS = words(
    "by of about a an another some as much many nearly initially further additional roughly almost approximately more less over up down to"
)

# Words that end the search for a counted noun: "1,200 of", "5 million in sales".
STOPS = words(
    """a an and or of in on at to for by from with without within than that this these those is are was were be been being has have had do
    does did will would can could may might must shall should the as per into onto over under after before since until during while when
    where which who whose whom what how why if but nor so yet not no its his her their our your my it he she we they you i us them him
    each every either neither both all any some such more less most least versus vs up down out off about around across through between
    among against upon toward towards plus minus also then there here now ago later respectively only just even still thus perhaps
    always almost nearly said says via amid despite because due including following according compared increased decreased rose fell
    grew years makes totals equals represents includes remains means shows marks gives takes gets goes comes becomes stands seems
    needs helps wants allows requires provides uses contains consists covers ranges reflects continues percent percentage"""
)
# Words in -s that are no plurals.
NOT_PLURAL = words(
    """this his its us is was has as does plus minus thus less unless various previous serious famous gross business loss basis class
    process access success analysis across always besides towards perhaps yes press mass cross glass series status campus virus bonus
    focus census congress express pass boss dress address progress fitness wireless numerous enormous continuous religious alias atlas
    gas bus texas paris versus afterwards upwards downwards sometimes nowadays whereas hers ours theirs yours itself"""
)
PLURALS = words("people children men women staff personnel police cattle aircraft spacecraft headcount crew")
# Nouns that make a four-digit number a count although it looks like a year.
COUNTED = words(
    """employees people workers engineers users customers shares stores units members jobs staff warehouses students patients companies
    families homes deaths cases stocks developers researchers scientists participants votes seats vehicles cars subscribers pages words
    miles km mw feet tonnes acres pounds calories"""
)
# "Item 7", "No. 5", "Windows 11": the number is a name.
LABELS = words(
    """item items no no. nos nos. note notes section sections sec sec. page pages p p. pp pp. chapter chapters article articles figure
    figures fig fig. table tables exhibit exhibits rule rules form forms part parts step steps version versions v v. vol vol. volume
    appendix annex schedule clause line room suite floor phase type class grade paragraph question q answer number code zip act covid
    windows iphone gpt boeing airbus route highway channel model series level levels tier group formula area box file release update tel
    tel. telephone phone fax id isin sku asu asc topic subtopic ifrs ias iso rfc cve fortune big nasdaq russell ftse nikkei dax cac s&p
    csi msci stoxx top apollo falcon qwen llama gemini claude playstation xbox chatgpt day week wave round bullet footnote footnotes
    regulation directive law resolution title lot unit gate"""
)
# Labels that may also stand before a count: "the top 10 companies", "a group 12 people".
WEAK_LABELS = words("day week top group unit number line area round model part parts no form page act title box floor lot")
# Capitalised words that begin sentences, so that the number after one is not its name.
OPENERS = words(
    """the a an in at by of about over under some nearly roughly around approximately with from to for on and or but only just its their
    our more all these those this that than is are was were has have had between among another at least up"""
)
BEFORE_MONTH = words(
    "in since until till by from to through during last next this of early late mid between before after and around past mid- each every"
)
BEFORE_YEAR = words(
    """in since until till by from through during early late mid between before after year years circa c. ca. summer winter
    spring autumn fall fiscal"""
)
