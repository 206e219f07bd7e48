package org.ikdcore.app.ui.documents

import org.ikdcore.Address
import org.ikdcore.Biodata
import org.ikdcore.BirthCertificate
import org.ikdcore.CivilDate
import org.ikdcore.Document
import org.ikdcore.DocumentBody
import org.ikdcore.DocumentKind
import org.ikdcore.FamilyCard
import org.ikdcore.Kia
import org.ikdcore.Ktp
import org.ikdcore.Member
import org.ikdcore.Npwp
import org.ikdcore.NumberText
import org.ikdcore.app.ui.texts.TextKey

/** One line of a document: its name over its value. */
data class Field(val label: TextKey, val value: FieldValue)

/** What a field holds. */
sealed interface FieldValue {
    /** As printed on the document. */
    data class Words(val text: String) : FieldValue

    /** A coded value, by its text. */
    data class Named(val text: TextKey) : FieldValue

    /** A number that identifies somebody: masked until it is asked for. */
    data class Number(val number: NumberText) : FieldValue

    data class Day(val date: CivilDate) : FieldValue

    data class PlaceAndDay(val place: String, val date: CivilDate) : FieldValue

    /** A whole address in one line. */
    data class Place(val address: Address) : FieldValue
}

/** A member of a family card: the row, and the page behind it. */
data class MemberPage(val member: Member, val fields: List<Field>)

/** A document as its screen shows it. */
data class DocumentPage(
    val document: Document,
    val kind: DocumentKind,
    val fields: List<Field>,
    val members: List<MemberPage> = emptyList(),
)

/** The lines of a document, in the order in which it is printed. [number] prepares a number for display. */
class Fields(private val number: (String) -> NumberText) {
    fun of(document: Document): DocumentPage {
        val nik = numbered(TextKey.FIELD_NIK, document.subjectNik)
        val until = document.validUntil?.let { Field(TextKey.LABEL_VALID_UNTIL, FieldValue.Day(it)) }
        val forLife = Field(TextKey.LABEL_VALID_UNTIL, FieldValue.Named(TextKey.LABEL_VALID_FOR_LIFE))
        fun page(kind: DocumentKind, fields: List<Field?>, members: List<MemberPage> = emptyList()) =
            DocumentPage(document, kind, (fields + until).filterNotNull(), members)
        return when (val body = document.body) {
            is DocumentBody.Ktp -> page(
                DocumentKind.KTP,
                listOf(nik) + ktp(body.ktp) + forLife.takeIf {
                    until == null
                }
            )
            is DocumentBody.FamilyCard ->
                page(
                    DocumentKind.FAMILY_CARD, familyCard(body.card),
                    body.card.members.map {
                        MemberPage(it, member(it))
                    }
                )
            is DocumentBody.BirthCertificate ->
                page(DocumentKind.BIRTH_CERTIFICATE, birthCertificate(body.certificate, nik))
            is DocumentBody.Kia -> page(DocumentKind.KIA, listOf(nik) + kia(body.kia))
            is DocumentBody.Biodata -> page(DocumentKind.BIODATA, listOf(nik) + biodata(body.biodata))
            is DocumentBody.Npwp -> page(DocumentKind.NPWP, npwp(body.npwp, nik))
        }
    }

    private fun ktp(ktp: Ktp) = buildList {
        add(words(TextKey.LABEL_NAME, ktp.name))
        add(born(ktp.birthPlace, ktp.birthDate))
        add(named(TextKey.FIELD_SEX, "sex", ktp.sex))
        add(named(TextKey.LABEL_BLOOD, "blood", ktp.blood))
        addAll(lines(ktp.address))
        add(named(TextKey.LABEL_RELIGION, "religion", ktp.religion))
        add(named(TextKey.LABEL_MARITAL_STATUS, "marital_status", ktp.maritalStatus))
        add(words(TextKey.LABEL_OCCUPATION, ktp.occupation))
        add(named(TextKey.LABEL_CITIZENSHIP, "citizenship", ktp.citizenship))
        add(words(TextKey.LABEL_ISSUED_IN, ktp.issuedIn))
    }

    private fun familyCard(card: FamilyCard) = listOf(
        numbered(TextKey.LABEL_FAMILY_CARD, card.number),
        words(TextKey.RELATION_KEPALA_KELUARGA, card.head),
        place(card.address),
    )

    private fun member(member: Member) = listOfNotNull(
        numbered(TextKey.FIELD_NIK, member.nik),
        words(TextKey.LABEL_NAME, member.name),
        named(TextKey.LABEL_RELATION, "relation", member.relation),
        named(TextKey.FIELD_SEX, "sex", member.sex),
        born(member.birthPlace, member.birthDate),
        named(TextKey.LABEL_RELIGION, "religion", member.religion),
        words(TextKey.LABEL_EDUCATION, member.education),
        words(TextKey.LABEL_OCCUPATION, member.occupation),
        named(TextKey.LABEL_BLOOD, "blood", member.blood),
        named(TextKey.LABEL_MARITAL_STATUS, "marital_status", member.maritalStatus),
        member.marriedOn?.let { Field(TextKey.LABEL_MARRIED_ON, FieldValue.Day(it)) },
        named(TextKey.LABEL_CITIZENSHIP, "citizenship", member.citizenship),
        member.passport?.let { numbered(TextKey.LABEL_PASSPORT, it) },
        member.stayPermit?.let { numbered(TextKey.LABEL_STAY_PERMIT, it) },
        member.father?.let { words(TextKey.LABEL_FATHER, it) },
        member.mother?.let { words(TextKey.LABEL_MOTHER, it) },
    )

    private fun birthCertificate(certificate: BirthCertificate, nik: Field) = listOfNotNull(
        numbered(TextKey.LABEL_BIRTH_CERTIFICATE, certificate.number),
        nik,
        words(TextKey.LABEL_CHILD, certificate.child),
        born(certificate.birthPlace, certificate.birthDate),
        named(TextKey.FIELD_SEX, "sex", certificate.sex),
        certificate.birthOrder?.let { words(TextKey.LABEL_BIRTH_ORDER, it.toString()) },
        certificate.father?.let { words(TextKey.LABEL_FATHER, it) },
        certificate.mother?.let { words(TextKey.LABEL_MOTHER, it) },
        words(TextKey.LABEL_REGISTERED_AT, certificate.registeredAt),
        Field(TextKey.LABEL_REGISTERED_ON, FieldValue.Day(certificate.registeredOn)),
        words(TextKey.LABEL_OFFICER, certificate.officer),
    )

    private fun kia(kia: Kia) = buildList {
        add(words(TextKey.LABEL_NAME, kia.name))
        add(born(kia.birthPlace, kia.birthDate))
        add(named(TextKey.FIELD_SEX, "sex", kia.sex))
        add(named(TextKey.LABEL_BLOOD, "blood", kia.blood))
        add(numbered(TextKey.LABEL_FAMILY_CARD, kia.familyCard))
        add(words(TextKey.RELATION_KEPALA_KELUARGA, kia.familyHead))
        add(numbered(TextKey.LABEL_BIRTH_CERTIFICATE, kia.birthCertificate))
        add(named(TextKey.LABEL_RELIGION, "religion", kia.religion))
        add(named(TextKey.LABEL_CITIZENSHIP, "citizenship", kia.citizenship))
        addAll(lines(kia.address))
        add(words(TextKey.LABEL_ISSUED_IN, kia.issuedIn))
    }

    private fun biodata(biodata: Biodata) = buildList {
        add(words(TextKey.LABEL_NAME, biodata.name))
        add(born(biodata.birthPlace, biodata.birthDate))
        add(named(TextKey.FIELD_SEX, "sex", biodata.sex))
        add(named(TextKey.LABEL_BLOOD, "blood", biodata.blood))
        add(numbered(TextKey.LABEL_FAMILY_CARD, biodata.familyCard))
        add(named(TextKey.LABEL_RELATION, "relation", biodata.relation))
        addAll(lines(biodata.address))
        add(named(TextKey.LABEL_RELIGION, "religion", biodata.religion))
        add(named(TextKey.LABEL_MARITAL_STATUS, "marital_status", biodata.maritalStatus))
        add(words(TextKey.LABEL_EDUCATION, biodata.education))
        add(words(TextKey.LABEL_OCCUPATION, biodata.occupation))
        add(named(TextKey.LABEL_CITIZENSHIP, "citizenship", biodata.citizenship))
        biodata.father?.let { add(words(TextKey.LABEL_FATHER, it)) }
        biodata.mother?.let { add(words(TextKey.LABEL_MOTHER, it)) }
        biodata.birthCertificate?.let { add(numbered(TextKey.LABEL_BIRTH_CERTIFICATE, it)) }
    }

    private fun npwp(npwp: Npwp, nik: Field) = listOfNotNull(
        numbered(TextKey.LABEL_NPWP, npwp.number),
        npwp.oldNumber?.let { numbered(TextKey.LABEL_NPWP_OLD, it) },
        nik,
        words(TextKey.LABEL_NAME, npwp.name),
        words(TextKey.LABEL_TAX_OFFICE, npwp.taxOffice),
        Field(TextKey.LABEL_REGISTERED_ON, FieldValue.Day(npwp.registeredOn)),
    )

    private fun words(label: TextKey, text: String) = Field(label, FieldValue.Words(text))

    /** A value of the boundary's enums, by its family of texts. */
    private fun named(label: TextKey, family: String, value: Enum<*>) =
        Field(label, FieldValue.Named(TextKey.of(family, value)))

    private fun numbered(label: TextKey, digits: String) = Field(label, FieldValue.Number(number(digits)))

    private fun born(place: String, date: CivilDate) = Field(TextKey.LABEL_BIRTH, FieldValue.PlaceAndDay(place, date))

    private fun lines(address: Address) = listOfNotNull(
        words(TextKey.LABEL_ADDRESS, address.street),
        words(TextKey.LABEL_RT_RW, "${address.rt}/${address.rw}"),
        words(TextKey.LABEL_VILLAGE, address.village),
        words(TextKey.LABEL_DISTRICT, address.district),
        words(TextKey.LABEL_REGENCY, address.regency),
        words(TextKey.LABEL_PROVINCE, address.province),
        address.postcode?.let { words(TextKey.LABEL_POSTCODE, it) },
    )

    private fun place(address: Address) = Field(TextKey.LABEL_ADDRESS, FieldValue.Place(address))
}
