"""What enters a page is text unless it was made as HTML."""

import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.report.pages.html import (
    Markup,
    address,
    element,
    facts,
    key,
    notes,
    paragraph,
    picture,
    section,
    table,
)

WORDS = '<b onclick="x">&'
SAFE = '&lt;b onclick="x"&gt;&amp;'


@pytest.mark.parametrize(
    "made",
    [
        element("p", WORDS),
        paragraph(WORDS),
        table([WORDS, WORDS], [[WORDS, WORDS]], caption=WORDS),
        facts([(WORDS, WORDS)]),
        notes([WORDS]),
        section(WORDS, WORDS),
        key(("first", WORDS)),
    ],
)
def test_text_is_escaped_wherever_it_enters(made):
    assert WORDS not in made
    assert SAFE in made


def test_elements_stay_and_attributes_are_quoted():
    inner = element("b", "x", title=WORDS)
    assert element("p", inner) == ('<p><b title="&lt;b onclick=&quot;x&quot;&gt;&amp;">x</b></p>')


def test_markup_that_is_joined_with_text_is_text_again():
    assert element("p", Markup("<br>") + "x") == "<p>&lt;br&gt;x</p>"


def test_a_missing_picture_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"none\.png is missing: run the comparison again"):
        picture(tmp_path / "none.png", WORDS)


def test_nothing_in_a_page_commands_a_terminal_or_turns_the_reading():
    made = element("p", "a\x1b[31m", title="b\u202ec")
    assert made == '<p title="b\ufffdc">a\ufffd[31m</p>'


def test_a_page_carries_away_nothing_but_pictures(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a password")
    (tmp_path / "view.png").symlink_to(secret)
    with pytest.raises(InputError, match=r"view\.png is no PNG picture"):
        address(tmp_path / "view.png")
