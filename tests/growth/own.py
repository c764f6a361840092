"""Modules that import a reader and need no case, by the reason."""

WRITES = "writes; what it writes has a limit where it came in"
OURS = "reads what Kimppa itself has written"
PACKAGED = "reads tables of the program, or a coordinator's like them: case 'tables'"
JSON = "json.loads alone, of an answer whose size sources/http.py limits"
BOUNDED = "its decoder is bounded by what it says of itself: pixels, members, bytes"

REASONS = {
    WRITES: """
        core.mail.actions core.yearclock.ical documents.checks documents.docx documents.docxbase
        documents.pdf eresources.demo feedback.actions.letters
        core.imports.actions core.imports.queries
        feedback.rows.actions marc.results.lists marc.results.terminal marc.writing.files
        meetings.dates.holidays meetings.invitations.invitation
        operations.front.pages publishing.feeds publishing.finna
    """,
    OURS: """
        agreement.structure.packing agreement.structure.parts core.files.pdf
        catalogue.sources.harvest config.help operations.monitoring.counters
        core.audit.actions core.backups core.privacy.erasures core.releases.drafts
        core.tokens.secret desk.deliveries.api desk.search.sources feedback.months.queries
        meetings.minutes.published meetings.minutes.releases meetings.minutes.validity
        meetings.minutes.views
        marc.checking.checked marc.checking.part marc.examples marc.fixing.plans.applying
        marc.fixing.plans.preview report.api sources.oai.store
        statistics.area statistics.lists.incoming statistics.lists.ruleset
        statistics.opendata.figures statistics.opendata.public
        statistics.sheets.preview statistics.work.facts
    """,
    PACKAGED: """
        operations.diagnosis.surroundings marc.definition.finnish statistics.checks.checks
        statistics.checks.comparison statistics.lists.callnumbers statistics.lists.codes
        statistics.variables.identities
    """,
    JSON: """
        core.signin.passkeys desk.signin.openid operations.diagnosis.network
        sources.kirjastohakemisto sources.linkedevents sources.mail.oauth sources.matomo
        sources.odata sources.patient
    """,
    BOUNDED: """
        agreement.files.pdfprocess core.files.pagesprocess core.files.pdfprocess
        core.files.pictures marc.results.sheets marc.rules.kernels.characters
        marc.rules.kernels.fields
        marc.vocabularies.skos operations.backup.format statistics.lists.extracts ui.owners
    """,
}
OWN = {f"kimppa.{name}" for names in REASONS.values() for name in names.split()}
