package org.ikdcore.app.journey

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import org.ikdcore.Stage
import org.ikdcore.StateKind
import org.ikdcore.app.model.UnlockedModel
import org.ikdcore.app.support.Person
import org.ikdcore.app.support.Recording
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.support.TestPhone
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey
import org.json.JSONArray
import org.json.JSONObject

internal const val BLOOD_SERVICE = "Perubahan golongan darah"
private const val INTRO = "Ubah golongan darah di KTP dan kartu keluarga Anda. Layanan ini gratis."
internal const val BLOOD_LETTER = "Surat hasil pemeriksaan golongan darah"

/** Chooses the service, fills its form in as far as it goes, and is told what is missing. */
internal fun Driver.choosesService() {
    touch(TextKey.SERVICES_TITLE)
    at(ScreenId.Services)
    touch(BLOOD_SERVICE)
    at(ScreenId.Service)
    touch(TextKey.SERVICE_START)
    at(ScreenId.ApplicationForm)
    sees(TextKey.APPLICATION_FORM_LOCKED)
    touch(TextKey.APPLICATION_FORM_TO_PAPERS)
    sees(TextKey.ENTRY_FAULTS, "count" to 4)
}

internal val Driver.applications get() = app.keep(UnlockedModel::class) { error("the app is not unlocked") }

/** Another blood type than the recorded one; returns its name. The process dies afterwards: the draft is there. */
internal fun Driver.fillsServiceForm(): String {
    val model = applications
    val wanted = if (answer("golongan_semula") == "12") "A-" else "O-"
    touch(text(TextKey.APPLICATION_FORM_CHOSEN, "label" to text(TextKey.APPLICATION_FORM_CHOOSE), "value" to "Menjadi"))
    at(ScreenId.ApplicationOptions)
    touch(wanted)
    at(ScreenId.ApplicationForm, turned = false)
    type("Nomor surat", "445/PMI/2026")
    type(TextKey.ENTRY_DAY, "15")
    type(TextKey.ENTRY_MONTH, "01")
    type(TextKey.ENTRY_YEAR, "2026")
    type("Diterbitkan oleh", "PMI Kota Umpama")
    waitFor("the answers in the vault") { model.answers.faults.isEmpty() }
    dies()
    if (thorough) {
        unlocks()
        touch(TextKey.SERVICES_TITLE)
        touch(TextKey.APPLICATION_DRAFT)
        at(ScreenId.Application)
        touch(TextKey.SERVICE_GO_ON)
        at(ScreenId.ApplicationForm)
    }
    sees(wanted)
    touch(TextKey.APPLICATION_FORM_TO_PAPERS)
    return wanted
}

/** Photographs the letter twice: the first photo is not kept. */
internal fun Driver.photographsLetter() {
    at(ScreenId.ApplicationPapers)
    touch(TextKey.APPLICATION_PAPERS_TAKE)
    at(ScreenId.PaperCamera)
    TestPhone.back = Recording.letter
    touch(TextKey.APPLICATION_PAPERS_SHOOT)
    at(ScreenId.PaperReview)
    touch(TextKey.APPLICATION_PAPERS_AGAIN)
    at(ScreenId.PaperCamera, turned = false)
    touch(TextKey.APPLICATION_PAPERS_SHOOT)
    at(ScreenId.PaperReview, turned = false)
    touch(TextKey.APPLICATION_PAPERS_ACCEPT)
    at(ScreenId.ApplicationPapers, turned = false)
    TestPhone.back = null
    sees(text(TextKey.APPLICATION_PAPERS_PAGE_OF, "paper" to BLOOD_LETTER, "number" to 1))
    touch(TextKey.APPLICATION_FORM_TO_REVIEW)
}

/** Declares, proves to be the same person, and queues. Data costs here, so that it waits. */
internal fun Driver.queuesApplication() {
    at(ScreenId.ApplicationReview)
    touch(TextKey.APPLICATION_REVIEW_SEND)
    sees(TextKey.TERMS_MISSING)
    touch(TextKey.APPLICATION_REVIEW_DECLARE)
    TestPhone.clock.pass(STEP_UP_AFTER_MS)
    TestPhone.metered = true
    touch(TextKey.APPLICATION_REVIEW_SEND)
    at(ScreenId.ApplicationPin)
    pin(PIN, TextKey.COMMON_NEXT)
    at(ScreenId.Application)
    sees(TextKey.LEFT_METERED)
    check(TestPhone.sendLater.isNotEmpty()) { "no job was planned" }
}

/** The app is locked, Wi-Fi is there, and the system starts the job. */
internal fun Driver.sendsInBackground() {
    back()
    touch(TextKey.NAV_LOCK)
    at(ScreenId.Lock)
    TestPhone.metered = false
    val parts = parts
    val again = runBlocking(Dispatchers.IO) { parts.sendQueued() }
    check(again == null) { "the job left something" }
    check(stage is Stage.Locked) { "the job opened the vault" }
    unlocks()
    opensApplication(TextKey.APPLICATION_RECEIVED)
    sees(TextKey.APPLICATION_STATUS_RECEIPT)
}

/** From the home to the application, which is in the state [state]. */
internal fun Driver.opensApplication(state: TextKey) {
    touch(TextKey.SERVICES_TITLE)
    at(ScreenId.Services, turned = false)
    touch(state)
    at(ScreenId.Application, turned = false)
    sees(state)
}

/** Goes to the list and waits until the service has said that the application is in the state [state]. */
internal fun Driver.seesNews(state: TextKey) {
    back()
    at(ScreenId.Services, turned = false)
    touch(state)
    at(ScreenId.Application, turned = false)
}

/** The officer marks the number of the letter; the citizen corrects it and nothing else, and sends it at once. */
internal fun Driver.correctsAnswer(citizen: Person) {
    touch(TextKey.APPLICATION_STATUS_WITHDRAW)
    at(ScreenId.ApplicationWithdraw)
    touch(TextKey.APPLICATION_WITHDRAW_KEEP)
    Sandbox.officer(citizen, "review")
    val mark = JSONObject().put("field", "surat_nomor").put("code", "mismatch-paper").put("note", "CONTOH")
    Sandbox.officer(citizen, "correction", JSONObject().put("items", JSONArray().put(mark)))
    seesNews(TextKey.APPLICATION_CORRECT)
    sees("CONTOH")
    touch(TextKey.APPLICATION_STATUS_FIX)
    at(ScreenId.ApplicationForm, turned = false)
    sees(TextKey.APPLICATION_FORM_MARKED)
    type("Nomor surat", "446/PMI/2026")
    touch(TextKey.APPLICATION_FORM_TO_PAPERS)
    at(ScreenId.ApplicationPapers, turned = false)
    touch(TextKey.APPLICATION_FORM_TO_REVIEW)
    at(ScreenId.ApplicationReview, turned = false)
    sees("446/PMI/2026")
    TestPhone.metered = true
    touch(TextKey.APPLICATION_REVIEW_DECLARE)
    touch(TextKey.APPLICATION_REVIEW_SEND)
    at(ScreenId.Application, turned = false)
    sees(TextKey.LEFT_METERED)
    touch(TextKey.APPLICATION_STATUS_SEND_NOW)
    // The history has the word since the first time.
    waitFor("the second receipt") { applications.opened.application?.kind == StateKind.RECEIVED }
}

/** The officer approves, the head signs, the document changes on the phone. */
internal fun Driver.getsDocument(citizen: Person, blood: String) {
    for (step in listOf("review", "approve", "sign", "issue")) Sandbox.officer(citizen, step)
    seesNews(TextKey.APPLICATION_ISSUED)
    touch(TextKey.APPLICATION_STATUS_DOCUMENTS)
    at(ScreenId.Documents, turned = false)
    touch(TextKey.DOCUMENT_KTP)
    at(ScreenId.Ktp, turned = false)
    sees(blood)
}

/** A draft that is not wanted any more. */
internal fun Driver.discardsDraft() {
    touch(TextKey.HOME_TITLE)
    touch(TextKey.SERVICES_TITLE)
    at(ScreenId.Services, turned = false)
    // The application that was issued has the same name.
    touch(INTRO)
    at(ScreenId.Service, turned = false)
    touch(TextKey.SERVICE_START)
    at(ScreenId.ApplicationForm, turned = false)
    back()
    back()
    at(ScreenId.Services, turned = false)
    touch(TextKey.APPLICATION_DRAFT)
    at(ScreenId.Application, turned = false)
    touch(TextKey.APPLICATION_STATUS_DISCARD)
    at(ScreenId.ApplicationDiscard)
    touch(TextKey.APPLICATION_DISCARD_CONFIRM)
    at(ScreenId.Services)
    check(!isThere(TextKey.APPLICATION_DRAFT)) { "the draft is still in the list" }
}
