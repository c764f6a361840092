"""How what is written of ways of working is taken back (`kimppa.core.audit.undo`)."""

from kimppa.core.audit.undo import FOLLOWS, Undo, earlier_values, opposite, put_back
from kimppa.meetings.models import AnswerTime, Practice, Question, Suggestion, Survey
from kimppa.meetings.ways.actions import practices, suggestions, surveys

HOME = "meetings:ways"
_answers = earlier_values(Suggestion, suggestions.set_answer, "suggestion")

UNDO: dict[str, Undo] = {
    "meetings.suggestion-add": opposite(
        Suggestion, suggestions.remove_suggestion, "suggestion", back=HOME
    ),
    "meetings.suggestion-remove": put_back(Suggestion, "meetings.suggestion-add"),
    "meetings.suggestion-answer": _answers,
    "meetings.suggestion-leave": _answers,
    "meetings.suggestion-reopen": _answers,
    "meetings.answer-time": earlier_values(AnswerTime, suggestions.change_days, "target"),
    "meetings.survey-add": opposite(Survey, surveys.remove_survey, "survey", back=HOME),
    "meetings.survey-remove": put_back(Survey, "meetings.survey-add"),
    "meetings.survey-change": earlier_values(Survey, surveys.change_day, "survey"),
    "meetings.survey-close": opposite(Survey, surveys.reopen_survey, "survey"),
    "meetings.survey-reopen": opposite(Survey, surveys.close_survey, "survey"),
    "meetings.question-add": FOLLOWS,
    "meetings.question-remove": put_back(Question, "meetings.question-add"),
    "meetings.practice-add": opposite(Practice, practices.remove_practice, "practice", back=HOME),
    "meetings.practice-remove": put_back(Practice, "meetings.practice-add"),
    "meetings.practice-change": earlier_values(Practice, practices.change_practice, "practice"),
    "meetings.practice-judge": earlier_values(Practice, practices.set_outcome, "practice"),
}
