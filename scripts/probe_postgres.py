"""Exit with 0 when the PostgreSQL of the given URL lets us create databases, else say why."""

import sys

import psycopg


def problem(url: str) -> str:
    """Return what is wrong in one line, or nothing."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        return " ".join(str(error).split()) or type(error).__name__
    return "" if row and row[0] else "the user may not create databases"


if __name__ == "__main__":
    sys.exit(problem(sys.argv[1]) or 0)
