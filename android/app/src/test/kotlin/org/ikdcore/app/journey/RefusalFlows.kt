package org.ikdcore.app.journey

import org.ikdcore.app.support.Person
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey
import org.json.JSONArray
import org.json.JSONObject

private const val QUESTION = "Apakah ini surat hasil pemeriksaan golongan darah Anda?"
private const val REFUSED_NOTE = "CONTOH: surat bukan atas nama Anda"
private const val FIELD_NOTE = "CONTOH: bukan PMI"
private const val PAPER_NOTE = "CONTOH: nomor tertutup"
private const val FACILITY = "Rumah Sakit Umpama"

/** Fills the form of the blood type in, photographs the letter, and sends both. */
internal fun Driver.appliesForBloodType() {
    fillsServiceForm()
    at(ScreenId.ApplicationPapers, turned = false)
    photographs(BLOOD_LETTER, QUESTION)
    touch(TextKey.APPLICATION_FORM_TO_REVIEW)
    sendsWithPin()
}

/** The officer refuses with a code. The citizen reads why and goes from there to a new form. */
internal fun Driver.isRefusedAndAppliesAgain(citizen: Person) {
    isReceived(citizen)
    Sandbox.officer(citizen, "refusal", JSONObject().put("code", "mismatch-paper").put("note", REFUSED_NOTE))
    seesNews(TextKey.APPLICATION_REFUSED)
    sees(TextKey.REASON_MISMATCH_PAPER)
    sees(REFUSED_NOTE)
    sees(TextKey.APPLICATION_NEXT_REFUSED)
    touch(TextKey.SERVICES_ALL)
    at(ScreenId.Service)
    touch(TextKey.SERVICE_START)
    at(ScreenId.ApplicationForm)
    appliesForBloodType()
    isReceived(citizen)
    // Both are in the list.
    back()
    at(ScreenId.Services, turned = false)
    sees(TextKey.APPLICATION_REFUSED)
    check(Sandbox.application(citizen).getInt("revision") == 1) { "a new application begins with another revision" }
}

/** The officer marks one answer and the letter. The citizen finds both, each with its reason, and nothing else open. */
internal fun Driver.mendsAnswerAndPaper(citizen: Person) {
    val answer = mark("field", "surat_penerbit", "mismatch-paper", FIELD_NOTE)
    val paper = mark("attachment", "surat-golongan-darah", "unreadable", PAPER_NOTE)
    Sandbox.officer(citizen, "correction", JSONObject().put("items", JSONArray(listOf(answer, paper))))
    back()
    opensApplication(TextKey.APPLICATION_CORRECT)
    sees(FIELD_NOTE)
    sees(PAPER_NOTE)
    sees(BLOOD_LETTER)
    touch(TextKey.APPLICATION_STATUS_FIX)
    at(ScreenId.ApplicationForm)
    // The form is longer than the page, and begins at the marked answer.
    seesAtOnce(FIELD_NOTE)
    check(entries() == 1) { "${entries()} answers can be changed" }
    type("Diterbitkan oleh", FACILITY)
    goesToPapers()
    sees(PAPER_NOTE)
    sees(TextKey.REASON_UNREADABLE)
    touch(ofPaper(TextKey.APPLICATION_PAPERS_DELETE, BLOOD_LETTER, "number" to 1))
    photographs(BLOOD_LETTER, QUESTION)
    touch(TextKey.APPLICATION_FORM_TO_REVIEW)
    sendsWithPin()
    at(ScreenId.Application, turned = false)
    waitFor("the second revision") { Sandbox.application(citizen).getInt("revision") == 2 }
    sees(TextKey.APPLICATION_RECEIVED)
}

private fun mark(kind: String, part: String, code: String, note: String) =
    JSONObject().put(kind, part).put("code", code).put("note", note)
