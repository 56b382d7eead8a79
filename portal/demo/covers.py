"""Calm cover pictures, drawn here: triangles and circles in the site's colours."""

import math
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise

from django.core.files.images import ImageFile
from PIL import Image as Picture
from PIL import ImageDraw
from wagtail.images.models import Image

SIZE = (1200, 630)
FINE = 2  # drawn twice as large and scaled down: smooth edges

type Draw = ImageDraw.ImageDraw
type Point = tuple[float, float]

NAVY, BLUE, PALE = (0, 12, 46), (0, 69, 159), (224, 234, 247)
SKY, WARM, GREEN = (169, 201, 255), (243, 197, 69), (59, 138, 42)
MIST, SAND, WHITE = (241, 245, 251), (253, 240, 200), (255, 255, 255)


def _scaled(*points: Point) -> list[Point]:
    return [(x * FINE, y * FINE) for x, y in points]


def _disc(draw: Draw, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
    draw.ellipse(_scaled((x - radius, y - radius), (x + radius, y + radius)), fill=colour)


def _triangles(draw: Draw) -> None:
    """Three nested triangles on a navy ground, a sun beside them."""
    _disc(draw, 930, 190, 92, WARM)
    draw.polygon(_scaled((80, 630), (470, 90), (860, 630)), fill=BLUE)
    draw.polygon(_scaled((210, 630), (470, 270), (730, 630)), fill=SKY)
    draw.polygon(_scaled((340, 630), (470, 450), (600, 630)), fill=WHITE)
    draw.polygon(_scaled((700, 630), (960, 390), (1220, 630)), fill=GREEN)


def _table(draw: Draw) -> None:
    """A table from above, with people as discs around it."""
    colours = (BLUE, WARM, GREEN, SKY, BLUE, WARM, NAVY, GREEN, SKY)
    for index, colour in enumerate(colours):
        angle = 2 * math.pi * index / len(colours) - 0.4
        _disc(draw, 600 + 330 * math.cos(angle), 315 + 235 * math.sin(angle), 54, colour)
    draw.ellipse(_scaled((370, 165), (830, 465)), fill=WHITE)
    draw.ellipse(_scaled((430, 203), (770, 427)), fill=PALE)


def _circles(draw: Draw) -> None:
    """Large circles in a row that overlap, darker where they share ground."""
    centres = (130, 365, 600, 835, 1070)
    for x, colour in zip(centres, (SKY, SAND, SKY, SAND, SKY), strict=True):
        _disc(draw, x, 315, 200, colour)
    for left, right in pairwise(centres):
        _lens(draw, left, right, BLUE if left < 600 else GREEN)


def _lens(draw: Draw, left: float, right: float, colour: tuple[int, int, int]) -> None:
    """Fill what two circles of radius 200, on one line, have in common."""
    half = math.acos((right - left) / 2 / 200)
    steps = [half * (index / 24 - 0.5) * 2 for index in range(25)]
    there = [(left + 200 * math.cos(a), 315 + 200 * math.sin(a)) for a in steps]
    back = [(right - 200 * math.cos(a), 315 - 200 * math.sin(a)) for a in steps]
    draw.polygon(_scaled(*there, *back), fill=colour)


def _houses(draw: Draw) -> None:
    """A row of gables by the water."""
    colours = (BLUE, WARM, SKY, GREEN, SAND, BLUE, WARM, SKY)
    for index, colour in enumerate(colours):
        left, top = index * 150, 130 + (index * 61) % 130
        wall = (left, 500), (left, top + 84), (left + 75, top)
        draw.polygon(_scaled(*wall, (left + 150, top + 84), (left + 150, 500)), fill=colour)
        for y in range(top + 108, 430, 92):
            for x in (left + 30, left + 84):
                draw.rectangle(_scaled((x, y), (x + 36, y + 48)), fill=WHITE)
    draw.rectangle(_scaled((0, 500), (1200, 630)), fill=NAVY)
    for index, y in enumerate((532, 566, 600)):
        draw.rectangle(_scaled((140 + 90 * index, y), (980 + 60 * index, y + 5)), fill=BLUE)


COVERS: dict[str, tuple[str, str, tuple[int, int, int], Callable[[Draw], None]]] = {
    "trekanter": ("Trekanter", "Tre trekanter inden i hinanden under en gul sol", NAVY, _triangles),
    "om-bordet": ("Om bordet", "Et bord set ovenfra med farvede cirkler rundt om", MIST, _table),
    "cirkler": ("Fælles grund", "Store cirkler på række, der overlapper hinanden", MIST, _circles),
    "gavle": ("Gavle ved vandet", "En række farvede gavle ved vandet", MIST, _houses),
}
BY_KIND = {
    "temadag": "trekanter",
    "kursus": "trekanter",
    "oplaeg": "cirkler",
    "ung_til_ung": "cirkler",
    "dilemmamoede": "om-bordet",
    "netvaerksmoede": "om-bordet",
    "forummoede": "om-bordet",
    "konference": "gavle",
    "hoering": "gavle",
}


def load_covers() -> dict[str, Image]:
    """Draw the pictures that are missing; return which one each kind of activity has."""
    images = {key: _image(key) for key in COVERS}
    return {kind: images[key] for kind, key in BY_KIND.items()}


def _image(key: str) -> Image:
    title, description, ground, paint = COVERS[key]
    image = Image.objects.filter(title=title, description=description).first()
    if image is not None:
        return image
    picture = Picture.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE), ground)
    paint(ImageDraw.Draw(picture))
    buffer = BytesIO()
    picture.resize(SIZE, Picture.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    file = ImageFile(BytesIO(buffer.getvalue()), name=f"{key}.png")
    return Image.objects.create(title=title, description=description, file=file)
