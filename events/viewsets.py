"""Activities and vocabularies in Wagtail's admin."""

from typing import Any

from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import LocaleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from events.admin_forms import ActivityCreateForm, ActivityForm
from events.admin_views import activity as views
from events.admin_views import (
    answers,
    approval,
    calls,
    dates,
    decisions,
    exports,
    group_messages,
    helpers,
    networks,
    papers,
    participants,
    person,
    person_steps,
    preparation,
    slips,
    steps,
    survey_setup,
    workshops,
)
from events.admin_views.activity_list import ActivityFilterSet, ActivityIndexView
from events.admin_views.closed import ClosedChooserViewSet, ClosedViewSetMixin
from events.admin_workshop_forms import WorkshopsPanel
from events.models import Activity, Audience, District, Theme, WorkplaceKind

WHAT = [
    FieldPanel("title"),
    FieldPanel("title_en"),
    FieldRowPanel([FieldPanel("kind"), FieldPanel("level")]),
    FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
    FieldPanel("track"),
]
SESSION = [
    FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
    FieldPanel("title"),
    FieldRowPanel(
        [
            FieldPanel("place"),
            FieldPanel("online_url", help_text=_("Står kun i mails til de tilmeldte.")),
        ]
    ),
]
WHEN_AND_WHERE = [
    FieldPanel("place"),
    InlinePanel("sessions", panels=SESSION, label=_("Mødegang"), heading=_("Mødegange"), min_num=1),
]
SIGN_UP = [
    FieldPanel("capacity"),
    FieldRowPanel(
        [
            FieldPanel("opens_at", help_text=_("Tomt: så snart siden er udgivet.")),
            FieldPanel("closes_at", help_text=_("Tomt: når første mødegang begynder.")),
        ]
    ),
    FieldRowPanel([FieldPanel("contact_email"), FieldPanel("remind_days")]),
]
# What most activities never touch: shut until someone opens it.
MORE = [
    HelpPanel(_("Du behøver ikke ændre noget her: det passer til de fleste aktiviteter.")),
    FieldPanel("needs_approval"),
    FieldRowPanel(
        [FieldPanel("waitlist_mode", widget=forms.RadioSelect), FieldPanel("offer_hours")]
    ),
    FieldPanel("withdraw_days"),
    FieldRowPanel(
        [
            FieldPanel("ask_food", help_text=_("Som mad, aldrig som tro eller sygdom.")),
            FieldPanel("ask_access", help_text=_("Fx kørestol, teleslynge, tegnsprogstolk.")),
        ]
    ),
    FieldRowPanel([FieldPanel("network"), FieldPanel("members_only")]),
]


def _panels(*, create: bool) -> list:
    signup = [*SIGN_UP, *([FieldPanel("signup"), FieldPanel("discreet")] if create else [])]
    panels = [
        MultiFieldPanel(WHAT, heading=_("Hvad"), icon="calendar"),
        MultiFieldPanel(WHEN_AND_WHERE, heading=_("Hvor og hvornår"), icon="date"),
        MultiFieldPanel(signup, heading=_("Pladser og tilmelding"), icon="group"),
    ]
    panels.append(
        MultiFieldPanel(MORE, heading=_("Flere indstillinger"), icon="cog", classname="collapsed")
    )
    panels.append(WorkshopsPanel())
    panels.append(
        InlinePanel(
            "signup_questions",
            panels=answers.QUESTION,
            label=_("Spørgsmål"),
            heading=_("Spørgsmål ved tilmelding"),
            icon="help",
            classname="collapsed",
        )
    )
    panels.append(preparation.PANEL)
    if not create:
        panels.insert(0, HelpPanel(template="wagtailadmin/events/activity_state.html"))
    else:
        page = [FieldPanel("summary"), FieldPanel("image"), FieldPanel("body")]
        panels.append(MultiFieldPanel(page, heading=_("Siden"), icon="doc-full"))
    return panels


class ActivityViewSet(ClosedViewSetMixin, ModelViewSet):
    """Activities: the rows that decide."""

    model = Activity
    url_prefix = "aktiviteter"
    icon = "calendar"
    menu_label = _("Aktiviteter")
    menu_order = 110
    add_to_admin_menu = True
    # The index would tell which pages, words and people a discreet activity has to do with.
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 30
    ordering = "-starts_at"
    search_fields = ["title", "title_en"]
    filterset_class = ActivityFilterSet

    index_view_class = ActivityIndexView
    add_view_class = views.ActivityCreateView
    edit_view_class = views.ActivityEditView
    delete_view_class = views.ActivityDeleteView
    history_view_class = views.ActivityHistoryView
    usage_view_class = views.ActivityUsageView

    edit_handler = ObjectList(_panels(create=False), base_form_class=ActivityForm)
    create_handler = ObjectList(_panels(create=True), base_form_class=ActivityCreateForm)

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Give the create view its own, longer form."""
        panel = self.create_handler.bind_to_model(self.model)
        return super().get_add_view_kwargs(
            **{"panel": panel, "form_class": panel.get_form_class(), **kwargs}
        )

    def get_urlpatterns(self) -> list:
        """Add the participants and the steps."""
        one = "<uuid:activity_pk>/"
        listing = participants.ParticipantIndexView
        pdf = participants.ParticipantPdfView.as_view()
        return [
            *super().get_urlpatterns(),
            *papers.urlpatterns(),
            *answers.urlpatterns(),
            *preparation.urlpatterns(),
            *helpers.urlpatterns(),
            *networks.urlpatterns(),
            *calls.urlpatterns(),
            *group_messages.urlpatterns(),
            *slips.urlpatterns(),
            *exports.urlpatterns(),
            *person.urlpatterns(),
            *person_steps.urlpatterns(),
            *decisions.urlpatterns(),
            *approval.urlpatterns(),
            *workshops.urlpatterns(),
            *survey_setup.urlpatterns(),
            path(f"{one}deltagere/", listing.as_view(), name="participants"),
            path(
                f"{one}deltagere/results/",
                listing.as_view(results_only=True),
                name="participants_results",
            ),
            path(f"{one}deltagere/liste.pdf", pdf, name="participants_pdf"),
            path(f"{one}aabn/", steps.OpenView.as_view(), name="open"),
            path(f"{one}luk/", steps.CloseView.as_view(), name="close"),
            *dates.urlpatterns(),
            path(f"{one}aflys/", steps.CancelView.as_view(), name="cancel"),
            path(f"{one}afslut/", steps.HoldView.as_view(), name="hold"),
        ]


class TermIndexView(SnippetViewSet.index_view_class):
    """The list of one vocabulary: for those who keep it, not for all who may choose from it."""

    any_permission_required = ["add", "change", "delete"]


class TermViewSet(ClosedViewSetMixin, SnippetViewSet):
    """One vocabulary, a row per language."""

    chooser_viewset_class = ClosedChooserViewSet
    index_view_class = TermIndexView
    list_display = ["title", LocaleColumn(), "key", "position"]
    search_fields = ["title", "key"]
    ordering = ["position", "title"]


def _terms(model: type, icon: str) -> TermViewSet:
    return TermViewSet(model=model, icon=icon)


class VocabularyGroup(SnippetViewSetGroup):
    """The lists that editors keep."""

    menu_label = _("Ordlister")
    menu_icon = "list-ul"
    menu_order = 300
    items = [
        _terms(Theme, "tag"),
        _terms(Audience, "group"),
        _terms(District, "site"),
        _terms(WorkplaceKind, "home"),
    ]
