package org.ikdcore.app.journey

import org.ikdcore.app.support.Person
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey

private const val LETTER = "Surat keterangan kematian"
private const val LETTER_QUESTION = "Apakah ini surat keterangan kematian dari dokter, rumah sakit, atau kepala desa?"
private const val RESULT = "Akta kematian sudah diterbitkan."

/** What nobody says to a family in grief, and signs of joy. */
internal val CHEERFUL = Regex("selamat|terima kasih|berhasil|sukses|hore|!", RegexOption.IGNORE_CASE)

/** Chooses [dead] and [head] from the family card, and two witnesses of whom only NIK and name are known. */
internal fun Driver.fillsDeath(dead: String, head: String, witnesses: List<Person>) {
    touch(dead)
    waitFor("what the family card says") { "kepala_baru" in answers().visible }
    type(TextKey.ENTRY_DAY, "15")
    type(TextKey.ENTRY_MONTH, "01")
    type(TextKey.ENTRY_YEAR, "2026")
    touch("Sakit atau usia lanjut")
    opensList("Kabupaten atau kota tempat meninggal")
    touch("Contoh")
    touch("Kabupaten Contoh")
    at(ScreenId.ApplicationForm, turned = false)
    touch("Dokter")
    touch("Surat dokter, rumah sakit, atau kepala desa")
    touch(head, which = 1)
    // Father and mother of the dead have the same entries, and come first.
    witnesses.forEachIndexed { at, witness ->
        type("Nama lengkap", witness.name, PARENTS + at)
        type("NIK", witness.nik, PARENTS + at)
        touch("WNI", PARENTS + at)
    }
}

internal fun Driver.sendsDeath() {
    goesToPapers()
    photographs(LETTER, LETTER_QUESTION)
    photographs("Kartu keluarga", "Apakah ini kartu keluarga?")
    touch(TextKey.APPLICATION_FORM_TO_REVIEW)
    sendsWithPin()
}

/** The death is recorded: the application says what came of it, and the family card names the new head. */
internal fun Driver.deathIsRecorded(citizen: Person, dead: String) {
    isReceived(citizen)
    for (step in listOf("approve", "sign", "issue")) Sandbox.officer(citizen, step)
    seesNews(TextKey.APPLICATION_ISSUED)
    sees(RESULT)
    sees(TextKey.APPLICATION_NEXT_ISSUED)
    touch(TextKey.APPLICATION_STATUS_DOCUMENTS)
    at(ScreenId.Documents, turned = false)
    touch(TextKey.DOCUMENT_FAMILY_CARD)
    at(ScreenId.FamilyCard, turned = false)
    sees(citizen.name)
    waitFor("the family card without the dead") { !shows(dead) }
}

private const val PARENTS = 2
