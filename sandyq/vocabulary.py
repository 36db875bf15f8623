"""The closed vocabularies of a reading: one origin for the reader, the schemas and the documentation.

Each maps a word, in the order in which people would list them, to its meaning; the meaning is what the
data dictionary prints.
"""

KINDS: dict[str, str] = {
    "money": "an amount in a currency",
    "percent": "a percentage, a fraction or a number of percentage points",
    "count": "a number of things or people",
    "rank": "a place in an order",
    "quantity": "an amount in a unit of measure, or a multiple",
    "duration": "a length of time",
}

MODIFIERS: dict[str, str] = {
    "none": "the text gives the number as it stands",
    "about": "around, roughly, approximately",
    "almost": "nearly, close to: a little less",
    "over": "more than",
    "at least": "this or more",
    "up to": "this or less",
    "under": "less than, below",
}

MEASURES: dict[str, str] = {
    "level": "an amount, a stock or a rate",
    "change": "a growth, a difference or a multiple",
    "share": "a part of a whole, a share of GDP included",
    "rank": "a place in an order",
    "target": "a plan, a goal or a planned capacity",
}

DIRECTIONS: dict[str, str] = {
    "increase": "the text says it rose",
    "decrease": "the text says it fell",
}

AGREEMENTS: dict[str, str] = {
    "single": "one source states it",
    "agree": "several sources state it, and all that they state can be true together",
    "differ": "what is stated cannot all be true, roundings and words such as almost allowed for",
}

PREFERENCES: dict[str, str] = {
    "only": "no other value is stated",
    "primary": "who measures or decides it before the press",
    "exact": "a number that nothing qualifies before others, then more digits before fewer",
    "later": "the later published",
    "closer": "a period that stands in the figure's own sentence before one from further away",
    "more": "what more sources state",
    "first": "nothing of these decides: the first by figure id",
}
"""Why a value is preferred; in the order in which `sandyq.observations` looks at them."""

EVENT_TYPES: dict[str, str] = {
    "visit": "someone travels to a place to be received there",
    "meeting": "people or delegations meet or confer",
    "summit": "a gathering of heads of state or government, or of a named forum",
    "agreement": "something is signed, agreed or comes into force between parties",
    "measure": "a government or body acts: a law, a ban, a programme, a sanction",
    "statement": "someone says, reports or proposes something",
    "other": "any other dated event",
}

SOURCE_KINDS: dict[str, str] = {
    "article": "a piece of a newspaper, magazine or site",
    "report": "a study, a statistical release or a chapter of a reference work",
    "speech": "an address as it was given",
    "factsheet": "facts line by line",
    "digest": "prose of this project that restates the figures and events of another work, its basis",
}

LICENCES: dict[str, str] = {
    "public-domain": "free of rights",
    "all-rights-reserved": "no licence: no sentence of it is published",
}
"""What a source's licence may be beside an SPDX id."""

BLOCS: dict[str, str] = {
    "EUU": "European Union",
    "EAEU": "Eurasian Economic Union",
    "CAS": "the five states of Central Asia",
    "CIS": "Commonwealth of Independent States",
    "SCO": "Shanghai Cooperation Organisation",
    "CSTO": "Collective Security Treaty Organization",
    "OTS": "Organization of Turkic States",
    "CICA": "CICA, the Asian conference on confidence-building",
    "TITR": "Trans-Caspian International Transport Route (Middle Corridor)",
    "INSTC": "International North-South Transport Corridor",
    "ASEAN": "Association of Southeast Asian Nations",
    "OAS": "Organization of American States",
    "AU": "African Union",
    "BRICS": "BRICS",
    "G7": "Group of Seven",
    "G20": "Group of Twenty",
    "OPEC": "Organization of the Petroleum Exporting Countries",
    "NATO": "North Atlantic Treaty Organization",
    "OSCE": "Organization for Security and Co-operation in Europe",
    "OECD": "Organisation for Economic Co-operation and Development",
    "UN": "United Nations",
    "UNDP": "United Nations Development Programme",
    "UNCTAD": "United Nations Conference on Trade and Development",
    "IMF": "International Monetary Fund",
    "WB": "World Bank",
    "WTO": "World Trade Organization",
    "WEF": "World Economic Forum",
    "ADB": "Asian Development Bank",
    "AIIB": "Asian Infrastructure Investment Bank",
    "EDB": "Eurasian Development Bank",
    "EIB": "European Investment Bank",
    "EBRD": "European Bank for Reconstruction and Development",
    "WLD": "the world",
}
"""Codes of blocs, organisations and corridors, beside the countries' ISO 3166 alpha-3."""

NOT_NAMED = "none"
"""Stands in a key where the text names no partner: the indicator is the reporter's with everybody."""

THEMES: dict[str, str] = {
    "trade": "goods and services across borders, and the routes they take",
    "investment": "investment, loans, aid and projects",
    "economy": "output, prices, public finance and reserves",
    "society": "people",
    "energy": "oil, gas, uranium and other raw materials",
    "diplomacy": "countries, agreements and relations",
    "transport": "railways and other ways",
}
