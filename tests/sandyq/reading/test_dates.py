"""Expressions of time: each rule, resolution by discourse and by the text's own date, and odd input."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.reading import periods
from sandyq.reading.date_index import BY_LETTER
from sandyq.reading.date_lone import LONE
from sandyq.reading.date_relative import LEANING
from sandyq.reading.date_rules import RULES
from sandyq.reading.date_tokens import CLASSES
from sandyq.reading.dates import dates, relative_span
from sandyq.reading.text import Document

PUBLISHED = dt.date(2024, 5, 16)  # a Thursday


def read(text: str, published: dt.date | None = PUBLISHED) -> list[tuple[str, str | None]]:
    return [(found.quote, found.period) for found in dates(Document(text, published))]


def rules(text: str) -> list[str]:
    return [found.rule for found in dates(Document(text, PUBLISHED))]


@pytest.mark.parametrize(
    ("text", "quote", "period", "rule"),
    [
        ("It was signed on 2019-11-05.", "2019-11-05", "2019-11-05", "whole-date"),
        ("Stand: 05.11.2019", "05.11.2019", "2019-11-05", "whole-date"),
        ("Issued 25/11/2019 in Almaty.", "25/11/2019", "2019-11-25", "whole-date"),
        ("Issued 11/25/2019 in Boston.", "11/25/2019", "2019-11-25", "whole-date"),
        ("On 7 June 2018 it rained.", "7 June 2018", "2018-06-07", "day-month"),
        ("On the 7th of June, 2018 it rained.", "7th of June, 2018", "2018-06-07", "day-month"),
        ("On 21st October 2018 it rained.", "21st October 2018", "2018-10-21", "day-month"),
        ("On Tuesday, 7 August 2018, it rained.", "Tuesday, 7 August 2018", "2018-08-07", "day-month"),
        ("On June 7, 2018, it rained.", "June 7, 2018", "2018-06-07", "month-day"),
        ("On June 7th 2018 it rained.", "June 7th 2018", "2018-06-07", "month-day"),
        ("On Sept. 7, 2018 it rained.", "Sept. 7, 2018", "2018-09-07", "month-day"),
        ("From 3 to 5 June 2018 they met.", "3 to 5 June 2018", "2018-06-03/2018-06-05", "days-then-month"),
        ("On 3–5 June 2018 they met.", "3–5 June 2018", "2018-06-03/2018-06-05", "days-then-month"),
        ("On June 3-5, 2018, they met.", "June 3-5, 2018", "2018-06-03/2018-06-05", "month-then-days"),
        ("It ran 29 May to 2 June 2018.", "29 May to 2 June 2018", "2018-05-29/2018-06-02", "day-to-day"),
        (
            "It ran December 30 - January 4, 2019.",
            "December 30 - January 4, 2019",
            "2018-12-30/2019-01-04",
            "month-day-to-month-day",
        ),
        ("Prices rose in July 2018.", "July 2018", "2018-07", "month-year"),
        ("Prices rose in late July of 2018.", "late July of 2018", "2018-07", "month-year"),
        ("In January–May 2018 prices rose.", "January–May 2018", "2018-01/2018-05", "month-to-month"),
        ("Between March and June 2018 it rose.", "March and June 2018", "2018-03/2018-06", "month-to-month"),
        ("From May 2018 to June 2019 it rose.", "May 2018 to June 2019", "2018-05/2019-06", "month-to-month"),
        ("A city of the 1970s.", "1970s", "1970/1979", "decade"),
        ("A city of the mid-1970s.", "mid-1970s", "1974/1976", "decade"),
        ("A city of the late 1970s.", "late 1970s", "1977/1979", "decade"),
        ("In the 1970s and 1980s it grew.", "1970s and 1980s", "1970/1989", "decades"),
        ("A khanate of the 16th century.", "16th century", "1501/1600", "century"),
        ("A khanate of the sixteenth century.", "sixteenth century", "1501/1600", "century"),
        ("In the 16th and 17th centuries it grew.", "16th and 17th centuries", "1501/1700", "century"),
        ("In the second half of 2018 it grew.", "second half of 2018", "2018-07/2018-12", "part-of-year"),
        ("In the third quarter of 2018 it grew.", "third quarter of 2018", "2018-07/2018-09", "part-of-year"),
        ("In the last quarter of 2018 it grew.", "last quarter of 2018", "2018-10/2018-12", "part-of-year"),
        ("First-quarter 2018 results.", "First-quarter 2018", "2018-01/2018-03", "part-of-year"),
        (
            "In the first seven months of 2018 it grew.",
            "first seven months of 2018",
            "2018-01/2018-07",
            "months-of-year",
        ),
        ("In eleven months of 2018 it grew.", "eleven months of 2018", "2018-01/2018-11", "months-of-year"),
        ("Sales for Q2 2018 fell.", "Q2 2018", "2018-04/2018-06", "short-quarter"),
        ("Sales for 2H 2018 fell.", "2H 2018", "2018-07/2018-12", "short-quarter"),
        ("Opened in autumn 2018.", "autumn 2018", "2018-09/2018-11", "season"),
        ("Opened in the summer of 2018.", "summer of 2018", "2018-06/2018-08", "season"),
        ("The winter 2018-2019 was mild.", "winter 2018-2019", "2018-12/2019-02", "season"),
        ("In 2016-2018 it grew.", "2016-2018", "2016/2018", "years"),
        ("In 2016–18 it grew.", "2016–18", "2016/2018", "years"),
        ("Between 2011 and 2013 it grew.", "2011 and 2013", "2011/2013", "years"),
        ("From 2011 to 2013 it grew.", "2011 to 2013", "2011/2013", "years"),
        ("In fiscal year 2016/17 it grew.", "fiscal year 2016/17", "2016/2017", "years"),
        ("In 2017 it grew.", "2017", "2017", "year"),
        ("By mid-2017 it grew.", "mid-2017", "2017", "year"),
        ("The khanate was founded in 1465.", "1465", "1465", "year"),
        ("Growth (2017) was slow.", "2017", "2017", "year"),
        ("It was 2020's largest fair.", "2020", "2020", "year"),
        ("The fashion of the 1970's.", "1970's", "1970/1979", "decade"),
        ("In Jan.–Sept. 2018 it grew.", "Jan.–Sept. 2018", "2018-01/2018-09", "month-to-month"),
        ("Its 2017 budget was large.", "2017", "2017", "year"),
    ],
)
def test_absolute(text: str, quote: str, period: str, rule: str) -> None:
    assert read(text) == [(quote, period)]
    assert rules(text) == [rule]


@pytest.mark.parametrize(
    ("text", "quote", "period", "rule"),
    [
        ("Trade fell last year.", "last year", "2023", "leaning-unit"),
        ("Trade fell earlier this month.", "earlier this month", "2024-05", "leaning-unit"),
        ("Trade will fall next year.", "next year", "2025", "leaning-unit"),
        ("Trade fell in the past decade.", "the past decade", "2014/2024", "leaning-unit"),
        ("Trade fell late last year.", "late last year", "2023", "leaning-unit"),
        ("Trade fell last quarter.", "last quarter", "2024-01/2024-03", "leaning-unit"),
        ("They met this week.", "this week", "2024-05-13/2024-05-19", "leaning-unit"),
        ("They met in June last year.", "June last year", "2023-06", "month-of-that-year"),
        ("They met on 5 June last year.", "5 June last year", "2023-06-05", "day-of-that-year"),
        (
            "In January-March this year it fell.",
            "January-March this year",
            "2024-01/2024-03",
            "months-then-that-year",
        ),
        (
            "In the second half of last year it fell.",
            "second half of last year",
            "2023-07/2023-12",
            "part-of-that-year",
        ),
        (
            "In the first four months of this year it fell.",
            "first four months of this year",
            "2024-01/2024-04",
            "months-of-that-year",
        ),
        ("They met last October.", "last October", "2023-10", "leaning-name"),
        ("They will meet next October.", "next October", "2024-10", "leaning-name"),
        ("They will meet this summer.", "this summer", "2024-06/2024-08", "leaning-name"),
        ("They meet next Friday.", "next Friday", "2024-05-17", "leaning-name"),
        ("They met on Monday.", "Monday", "2024-05-13", "weekday"),
        ("They met yesterday.", "yesterday", "2024-05-15", "the-day-beside"),
        ("They met a year ago.", "a year ago", "2023", "a-unit-apart"),
        ("It ends by the end of the decade.", "the end of the decade", "2030", "end-of-the-unit"),
        ("It ends by the end of the year.", "the end of the year", "2024", "end-of-the-unit"),
        ("It ends at year-end.", "year-end", "2024", "year-end"),
        ("They met in March.", "March", "2024-03", "month"),
        ("They met in late October.", "late October", "2023-10", "month"),
        ("The October forum was large.", "October", "2023-10", "month"),
        ("They met in the autumn.", "autumn", "2023-09/2023-11", "season-alone"),
        ("It fell in the first quarter.", "first quarter", "2024-01/2024-03", "part-of-the-year"),
    ],
)
def test_leaning_on_the_date_of_the_text(text: str, quote: str, period: str, rule: str) -> None:
    assert read(text) == [(quote, period)]
    assert rules(text) == [rule]
    assert [period for _, period in read(text, None)] == [None] or rule == "part-of-the-year"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2019 trade grew. In the same year, debt fell.", ["2019", "2019"]),
        ("In August 2019 a ban began. The following month it ended.", ["2019-08", "2019-09"]),
        ("Exports rose in 2019 from the previous year.", ["2019", "2018"]),
        ("They met on 3 May 2019. A month later, trade resumed.", ["2019-05-03", "2019-06"]),
        ("In 2019 it was 5, up from 4 a year earlier.", ["2019", "2018"]),
        ("In 2019 it was 5; the year before, it was 4.", ["2019", "2018"]),
        (
            "In the first half of 2019 it rose against the same period in 2017.",
            ["2019-01/2019-06", "2017-01/2017-06"],
        ),
        ("In April 2019 year-to-date sales beat the same period in 2018.", ["2019-04", "2018-01/2018-04"]),
        ("In April 2019 sales beat the same month a year earlier.", ["2019-04", "2018-04"]),
        ("In 2015 the bank opened. In March it closed.", ["2015", "2015-03"]),
        ("Founded in March 2015, it moved to Astana in June.", ["2015-03", "2015-06"]),
        ("Sales began after the crisis of 2015. In March they rose.", ["2015", "2024-03"]),
        ("In January and February 2019 it fell.", ["2019-01", "2019-02"]),
        ("In January and February last year it fell.", ["2023-01", "2023-02"]),
        ("In 2015 it opened and met again in 2018. In March it closed.", ["2015", "2018", "2024-03"]),
        ("After the fall of the city in 2019 it grew.", ["2019"]),
        ("In May 2018 and on 4 June it rained. Later that year it froze.", ["2018-05", "2018-06-04", "2018"]),
        ("On 30 June 2019 they met. The next day they left.", ["2019-06-30", "2019-07-01"]),
        ("He said that year after year it grew.", []),
    ],
)
def test_leaning_on_what_was_said(text: str, expected: list[str]) -> None:
    assert [period for _, period in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "period"),
    [("The rail link opened in November.", "2023-11"), ("The rail link will open in November.", "2024-11")],
)
def test_a_month_without_a_year_lies_behind_unless_the_tense_is_future(text: str, period: str) -> None:
    assert read(text) == [("November", period)]


@pytest.mark.parametrize(
    "text",
    [
        "The plant employs 2000 people.",
        "A line of 2019 km.",
        "It costs $2020 or €1999.",
        "About 2,020 firms and 1999.5 tonnes.",
        "Resolution 2254 and HS code 2709 and Boeing 2020.",
        "Host of Expo-2017 and of Vision 2050.",
        "It may march on, and some will fall.",
        "Theresa May and General March spoke.",
        "Over the past five years, and for the next two months.",
        "Rates per year, year-on-year and every month.",
        "See https://example.org/2021/05/03/news and www.example.org/2020",
        "In recent years and in the coming months.",
        "A 2-3 percent rise and a 10-year bond.",
        "Recorded in 300 BC.",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["On 31 February 2023 it rained.", "On June 31, 2023 it rained."])
def test_a_day_that_does_not_exist_is_null(text: str) -> None:
    assert [period for _, period in read(text)] == [None]


@pytest.mark.parametrize("text", ["2023-13-45", "45.13.2023", "0000-00-00", "year 0", "the 0th century"])
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert read(text) == []


def test_slashes_with_two_readings_give_the_year_alone() -> None:
    assert read("Dated 03/04/2022.") == [("03/04/2022", "2022")]


def test_an_expression_does_not_run_over_a_blank_line() -> None:
    assert read("Opened in March\n\n2020 was quiet.") == [("March", "2024-03"), ("2020", "2020")]


def test_an_expression_runs_over_a_line_break() -> None:
    assert read("Opened in March\n2020 in Oral.") == [("March\n2020", "2020-03")]


@pytest.mark.parametrize(
    ("text", "words", "period"),
    [
        ("over the past six years", "six years", "2018/2024"),
        ("within the last 3 months", "3 months", "2024-02/2024-05"),
        ("for the next two years", "two years", "2025/2026"),
        ("in the coming four months", "four months", "2024-06/2024-09"),
        ("two decades ago", "two decades", "2004"),
        ("five months ago", "five months", "2023-12"),
        ("over the last ten days", "ten days", "2024-05-06/2024-05-16"),
        ("a term of six years", "six years", None),
        ("over the past many years", "many years", None),
    ],
)
def test_relative_span(text: str, words: str, period: str | None) -> None:
    start = text.index(words)
    doc = Document(text, PUBLISHED)
    assert relative_span(doc, start, start + len(words)) == period
    assert relative_span(Document(text, None), start, start + len(words)) is None


LETTERS = sorted(set(CLASSES.values()) | set("DYKIQXrcwC.()x"))


@given(st.text(alphabet=LETTERS, min_size=1, max_size=12))
def test_no_rule_begins_with_a_class_that_it_does_not_name(classes: str) -> None:
    for rule in (*LEANING, *RULES, *LONE):
        if rule.pattern.match(classes):
            assert classes[0] in rule.starts
            assert rule in BY_LETTER[classes[0]]


PIECES = (
    "2023 1999 16 31st March May June. Sept. the first half of last this year month decade 1990s and - – to "
    "from between in on Q1 , . ; \n \n\n Monday spring 2023-05-04 24.02.2022 1/2/2020 a earlier later same "
    "period it nine months centuries 19th 2018-19 % $ 0 99999 ago"
)
WORDS = st.sampled_from(PIECES.split(" "))


@given(st.lists(WORDS, max_size=40).map(" ".join), st.one_of(st.none(), st.dates()))
def test_spans_are_true_ordered_and_apart(text: str, published: dt.date | None) -> None:
    end = 0
    for found in dates(Document(text, published)):
        assert found.start >= end
        assert text[found.start : found.end] == found.quote != ""
        assert found.period is None or periods.is_valid(found.period)
        end = found.end


@given(st.text(), st.sampled_from([dt.date.min, PUBLISHED, dt.date.max]))
def test_any_text_is_read(text: str, published: dt.date) -> None:
    for found in dates(Document(text, published)):
        assert text[found.start : found.end] == found.quote


@pytest.mark.parametrize("published", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar(published: dt.date) -> None:
    text = (
        "Last week, next week, next year, a decade ago, next Monday, yesterday, tomorrow, in the past decade."
    )
    for _, period in read(text, published):
        assert period is None or periods.is_valid(period)


@pytest.mark.parametrize(
    "piece", ["9", "1999 ", "May ", "the last ", "2020-", "1-", "('", string.punctuation]
)
def test_long_input_takes_linear_time(piece: str) -> None:
    assert isinstance(read(piece * (100_000 // len(piece))), list)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("In 2019 tariffs on wheat were cut.", "2019"),
        ("By 2031 ports will have doubled.", "2031"),
        ("In 2018 per head income was lower.", "2018"),
        ("Since 2014 visas are free.", "2014"),
    ],
)
def test_a_year_that_opens_a_sentence_counts_no_plural_after_it(text: str, quote: str) -> None:
    found = dates(Document(text, None))
    assert [(date.quote, date.period) for date in found] == [(quote, quote)]


def test_a_number_before_per_cent_is_no_year() -> None:
    assert dates(Document("Prices rose in 2020 per cent terms.", None)) == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("The minister, who toured Peru in August, hopes that prices will fall.", "2023-08"),
        ("After the August vote in Peru, the senate will meet.", "2023-08"),
        ("Work on the bridge is supposed to begin in August.", "2024-08"),
        ("In August, Peru will host the games.", "2024-08"),
        ("The plan was drawn up late, and the sides met in August.", "2023-08"),
    ],
)
def test_a_month_lies_ahead_only_where_its_own_verb_does(text: str, period: str) -> None:
    assert [found for _, found in read(text)] == [period]


def test_the_same_period_a_year_before() -> None:
    text = "In January-June 2023 exports rose, more than in the same period a year before."
    assert read(text)[-1] == ("the same period a year before", "2022-01/2022-06")


@pytest.mark.parametrize("lead", ["in", "In", "during", "For"])
def test_the_first_months_are_those_of_the_year_spoken_of(lead: str) -> None:
    assert read(f"Then {lead} the first five months prices fell.") == [
        ("first five months", "2024-01/2024-05")
    ]


def test_the_first_months_of_something_else_are_a_length_of_time() -> None:
    assert read("She worked without pay for the first two months.") == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("After the vote of May 9 little is expected to change.", "2023-05-09"),
        ("The ministers will meet on May 30.", "2023-05-30"),
        ("The ministers will meet on April 3.", "2024-04-03"),
    ],
)
def test_a_day_of_the_month_of_publication_is_of_its_year(text: str, period: str) -> None:
    assert [date.period for date in dates(Document(text, dt.date(2023, 5, 31)))] == [period]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Modi met Xi on 10 May 2022. Two days later he left.", ("Two days later", "2022-05-12")),
        ("A fund was set up in March 2022. Eight months later it closed.", ("Eight months later", "2022-11")),
        ("A pact was signed in 2014. Three years earlier, talks failed.", ("Three years earlier", "2011")),
        ("He stayed from 4 to 6 April 2022. That month he sang.", ("That month", "2022-04")),
        ("He stayed from 4 to 6 April 2022. Two days later he sang.", ("Two days later", "2022-04-08")),
        ("He came on 10 May 2022. Xi saw him that day.", ("that day", "2022-05-10")),
        ("He came on 10 May 2022. In a speech that day Xi smiled.", ("that day", "2022-05-10")),
        ("He stayed from 4 to 6 April 2022. On the second day he sang.", ("the second day", "2022-04-05")),
        ("It began in January 2023. Talks failed the previous June.", ("the previous June", "2022-06")),
        ("It began in March 2022. It ended the following May.", ("the following May", "2022-05")),
        ("A pact was signed in November 2022. Talks followed in May.", ("May", "2023-05")),
        ("A pact was signed in November 2022. It was drafted in May.", ("May", "2022-05")),
    ],
)
def test_counted_from_what_was_told(text: str, told: tuple[str, str]) -> None:
    assert read(text)[1] == told


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Two days later he left.", "Two days later"),
        ("He was told that day labourers came in 2022.", "that day"),
        ("He came on 10 May 2022. On the second day he sang.", "the second day"),
        ("He stayed from 4 to 6 April 2022. On the ninth day he sang.", "the ninth day"),
    ],
)
def test_what_nothing_was_told_for_is_no_date(text: str, quote: str) -> None:
    assert quote not in [found for found, _ in read(text)]


@pytest.mark.parametrize(
    ("text", "period"),
    [("On Sunday Peru will vote.", "2024-05-19"), ("On Sunday Peru voted.", "2024-05-12")],
)
def test_a_weekday_lies_ahead_where_its_verb_does(text: str, period: str) -> None:
    assert read(text) == [("Sunday", period)]
