package org.ikdcore.app.journey

import org.ikdcore.Stage
import org.ikdcore.app.support.Person
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey

private const val SERVICE = "Cetak biodata penduduk"

/** A service without papers: its only answer may be empty. */
internal fun Driver.queuesOffline() {
    startsService(SERVICE)
    touch(TextKey.APPLICATION_FORM_TO_REVIEW)
    Sandbox.offline()
    sendsWithPin()
    at(ScreenId.Application)
    sees(TextKey.LEFT_FAILED)
    check(!shows("0 B")) { "the size of nothing is shown" }
}

/** A second application for the same service is refused after the PIN, and leads to the first. */
internal fun Driver.cannotQueueTwice() {
    back()
    at(ScreenId.Services, turned = false)
    // The application has the name of the service, which stands below it.
    touch(SERVICE, which = 1)
    at(ScreenId.Service, turned = false)
    sees(TextKey.SERVICE_RUNNING)
    touch(TextKey.SERVICE_START)
    at(ScreenId.ApplicationForm, turned = false)
    touch(TextKey.APPLICATION_FORM_TO_REVIEW)
    sendsWithPin()
    seesAtOnce(text(TextKey.APPLICATION_STATUS_OTHER))
    touch(TextKey.APPLICATION_STATUS_OTHER)
    at(ScreenId.Application, turned = false)
    sees(TextKey.LEFT_FAILED)
}

/** The app is closed. The system starts its job: first without a way to the service, which plans another, then with. */
internal fun Driver.jobSendsLater(citizen: Person) {
    close()
    systemStartsJob()
    check(plannedJob != null) { "what could not be sent is forgotten" }
    check(!isAtService(citizen)) { "it was sent without a network" }
    Sandbox.online()
    systemStartsJob()
    check(plannedJob == null) { "the job left something" }
    check(isAtService(citizen)) { "the job ended without sending" }
    open()
    at(ScreenId.Lock, turned = false)
    check(stage is Stage.Locked) { "the job opened the vault" }
    unlocks()
    opensApplication(TextKey.APPLICATION_RECEIVED)
    sees(TextKey.APPLICATION_STATUS_RECEIPT)
}

private fun isAtService(citizen: Person) = Sandbox.applications(citizen).isNotEmpty()
