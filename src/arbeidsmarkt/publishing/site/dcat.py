"""The data over time described in DCAT-AP-NL 3, so that data.overheid.nl can harvest it (JSON-LD)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from operator import itemgetter

from arbeidsmarkt.publishing.site.issues import Issue

_LICENCE = "http://creativecommons.org/licenses/by/4.0/"
_EU = "http://publications.europa.eu/resource/authority"
#: distributions: file, title, media type, EU file type
_FILES = (
    ("facts/facts.csv", "Alle cijfers van alle edities (CSV)", "text/csv", "CSV"),
    ("facts/facts.parquet", "Alle cijfers van alle edities (Parquet)", "application/vnd.apache.parquet", "PARQUET"),
    ("facts/index.json", "Lijst van alle cijfers, met een JSON-bestand per cijfer", "application/json", "JSON"),
)


def catalogue(issues: Sequence[Issue], address: str, title: str, organisation: str, contact: str) -> str:
    """The catalogue as JSON-LD.

    Args:
        issues: the editions, oldest first.
        address: of the site, with a slash at its end.
        title: of the report.
        organisation: who publishes it.
        contact: a web address or a mailbox.
    """
    from rdflib import BNode, Graph, Literal, Namespace, URIRef
    from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

    vcard = Namespace("http://www.w3.org/2006/vcard/ns#")
    graph = Graph()
    for prefix, space in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("vcard", vcard)):
        graph.bind(prefix, space)
    site, data = URIRef(f"{address}catalog.jsonld"), URIRef(f"{address}facts/")
    publisher, point = URIRef(f"{address}#uitgever"), URIRef(f"{address}#contact")
    dutch = URIRef(f"{_EU}/language/NLD")
    first, last = issues[0], issues[-1]
    modified = max(issue.newest.erratum.get("date", issue.published.isoformat()) for issue in issues)

    def say(subject: URIRef | BNode, *pairs: tuple[URIRef, URIRef | BNode | Literal]) -> None:
        for predicate, value in pairs:
            graph.add((subject, predicate, value))

    say(
        publisher, (RDF.type, FOAF.Agent), (FOAF.name, Literal(organisation, lang="nl")),
        (DCTERMS.identifier, Literal(str(publisher))),
    )  # fmt: skip
    reach = URIRef(f"mailto:{contact}") if "@" in contact else URIRef(f"https://{contact.removeprefix('https://')}")
    say(
        point, (RDF.type, vcard.Kind), (vcard.fn, Literal(organisation)),
        (vcard.hasEmail if "@" in contact else vcard.hasURL, reach),
    )  # fmt: skip
    say(
        site, (RDF.type, DCAT.Catalog), (DCTERMS.title, Literal(title, lang="nl")),
        (DCTERMS.description, Literal(f"Gegevens bij {title}", lang="nl")), (DCTERMS.publisher, publisher),
        (DCAT.contactPoint, point), (DCTERMS.license, URIRef(_LICENCE)), (DCTERMS.language, dutch),
        (DCAT.dataset, data), (FOAF.homepage, URIRef(address)),
        (DCTERMS.modified, Literal(modified, datatype=XSD.date)),
    )  # fmt: skip
    span = BNode("period")  # a name of its own would differ from run to run
    say(
        span, (RDF.type, DCTERMS.PeriodOfTime),
        (DCAT.startDate, Literal(first.quarter.first_day.isoformat(), datatype=XSD.date)),
        (DCAT.endDate, Literal(last.quarter.last_day.isoformat(), datatype=XSD.date)),
    )  # fmt: skip
    say(
        data, (RDF.type, DCAT.Dataset), (DCTERMS.identifier, Literal(str(data))),
        (DCTERMS.title, Literal(f"{title}: alle cijfers van alle edities", lang="nl")),
        (DCTERMS.description, Literal(
            f"Elk cijfer dat in {title} is gepubliceerd, per editie: waarde, zoals afgedrukt, eenheid, periode, status "
            "en de tabellen van het CBS waar het uit komt.", lang="nl")),
        (DCTERMS.publisher, publisher), (DCTERMS.creator, publisher), (DCAT.contactPoint, point),
        (DCAT.theme, URIRef(f"{_EU}/data-theme/ECON")), (DCAT.theme, URIRef(f"{_EU}/data-theme/SOCI")),
        (DCTERMS.accessRights, URIRef(f"{_EU}/access-right/PUBLIC")), (DCTERMS.language, dutch),
        (DCTERMS.accrualPeriodicity, URIRef(f"{_EU}/frequency/QUARTERLY")),
        (DCTERMS.issued, Literal(first.published.isoformat(), datatype=XSD.date)),
        (DCTERMS.modified, Literal(modified, datatype=XSD.date)), (DCTERMS.temporal, span),
        (DCAT.landingPage, URIRef(f"{address}cijfers.html")), (DCAT.keyword, Literal("arbeidsmarkt", lang="nl")),
        (DCAT.keyword, Literal("vacatures", lang="nl")), (DCAT.keyword, Literal("lonen", lang="nl")),
    )  # fmt: skip
    for path, name, media, kind in _FILES:
        each = URIRef(f"{address}{path}#distributie")
        say(
            each, (RDF.type, DCAT.Distribution), (DCTERMS.title, Literal(name, lang="nl")),
            (DCAT.accessURL, URIRef(f"{address}{path}")), (DCAT.downloadURL, URIRef(f"{address}{path}")),
            (DCTERMS.license, URIRef(_LICENCE)), (DCTERMS.format, URIRef(f"{_EU}/file-type/{kind}")),
            (DCAT.mediaType, URIRef(f"https://www.iana.org/assignments/media-types/{media}")),
            (DCTERMS.rights, URIRef(_LICENCE)),
        )  # fmt: skip
        say(data, (DCAT.distribution, each))
    context = {"dcat": str(DCAT), "dct": str(DCTERMS), "foaf": str(FOAF), "vcard": str(vcard), "xsd": str(XSD)}
    content = json.loads(graph.serialize(format="json-ld", context=context))
    content["@graph"].sort(key=itemgetter("@id"))  # rdflib's order differs from run to run
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
