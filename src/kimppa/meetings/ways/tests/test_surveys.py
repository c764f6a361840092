"""Three questions to all staff, and what is shown of the answers."""

import datetime as dt
import re
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.models import Remark, StaffLink, Survey, Tally
from kimppa.meetings.ways.actions import surveys as actions
from kimppa.meetings.ways.queries import results_of
from kimppa.meetings.ways.tasks import tidy
from kimppa.meetings.ways.tests.conftest import address_of, answer_all, browser

OPEN_FOR = dt.timedelta(days=3)
FORM = {
    "title": "Arki", "closes_on": "31.1.2025", "text_1": "Miten menee?", "kind_1": "scale",
    "text_2": "Mitä muuttaisit?", "kind_2": "words", "text_3": "", "kind_3": "scale",
}  # fmt: skip


def sheet(survey: Survey, number: str, words: str = "") -> dict[str, str]:
    first, second = survey.questions.all()
    return {f"answer_{first.pk}": number, f"answer_{second.pk}": words}


def page_after(survey: Survey, client: Client, query: str = "") -> str:
    """The survey's page on the day after it closes."""
    with clock.standing_on(survey.closes_on + dt.timedelta(days=1)):
        return client.get(survey.get_absolute_url() + query).content.decode()


def towns(louna: Louna) -> list[Municipality]:
    return list(louna.municipalities.values())


def test_a_survey_is_opened_and_each_municipality_has_its_link(louna: Louna) -> None:
    client = browser(louna.coordinator)
    assert "”1, vähiten” – ”5, eniten”" in client.get("/meetings/ways/surveys/add/").text
    page = client.post("/meetings/ways/surveys/add/", FORM, follow=True).content.decode()
    survey = Survey.objects.get(title="Arki")
    assert [question.kind for question in survey.questions.all()] == ["scale", "words"]
    assert page.count(f"/kysely/{survey.pk}/") == len(louna.municipalities)
    director = browser(louna.directors["834"]).get(survey.get_absolute_url()).content.decode()
    assert director.count(f"/kysely/{survey.pk}/") == 1
    staff = browser(louna.staff["834"]).get(survey.get_absolute_url()).content.decode()
    assert "/kysely/" not in staff
    batch = AuditEvent.objects.filter(action="meetings.survey-add").latest("pk").batch
    client.post(f"/undo/{batch}/")
    assert not Survey.objects.exists()
    batch = AuditEvent.objects.filter(action="meetings.survey-remove").latest("pk").batch
    client.post(f"/undo/{batch}/")
    assert Survey.objects.get().questions.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"text_1": ""}, {"closes_on": "1.1.2025"}, {"title": ""}, {"kind_1": "kolmas"}]
)
def test_a_survey_without_a_question_or_for_a_day_that_is_over_is_refused(
    louna: Louna, wrong: dict[str, str]
) -> None:
    refused = browser(louna.coordinator).post("/meetings/ways/surveys/add/", FORM | wrong)
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.content.decode()
    assert not Survey.objects.exists()


def test_an_answer_has_no_name_and_no_time(louna: Louna, survey: Survey) -> None:
    address = f"{address_of(louna.municipalities['834'])}kysely/{survey.pk}/"
    assert "Miten menee?" in browser().get(address).content.decode()
    events, links = AuditEvent.objects.count(), list(StaffLink.objects.values("pk", "used_at"))
    page = browser().post(address, sheet(survey, "4", "Lyhyemmät kokoukset."), follow=True)
    assert "Vastauksesi on laskettu mukaan" in page.content.decode()
    survey.refresh_from_db()
    assert survey.answers == 1
    assert AuditEvent.objects.count() == events
    assert list(StaffLink.objects.values("pk", "used_at")) == links
    fields = {field.name for model in (Tally, Remark) for field in model._meta.get_fields()}
    assert not fields & {"person", "at", "created_at", "link", "sheet"}
    assert "municipality" not in {field.name for field in Remark._meta.get_fields()}


def test_nobody_answers_twice_but_two_may_share_a_browser(louna: Louna, survey: Survey) -> None:
    address, client = f"{address_of(louna.municipalities['834'])}kysely/{survey.pk}/", browser()
    name = client.get(address).context["form"]["sheet"].value()
    filled = sheet(survey, "4") | {"sheet": name}
    client.post(address, filled)
    again = client.post(address, sheet(survey, "1"))
    assert (again.status_code, "on vastannut kyselyyn" in again.content.decode()) == (422, True)
    assert "on vastannut kyselyyn" in client.get(address).content.decode()
    late = browser().post(address, filled)  # pressed twice: the page that was filled in comes again
    assert late.url == f"{address}kiitos/"
    survey.refresh_from_db()
    assert survey.answers == 1
    assert "Miten menee?" in client.post(address, {"another": "1"}, follow=True).content.decode()
    client.post(address, sheet(survey, "2"))
    survey.refresh_from_db()
    assert survey.answers == 2


def test_at_most_three_questions_are_asked(louna: Louna) -> None:
    questions = [(f"Kysymys {number}?", "scale") for number in range(4)]
    with pytest.raises(ValidationError, match="kolme"):
        actions.open_survey(by=SYSTEM, title="Arki", closes_on=clock.today(), questions=questions)


def test_an_empty_sheet_and_a_wrong_number_are_refused(louna: Louna, survey: Survey) -> None:
    address = f"{address_of(louna.municipalities['834'])}kysely/{survey.pk}/"
    for number in ("", "6", "x"):
        assert browser().post(address, sheet(survey, number)).status_code == 422
    assert not Tally.objects.filter(count__gt=0).exists()


def test_nothing_is_shown_while_it_is_open_nor_of_four_answers(
    louna: Louna, survey: Survey
) -> None:
    client, town = browser(louna.coordinator), louna.municipalities["834"]
    answer_all(survey, {town: [5, 5, 5, 5, 5]})
    assert "Keskiarvo" not in client.get(survey.get_absolute_url()).content.decode()
    assert "Keskiarvo" in page_after(survey, client)
    Tally.objects.filter(value=5).update(count=4)
    page = page_after(survey, client)
    assert "Keskiarvo" not in page
    assert "alle 5" in page


def test_a_municipality_is_shown_only_where_nothing_can_be_reckoned(
    louna: Louna, survey: Survey
) -> None:
    first, second, third, fourth, *_rest = towns(louna)
    answer_all(survey, {first: [4] * 9, second: [3] * 6, third: [2] * 5, fourth: [1] * 2})
    with clock.standing_on(survey.closes_on + dt.timedelta(days=1)):
        result = results_of(survey)[0]
    # Of all 22 take 9 and 6: what is left is of seven, of the third and the fourth together.
    assert set(result.places) == {first, second}
    assert result.mean_of(third) is None
    client = browser(louna.staff["834"])
    url = f"{survey.get_absolute_url()}?format=xlsx"
    with clock.standing_on(survey.closes_on + dt.timedelta(days=1)):
        content = client.get(url).content
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in sheet[1:]] == ["Kaikki yhdessä", first.name, second.name]
    assert "Kunta näytetään, kun" in page_after(survey, client)


def test_words_are_shown_from_five_on_in_no_order(louna: Louna, survey: Survey) -> None:
    words = survey.questions.all()[1]
    town, client = louna.municipalities["834"], browser(louna.coordinator)
    for number in range(4):
        actions.count_answer(words, town, f"Toive {number}")
    assert "Toive 1" not in page_after(survey, client)
    actions.count_answer(words, town, "Toive 4")
    assert "Toive 1" in page_after(survey, client)
    keys = list(Remark.objects.values_list("key", flat=True))
    assert keys == sorted(keys)
    assert all(len(key) == 32 for key in keys)


def test_the_last_time_stands_beside_the_same_question(louna: Louna, survey: Survey) -> None:
    town = louna.municipalities["834"]
    answer_all(survey, {town: [2] * 5})
    with clock.standing_on(survey.closes_on + dt.timedelta(days=30)):
        again = actions.open_survey(
            by=SYSTEM, title="Uusi", closes_on=clock.today(), questions=[("miten  menee", "scale")]
        )
        answer_all(again, {town: [4] * 6})
    page = page_after(again, browser(louna.coordinator))
    assert "Keskiarvo viimeksi" in page
    assert re.search(r'data-label="Keskiarvo" class="k-num">4\s', page)
    assert re.search(r'data-label="Keskiarvo viimeksi" class="k-num">2\s', page)


def test_a_closed_survey_says_so_and_opens_again_only_before_the_results(
    louna: Louna, survey: Survey
) -> None:
    client, town = browser(louna.coordinator), louna.municipalities["834"]
    address = f"{address_of(town)}kysely/{survey.pk}/"
    answer_all(survey, {town: [4] * 5})
    client.post(f"{survey.get_absolute_url()}close/")
    closed = browser().post(address, sheet(survey, "1"))
    assert closed.status_code == 410
    assert "Kysely on suljettu" in closed.content.decode()
    assert "tulokset näytetään huomenna" in client.get(survey.get_absolute_url()).content.decode()
    assert Evidence.objects.standing().filter(topic="working-methods").count() == 1
    client.post(f"{survey.get_absolute_url()}reopen/")
    assert browser().get(address).status_code == 200
    assert not Evidence.objects.standing().filter(topic="working-methods").exists()
    survey.refresh_from_db()
    actions.close_survey(by=louna.coordinator, survey=survey)
    with clock.standing_on(clock.today() + dt.timedelta(days=1)), pytest.raises(ValidationError):
        actions.reopen_survey(by=louna.coordinator, survey=survey)


def test_the_night_closes_what_is_over_and_counts_it_once(louna: Louna, survey: Survey) -> None:
    answer_all(survey, {louna.municipalities["834"]: [4] * 5})
    with clock.standing_on(survey.closes_on + dt.timedelta(days=1)):
        assert tidy() == 1
        assert tidy() == 0
    work = Evidence.objects.standing().get(topic="working-methods")
    assert work.date == survey.closes_on


def test_a_link_takes_no_more_than_a_whole_staff_in_an_hour(louna: Louna, survey: Survey) -> None:
    address_of(louna.municipalities["834"])
    link = StaffLink.objects.get(municipality__code="834")
    question = survey.questions.all()[0]
    for _number in range(actions.BY_LINK.times):
        actions.answer_survey(link=link, survey=survey, answers={question.pk: 3})
    with pytest.raises(ValidationError, match="link"):
        actions.answer_survey(link=link, survey=survey, answers={question.pk: 3})
    survey.refresh_from_db()
    assert survey.answers == actions.BY_LINK.times


def test_forty_municipalities_are_read_in_few_queries(
    louna: Louna, survey: Survey, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    extra = [
        Municipality.objects.create(code=f"9{n:02}", name_fi=f"Kunta {n}", name_sv=f"Kommun {n}")
        for n in range(35)
    ]
    actions.ensure_links(by=SYSTEM)
    assert StaffLink.objects.count() == len(Municipality.objects.all())
    answer_all(survey, {town: [3, 4, 4, 5, 5] for town in extra})
    with clock.standing_on(survey.closes_on + dt.timedelta(days=1)):
        with django_assert_max_num_queries(5):
            results = results_of(survey)
        assert len(results[0].places) == 35
