"""Words that make a claim: number words, and words that say that a figure rose, fell or stands out.

If an author types them by hand, no fact supports the claim, so ``lint`` asks for a fact. Number words are recognised by
the way Dutch composes them, direction words by a list of forms.
"""

from __future__ import annotations

import re

_ONES = "(?:een|één|twee|drie|vier|vijf|zes|zeven|acht|negen)"
_TEENS = "(?:tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien)"
_TENS = "(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)"
_BELOW_100 = f"(?:{_ONES}[eë]n{_TENS}|{_TENS}|{_TEENS}|{_ONES})"
_BELOW_1000 = f"(?:{_BELOW_100}?honderd(?:en)?{_BELOW_100}?|{_BELOW_100})"
_CARDINAL = f"(?:nul|{_BELOW_1000}?duizend(?:en)?{_BELOW_1000}?|{_BELOW_1000})"
#: twaalf, vierde, tweederde, driekwart; tweemaal, drievoudig, zestal; and words of their own
_NUMBER = re.compile(
    rf"""
      {_CARDINAL} (?: de | ste | derde | kwart )?
    | {_CARDINAL} (?: maal | keer | voud | voudige? | tal | tallen )
    | eerste | derde | half | halve | helft | kwart | anderhalf | anderhalve
    | tientallen | dozijn | miljoen(?:en)? | miljard(?:en)?
    | dubbele? | verdubbel\w* | ver{_CARDINAL}voudig\w* | halveer\w* | halvering | gehalveerde?
    """,
    re.VERBOSE,
)
#: the article "een", and words that only look like compounds of it
_NOT_A_NUMBER = frozenset({"een", "eenmaal", "eenkeer", "eenvoud", "eenvoudig", "eenvoudige", "eental", "eende"})

#: verbs of change: each stem with the endings of its tenses
_VERBS = """
toegenomen toeneemt toenemen toenam toenamen toename toenames toenemend toenemende
afgenomen afneemt afnemen afnam afnamen afname afnames afnemend afnemende
neemt nemen nam namen
gestegen stijgt stijgen steeg stegen stijging stijgingen stijgend stijgende
gedaald daalt dalen daalde daalden daling dalingen dalend dalende
gegroeid groeit groeien groeide groeiden groeiend groeiende
gekrompen krimpt krimpen kromp krompen krimp krimpend krimpende
opgelopen oploopt oplopen opliep opliepen oplopend oplopende teruggelopen terugloopt teruglopen terugliep terugliepen
loopt liep liepen
gezakt zakt zakken zakte zakten gekelderd keldert kelderde kelderden gedraaid omslag kentering
verkrapt verkrappen verkrapte verkrapping verruimd verruimen verruimde verruiming
verslechterd verslechtert verslechteren verslechterde verslechterden verslechtering
verbeterd verbetert verbeteren verbeterde verbeterden verbetering hersteld herstelt herstellen herstelde herstel
versneld versnelt versnellen versnelde versnelling vertraagd vertraagt vertragen vertraagde vertraging
verhoogd verhoogt verhogen verhoogde verhoging verlaagd verlaagt verlagen verlaagde verlaging
verminderd vermindert verminderen verminderde verminderden vermindering vermeerderd
gegroeide uitgebreid opgeveerd aangetrokken teruggevallen gestabiliseerd stabiliseert stabiliseerde stabiliseren
bijgekomen
"""

#: words for a comparison, an extreme or no change
_COMPARISONS = """
hoger hogere lager lagere hoogst hoogste laagst laagste meer minder meest meeste minst minste
groter grotere kleiner kleinere grootst grootste kleinst kleinste
krapper krappere krapst krapste ruimer ruimere ruimst ruimste
sneller snellere snelst snelste trager tragere traagst traagste langzamer
sterker sterkere sterkst sterkste zwakker zwakkere zwakst zwakste harder hardst
slechter slechtere slechtst slechtste beter betere best beste scherper scherpst scherpste
record records recordhoogte recordhoog recordniveau recordaantal recordkrapte dieptepunt dieptepunten
hoogtepunt hoogtepunten piek pieken piekte dal toppunt
gelijk gebleven onveranderd ongewijzigd stabiel constant evenveel
"""

#: verbs with other common meanings, which claim a direction only together with their particle ("neemt … toe")
_WITH_PARTICLE = {
    "neemt": ("toe", "af"), "nemen": ("toe", "af"), "nam": ("toe", "af"), "namen": ("toe", "af"),
    "loopt": ("op", "terug"), "liep": ("op", "terug"), "liepen": ("op", "terug"),
    "gelijk": ("gebleven", "bleef", "bleven", "blijft", "blijven"),
}  # fmt: skip

DIRECTION_WORDS = frozenset(f"{_VERBS} {_COMPARISONS}".split())

#: fixed expressions in which such a word makes no comparison
_EXPRESSIONS = re.compile(
    r"\b(?:zonder meer|onder meer|meer dan wel|min of meer|te meer|niet meer|geen \w+ meer|meer informatie"
    r"|ten minste|minstens|ten hoogste|ten beste|op zijn minst|hoger onderwijs|lager onderwijs|ter beschikking)\b",
    re.IGNORECASE,
)


def is_number_word(word: str) -> bool:
    """Whether a word is a number word: "twaalf", "derde", "eenentwintigste", "tweederde"; not the article "een"."""
    small = word.casefold()
    return small not in _NOT_A_NUMBER and _NUMBER.fullmatch(small) is not None


def is_direction_word(word: str, sentence: str = "") -> bool:
    """Whether a word claims a direction or an extreme.

    Args:
        word: the word as typed.
        sentence: its sentence, for verbs that need their particle ("neemt … toe").
    """
    small = word.casefold()
    if small not in DIRECTION_WORDS:
        return False
    particles = _WITH_PARTICLE.get(small)
    return particles is None or any(re.search(rf"\b{particle}\b", sentence.casefold()) for particle in particles)


def without_expressions(text: str) -> str:
    """The text with fixed expressions ("onder meer") replaced by blanks, so that all positions stay the same."""
    return _EXPRESSIONS.sub(lambda match: " " * len(match[0]), text)
