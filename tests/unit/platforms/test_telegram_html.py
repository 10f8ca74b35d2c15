"""The emulator's HTML style; expected values by hand, after tdlib's MessageEntity.cpp."""

import pytest

from tests.platforms.telegram.errors import ApiError
from tests.platforms.telegram.html_text import parse_html
from tests.platforms.telegram.texts import Entity


def refusal(source: str) -> str:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.code == 400
    return caught.value.description.removeprefix("Bad Request: can't parse entities: ")


def test_a_text_without_tags_stays_as_it_is() -> None:
    assert parse_html("Câu 1/15") == ("Câu 1/15", ())


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_a_supported_tag_becomes_an_entity(tag: str, kind: str) -> None:
    assert parse_html(f"Câu <{tag}>hai</{tag}>!") == ("Câu hai!", (Entity(4, 3, kind),))


def test_offsets_count_utf_16_units() -> None:
    # The trophy is one character and two units.
    assert parse_html("🏆<b>Nhất 🏆</b>") == ("🏆Nhất 🏆", (Entity(2, 7, "bold"),))


def test_nested_tags_become_one_entity_each_from_the_inside_out() -> None:
    parsed = parse_html("<b>a<i>b</i></b>")

    assert parsed == ("ab", (Entity(1, 1, "italic"), Entity(0, 2, "bold")))


def test_a_tag_around_nothing_leaves_no_entity() -> None:
    assert parse_html("x<b></b>") == ("x", ())


def test_an_end_tag_without_a_name_closes_the_latest_tag() -> None:
    assert parse_html("<b>x</>") == ("x", (Entity(0, 1, "bold"),))


def test_a_link_keeps_its_address() -> None:
    parsed = parse_html('<a href="https://hue.gov.vn/?a=1&amp;b=2">tin</a>')

    assert parsed == ("tin", (Entity(0, 3, "text_link", '"url":"https://hue.gov.vn/?a=1&b=2"'),))


def test_a_link_to_a_user_mentions_them() -> None:
    _, (mention,) = parse_html('<a href="tg://user?id=42">An</a>')

    assert (mention.kind, '"id":42' in mention.detail) == ("text_mention", True)


def test_a_link_to_nowhere_is_plain_text() -> None:
    assert parse_html('<a href="không phải địa chỉ">tin</a>') == ("tin", ())


def test_code_with_a_language_inside_pre_is_one_entity() -> None:
    parsed = parse_html('<pre><code class="language-python">x</code></pre>')

    assert parsed == ("x", (Entity(0, 1, "pre", '"language":"python"'),))


def test_a_language_outside_pre_means_nothing() -> None:
    assert parse_html('<code class="language-python">x</code>') == ("x", (Entity(0, 1, "code"),))


@pytest.mark.parametrize(
    "source", ['<span class="tg-spoiler">x</span>', "<span class = tg-spoiler >x</span >"]
)
def test_a_span_of_the_spoiler_class_is_a_spoiler(source: str) -> None:
    assert parse_html(source) == ("x", (Entity(0, 1, "spoiler"),))


def test_a_blockquote_may_be_expandable() -> None:
    parsed = parse_html("<blockquote expandable>x</blockquote>")

    assert parsed == ("x", (Entity(0, 1, "expandable_blockquote"),))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&lt", "<"),
        ("&#7871;&#x1EBF;", "ếế"),
        ("&#x1F3C6;", "🏆"),
        ("&#xD83C;&#xDFC6;", "🏆"),
        ("a & b", "a & b"),
        ("&nbsp;&apos;", "&nbsp;&apos;"),
        ("&#0;&#1114112;", "&#0;&#1114112;"),
    ],
)
def test_references_are_decoded_and_unknown_ones_left_alone(source: str, text: str) -> None:
    assert parse_html(source) == (text, ())


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("5 < 7 > 3", 'Unsupported start tag "" at byte offset 2'),
        ("ế<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b ", 'Unclosed start tag "b" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x_y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD83C;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_broken_html_is_refused_in_the_servers_words(source: str, why: str) -> None:
    assert refusal(source) == why
