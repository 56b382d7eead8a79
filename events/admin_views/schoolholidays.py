"""The city's school holidays in the admin: a short list that the planners keep."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from events.admin_views.closed import ClosedViewSetMixin
from events.forms_cpr import RefuseCprMixin
from events.models import SchoolHoliday

HELP = _(
    "Når et år har ferier på listen, gælder listen alene for det år: skriv dem alle. Ellers "
    "regner vi med uge 7, påskeugen, uge 27–31, uge 42 og 22. december til 2. januar."
)


class SchoolHolidayForm(RefuseCprMixin, WagtailAdminModelForm):
    """A name and two days."""


class SchoolHolidayIndexView(generic.IndexView):
    """The list; kept by those who may change it."""

    any_permission_required = ["add", "change", "delete"]


class SchoolHolidayViewSet(ClosedViewSetMixin, ModelViewSet):
    """School holidays, of which planning warns."""

    model = SchoolHoliday
    name = "schoolholiday"
    url_prefix = "skoleferier"
    icon = "date"
    menu_label = _("Skoleferier")
    menu_order = 620
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        "title",
        DateColumn("first", label=_("Første dag")),
        DateColumn("last", label=_("Sidste dag")),
    ]
    ordering = "-first"
    list_per_page = 50
    index_view_class = SchoolHolidayIndexView
    edit_handler = ObjectList(
        [
            HelpPanel(content=HELP),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("first"), FieldPanel("last")]),
        ],
        base_form_class=SchoolHolidayForm,
    )
