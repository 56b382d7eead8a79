"""The demo: a believable Copenhagen, read from ``portal/demo_content`` and a seeded generator.

``load.py`` is the way in; everything else does one part of it.
"""
