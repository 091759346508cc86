"""Figures live in the models' cards. What other documents quote of them is what the cards say.

A document marks what it quotes, and whose card it is:

* ``<!-- figure MODEL; cell; ...; COLUMN -->46.0<!-- end -->``: a cell of a table. The cells named
  are the row's, as many as it takes to tell it from the others.
* ``<!-- quote MODEL -->words<!-- end -->``: words of the card, as they stand there.
* ``<!-- table MODEL -->`` above a table: rows and columns of one of the card's tables.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

DOCUMENTS = ["README.md", *sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("docs/**/*.md"))]

FIGURE = re.compile(r"<!-- figure ([\w-]+); (.*?) -->(.*?)<!-- end -->")
QUOTE = re.compile(r"<!-- quote ([\w-]+) -->(.*?)<!-- end -->", re.DOTALL)
TABLE = re.compile(r"<!-- table ([\w-]+) -->\n((?:\|.*\n)+)")
MARKS = re.compile(r"<!-- (?:figure|quote|table) ")

#: A figure by its unit and decimals, such as 46.0 HU; thresholds and settings have none.
LOOSE = re.compile(r"\b\d+\.\d+ (?:HU|a\.u\.|dB)\b")


def text_of(document):
    return (ROOT / document).read_text(encoding="utf-8")


def card(model):
    return text_of(f"Resources/models/{model}/docs/README.md")


def plain(text):
    """Text with its line breaks as spaces."""
    return " ".join(text.split())


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows(table):
    """A Markdown table's rows, each as cells by column."""
    header, _, *lines = table.strip().split("\n")
    return [dict(zip(cells(header), cells(line), strict=True)) for line in lines]


def tables(model):
    """The tables of a model's card, each as its rows."""
    return [rows(found) for found in re.findall(r"(?:^\|.*\n)+", card(model), re.MULTILINE)]


def quoted(pattern):
    """Every quotation of one kind: the document, and the pattern's groups."""
    return [
        (document, *groups)
        for document in DOCUMENTS
        for groups in pattern.findall(text_of(document))
    ]


def values(model, named):
    """What the card says: the values of one column in the rows that have the cells named."""
    *wanted, column = named.split("; ")
    return {
        row[column]
        for table in tables(model)
        for row in table
        if column in row and set(wanted) <= set(row.values())
    }


@pytest.mark.parametrize(("document", "model", "named", "shown"), quoted(FIGURE))
def test_a_figure_is_that_of_the_card(document, model, named, shown):
    assert values(model, named) == {shown}, f"{document}: {named}"


@pytest.mark.parametrize(("document", "model", "words"), quoted(QUOTE))
def test_a_quotation_stands_in_the_card(document, model, words):
    assert plain(words) in plain(card(model)), f"{document} quotes what the card does not say"


@pytest.mark.parametrize(("document", "model", "table"), quoted(TABLE))
def test_a_table_is_a_part_of_one_of_the_card(document, model, table):
    for row in rows(table):
        holding = [r for t in tables(model) for r in t if row.items() <= r.items()]
        assert len(holding) == 1, f"{document}: the card of {model} has no such row: {row}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_mark_is_one_that_is_checked(document):
    text = text_of(document)
    found = [*FIGURE.findall(text), *QUOTE.findall(text), *TABLE.findall(text)]
    assert len(MARKS.findall(text)) == len(found)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_figure_stands_outside_of_a_mark(document):
    text = text_of(document)
    for pattern in (FIGURE, QUOTE, TABLE):
        text = pattern.sub("", text)
    own = "docs/explanation/measurements.md"  # what was measured about no model
    assert document == own or LOOSE.findall(text) == []
