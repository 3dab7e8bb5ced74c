"""The Atom feed: one entry per edition with its messages, and one per erratum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from arbeidsmarkt.publishing.site.issues import Issue


def atom(issues: Sequence[Issue], address: str, title: str, organisation: str) -> str:
    """The feed as text, newest first.

    Args:
        issues: the editions, oldest first.
        address: of the site, with a slash at its end.
        title: of the report.
        organisation: who publishes it.
    """
    import feedgenerator  # type: ignore[import-untyped]

    feed = feedgenerator.Atom1Feed(
        title=title, link=address, description=f"Nieuwe edities van {title} en verbeteringen", language="nl",
        author_name=organisation, feed_url=f"{address}feed.xml", feed_guid=address,
    )  # fmt: skip
    for issue in reversed(issues):
        link = f"{address}{issue.label}/"
        for version in reversed(issue.versions):
            if version.erratum:
                moment, text = _moment(version.erratum["date"]), version.erratum["text"]
                feed.add_item(
                    title=f"Verbetering: {issue.title}", link=link, description=text, pubdate=moment,
                    updateddate=moment, unique_id=f"{link}#erratum-{version.number}",
                )  # fmt: skip
            else:
                moment = _moment(issue.published.isoformat())
                concept = "Concept: " if issue.concept else ""
                feed.add_item(
                    title=f"{concept}{issue.title}", link=link, description=" ".join(issue.messages), pubdate=moment,
                    updateddate=moment, unique_id=link,
                )  # fmt: skip
    return str(feed.writeString("utf-8"))


def _moment(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), dt.UTC)
