"""StreamField blocks of the knowledge pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from events.models.blocks import RICH_TEXT


class NoticeBlock(blocks.StructBlock):
    """A highlighted note; ``draft`` marks legal wording that awaits the municipality."""

    kind = blocks.ChoiceBlock(
        label=_("Slags"),
        choices=[
            ("info", _("Oplysning")),
            ("warning", _("Vigtigt")),
            ("draft", _("Udkast – skal godkendes")),
        ],
        default="info",
    )
    title = blocks.CharBlock(label=_("Overskrift"), max_length=120)
    text = blocks.RichTextBlock(label=_("Tekst"), features=["bold", "italic", "link", "ul"])

    class Meta:
        icon = "info-circle"
        label = _("Boks")
        template = "blocks/notice.html"


class PageBody(blocks.StreamBlock):
    """The body of an article or a standard page."""

    text = blocks.RichTextBlock(
        label=_("Tekst"), features=RICH_TEXT, template="blocks/rich_text.html"
    )
    notice = NoticeBlock()
    image = ImageBlock(label=_("Billede"), template="blocks/image.html")
    hotline = blocks.StaticBlock(
        label=_("Hotline"),
        admin_text=_("Viser hotlinens navn og nummer."),
        template="blocks/hotline.html",
        icon="mobile-alt",
    )
    triangle = blocks.StaticBlock(
        label=_("Forebyggelsestrekanten"),
        admin_text=_("Viser trekanten med de tre niveauer."),
        template="blocks/triangle.html",
        icon="warning",
    )
