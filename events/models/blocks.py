"""StreamField blocks of activity pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class ProgrammeItemBlock(blocks.StructBlock):
    """One point of the programme."""

    time = blocks.CharBlock(label=_("Tid"), max_length=20, help_text=_("Fx 9.30"))
    title = blocks.CharBlock(label=_("Punkt"), max_length=160)
    speaker = blocks.CharBlock(label=_("Oplægsholder"), max_length=120, required=False)
    text = blocks.TextBlock(label=_("Tekst"), required=False)


class ProgrammeBlock(blocks.StructBlock):
    """The programme of a day."""

    items = blocks.ListBlock(ProgrammeItemBlock(), label=_("Punkter"))

    class Meta:
        icon = "list-ul"
        label = _("Program")
        template = "blocks/programme.html"


class SpeakerBlock(blocks.StructBlock):
    """One speaker."""

    name = blocks.CharBlock(label=_("Navn"), max_length=120)
    role = blocks.CharBlock(label=_("Titel og sted"), max_length=160, required=False)
    text = blocks.TextBlock(label=_("Om"), required=False)
    image = ImageChooserBlock(label=_("Billede"), required=False)


class SpeakersBlock(blocks.StructBlock):
    """The speakers."""

    people = blocks.ListBlock(SpeakerBlock(), label=_("Oplægsholdere"))

    class Meta:
        icon = "group"
        label = _("Oplægsholdere")
        template = "blocks/speakers.html"


class RelatedBlock(blocks.StructBlock):
    """Related pages of knowledge."""

    pages = blocks.ListBlock(blocks.PageChooserBlock(label=_("Side")), label=_("Sider"))

    class Meta:
        icon = "doc-full"
        label = _("Læs forud")
        template = "blocks/related.html"


class ActivityBody(blocks.StreamBlock):
    """The body of an activity's page."""

    text = blocks.RichTextBlock(
        label=_("Tekst"), features=RICH_TEXT, template="blocks/rich_text.html"
    )
    programme = ProgrammeBlock()
    speakers = SpeakersBlock()
    related = RelatedBlock()
