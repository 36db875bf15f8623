"""The words of an event within its clause."""

from __future__ import annotations

import pytest

from sandyq.reading.event_quotes import own_words, trimmed


@pytest.mark.parametrize(
    ("text", "told", "date", "quote"),
    [
        ("After the floods, Astana signed a deal in May, though late", "signed", "May",
         "Astana signed a deal in May"),
        ("A week later, on 3 June, a port was opened", "opened", "3 June", "on 3 June, a port was opened"),
        ("In May the mill, a gift of Oman, was opened (the first of two)", "opened", "May",
         "In May the mill, a gift of Oman, was opened"),
        ("Since Baku closed the road in 2019, Tbilisi has gained", "closed", "2019",
         "Baku closed the road in 2019"),
        ("Aliya Omarova, the mayor of Aktau, visited Baku in May", "visited", "May",
         "Aliya Omarova, the mayor of Aktau, visited Baku in May"),
        ("In May he visited Baku, Tbilisi, and Ankara, which was long planned", "visited", "May",
         "In May he visited Baku, Tbilisi, and Ankara"),
    ],
)  # fmt: skip
def test_what_leads_up_to_an_event_and_what_follows_it_are_left_out(
    text: str, told: str, date: str, quote: str
) -> None:
    spans = [(text.index(words), text.index(words) + len(words)) for words in (told, date)]
    start, end = own_words(text, (0, len(text)), *spans, noun=False)
    assert text[start:end] == quote


def test_a_noun_keeps_the_clause_that_goes_on_behind_its_date() -> None:
    text = "In a speech in May 2014, Dana Serik told of her plans, though briefly"
    start, end = own_words(text, (0, len(text)), (5, 11), (15, 23), noun=True)
    assert text[start:end] == "In a speech in May 2014, Dana Serik told of her plans"


def test_marks_and_white_space_at_the_ends_are_left_out() -> None:
    text = " – it opened in May (."
    start, end = trimmed(text, 0, len(text))
    assert text[start:end] == "it opened in May"
