"""Dated events: which dates make one, of what type, with whom."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.reading import periods
from sandyq.reading.dates import dates
from sandyq.reading.event_words import infinitives, nouns, verbs
from sandyq.reading.events import events
from sandyq.reading.lexicon import table
from sandyq.reading.places import Places
from sandyq.reading.text import Document
from sandyq.vocabulary import EVENT_TYPES

if TYPE_CHECKING:
    from sandyq.reading.model import Event

PUBLISHED = dt.date(2024, 5, 16)


def read(text: str) -> list[Event]:
    doc = Document(text, PUBLISHED)
    return events(doc, dates(doc), Places(doc))


@pytest.mark.parametrize(
    ("text", "kind", "period", "rule"),
    [
        ("Modi visited Tashkent on 4 June 2019.", "visit", "2019-06-04", "verb-then-date"),
        ("On 4 June 2019, Modi flew to Tashkent.", "visit", "2019-06-04", "date-then-verb"),
        ("In June 2019 Modi paid a state visit to Chile.", "visit", "2019-06", "date-then-verb"),
        ("During his visit to Chile in June 2019, Modi smiled.", "visit", "2019-06", "noun-then-date"),
        ("Modi led a delegation to Chile in June 2019.", "visit", "2019-06", "verb-then-date"),
        ("The ministers met in Lima on 4 June 2019.", "meeting", "2019-06-04", "verb-then-date"),
        ("Peru and Chile held talks in June 2019.", "meeting", "2019-06", "verb-then-date"),
        ("The fifth session took place on 4 June 2019.", "meeting", "2019-06-04", "verb-then-date"),
        ("At the June 2019 conference he smiled.", "meeting", "2019-06", "dated-noun"),
        ("Peru hosted a summit in June 2019.", "summit", "2019-06", "verb-then-date"),
        ("The next summit is to be held in Lima in 2026.", "summit", "2026", "verb-then-date"),
        ("The leaders met at a summit in Lima in June 2019.", "summit", "2019-06", "verb-then-date"),
        ("Peru and Chile signed a treaty in June 2019.", "agreement", "2019-06", "verb-then-date"),
        ("A memorandum (MoU) was signed in June 2019.", "agreement", "2019-06", "verb-then-date"),
        ("The treaty came into force on 4 June 2019.", "agreement", "2019-06-04", "verb-then-date"),
        ("The ban came into force on 4 June 2019.", "measure", "2019-06-04", "verb-then-date"),
        ("Peru has a law that came into force in June 2019.", "measure", "2019-06", "verb-then-date"),
        ("Modi signed a decree in June 2019.", "measure", "2019-06", "verb-then-date"),
        ("Peru banned exports of fish in June 2019.", "measure", "2019-06", "verb-then-date"),
        ("A scheme, launched in June 2019, helps farmers.", "measure", "2019-06", "verb-then-date"),
        ("The sanctions waiver expired in June 2019.", "measure", "2019-06", "verb-then-date"),
        ("Modi said on 4 June 2019 that trade grew.", "statement", "2019-06-04", "verb-then-date"),
        ("In a speech in June 2019, Modi smiled.", "statement", "2019-06", "noun-then-date"),
        ("In 2019 Modi announced a new road.", "statement", "2019", "date-then-verb"),
        ("Peru joined the OECD in June 2019.", "other", "2019-06", "verb-then-date"),
        ("Member of the OECD since 2019.", "other", "2019", "member-since"),
        ("The June 2019 elections changed Peru.", "other", "2019-06", "dated-noun"),
        ("Peru launched a satellite in June 2019.", "other", "2019-06", "verb-then-date"),
        ("Peru issued bonds in June 2019.", "other", "2019-06", "verb-then-date"),
        ("Since its independence in 1991, it grew.", "other", "1991", "noun-then-date"),
        ("Trade grew after the visit in June 2019.", "visit", "2019-06", "noun-then-date"),
        ("The declaration was adopted at a meeting in June 2019.", "statement", "2019-06", "verb-then-date"),
        ("He called a vote, which took place in June 2019.", "other", "2019-06", "verb-then-date"),
        (
            "On the eve of the summit, on 4 June 2019, Modi flew to Peru.",
            "visit",
            "2019-06-04",
            "date-then-verb",
        ),
        ("- 2019: Peru joins the OECD", "other", "2019", "date-then-verb"),
        ("On 4 June 2019 a blizzard stopped trains in Peru.", "other", "2019-06-04", "dated-day"),
        (
            "Modi laid out his course in an address on 4 June 2019.",
            "statement",
            "2019-06-04",
            "noun-then-date",
        ),
        ("Modi laid the foundation stone in June 2019.", "other", "2019-06", "verb-then-date"),
        ("Modi sat down with bankers from Lima in June 2019.", "meeting", "2019-06", "verb-then-date"),
        ("Modi met Xi on the sidelines of a summit in June 2019.", "meeting", "2019-06", "verb-then-date"),
        ("Peru and Chile exchanged notes on ports in June 2019.", "other", "2019-06", "verb-then-date"),
        ("The commission will next convene in Lima in June 2026.", "meeting", "2026-06", "verb-then-date"),
        ("Peru dropped visas for Indians in June 2019.", "measure", "2019-06", "verb-then-date"),
        ("Peru pulled out of the pact in June 2019.", "other", "2019-06", "verb-then-date"),
        ("Modi and Xi put their names to a text in June 2019.", "agreement", "2019-06", "verb-then-date"),
        ("Modi and Xi spoke by telephone in June 2019.", "other", "2019-06", "verb-then-date"),
        ("Modi received him in Delhi in June 2019.", "meeting", "2019-06", "verb-then-date"),
        ("Modi hosted the five Andean presidents in June 2019.", "summit", "2019-06", "verb-then-date"),
        ("The leaders of Central Asia gathered in June 2019.", "summit", "2019-06", "verb-then-date"),
        ("Peru moved its embassy to Lima in 2019.", "other", "2019", "verb-then-date"),
        ("A summit in that format is planned for June 2026.", "summit", "2026-06", "verb-then-date"),
        ("Peru will also chair the Andean Community in 2026.", "other", "2026", "verb-then-date"),
        ("Modi is expected in Lima in June 2024.", "visit", "2024-06", "verb-then-date"),
        ("Peru put cobalt on its export control list in June 2019.", "measure", "2019-06", "verb-then-date"),
        ("Peru raised its ties with Chile to a partnership in 2019.", "agreement", "2019", "verb-then-date"),
        ("The law on ports has been in force since June 2019.", "measure", "2019-06", "member-since"),
        ("Peru has had an embassy in Tokyo since 1996.", "other", "1996", "member-since"),
        ("He was glad of Modi's arrival in Lima in June 2019.", "visit", "2019-06", "noun-then-date"),
        ("President Modi was in Lima on 4–5 June 2019.", "visit", "2019-06-04/2019-06-05", "stay"),
        ("- President Modi to Lima, June 2019", "visit", "2019-06", "list-entry"),
        ("- June 2019: first visit of Modi to Lima", "visit", "2019-06", "label-then-noun"),
        ("- 2019 – Embassy of Peru opens in Tokyo", "other", "2019", "label-then-verb"),
    ],
)
def test_what_makes_an_event(text: str, kind: str, period: str, rule: str) -> None:
    assert [(one.type, one.period, one.rule) for one in read(text)] == [(kind, period, rule)]


@pytest.mark.parametrize(
    "text",
    [
        "Exports of Peru rose 5% in 2019.",
        "Trade reached $5 billion in 2019, up from $4 billion in 2018.",
        "Peru will build a port by 2030.",
        "Peru plans to sign a treaty in 2026.",
        "Debt stood at 5% as of 1 June 2019.",
        "It was the largest deal since 2019.",
        "GDP growth rate 2019: 5%",
        "Exports: $5 billion (2019)",
        "# Peru signed a treaty in 2019",
        "In the first half of 2019 Peru opened schools.",
        "Peru opened schools in the 1990s.",
        "This year, 12 plants were opened in Peru.",
        "Peru reported a deficit in 2019.",
        "The pledges announced in 2019 were large.",
        "The Financial Times reported last month that prices fell.",
        "Peru has mined copper since 1950.",
        "His first visit since the floods of 2019 was short.",
        "In 2019 a blizzard stopped trains in Peru.",
        "Peru opened 15 schools in 2019.",
        "Peru approved more than 20 loans in 2019.",
        "Reuters reported on 4 June 2019 that prices fell.",
        "The population of Peru passed 33 million in June 2019.",
        "Peru has yet to repeal the ban of 2019.",
        "A visit to Peru planned for June 2019 was called off.",
        "Thirty joint ventures were opened in Peru in 2019 alone.",
        "In 2019, 28,000 Indians visited Lima.",
        "It was his first visit since the election of 2019.",
        "Modi laid out a course for Peru in 2019.",
        "Since 2019 Chile has announced $30 billion in investment in Peru.",
    ],
)
def test_what_makes_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Modi visited Tashkent on 4 June 2019.", ("Narendra Modi", "IND", "UZB")),
        ("Peru and Chile signed a treaty in June 2019.", ("PER", "CHL")),
        ("Peru sells to Chile. The two countries signed a treaty in June 2019.", ("PER", "CHL")),
        ("Peru paid. A treaty was signed in June 2019.", ("PER",)),
        ("A treaty was signed in June 2019.", ()),
        ("The C5+1 summit took place on 4 June 2019.", ("CAS", "USA")),
    ],
)
def test_actors(text: str, actors: tuple[str, ...]) -> None:
    (event,) = read(text)
    assert event.actors == actors


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Peru and Chile signed a treaty in Bogota on 4 June 2019.", "Bogota"),
        ("Modi visited Peru on 4 June 2019.", "Peru"),
        ("Peru and Chile signed a treaty on 4 June 2019.", None),
    ],
)
def test_place(text: str, place: str | None) -> None:
    (event,) = read(text)
    assert event.place == place


def test_the_quote_is_the_clause() -> None:
    text = "Trade grew, while Peru signed a treaty in June 2019; Chile watched."
    (event,) = read(text)
    assert event.quote == "Peru signed a treaty in June 2019"
    assert text[event.start : event.end] == event.quote


def test_clauses_have_events_of_their_own() -> None:
    text = "Peru signed a treaty in 2018, and in 2020 banned imports, but trade grew in 2021."
    assert [(one.type, one.period) for one in read(text)] == [("agreement", "2018"), ("measure", "2020")]


def test_a_clause_without_a_verb_has_that_of_the_clause_before() -> None:
    text = "Peru banned imports on 4 June 2019, and on 5 July 2019 exports."
    assert [(one.type, one.period) for one in read(text)] == [
        ("measure", "2019-06-04"),
        ("measure", "2019-07-05"),
    ]


def test_two_dates_side_by_side_make_one_event() -> None:
    text = "They met on 4 June 2019. A month later, on 8 July, Modi visited Peru."
    assert [(one.type, one.period) for one in read(text)][1:] == [("visit", "2019-07-08")]


def test_the_tables_of_words() -> None:
    types = {*EVENT_TYPES, "none", "report", "announce", "phrase"}
    for row in table("event_verbs"):
        assert row["type"] in types, row
        assert set(row["objects"].split("|")) <= {*EVENT_TYPES, "any", ""}, row
        assert row["noun"] in ("", "yes"), row
    for row in table("event_nouns"):
        assert row["type"] in EVENT_TYPES, row
        assert row["alone"] in ("", "yes", "since", "state"), row
    assert {"signed", "signing", "ratifies", "ratified", "met", "took"} <= set(verbs())
    assert "states" not in verbs(), "a noun as well"
    assert infinitives()["sign"].type == "agreement"
    assert nouns()["treaties"].type == "agreement"


WORDS = (
    "Peru signed a treaty in 2019 , . ; ( ) and on 4 June visited Modi said that while "
    "Chile \n\n - held summit by"
)
PIECES = st.sampled_from(WORDS.split(" "))


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join)))
def test_events_are_true_to_the_text(text: str) -> None:
    for event in read(text):
        assert text[event.start : event.end] == event.quote
        assert event.type in EVENT_TYPES
        assert periods.is_valid(event.period)
        assert len(set(event.actors)) == len(event.actors)


@pytest.mark.parametrize(
    "piece", ["Peru visited Chile in 2020 ", "in 2020 (", "visited ", "signed in May 2020, and "]
)
def test_long_input_takes_linear_time(piece: str) -> None:
    assert isinstance(read(piece * (50_000 // len(piece))), list)


@pytest.mark.parametrize(
    ("text", "kind", "period"),
    [
        ("President Lula came to Lima on 4 June 2019 for talks.", "visit", "2019-06-04"),
        ("The prime minister received the foreign minister of Peru on 4 June 2019.", "meeting", "2019-06-04"),
        ("President Lula took office in January 2023.", "other", "2023-01"),
        ("The bank of Chile cut its key rate in March 2023.", "measure", "2023-03"),
        ("Peru held a consultative meeting with its neighbors in June 2019.", "summit", "2019-06"),
    ],
)
def test_a_plain_verb_tells_of_an_event_by_what_follows(text: str, kind: str, period: str) -> None:
    assert [(event.type, event.period) for event in read(text)] == [(kind, period)]


@pytest.mark.parametrize(
    "text",
    [
        "Inflation in Chile eased to 4 percent in May 2023.",
        "About 3 million tons of copper moved through the port in 2022.",
    ],
)
def test_what_a_figure_did_is_no_event(text: str) -> None:
    assert read(text) == []


def test_what_something_is_counted_from_is_no_second_event() -> None:
    found = read("Modi visited Peru on 4 June 2023, on his first trip since the virus arrived in 2020.")
    assert [event.period for event in found] == ["2023-06-04"]


@pytest.mark.parametrize(
    ("text", "kind", "period"),
    [
        ("Japarov is due in Baku on 2 June.", "visit", "2024-06-02"),
        (
            "The plans reached during Tokayev's visit to Riga on 3 May 2023 are at work.",
            "visit",
            "2023-05-03",
        ),
        ("Japarov returned to Baku in March 2021.", "visit", "2021-03"),
        ("Georgia and Armenia set up a joint bank on 4 May 2022.", "other", "2022-05-04"),
        ("In May 2022 Tokayev received the heads of two banks.", "meeting", "2022-05"),
        ("Georgia barred the import of poultry in July 2021.", "measure", "2021-07"),
    ],
)
def test_what_a_verb_and_its_next_words_tell(text: str, kind: str, period: str) -> None:
    (event,) = read(text)
    assert (event.type, event.period) == (kind, period)


def test_what_is_expected_is_of_the_year_to_come_not_of_the_story() -> None:
    text = "On 3 May 2021 the presidents signed a pact. The next meeting is expected in August."
    assert [event.period for event in read(text)] == ["2021-05-03", "2024-08"]
    past = "On 3 May 2021 the presidents signed a pact. A meeting was held in August."
    assert [event.period for event in read(past)] == ["2021-05-03", "2021-08"]


def test_a_sentence_that_names_nobody_takes_its_actors_from_the_one_before() -> None:
    found = read("Modi and Xi met in Lima in May 2019. They also had a telephone call in June 2019.")
    assert found[1].actors[:2] == ("Narendra Modi", "Xi Jinping")
    assert found[1].place is None


def test_a_list_of_dates_makes_an_event_of_each() -> None:
    found = read("His stay was followed by trips to Lima in May 2011, June 2015 and July 2019.")
    assert [(one.type, one.period) for one in found] == [
        ("visit", "2011-05"),
        ("visit", "2015-06"),
        ("visit", "2019-07"),
    ]


def test_a_date_that_says_another_one_over_makes_no_second_event() -> None:
    found = read("Modi met Xi on 4 June 2019. A month later, on 7 July, they met in Lima.")
    assert [one.period for one in found] == ["2019-06-04", "2019-07-07"]


def test_a_summit_in_another_clause_makes_no_summit() -> None:
    found = read("A commission met in Lima in March 2019, and a summit was held in Rome in June 2019.")
    assert [(one.type, one.period) for one in found] == [("meeting", "2019-03"), ("summit", "2019-06")]
