"""Forms refuse CPR numbers in every text, on the field it was typed in."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from events.forms_cpr import RefuseCprMixin
from events.validators import validate_no_cpr

CPR = "010190-0000"


@pytest.fixture(autouse=True)
def hotline(settings):
    settings.VINK_HOTLINE_PHONE = "00 00 00 00"
    with translation.override("da"):
        yield


class SignUpForm(RefuseCprMixin, forms.Form):
    name = forms.CharField()
    email = forms.EmailField(required=False)
    phone = forms.CharField(required=False)
    note = forms.CharField(required=False, widget=forms.Textarea)
    answers = forms.JSONField(required=False)
    workplaces = forms.TypedMultipleChoiceField(
        required=False, choices=[(CPR, "x"), ("skole", "Skole")]
    )
    seats = forms.IntegerField(required=False)
    day = forms.DateField(required=False)
    token = forms.CharField(required=False)

    cpr_unchecked_fields = frozenset({"token"})


def submit(form_class=SignUpForm, **data):
    form = form_class(data={"name": "Ada"} | data)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", f"Ada {CPR}"),
        ("email", "0101900000@example.org"),
        ("phone", "0101900000"),
        ("note", f"Angående\n{CPR}"),
        ("answers", f'{{"a": [1, {{"b": "om {CPR}"}}]}}'),
        ("answers", f'{{"{CPR}": null}}'),
        ("workplaces", ["skole", CPR]),
    ],
)
def test_error_stands_on_the_field_that_holds_the_number(field, value):
    form = submit(**{field: value})

    assert list(form.errors) == [field]
    assert form.has_error(field, code="cpr")
    assert field not in form.cleaned_data


def test_every_field_at_fault_is_named_once_in_the_order_of_the_form():
    form = submit(name=CPR, note=f"{CPR} og {CPR}", phone=CPR)

    assert list(form.errors) == ["name", "phone", "note"]
    assert {name: len(errors) for name, errors in form.errors.items()} == {
        "name": 1,
        "phone": 1,
        "note": 1,
    }


def test_ordinary_answers_pass():
    form = submit(
        email="ada@example.org",
        phone="12 34 56 78",
        note="Vi er 12 fra skolen den 01.04.2016",
        answers='{"a": [1, true, null, "ja"]}',
        workplaces=["skole"],
        seats="12",
        day="2016-04-01",
    )

    assert form.errors == {}


def test_machine_made_values_can_be_left_out():
    assert submit(token=CPR).errors == {}


def test_other_errors_stay_and_the_number_is_still_found():
    form = submit(name="", note=CPR)

    assert form.has_error("name", code="required")
    assert form.has_error("note", code="cpr")


def test_form_with_its_own_clean_is_covered_and_never_sees_the_number():
    seen = []

    class OwnClean(SignUpForm):
        def clean(self):
            seen.append(dict(self.cleaned_data))

    form = submit(OwnClean, note=CPR)

    assert form.has_error("note", code="cpr")
    assert seen
    assert all("note" not in cleaned for cleaned in seen)


def test_field_added_while_the_form_is_made_is_covered():
    class Growing(SignUpForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["question_7"] = forms.CharField(required=False)

    assert submit(Growing, question_7=CPR).has_error("question_7", code="cpr")


def test_value_made_by_the_forms_own_cleaning_is_covered():
    class Joining(SignUpForm):
        def clean_note(self):
            return "010190" + self.cleaned_data["note"]

    assert submit(Joining, note="-0000").has_error("note", code="cpr")


def test_sentence_says_what_to_do_and_whom_to_call():
    (sentence,) = submit(note=CPR).errors["note"]

    assert sentence == (
        "Fjern CPR-nummeret. Er du bekymret for en person, så skriv det ikke her, "
        "men ring til VINKs hotline på 00 00 00 00."
    )


def test_phone_number_is_read_when_the_error_is_raised(settings):
    settings.VINK_HOTLINE_PHONE = "11 11 11 11"

    with pytest.raises(ValidationError, match="11 11 11 11"):
        validate_no_cpr(CPR)


def test_without_a_phone_number_the_sentence_is_still_whole(settings):
    settings.VINK_HOTLINE_PHONE = ""

    with pytest.raises(ValidationError) as caught:
        validate_no_cpr(CPR)

    (sentence,) = caught.value.messages
    assert sentence == (
        "Fjern CPR-nummeret. Er du bekymret for en person, så skriv det ikke her, "
        "men ring til VINKs hotline."
    )


def test_error_does_not_repeat_the_number():
    with pytest.raises(ValidationError) as caught:
        validate_no_cpr(f"Det drejer sig om {CPR}")

    assert CPR not in str(caught.value)
    assert caught.value.code == "cpr"


def test_validator_lets_other_text_through():
    assert validate_no_cpr("Ring 12 34 56 78") is None
