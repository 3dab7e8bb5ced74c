"""Descriptions of charts word for word, as somebody hears them who does not see the chart. No figure here is real."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from arbeidsmarkt.basics.periods import Period
from arbeidsmarkt.exhibits.charts import comparing_words, words
from made_up_figures import Q3, Number, run, value


def drawn(numbers: list[Number]) -> str:
    return words.lines({"": run(numbers)}, Q3 - (len(numbers) - 1), Q3)


TOLD: dict[str, tuple[Callable[[], str], str]] = {
    "one value": (
        lambda: drawn([None, 5]),
        ("Verzonnen reeks: de lijn is 5 duizend in het derde kwartaal van 2024."),
    ),
    "two": (
        lambda: drawn([5, 7]),
        (
            "Verzonnen reeks: de lijn stijgt van 5 duizend in het tweede kwartaal van 2024 tot 7 duizend in het derde"
            " kwartaal van 2024, het laatste cijfer. Andere keerpunten zijn er niet."
        ),
    ),
    "four calm": (
        lambda: drawn([1, 2, 3, 4]),
        (
            "Verzonnen reeks: de lijn stijgt van 1 duizend in het vierde kwartaal van 2023 tot 4 duizend in het derde"
            " kwartaal van 2024, het laatste en hoogste cijfer. Andere keerpunten zijn er niet."
        ),
    ),
    "two gaps": (
        lambda: drawn([1, None, 3, None, 5]),
        (
            "Verzonnen reeks: de lijn stijgt van 1 duizend in het derde kwartaal van 2023 tot 5 duizend in het derde "
            "kwartaal van 2024, het laatste en hoogste cijfer. Andere keerpunten zijn er niet; de cijfers over het "
            "vierde kwartaal van 2023 en het tweede kwartaal van 2024 ontbreken, en daar is de lijn onderbroken."
        ),
    ),
    "three gaps": (
        lambda: drawn([1, None, None, None, 5]),
        (
            "Verzonnen reeks: de lijn stijgt van 1 duizend in het derde kwartaal van 2023 tot 5 duizend in het derde "
            "kwartaal van 2024, het laatste cijfer. Andere keerpunten zijn er niet; over drie perioden ontbreekt het "
            "cijfer, en daar is de lijn onderbroken."
        ),
    ),
    "equals 2": (
        lambda: drawn([9, 1, 9, 1, 9, 5]),
        (
            "Verzonnen reeks: de lijn daalt van 9 duizend in het tweede kwartaal van 2023 tot 1 duizend in het derde "
            "kwartaal van 2023 (het laagste cijfer, net als in het eerste kwartaal van 2024), stijgt tot 9 duizend in"
            " het vierde kwartaal van 2023 (het hoogste cijfer, net als in het tweede kwartaal van 2023 en het tweede"
            " kwartaal van 2024) en daalt tot 1 duizend in het eerste kwartaal van 2024 (het laagste cijfer, net als "
            "in het derde kwartaal van 2023). Daarna stijgt zij tot 5 duizend in het derde kwartaal van 2024, het "
            "laatste cijfer."
        ),
    ),
    "equals many": (
        lambda: drawn([9, 1, 9, 1, 9, 1, 9, 5]),
        (
            "Verzonnen reeks: de lijn daalt van 9 duizend in het vierde kwartaal van 2022 tot 5 duizend in het derde "
            "kwartaal van 2024, het laatste cijfer. Onderweg gaat zij herhaaldelijk op en neer; het laagste cijfer is"
            " 1 duizend, in onder meer het eerste kwartaal van 2023."
        ),
    ),
    "flat": (
        lambda: drawn([3, 3, 3]),
        (
            "Verzonnen reeks: de lijn gaat van 3 duizend in het eerste kwartaal van 2024 naar 3 duizend in het derde "
            "kwartaal van 2024, het laatste en hoogste cijfer, net als in het eerste kwartaal van 2024 en het tweede "
            "kwartaal van 2024. Andere keerpunten zijn er niet."
        ),
    ),
    "lowest end": (
        lambda: drawn([9, 5, 1]),
        (
            "Verzonnen reeks: de lijn daalt van 9 duizend in het eerste kwartaal van 2024 tot 1 duizend in het derde "
            "kwartaal van 2024, het laatste en laagste cijfer. Andere keerpunten zijn er niet."
        ),
    ),
    "untold": (
        lambda: drawn([40, 10, 80, 100, 98]),
        (
            "Verzonnen reeks: de lijn daalt van 40 duizend in het derde kwartaal van 2023 tot 10 duizend in het "
            "vierde kwartaal van 2023 (het laagste cijfer). Daarna stijgt zij tot 98 duizend in het derde kwartaal "
            "van 2024, het laatste cijfer; het hoogste cijfer is 100 duizend, in het tweede kwartaal van 2024."
        ),
    ),
    "two lines": (
        lambda: words.lines({"Noord": run([1, 9, 2]), "Zuid": run([4, 3, None])}, Q3 - 2, Q3),
        (
            "Noord: de lijn stijgt van 1 duizend in het eerste kwartaal van 2024 tot 9 duizend in het tweede kwartaal"
            " van 2024 (het hoogste cijfer) en daalt tot 2 duizend in het derde kwartaal van 2024. Zuid: de lijn "
            "daalt van 4 duizend in het eerste kwartaal van 2024 tot 3 duizend in het tweede kwartaal van 2024."
        ),
    ),
    "two lines gap": (
        lambda: words.lines({"Noord": run([1, None, 2]), "Leeg": run([None, None, None])}, Q3 - 2, Q3),
        (
            "Noord: de lijn stijgt van 1 duizend in het eerste kwartaal van 2024 tot 2 duizend in het derde kwartaal "
            "van 2024, het laatste cijfer. Andere keerpunten zijn er niet; het cijfer over het tweede kwartaal van "
            "2024 ontbreekt, en daar is de lijn onderbroken."
        ),
    ),
    "all up": (
        lambda: words.lines({"A": run([1, 5]), "B": run([2, 3]), "C": run([1, 2])}, Q3 - 1, Q3),
        (
            "In het derde kwartaal van 2024 eindigen de lijnen, van hoog naar laag: a op 5 duizend, b op 3 duizend en"
            " c op 2 duizend. Vanaf het tweede kwartaal van 2024 stijgen alle lijnen."
        ),
    ),
    "all down": (
        lambda: words.lines({"A": run([5, 1]), "B": run([3, 2]), "C": run([2, 1])}, Q3 - 1, Q3),
        (
            "In het derde kwartaal van 2024 eindigen de lijnen, van hoog naar laag: b op 2 duizend, a op 1 duizend en"
            " c op 1 duizend. Vanaf het tweede kwartaal van 2024 dalen alle lijnen."
        ),
    ),
    "all same": (
        lambda: words.lines({"A": run([5, 5]), "B": run([3, 3]), "C": run([2, 2])}, Q3 - 1, Q3),
        (
            "In het derde kwartaal van 2024 eindigen de lijnen, van hoog naar laag: a op 5 duizend, b op 3 duizend en"
            " c op 2 duizend. Vanaf het tweede kwartaal van 2024 blijven alle lijnen per saldo gelijk."
        ),
    ),
    "three ways, one earlier": (
        lambda: words.lines(
            {
                "A": run([5, 6]),
                "B": run(
                    [
                        3,
                        3,
                    ]
                ),
                "C": run([2, 1], last=Q3 - 1),
            },
            Q3 - 2,
            Q3,
        ),
        (
            "In het derde kwartaal van 2024 eindigen de lijnen, van hoog naar laag: a op 6 duizend, b op 3 duizend en"
            " c op 1 duizend in het tweede kwartaal van 2024. Vanaf het eerste kwartaal van 2024 zijn a gestegen, b "
            "per saldo gelijk gebleven en c gedaald."
        ),
    ),
    "bars years": (
        lambda: words.bars([value(n, label=f"{n}", period=Period.of_year(2000 + n)) for n in (4, 3)], "vacatures"),
        ("Vacatures: 4: 4 duizend; 3: 3 duizend."),
    ),
    "bars 4": (
        lambda: words.bars([value(n, label=f"T{n}") for n in (4, 3, 2, 1)], "vacatures", "T3"),
        ("Vacatures in het derde kwartaal van 2024: T4: 4 duizend; T3: 3 duizend; T2: 2 duizend; T1: 1 duizend."),
    ),
    "bars 5 groups": (
        lambda: words.bars([value(n, label=f"T{i}") for i, n in enumerate((7, 7, 3, 1, 1, 1, 1))], "vacatures"),
        (
            "Vacatures in het derde kwartaal van 2024 voor 7 groepen. De hoogste waarde hebben T0 en T1, met 7 "
            "duizend; de laagste T3, T4 en nog twee andere, met 1 duizend."
        ),
    ),
    "many equal named": (
        lambda: words.bars([value(n, label=f"T{i}") for i, n in enumerate((7, 7, 7, 7, 7, 1))], "vacatures"),
        (
            "Vacatures in het derde kwartaal van 2024 voor 6 groepen. De hoogste waarde hebben T0, T1 en nog drie "
            "andere, met 7 duizend; de laagste T5, met 1 duizend."
        ),
    ),
    "bars sector": (
        lambda: words.bars([value(n, label=f"T{i}") for i, n in enumerate((7, 6, 3, 2, 1))], "vacatures", "", "Sector"),
        (
            "Vacatures in het derde kwartaal van 2024 voor 5 sectoren. De hoogste waarde heeft T0, met 7 duizend; de "
            "laagste T4, met 1 duizend."
        ),
    ),
    "parts": (
        lambda: words.parts(
            [
                value(1, label="Klein", period=Period.of_year(2023)),
                value(3, label="Groot", period=Period.of_year(2023)),
            ],
            "personen",
        ),
        ("Personen in 2023, van groot naar klein: groot (3 duizend) en klein (1 duizend)."),
    ),
    "parts of two years": (
        lambda: words.parts([value(n, label=f"T{n}", period=Period.of_year(2020 + n)) for n in (1, 2)], "personen"),
        ("Personen, van groot naar klein: t2 (2 duizend) en t1 (1 duizend)."),
    ),
    "pairs one": (
        lambda: comparing_words.pairs({"": {"Zorg": (value(7), value(2))}}, ("A", "B"), "stappen"),
        (
            "Stappen: één rij met een staaf naar links en een naar rechts. Links (a) is de langste staaf zorg, met 7 "
            "duizend; rechts (b) is de langste staaf zorg, met 2 duizend."
        ),
    ),
    "pairs missing": (
        lambda: comparing_words.pairs(
            {"": {"Zorg": (value(7), value(None)), "Bouw": (value(7), value(None))}}, ("A", "B"), "stappen"
        ),
        (
            "Stappen: twee rijen met een staaf naar links en een naar rechts. Links (a) zijn de langste staven zorg "
            "en bouw, met 7 duizend."
        ),
    ),
    "horizon": (
        lambda: comparing_words.horizon(
            {
                "Zorg": (value(1, period=Period.of_year(2023)), value(5, period=Period.of_year(2033))),
                "Politie": (value(4, period=Period.of_year(2023)), value(2, period=Period.of_year(2028))),
            },
            "tekort",
        ),
        (
            "Tekort: twee rijen, stijgend in zorg; dalend in politie. Het hoogst eindigt zorg: 1 duizend in 2023 en 5"
            " duizend in 2033."
        ),
    ),
    "horizon all": (
        lambda: comparing_words.horizon(
            {
                "Zorg": (value(1, period=Period.of_year(2023)), value(5, period=Period.of_year(2033))),
                "Politie": (value(4, period=Period.of_year(2023)), value(6, period=Period.of_year(2028))),
            },
            "tekort",
        ),
        ("Tekort: twee rijen, alle stijgend. Het hoogst eindigt politie: 4 duizend in 2023 en 6 duizend in 2028."),
    ),
    "horizon one": (
        lambda: comparing_words.horizon(
            {"Zorg": (value(1, period=Period.of_year(2023)), value(1, period=Period.of_year(2033)))}, "tekort"
        ),
        ("Tekort: één rij, gelijk blijvend in zorg. Het hoogst eindigt zorg: 1 duizend in 2023 en 1 duizend in 2033."),
    ),
    "multiples": (
        lambda: words.multiples(
            {"A": run([1, 5]), "B": run([2, 5]), "C": run([1, 2])}, ("Nederland", run([3, 4])), "spanning"
        ),
        (
            "Spanning, van het tweede kwartaal van 2024 tot en met het derde kwartaal van 2024, in 3 kleine "
            "grafieken. De hoogste laatste waarde hebben A en B, met 5 duizend; de laagste C, met 2 duizend; "
            "Nederland eindigt op 4 duizend."
        ),
    ),
    "multiples none": (
        lambda: words.multiples({"A": run([1, 5]), "B": run([2, 4])}, None, "spanning"),
        (
            "Spanning, van het tweede kwartaal van 2024 tot en met het derde kwartaal van 2024, in 2 kleine "
            "grafieken. De hoogste laatste waarde heeft A, met 5 duizend; de laagste B, met 4 duizend."
        ),
    ),
    "moments": (
        lambda: words.moments({"": run([5, None, 9, None, 7])}),
        (
            "Verzonnen reeks, drie losse cijfers: het cijfer stijgt van 5 duizend in het derde kwartaal van 2023 tot "
            "9 duizend in het eerste kwartaal van 2024 (het hoogste cijfer). Daarna daalt het tot 7 duizend in het "
            "derde kwartaal van 2024, het laatste cijfer."
        ),
    ),
    "moments one": (
        lambda: words.moments({"": run([None, 5, None])}),
        ("Verzonnen reeks: het cijfer is 5 duizend in het tweede kwartaal van 2024."),
    ),
    "moments two": (
        lambda: words.moments({"Een": run([5, None, 9]), "Twee": run([9, None, 7])}),
        (
            "Een, twee losse cijfers: het cijfer stijgt van 5 duizend in het eerste kwartaal van 2024 tot 9 duizend "
            "in het derde kwartaal van 2024. Twee, twee losse cijfers: het cijfer daalt van 9 duizend in het eerste "
            "kwartaal van 2024 tot 7 duizend in het derde kwartaal van 2024."
        ),
    ),
    "three turns of two lines": (
        lambda: words.lines({"Noord": run([0, 20, 0, 100, 50]), "Zuid": run([0, 16, 0, 16, 0, 100])}, Q3 - 5, Q3),
        (
            "Noord: de lijn stijgt van 0 duizend in het derde kwartaal van 2023 tot 100 duizend in het tweede "
            "kwartaal van 2024 (het hoogste cijfer) en daalt tot 50 duizend in het derde kwartaal van 2024. Zuid:"
            " de lijn stijgt van 0 duizend in het tweede kwartaal van 2023 tot 100 duizend in het derde kwartaal "
            "van 2024 (het hoogste cijfer)."
        ),
    ),
    "up and down of two lines": (
        lambda: words.lines({"Noord": run([9, 1, 9, 1, 9, 5]), "Zuid": run([1, 2, 3, 4, 5, 6])}, Q3 - 5, Q3),
        (
            "Noord: de lijn daalt van 9 duizend in het tweede kwartaal van 2023 tot 5 duizend in het derde "
            "kwartaal van 2024 en gaat onderweg herhaaldelijk op en neer. Zuid: de lijn stijgt van 1 duizend in "
            "het tweede kwartaal van 2023 tot 6 duizend in het derde kwartaal van 2024 (het hoogste cijfer)."
        ),
    ),
    "three equals": (
        lambda: words.lines({"": run([1, 9, 9, 9, 9])}, Q3 - 4, Q3),
        (
            "Verzonnen reeks: de lijn stijgt van 1 duizend in het derde kwartaal van 2023 tot 9 duizend in het "
            "derde kwartaal van 2024, het laatste en hoogste cijfer, net als nog drie keer. Onderweg zijn er geen"
            " grote keerpunten."
        ),
    ),
    "four equals": (
        lambda: words.lines({"": run([1, 9, 9, 9, 9, 9])}, Q3 - 5, Q3),
        (
            "Verzonnen reeks: de lijn stijgt van 1 duizend in het tweede kwartaal van 2023 tot 9 duizend in het "
            "derde kwartaal van 2024, het laatste en hoogste cijfer, net als nog vier keer. Onderweg zijn er geen"
            " grote keerpunten."
        ),
    ),
    "five calm": (
        lambda: words.lines({"": run([1, 2, 3, 4, 5])}, Q3 - 4, Q3),
        (
            "Verzonnen reeks: de lijn stijgt van 1 duizend in het derde kwartaal van 2023 tot 5 duizend in het "
            "derde kwartaal van 2024, het laatste en hoogste cijfer. Onderweg zijn er geen grote keerpunten."
        ),
    ),
    "highest and lowest untold": (
        lambda: words.lines({"": run([50, 4, 94, 0, 100, 0, 100, 5, 95, 50])}, Q3 - 9, Q3),
        (
            "Verzonnen reeks: de lijn gaat van 50 duizend in het tweede kwartaal van 2022 naar 50 duizend in het "
            "derde kwartaal van 2024, het laatste cijfer. Onderweg gaat zij herhaaldelijk op en neer; het hoogste"
            " cijfer is 100 duizend, in onder meer het tweede kwartaal van 2023; het laagste cijfer is 0 duizend,"
            " in onder meer het eerste kwartaal van 2023."
        ),
    ),
    "around zero, lines": (
        lambda: words.lines(
            {"A": run([0, "0.4"], decimals=1), "B": run(["0.4", 0], decimals=1), "C": run([0, "-0.3"], decimals=1)},
            Q3 - 1,
            Q3,
        ),
        (
            "In het derde kwartaal van 2024 eindigen de lijnen, van hoog naar laag: a op 0,4 duizend, b op 0,0 "
            "duizend en c op −0,3 duizend. Vanaf het tweede kwartaal van 2024 zijn a gestegen en b en c gedaald."
        ),
    ),
    "around zero, bars": (
        lambda: words.bars(
            [
                value(n, label=name, decimals=1)
                for name, n in (("A", "0.4"), ("B", 0), ("C", "0.2"), ("D", "0.3"), ("E", "0.5"))
            ],
            "vacatures",
        ),
        (
            "Vacatures in het derde kwartaal van 2024 voor 5 groepen. De hoogste waarde heeft E, met 0,5 duizend;"
            " de laagste B, met 0,0 duizend."
        ),
    ),
    "around zero, parts": (
        lambda: words.parts([value(0, label="A", decimals=1), value("0.4", label="B", decimals=1)], "personen"),
        ("Personen in het derde kwartaal van 2024, van groot naar klein: b (0,4 duizend) en a (0,0 duizend)."),
    ),
    "around zero, multiples": (
        lambda: words.multiples({"A": run([1, "0.4"], decimals=1), "B": run([1, 0], decimals=1)}, None, "spanning"),
        (
            "Spanning, van het tweede kwartaal van 2024 tot en met het derde kwartaal van 2024, in 2 kleine "
            "grafieken. De hoogste laatste waarde heeft A, met 0,4 duizend; de laagste B, met 0,0 duizend."
        ),
    ),
    "around zero, pairs": (
        lambda: comparing_words.pairs(
            {"": {"X": (value(0), value("0.4", decimals=1)), "Y": (value("0.4", decimals=1), value(0))}},
            ("L", "R"),
            "stappen",
        ),
        (
            "Stappen: twee rijen met een staaf naar links en een naar rechts. Links (l) is de langste staaf y, "
            "met 0,4 duizend, en de kortste x, met 0 duizend; rechts (r) is de langste staaf x, met 0,4 duizend, "
            "en de kortste y, met 0 duizend."
        ),
    ),
    "around zero, map": (
        lambda: comparing_words.tile_map(
            {
                "A": value("0.4", decimals=1),
                "B": value(0),
                "C": value("-0.3", decimals=1),
                "D": value("-0.2", decimals=1),
            },
            "groei",
            "",
            ("sinds 2019", {"A": value(0), "B": value("0.4", decimals=1)}),
            signed=True,
        ),
        (
            "Groei in het derde kwartaal van 2024, in een tegel per provincie: in één een stijging, in twee een "
            "daling en in één geen verandering. De hoogste waarde heeft A, met 0,4 duizend; de laagste C, met "
            "−0,3 duizend; sinds 2019 loopt het van 0 duizend (A) tot 0,4 duizend (B)."
        ),
    ),
    "map alike": (
        lambda: comparing_words.tile_map(
            {"A": value(4), "B": value(2), "C": value(4), "Nederland": value(9), "D": value(None)},
            "groei",
            "Nederland",
            ("sinds 2019", {"A": value(3), "B": value(None), "C": value(1), "Nederland": value(0)}),
            signed=True,
        ),
        (
            "Groei in het derde kwartaal van 2024, in een tegel per provincie: in alle een stijging; Nederland: 9"
            " duizend. De hoogste waarde hebben A en C, met 4 duizend; de laagste B, met 2 duizend; sinds 2019 "
            "loopt het van 1 duizend (C) tot 3 duizend (A)."
        ),
    ),
    "map levels": (
        lambda: comparing_words.tile_map(
            {"A": value(4), "B": value(2), "C": value(2), "Nederland": value(None)},
            "vacatures",
            "Nederland",
            ("sinds 2019", {"A": value(None)}),
            signed=False,
        ),
        (
            "Vacatures in het derde kwartaal van 2024, in een tegel per provincie. De hoogste waarde heeft A, met"
            " 4 duizend; de laagste B en C, met 2 duizend."
        ),
    ),
    "map of nothing": (
        lambda: comparing_words.tile_map(
            {"A": value(None), "Nederland": value(9)}, "vacatures", "Nederland", None, signed=False
        ),
        ("Vacatures: van geen provincie is een cijfer beschikbaar."),
    ),
    "pairs of groups": (
        lambda: comparing_words.pairs(
            {
                "Zorg": {"Bouw": (value(7), value(2)), "Handel": (value(7), value(None))},
                "Bouw": {"Zorg": (value(3), value(2))},
            },
            ("Van", "Naar"),
            "stappen",
        ),
        (
            "Stappen: drie rijen met een staaf naar links en een naar rechts. Links (van) zijn de langste staven "
            "bouw bij zorg en handel bij zorg, met 7 duizend, en de kortste zorg bij bouw, met 3 duizend; rechts "
            "(naar) zijn de langste staven bouw bij zorg en zorg bij bouw, met 2 duizend."
        ),
    ),
    "horizon of all ways": (
        lambda: comparing_words.horizon(
            {
                "A": (value(1), value(5)),
                "B": (value(4), value(2)),
                "C": (value(3), value(3)),
                "D": (value(1), value(2)),
            },
            "tekort",
        ),
        (
            "Tekort: vier rijen, stijgend in a en d; dalend in b; gelijk blijvend in c. Het hoogst eindigt a: 1 "
            "duizend in het derde kwartaal van 2024 en 5 duizend in het derde kwartaal van 2024."
        ),
    ),
    "horizon of equals": (
        lambda: comparing_words.horizon({n: (value(1), value(5)) for n in "ABCD"}, "tekort"),
        ("Tekort: vier rijen, alle stijgend. Het hoogst eindigen a, b en nog twee andere, met 5 duizend."),
    ),
    "horizon of two equals": (
        lambda: comparing_words.horizon(
            {"A": (value(7), value(5)), "B": (value(4), value(5)), "C": (value(9), value(4))}, "tekort"
        ),
        ("Tekort: drie rijen, dalend in a en c; stijgend in b. Het hoogst eindigen a en b, met 5 duizend."),
    ),
    "bars of two years": (
        lambda: words.bars(
            [value(n, label=f"T{n}", period=Period.of_year(2000 + n)) for n in (5, 4, 3, 2, 1)], "vacatures", "T3"
        ),
        (
            "Vacatures voor 4 groepen; t3 samen: 3 duizend. De hoogste waarde heeft T5, met 5 duizend; de laagste"
            " T1, met 1 duizend."
        ),
    ),
    "multiples of other lengths": (
        lambda: words.multiples({"A": run([1, 5], last=Q3 - 2), "B": run([2, 4, 6]), "C": run([7])}, None, "spanning"),
        (
            "Spanning, van het vierde kwartaal van 2023 tot en met het derde kwartaal van 2024, in 3 kleine "
            "grafieken. De hoogste laatste waarde heeft C, met 7 duizend; de laagste A, met 5 duizend."
        ),
    ),
    "many lines that begin at other times": (
        lambda: words.lines({"A": run([2, 5]), "B": run([4, 3, 1]), "C": run([3]), "D": run([2, 8, 6])}, Q3 - 2, Q3),
        (
            "In het derde kwartaal van 2024 eindigen de lijnen, van hoog naar laag: d op 6 duizend, a op 5 "
            "duizend, c op 3 duizend en b op 1 duizend. Vanaf het eerste kwartaal van 2024 zijn a en d gestegen, "
            "b gedaald, en c per saldo gelijk gebleven."
        ),
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_description_word_for_word(name: str) -> None:
    describe, text = TOLD[name]
    assert describe().replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("numbers", "turns"),
    [
        ([0, 15, 0, 100], [1, 2]),
        ([0, 14, 0, 100], []),
        ([100, 85, 100, 0], [1, 2]),
        ([5, 5, 5], []),
        ([0, 0], []),
        ([0, 100, 100, 0, 0, 100], [1, 3]),  # of equal ones the first
        (["0.0", "0.2", "0.9", "1.0", "0.8", "0.5", "0.6"], [3]),  # the size of the numbers does not matter
        (["-0.2", "-1.0", "-0.8", "-0.1", "-0.3", "0.0"], [1, 3, 4]),
        ([50, 52, 48, 53, 47, 90, 100, 20], [6]),  # what it does before it goes anywhere is no turn
        ([0, 20, 0, 20, 0, 100], [1, 2, 3, 4]),  # above three: only the larger ones
    ],
)
def test_a_turning_point_is_fifteen_per_cent_of_the_range_or_more(numbers: list[Number], turns: list[int]) -> None:
    known = run(numbers, decimals=1).known
    for most in (3, 4):
        wanted = [known[index] for index in turns] if len(turns) <= most else []
        assert words.turning_points(known, most) == wanted


def test_turning_points_that_are_too_many_at_every_size_are_none_that_can_be_told() -> None:
    assert words.turning_points(run([0, 9, 0, 9, 0, 9]).known, 3) is None
    assert [item.printed for item in words.turning_points(run([0, 20, 0, 20, 0, 90, 30, 100]).known, 3) or []] == [
        90,
        30,
    ]


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Bedrijfstak", "bedrijfstakken"), ("Cao-sector", "cao-sectoren"), ("Jaar", "jaren"),
        ("Provincie", "provincies"), ("Regio", "regio’s"), ("Sector", "sectoren"), ("Leeftijd", "groepen"),
    ],
)  # fmt: skip
def test_bars_are_counted_by_the_word_for_what_they_are_about(title: str, more: str) -> None:
    assert f" voor 5 {more}. " in words.bars([value(n, label=f"T{n}") for n in range(5)], "vacatures", "", title)


def test_three_that_print_the_same_are_all_named_and_nothing_is_less_than_a_little() -> None:
    three = words.bars([value(n, label=f"T{i}") for i, n in enumerate((7, 7, 7, 2, 1))], "vacatures")
    assert "De hoogste waarde hebben T0, T1 en T2, met" in three
    ended = comparing_words.horizon(
        {"Niets": (value(1), value(0)), "Iets": (value(1), value("0.5", decimals=1))}, "tekort"
    )
    assert "Het hoogst eindigt iets:" in ended
