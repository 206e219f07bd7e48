package org.ikdcore.app.journey

import org.ikdcore.FormField
import org.ikdcore.Sex
import org.ikdcore.Stage
import org.ikdcore.Step
import org.ikdcore.app.model.ActivationModel
import org.ikdcore.app.support.Person
import org.ikdcore.app.support.Recording
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.support.TestPhone
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey

internal const val PIN = "482915"
internal const val OTHER_PIN = "739156"

/** The first screen and what its buttons say. */
internal fun Driver.welcome() {
    at(ScreenId.Welcome)
    touch(TextKey.WELCOME_STATUS)
    sees(TextKey.WELCOME_STATUS_NONE)
    touch(TextKey.COMMON_CLOSE)
    touch(TextKey.WELCOME_SIGN_IN)
    sees(TextKey.WELCOME_SIGN_IN_NONE)
    touch(TextKey.COMMON_CLOSE)
}

/** From Daftar to the unlocked app. The process dies at each step. */
internal fun Driver.registers(citizen: Person) {
    begins()
    entersData(citizen)
    sends()
    pairs()
    val digits = digits()
    Sandbox.approve(digits)
    freesAccount(digits)
    activates(citizen)
    createsPin()
}

/** If another test has left the account of this person on its phone, the counter frees it. */
private fun Driver.freesAccount(digits: String) {
    stageIs("what came of the approval") { it is Stage.Registering && it.step !is Step.AwaitingDecision }
    if ((stage as Stage.Registering).step !is Step.Conflict) return
    Sandbox.releaseOldPhone(digits)
    touch(TextKey.COMMON_CHECK_AGAIN)
}

internal fun Driver.begins() {
    touch(TextKey.WELCOME_REGISTER)
    at(ScreenId.PhoneWarning)
    touch(TextKey.COMMON_CONTINUE_ANYWAY)
    at(ScreenId.OfficerNotice)
    dies()
    at(ScreenId.OfficerNotice, turned = false)
    touch(TextKey.NOTICE_CALLED)
    at(ScreenId.Called)
    back()
    touch(TextKey.NOTICE_ACCEPT)
    at(ScreenId.Terms)
    dies()
    touch(TextKey.TERMS_READ)
    at(ScreenId.TermsText)
    back()
    touch(TextKey.TERMS_AGREE)
    touch(TextKey.COMMON_NEXT)
}

internal fun Driver.entersData(citizen: Person) {
    at(ScreenId.FormShort)
    type(TextKey.FIELD_NIK, "123")
    type(TextKey.FIELD_EMAIL, citizen.email)
    type(TextKey.FIELD_PHONE, "081200000001")
    touch(TextKey.COMMON_NEXT)
    sees(TextKey.FORM_NIK_WRONG_LENGTH)
    type(TextKey.FIELD_NIK, citizen.nik)
    dies()
    at(ScreenId.FormShort)
    touch(TextKey.COMMON_NEXT)
}

/** All that the long form asks. */
internal fun Driver.fillsLongForm(citizen: Person) {
    at(ScreenId.FormLong, turned = true)
    touch(TextKey.COMMON_NEXT)
    sees(TextKey.ENTRY_FAULTS, "count" to FormField.entries.size)
    type(TextKey.FIELD_NIK, citizen.nik)
    type(TextKey.FIELD_EMAIL, citizen.email)
    type(TextKey.FIELD_PHONE, "081200000001")
    type(TextKey.FIELD_NAME, citizen.name)
    touch(TextKey.of("sex", Sex.valueOf(citizen.sex.uppercase())))
    type(TextKey.FIELD_BIRTH_PLACE, "Kota Lain")
    val (year, month, day) = citizen.born.split('-')
    type(TextKey.ENTRY_DAY, day)
    type(TextKey.ENTRY_MONTH, month)
    type(TextKey.ENTRY_YEAR, year)
    touch(TextKey.COMMON_NEXT)
}

/** A recorded person comes before the camera, which takes the photo by itself. */
internal fun Driver.takesPhoto() {
    at(ScreenId.Selfie, turned = false)
    TestPhone.front = Recording.selfie
    at(ScreenId.SelfieReview)
    TestPhone.front = null
    touch(TextKey.SELFIE_ACCEPT)
}

internal fun Driver.sends() {
    at(ScreenId.Selfie)
    dies()
    takesPhoto()
    at(ScreenId.Sending, turned = false)
}

/** Shows the own QR, then scans the counter's instead. */
internal fun Driver.pairs() {
    at(ScreenId.PairScan)
    dies()
    at(ScreenId.PairScan, turned = false)
    if (thorough) {
        touch(TextKey.PAIRING_SHOW_MINE)
        at(ScreenId.PairShow)
        waitFor("the own QR") { qrOnScreen() != null }
        touch(TextKey.PAIRING_SCAN_INSTEAD)
        touch(TextKey.CONFLICT_OPTION_GIVE_UP)
        at(ScreenId.GiveUp)
        touch(TextKey.GIVE_UP_KEEP)
        at(ScreenId.PairScan, turned = false)
    }
    TestPhone.back = Recording.qr(Sandbox.pairingOffer())
    at(ScreenId.PairConfirm)
    touch(TextKey.PAIRING_YES)
    TestPhone.back = null
    at(ScreenId.Digits)
    dies()
    sees(TextKey.DIGITS_TITLE)
    touch(TextKey.DIGITS_SAME)
    at(ScreenId.Waiting)
    if (!thorough) return
    touch(TextKey.CONFLICT_OPTION_GIVE_UP)
    at(ScreenId.GiveUp)
    touch(TextKey.GIVE_UP_KEEP)
}

internal fun Driver.digits(): String {
    val step = (stage as Stage.Registering).step
    return (step as Step.AwaitingDecision).digits
}

internal fun Driver.activates(citizen: Person) {
    stageIs("the activation") { it is Stage.Registering && it.step is Step.Activation }
    at(ScreenId.Activation)
    dies()
    at(ScreenId.Activation, turned = false)
    type(TextKey.CODE_LABEL, Sandbox.activationCode(citizen.email))
    val model = app.keep(ActivationModel::class) { error("the screen has no model") }
    waitFor("a captcha") { model.captcha != null }
    type(TextKey.CODE_CAPTCHA_LABEL, Sandbox.captchaAnswer(model.captcha!!.id))
    touch(TextKey.CODE_ACTIVATE)
}

internal fun Driver.createsPin() {
    at(ScreenId.NewPin)
    dies()
    at(ScreenId.NewPin, turned = false)
    pin("123456", TextKey.COMMON_NEXT)
    sees(TextKey.PIN_RULE_SERIES)
    pin(PIN, TextKey.COMMON_NEXT)
    sees(TextKey.NEW_PIN_SECOND)
    pin(PIN, TextKey.COMMON_NEXT)
    at(ScreenId.Home)
}

internal fun Driver.unlocks(pin: String = PIN) {
    at(ScreenId.Lock)
    pin(pin, TextKey.PIN_OPEN)
    at(ScreenId.Home)
}

/** The card, every document, and the family. */
internal fun Driver.readsDocuments(citizen: Person) {
    sees(citizen.name)
    touch(TextKey.HOME_NIK_SHOW)
    touch(TextKey.HOME_NIK_HIDE)
    touch(TextKey.HOME_KTP_ALL)
    at(ScreenId.Ktp)
    back()
    touch(TextKey.HOME_FAMILY)
    at(ScreenId.FamilyCard)
    touch(citizen.name)
    at(ScreenId.Member)
    back()
    back()
    touch(TextKey.DOCUMENTS_TITLE)
    at(ScreenId.Documents)
    touch(TextKey.DOCUMENTS_UPDATE)
    sees(TextKey.DOCUMENTS_UP_TO_DATE)
    val kinds = listOf(
        TextKey.DOCUMENT_BIRTH_CERTIFICATE to ScreenId.BirthCertificate,
        TextKey.DOCUMENT_BIODATA to ScreenId.Biodata,
        TextKey.DOCUMENT_NPWP to ScreenId.Npwp,
        TextKey.DOCUMENT_KIA to ScreenId.Kia,
    )
    for ((title, screen) in kinds) {
        if (!isThere(title)) continue
        touchFirst(title)
        at(screen)
        back()
    }
}

/** Shows the QR; a reader reads it off the screen and accepts it. The PIN is asked for again when it was long ago. */
internal fun Driver.showsQr(citizen: Person) {
    touch(TextKey.NAV_QR)
    at(ScreenId.ShowChoose)
    TestPhone.clock.pass(STEP_UP_AFTER_MS)
    touch(TextKey.SHOW_START)
    at(ScreenId.ShowPin)
    pin(PIN, TextKey.COMMON_NEXT)
    at(ScreenId.ShowQr, turned = false)
    var text: String? = null
    waitFor("a QR that can be read") { qrOnScreen().also { text = it } != null }
    Figures.add("PIN to a QR that was read", System.nanoTime() - touchedAt)
    val seen = app.ikd.verifier().use { verifier -> verifier.reader(Sandbox.readerKeys).use { it.read(text!!) } }
    check(seen.nik == citizen.nik) { "the reader saw somebody else" }
    waitFor("the next QR") { qrOnScreen().let { it != null && it != text } }
    at(ScreenId.ShowQr)
    waitFor("a QR after the turn") { qrOnScreen() != null }
    touch(TextKey.COMMON_DONE)
    at(ScreenId.ShowChoose, turned = false)
}

/** The settings and their pages, and the activity. */
internal fun Driver.looksAround() {
    touch(TextKey.HOME_TITLE)
    touch(TextKey.HOME_ACTIVITY)
    at(ScreenId.Activity)
    sees(TextKey.LOG_WHOLE)
    touch(TextKey.COMMON_SAVE_COPY)
    back()
    touch(TextKey.HOME_SETTINGS)
    at(ScreenId.Settings)
    touch(TextKey.SETTINGS_RECEIPT)
    val pages = listOf(
        TextKey.SETTINGS_LANGUAGE to ScreenId.ChooseLanguage,
        TextKey.SETTINGS_DATA to ScreenId.Traffic,
        TextKey.SCAM_TITLE to ScreenId.NeverAsked,
    )
    for ((row, screen) in pages) {
        touch(row)
        at(screen)
        back()
    }
    touch(TextKey.SETTINGS_ABOUT)
    at(ScreenId.About)
    touch(TextKey.ABOUT_LICENCES)
    at(ScreenId.Licences)
    back()
    back()
    touch(TextKey.SETTINGS_RELEASE)
    at(ScreenId.Release)
    touch(TextKey.RELEASE_CONFIRM)
    at(ScreenId.ConfirmPin)
    back()
    back()
    touch(TextKey.SETTINGS_ERASE)
    at(ScreenId.Erase)
    back()
}

internal fun Driver.changesPin() {
    touch(TextKey.SETTINGS_PIN)
    at(ScreenId.ChangePin)
    pin(PIN, TextKey.COMMON_NEXT)
    sees(TextKey.CHANGE_PIN_NEW)
    pin(OTHER_PIN, TextKey.COMMON_NEXT)
    sees(TextKey.CHANGE_PIN_REPEAT)
    pin(OTHER_PIN, TextKey.COMMON_NEXT)
    sees(TextKey.CHANGE_PIN_CHANGED)
    touch(TextKey.COMMON_DONE)
    back()
}

/** Wrong PINs until the core makes the person wait; then the right one. */
internal fun Driver.forgetsPinAndRemembers() {
    touch(TextKey.NAV_LOCK)
    at(ScreenId.Lock)
    touch(TextKey.PIN_FORGOT)
    at(ScreenId.ForgotPin)
    touch(TextKey.COMMON_CANCEL)
    while ((stage as Stage.Locked).retryAfterMs == 0uL) {
        val left = (stage as Stage.Locked).attemptsLeft.toInt() - 1
        // Another one each time: the core does not count the same wrong PIN again.
        pin("73910$left", TextKey.PIN_OPEN)
        sees(TextKey.ERROR_WRONG_PIN, "attempts_left" to left)
        stageIs("a try less") { (it as? Stage.Locked)?.attemptsLeft?.toInt() == left }
    }
    at(ScreenId.LockWait)
    openAgain()
    at(ScreenId.LockWait)
    TestPhone.clock.pass((stage as Stage.Locked).retryAfterMs.toLong())
    unlocks(OTHER_PIN)
}

/** After [STEP_UP_AFTER_MS] the core wants to know that the person is still there. */
internal const val STEP_UP_AFTER_MS = 121_000L
