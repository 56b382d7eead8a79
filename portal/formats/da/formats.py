"""The clock as Danes write it, with a full stop; the rest is Django's own Danish."""

TIME_FORMAT = "G.i"
DATETIME_FORMAT = "j. F Y G.i"
SHORT_DATETIME_FORMAT = "d.m.Y G.i"
