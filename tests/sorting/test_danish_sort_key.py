"""Danish alphabetical order, the same in Python, SQLite and PostgreSQL."""

import os
import random
import sqlite3

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.sorting import danish_sort_key

IN_ORDER = [
    "",
    "1. møde",
    "10. møde",
    "2. møde",
    "Ada",
    "Adam",
    "Bo",
    "Bo Ahmed",
    "Bo Ærø",
    "Bo-Åge",
    "Boa",
    "Borger",
    "børne- og ungeliv",
    "Café Zebra",
    "Cafeteria",
    "Ung til ung",
    "ung-til-Ung dialog",
    "Unge",
    "Yt",
    "Z",
    "Z 1",
    "Zahra",
    "Zebra",
    "Zz",
    "Zø",
    "Ægte",
    "Ærlig",
    "Ø",
    "Øl",
    "Østerbro",
    "Åben dør",
    "Aabenraa",
    "Aalborg",
    "Åse",
    "Ååå",
    "Яна",
    "محمد",
]


def test_danish_order():
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))

    assert sorted(shuffled, key=danish_sort_key) == IN_ORDER
    assert len({danish_sort_key(text) for text in IN_ORDER}) == len(IN_ORDER)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÅSE", "aase"),
        ("Åse", "A\N{COMBINING RING ABOVE}se"),
        ("\N{ANGSTROM SIGN}se", "Åse"),
        ("Café", "CAFE\N{COMBINING ACUTE ACCENT}"),
        ("Ǿl", "Øl"),
        ("Łódź", "Lodz"),
        ("Straße", "strasse"),
        ("  Ung   til\tung ", "ung-til-ung"),
        ("Fore\N{SOFT HYPHEN}byggelse", "forebyggelse"),
        ("«Baba»", "baba"),
        ("Møde 2", "Møde \N{FULLWIDTH DIGIT TWO}"),
        ("Møde 2", "Møde ٢"),
        ("Áahus", "Åhus"),
    ],
)
def test_case_accents_and_punctuation_do_not_count(one, other):
    assert danish_sort_key(one) == danish_sort_key(other)


@given(st.text(), st.integers(1, 60))
def test_key_is_short_plain_and_the_same_every_time(text, max_length):
    key = danish_sort_key(text, max_length=max_length)

    assert len(key) <= max_length
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789")
    assert "aa" not in key
    assert danish_sort_key(text).startswith(key)
    assert danish_sort_key(text.upper()) == danish_sort_key(text.upper().lower())


@given(
    st.text("0123456789 abcxyzæøå", max_size=12),
    st.text("0123456789 abcxyzæøå", max_size=12),
)
def test_order_is_that_of_the_alphabet_sign_by_sign(one, other):
    def ranks(text: str) -> list[int]:
        words = " ".join(text.replace("aa", "å").split())
        return [" 0123456789abcdefghijklmnopqrstuvwxyzæøå".index(char) for char in words]

    assert (ranks(one) < ranks(other)) == (danish_sort_key(one) < danish_sort_key(other))


def test_length_is_cut_and_must_be_positive():
    assert danish_sort_key("zzzz", max_length=5) == "z0z0z"
    assert len(danish_sort_key("x" * 500)) == 200
    with pytest.raises(ValueError, match="max_length"):
        danish_sort_key("x", max_length=0)


def some_keys() -> list[str]:
    """Return distinct keys of real and random texts, many of them cut."""
    chance = random.Random(47)
    texts = IN_ORDER + [
        "".join(chance.choices("aabcdegklnostuwyzæøå 0189-éüñşЯم", k=chance.randint(1, 8)))
        for _ in range(3000)
    ]
    return sorted({danish_sort_key(text, max_length=9) for text in texts})


def test_sqlite_sorts_the_keys_as_python_does():
    keys = some_keys()
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE entry (sort_key text)")
    connection.executemany(
        "INSERT INTO entry VALUES (?)", [(key,) for key in random.Random(1).sample(keys, len(keys))]
    )

    found = connection.execute("SELECT sort_key FROM entry ORDER BY sort_key").fetchall()

    assert [key for (key,) in found] == keys
    connection.close()


@pytest.fixture
def postgresql():
    """Return a connection to any PostgreSQL; the keys are sorted without a table."""
    try:
        connection = psycopg.connect(
            host=os.environ.get("PGHOST", "127.0.0.1"),
            port=os.environ.get("PGPORT", "5432"),
            user=os.environ.get("PGUSER", "postgres"),
            dbname=os.environ.get("PGDATABASE", "postgres"),
            connect_timeout=2,
        )
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL to ask: start one, or set PGHOST, PGPORT and PGUSER")
    with connection:
        yield connection


LIKELY_COLLATIONS = [
    "default",
    "C",
    "C.utf8",
    "und-x-icu",
    "en-x-icu",
    "en-US-x-icu",
    "da-x-icu",
    "da-DK-x-icu",
    "en_US.utf8",
    "da_DK.utf8",
]


def test_every_collation_of_postgresql_sorts_the_keys_as_python_does(postgresql):
    collations = postgresql.execute(
        "SELECT collname FROM pg_collation WHERE collname = ANY(%s)"
        " AND collencoding IN (-1, (SELECT encoding FROM pg_database"
        " WHERE datname = current_database()))",
        [LIKELY_COLLATIONS],
    ).fetchall()
    keys = some_keys()
    shuffled = random.Random(1).sample(keys, len(keys))

    for (collation,) in collations:
        query = psycopg.sql.SQL(
            "SELECT array_agg(key ORDER BY key COLLATE {}) FROM unnest(%s::text[]) AS key"
        ).format(psycopg.sql.Identifier(collation))
        assert postgresql.execute(query, [shuffled]).fetchone() == (keys,), collation
    assert {("default",), ("C",)} <= set(collations)
