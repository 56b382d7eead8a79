"""The survey tables hold these columns and no others, and no way from an answer to a person."""

import pytest
from django.apps import apps
from django.db import connection, models
from wagtail.log_actions import registry as log_registry
from wagtail.models import RevisionMixin
from wagtail.search.index import Indexed
from wagtail.snippets.models import get_snippet_models

from events.models import (
    Block,
    PooledCount,
    SealedCount,
    Survey,
    SurveyAnswer,
    SurveyComment,
    SurveyInvitation,
    SurveyResponse,
    SurveySetup,
)

COLUMNS = {
    Survey: {
        "id", "activity_id", "occasion", "title", "title_en", "population", "instrument_id",
        "eligible", "status", "opens_at", "closes_at", "layout", "speakers", "reminders_sent",
        "shown_count", "counted_on", "responses_in", "sealed_on", "block_id",
    },
    SurveySetup: {"id", "activity_id", "layout", "closes_on", "speakers"},
    SurveyInvitation: {
        "id", "survey_id", "registration_id", "link_version", "token_hash", "spent",
    },
    SurveyResponse: {"id", "survey_id"},
    SurveyAnswer: {"id", "response_id", "question_id", "value"},
    SurveyComment: {"id", "survey_id", "text"},
    SealedCount: {"id", "survey_id", "measure", "outcome", "number"},
    Block: {
        "id", "instrument_id", "kind", "population", "audiences", "year", "hidden",
        "first_month", "last_month", "released_on",
    },
    PooledCount: {
        "id", "measure", "kind", "population", "audiences", "first_month", "last_month",
        "released_month", "outcome", "number",
    },
}  # fmt: skip
ANONYMOUS = (SurveyResponse, SurveyAnswer, SurveyComment)
NUMBERS = (SealedCount, Block, PooledCount)


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("model", COLUMNS)
def test_the_database_has_exactly_these_columns(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, model._meta.db_table)
    assert {column.name for column in found} == COLUMNS[model]
    assert {field.column for field in model._meta.get_fields() if field.concrete} == COLUMNS[model]


@pytest.mark.postgres
@pytest.mark.django_db
def test_no_other_table_points_at_an_answer_or_an_invitation() -> None:
    """Foreign keys in the database itself, whoever declared them."""
    allowed = {(SurveyAnswer._meta.db_table, SurveyResponse._meta.db_table)}
    watched = {m._meta.db_table for m in (*ANONYMOUS, SurveyInvitation, *NUMBERS)}
    allowed |= {
        # What is counted hangs on the survey; nothing hangs on what is counted.
        (Survey._meta.db_table, Block._meta.db_table),
    }
    with connection.cursor() as cursor:
        found = {
            (table, relation[1])
            for table in connection.introspection.table_names(cursor)
            for relation in connection.introspection.get_relations(cursor, table).values()
            if relation[1] in watched
        }
    assert found == allowed


def forward(model: type[models.Model]) -> set[type[models.Model]]:
    """Return the models a model points at, over any number of steps."""
    found: set[type[models.Model]] = set()
    waiting = [model]
    while waiting:
        for field in waiting.pop()._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            if isinstance(target, type) and target not in found:
                found.add(target)
                waiting.append(target)
    return found


@pytest.mark.parametrize("model", [*ANONYMOUS, *NUMBERS, Survey])
def test_no_chain_of_keys_leads_from_an_answer_to_a_person(model: type[models.Model]) -> None:
    person = {"Registration", "Booking", "SurveyInvitation", "Attendance", "User", "Session"}
    assert person.isdisjoint(found.__name__ for found in forward(model))
    # The walk itself finds persons where there are any.
    assert "User" in {found.__name__ for found in forward(SurveyInvitation)}


@pytest.mark.parametrize("model", [*ANONYMOUS, SurveyInvitation])
def test_no_row_has_an_order_or_a_number(model: type[models.Model]) -> None:
    assert model._meta.ordering == []
    assert model._meta.order_with_respect_to is None
    assert model._meta.get_latest_by is None
    assert isinstance(model._meta.pk, models.UUIDField)
    assert not any(
        isinstance(field, models.DateField | models.TimeField | models.AutoField)
        for field in model._meta.local_fields
    )


@pytest.mark.parametrize("model", [*ANONYMOUS, SurveyInvitation, *NUMBERS])
def test_staff_have_no_list_of_rows_to_reach_them_by(model: type[models.Model]) -> None:
    from wagtail.admin.viewsets import viewsets

    viewsets.populate()
    shown = {getattr(viewset, "model", None) for viewset in viewsets.viewsets}
    assert model not in shown
    assert model not in get_snippet_models()
    assert not issubclass(model, RevisionMixin | Indexed)
    assert model not in log_registry.get_log_entry_models()
    assert apps.get_model(model._meta.label) is model
