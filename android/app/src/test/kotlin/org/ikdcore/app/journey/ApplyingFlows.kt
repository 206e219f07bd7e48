package org.ikdcore.app.journey

import org.ikdcore.ApplicationContents
import org.ikdcore.app.support.Person
import org.ikdcore.app.support.Recording
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.support.TestPhone
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey

// What the journeys of several services have in common.

/** The family card has arrived: without it a form asks more and checks less. */
internal fun Driver.hasFamilyCard() {
    touch(TextKey.DOCUMENTS_TITLE)
    at(ScreenId.Documents, turned = false)
    sees(TextKey.DOCUMENT_FAMILY_CARD)
    touch(TextKey.HOME_TITLE)
}

/** From the home to the form of the service [title]. */
internal fun Driver.startsService(title: String) {
    touch(TextKey.SERVICES_TITLE)
    at(ScreenId.Services)
    touch(title)
    at(ScreenId.Service)
    touch(TextKey.SERVICE_START)
    at(ScreenId.ApplicationForm)
}

/** The answers of the form that is open. */
internal fun Driver.answers(): ApplicationContents {
    val opened = applications.opened
    waitFor("the answers of the form") { opened.contents != null }
    return opened.contents!!
}

internal fun Driver.answer(field: String) = answers().answers.first { it.field == field }.text

/** The button that opens the list of the field [label]. */
internal fun Driver.opensList(label: String) {
    touch(text(TextKey.APPLICATION_FORM_CHOSEN, "label" to text(TextKey.APPLICATION_FORM_CHOOSE), "value" to label))
    at(ScreenId.ApplicationOptions)
}

/** All faults of the form are gone, and everything is in the vault: goes on to the papers. */
internal fun Driver.goesToPapers() {
    val model = applications
    waitFor("a form without faults") { model.answers.faults.isEmpty() }
    touch(TextKey.APPLICATION_FORM_TO_PAPERS)
    at(ScreenId.ApplicationPapers)
}

/** Photographs one page of the paper that is called [label] and asked about by [question]. */
internal fun Driver.photographs(label: String, question: String) {
    touch(ofPaper(TextKey.APPLICATION_PAPERS_TAKE, label))
    at(ScreenId.PaperCamera, turned = false)
    sees(label)
    TestPhone.back = Recording.letter
    touch(TextKey.APPLICATION_PAPERS_SHOOT)
    at(ScreenId.PaperReview, turned = false)
    sees(question)
    touch(TextKey.APPLICATION_PAPERS_ACCEPT)
    at(ScreenId.ApplicationPapers, turned = false)
    TestPhone.back = null
    sees(text(TextKey.APPLICATION_PAPERS_PAGE_OF, "paper" to label, "number" to 1))
}

/** How a screen reader calls a button of the paper [label]. */
internal fun Driver.ofPaper(button: TextKey, label: String, vararg args: Pair<String, Any>) =
    text(TextKey.APPLICATION_FORM_CHOSEN, "label" to text(button, *args), "value" to label)

/** Declares and sends; the switch was below the edge of the page. */
internal fun Driver.declares() {
    at(ScreenId.ApplicationReview)
    touch(TextKey.APPLICATION_REVIEW_SEND)
    seesAtOnce(text(TextKey.TERMS_MISSING))
    touch(TextKey.APPLICATION_REVIEW_DECLARE)
    touch(TextKey.APPLICATION_REVIEW_SEND)
}

/** Declares and sends, long after the last PIN. */
internal fun Driver.sendsWithPin() {
    TestPhone.clock.pass(STEP_UP_AFTER_MS)
    declares()
    provesByPin()
}

internal fun Driver.provesByPin() {
    at(ScreenId.ApplicationPin, turned = false)
    pin(PIN, TextKey.COMMON_NEXT)
}

/** The service has the application; the officer begins. */
internal fun Driver.isReceived(citizen: Person) {
    at(ScreenId.Application, turned = false)
    sees(TextKey.APPLICATION_STATUS_RECEIPT)
    Sandbox.officer(citizen, "review")
}
