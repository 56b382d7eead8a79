"""Read a page's text and tables, as whoever looks at it does."""

from html.parser import HTMLParser


class Tables(HTMLParser):
    """The text of a page, and its table rows as lists of cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.rows: list[list[str]] = []
        self.in_cell = False
        self.feed(html)
        self.text = " ".join(" ".join(self.words).replace("\N{NO-BREAK SPACE}", " ").split())
        self.rows = [
            [" ".join(c.replace("\N{NO-BREAK SPACE}", " ").split()) for c in r] for r in self.rows
        ]

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td") and self.rows:
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self.in_cell = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.in_cell:
            self.rows[-1][-1] += data

    def value(self, heading: str) -> str:
        """Return what stands beside a heading, in the first row that has it."""
        return next(row[1] for row in self.rows if row and row[0] == heading)

    def row(self, heading: str) -> list[str]:
        """Return the cells of the first row whose heading begins so."""
        return next(row for row in self.rows if row and row[0].startswith(heading))
