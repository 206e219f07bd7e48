"""Applying for a service: filled in and queued without network, sent once, and carried out by the officer."""

import pytest
from ikdcore import (
    Answer,
    ApplicationContents,
    Applications,
    ApplicationState,
    ErrorCode,
    FieldType,
    Ikd,
    IkdError,
    Paper,
    ProblemSeverity,
    StateKind,
)

from support import sandbox
from support.citizen import PIN, photograph

SERVICE = "golongan-darah"
LETTER = "surat-golongan-darah"
MOST_BYTES = 400_000


@pytest.fixture(scope="module")
def paper() -> Paper:
    """A photograph of a paper."""
    return Paper.of(photograph())


def answer(contents: ApplicationContents, key: str) -> str | None:
    """The answer of a field."""
    return next((found.text for found in contents.answers if found.field == key), None)


def fill_in(applications: Applications, application: str, paper: Paper) -> None:
    """Every answer and paper of the change of blood type, to another one than is recorded."""
    recorded = answer(applications.open(application), "golongan_semula")
    answers = {
        "golongan_baru": "2" if recorded == "1" else "1",
        "surat_nomor": "GD/7",
        "surat_tanggal": "02-01-2026",
        "surat_penerbit": "PMI",
    }
    applications.set_answers(application, [Answer(field=key, text=text) for key, text in answers.items()])
    applications.attach(application, LETTER, 1, paper)


def test_services_and_forms_need_neither_pin_nor_network(app: Ikd) -> None:
    app.lock().lock()
    applications = app.applications()
    services = {service.id: service for service in applications.services()}
    assert len(services) == 8
    assert [key for key, service in services.items() if service.quiet] == ["kematian"]
    form = applications.form(SERVICE)
    fields = {field.key: field for section in form.sections for field in section.fields}
    assert fields["golongan_baru"].kind == FieldType.CODE
    assert "AB" in {option.label.id for option in fields["golongan_baru"].options}
    assert applications.form("surat-pindah").needs_face_check
    with pytest.raises(IkdError.InvalidInput) as unknown:
        applications.form("paspor")
    assert unknown.value.code == ErrorCode.SERVICE_NOT_FOUND
    with pytest.raises(IkdError.UnlockNeeded):
        applications.start(SERVICE)


def test_a_wrong_answer_says_why_at_its_field_and_the_one_before_is_removed(app: Ikd) -> None:
    applications = app.applications()
    draft = applications.start(SERVICE)
    contents = applications.open(draft)
    assert contents.editable and "golongan_semula" in contents.locked
    missing = {problem.field for problem in contents.problems if problem.severity == ProblemSeverity.FAULT}
    assert {"golongan_baru", "surat_tanggal"} <= missing
    applications.set_answer(draft, "surat_tanggal", "02-01-2026")
    with pytest.raises(IkdError.InvalidAnswers) as wrong:
        applications.set_answer(draft, "surat_tanggal", "31-02-2026")
    (problem,) = wrong.value.problems
    assert (problem.field, problem.check) == ("surat_tanggal", "date-no-such-day")
    assert problem.text.id and problem.text.en
    assert answer(applications.open(draft), "surat_tanggal") is None
    with pytest.raises(IkdError.Refused) as locked:
        applications.set_answer(draft, "golongan_semula", "1")
    assert locked.value.code == ErrorCode.ANSWER_LOCKED
    with pytest.raises(IkdError.InvalidAnswers) as unfinished:
        applications.queue(draft)
    assert len(unfinished.value.problems) > 1
    applications.discard(draft)
    with pytest.raises(IkdError.InvalidInput) as gone:
        applications.open(draft)
    assert gone.value.code == ErrorCode.APPLICATION_NOT_FOUND


def test_a_paper_is_small_upright_and_without_metadata(app: Ikd, paper: Paper) -> None:
    details = paper.details()
    assert max(details.width, details.height) <= 2_000
    assert details.bytes <= MOST_BYTES
    assert paper.preview(300).startswith(b"\xff\xd8\xff")
    applications = app.applications()
    draft = applications.start(SERVICE)
    applications.attach(draft, LETTER, 1, paper)
    kept = applications.paper(draft, LETTER, 1)
    assert len(kept) == details.bytes
    assert b"Exif" in photograph()
    assert b"Exif" not in kept
    with pytest.raises(IkdError.Refused) as third:
        applications.attach(draft, LETTER, 3, paper)
    assert third.value.code == ErrorCode.TOO_MANY_PAGES
    applications.detach(draft, LETTER, 1)
    assert applications.open(draft).papers == []


async def test_an_application_is_queued_sent_with_the_vault_locked_corrected_and_issued(app: Ikd, paper: Paper) -> None:
    applications = app.applications()
    application = applications.start(SERVICE)
    fill_in(applications, application, paper)
    review = applications.review(application)
    assert review.can_queue
    assert review.bytes > paper.details().bytes
    assert review.slow_seconds > 1
    applications.queue(application)
    applications.cancel_queued(application)
    assert applications.open(application).application.kind == StateKind.DRAFT
    applications.queue(application)
    assert isinstance(applications.list()[0].state, ApplicationState.QUEUED)

    second = applications.start(SERVICE)
    fill_in(applications, second, paper)
    with pytest.raises(IkdError.AlreadyOpen) as twice:
        applications.queue(second)
    assert twice.value.application == application
    applications.discard(second)

    app.lock().lock()
    report = await applications.send_queued(False)
    assert (report.sent, report.left, report.stopped) == ([application], [], None)
    await app.lock().unlock(PIN)
    received = applications.open(application).application
    assert received.kind == StateKind.RECEIVED
    assert received.receipt is not None and received.receipt.example

    sandbox.mark_field(application, "surat_nomor")
    assert (await applications.refresh()).changed == [application]
    assert [notice.application for notice in applications.notices()] == [application]
    applications.correct(application)
    assert "surat_nomor" not in applications.open(application).locked
    applications.set_answer(application, "surat_nomor", "GD/8")
    applications.queue(application)
    assert (await applications.send(application)).sent == [application]

    sandbox.carry_out(application)
    assert (await applications.refresh()).sync_documents
    await app.documents().sync()
    issued = applications.open(application).application.state
    assert isinstance(issued, ApplicationState.ISSUED)
    assert app.documents().open(issued.documents[0]).version > 1
    applications.seen(application)
    assert applications.notices() == []


async def test_an_application_that_was_sent_can_be_withdrawn(app: Ikd) -> None:
    applications = app.applications()
    application = applications.start("cetak-kk")
    applications.set_answer(application, "alasan", "1")
    applications.queue(application)
    with pytest.raises(IkdError.NotNow) as waiting:
        applications.discard(application)
    assert waiting.value.code == ErrorCode.APPLICATION_ACTIVE
    await applications.send(application)
    await applications.withdraw(application)
    assert applications.open(application).application.kind == StateKind.WITHDRAWN


def test_regions_are_chosen_step_by_step(app: Ikd) -> None:
    applications = app.applications()
    provinces = {region.code: region.name for region in applications.regions(None)}
    # The holder's documents are examples.
    assert "99" in provinces and provinces["32"] == "Jawa Barat"
    assert any(region.code == "32.01" for region in applications.regions("32"))
