"""How what the area writes is taken back (`kimppa.core.audit.undo`)."""

from kimppa.core.audit.undo import earlier_values, opposite, put_back
from kimppa.eresources.licences import actions
from kimppa.eresources.models import CostShare, Document, Licence, Member, Period

UNDO = {
    "eresources.add": opposite(Licence, actions.remove_licence, "licence", back="eresources:home"),
    "eresources.change": earlier_values(Licence, actions.change_licence, "licence"),
    "eresources.remove": put_back(Licence, "eresources.add"),
    "eresources.member-add": opposite(Member, actions.remove_member, "member"),
    "eresources.member-change": earlier_values(Member, actions.change_member, "member"),
    "eresources.member-remove": put_back(Member, "eresources.member-add"),
    "eresources.period-add": opposite(Period, actions.remove_period, "period"),
    "eresources.period-change": earlier_values(Period, actions.change_period, "period"),
    "eresources.period-remove": put_back(Period, "eresources.period-add"),
    "eresources.share-add": opposite(CostShare, actions.remove_share, "share"),
    "eresources.share-change": earlier_values(CostShare, actions.change_share, "share"),
    "eresources.share-remove": put_back(CostShare, "eresources.share-add"),
    "eresources.document-add": opposite(Document, actions.remove_document, "document"),
    "eresources.document-remove": put_back(Document, "eresources.document-add"),
}
