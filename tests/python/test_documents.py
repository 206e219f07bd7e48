"""The holder's documents, of every kind, as records."""

import pytest
from ikdcore import (
    CivilDate,
    Document,
    DocumentBody,
    DocumentKind,
    ErrorCode,
    Ikd,
    IkdError,
    Relation,
    Stage,
    number_text,
)

from support import sandbox
from support.citizen import walk
from support.phone import Phone
from support.sandbox import Person

JPEG = b"\xff\xd8\xff"


def of_kind(app: Ikd, kind: DocumentKind) -> Document:
    documents = app.documents()
    return documents.open(next(entry.id for entry in documents.list().documents if entry.kind == kind))


def test_there_is_a_document_of_every_kind(app: Ikd) -> None:
    assert {entry.kind for entry in app.documents().list().documents} == set(DocumentKind)


def test_every_document_opens_as_the_kind_that_the_list_says(app: Ikd) -> None:
    documents = app.documents()
    for entry in documents.list().documents:
        document = documents.open(entry.id)
        kind = type(document.body).__name__.rsplit(".")[-1]
        assert (document.id, kind, document.version) == (entry.id, entry.kind.name, entry.version)


def test_every_document_is_marked_as_an_example(app: Ikd) -> None:
    documents = app.documents()
    assert all(documents.open(entry.id).example for entry in documents.list().documents)


def test_every_document_belongs_to_the_holder(app: Ikd, holder: Person) -> None:
    documents = app.documents()
    assert {documents.open(entry.id).holder_nik for entry in documents.list().documents} == {holder.nik}


def test_the_list_says_when_the_service_confirmed_it(app: Ikd) -> None:
    assert app.documents().list().confirmed_at is not None


def test_the_ktp_carries_name_and_photograph_of_the_holder(app: Ikd, holder: Person) -> None:
    ktp = of_kind(app, DocumentKind.KTP)
    assert isinstance(ktp.body, DocumentBody.KTP)
    assert ktp.photo is not None
    assert (ktp.body.ktp.name, ktp.subject_nik, ktp.photo[:3]) == (holder.name, holder.nik, JPEG)


def test_the_card_is_the_holders_own_ktp_with_its_photograph(app: Ikd, holder: Person) -> None:
    card = app.documents().card()
    assert card is not None and card.photo is not None
    assert isinstance(card.body, DocumentBody.KTP)
    assert (card.subject_nik, card.photo[:3]) == (holder.nik, JPEG)


def test_a_number_is_grouped_masked_and_spoken_digit_by_digit() -> None:
    text = number_text("9901010101900001")
    assert (text.grouped, text.masked) == ("9901 0101 0190 0001", "•••• •••• •••• ••01")
    assert text.digits == list("9901010101900001")


def test_the_ktp_says_where_its_holder_lives(app: Ikd) -> None:
    body = of_kind(app, DocumentKind.KTP).body
    assert isinstance(body, DocumentBody.KTP)
    address = body.ktp.address
    assert (len(address.rt), len(address.rw)) == (3, 3)
    assert all([address.street, address.village, address.district, address.regency, address.province])


def test_the_family_card_has_the_holder_and_one_head_among_its_members(app: Ikd, holder: Person) -> None:
    body = of_kind(app, DocumentKind.FAMILY_CARD).body
    assert isinstance(body, DocumentBody.FAMILY_CARD)
    members = body.card.members
    heads = [member.name for member in members if member.relation == Relation.KEPALA_KELUARGA]
    assert heads == [body.card.head]
    assert holder.nik in {member.nik for member in members}


def test_the_birth_certificate_names_child_and_mother(app: Ikd, holder: Person) -> None:
    body = of_kind(app, DocumentKind.BIRTH_CERTIFICATE).body
    assert isinstance(body, DocumentBody.BIRTH_CERTIFICATE)
    assert body.certificate.child == holder.name
    assert body.certificate.mother


async def test_the_birth_certificate_of_a_foundling_names_no_parent(new_phone: Phone) -> None:
    app, foundling = new_phone.open(), sandbox.foundling()
    await walk(app, foundling, lambda stage: isinstance(stage, Stage.UNLOCKED))
    await app.documents().sync()
    body = of_kind(app, DocumentKind.BIRTH_CERTIFICATE).body
    assert isinstance(body, DocumentBody.BIRTH_CERTIFICATE)
    assert body.certificate.child == foundling.name
    assert (body.certificate.father, body.certificate.mother, body.certificate.birth_order) == (None, None, None)


def test_the_list_says_that_every_document_can_be_read(app: Ikd) -> None:
    assert app.documents().list().unreadable == 0


def test_the_card_of_a_child_is_about_another_member_of_the_family(app: Ikd, holder: Person) -> None:
    document = of_kind(app, DocumentKind.KIA)
    family = of_kind(app, DocumentKind.FAMILY_CARD).body
    assert isinstance(document.body, DocumentBody.KIA)
    assert isinstance(family, DocumentBody.FAMILY_CARD)
    assert document.subject_nik != holder.nik
    assert document.body.kia.family_card == family.card.number


def test_the_biodata_agree_with_the_ktp(app: Ikd) -> None:
    biodata, ktp = of_kind(app, DocumentKind.BIODATA).body, of_kind(app, DocumentKind.KTP).body
    assert isinstance(biodata, DocumentBody.BIODATA)
    assert isinstance(ktp, DocumentBody.KTP)
    assert (biodata.biodata.name, biodata.biodata.birth_date) == (ktp.ktp.name, ktp.ktp.birth_date)


def test_the_tax_number_has_sixteen_digits_and_a_day(app: Ikd) -> None:
    body = of_kind(app, DocumentKind.NPWP).body
    assert isinstance(body, DocumentBody.NPWP)
    assert len(body.npwp.number) == 16
    assert isinstance(body.npwp.registered_on, CivilDate)


def test_a_document_that_is_not_there_is_a_typed_error(app: Ikd) -> None:
    with pytest.raises(IkdError.InvalidInput) as missing:
        app.documents().open("0" * 32)
    assert missing.value.code == ErrorCode.DOCUMENT_NOT_FOUND


async def test_a_second_sync_brings_nothing_new(app: Ikd) -> None:
    outcome = await app.documents().sync()
    assert (outcome.added, outcome.changed, outcome.removed) == (0, 0, 0)


async def test_the_bytes_of_a_sync_are_counted(app: Ikd) -> None:
    before = app.account().traffic().down
    await app.documents().sync()
    assert app.account().traffic().down > before
