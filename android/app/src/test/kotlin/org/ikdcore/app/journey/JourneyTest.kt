package org.ikdcore.app.journey

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import org.ikdcore.Stage
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.support.TestPhone
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey
import org.json.JSONArray
import org.json.JSONObject
import org.junit.After
import org.junit.AfterClass
import org.junit.Assert.assertEquals
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/**
 * Citizens on the real library and the real service, through every screen. The first one turns the phone at each screen
 * and loses the process at each step. A screen that nobody has seen fails the class.
 */
@RunWith(RobolectricTestRunner::class)
class JourneyTest {
    @get:Rule
    val compose = createEmptyComposeRule()

    private val phone = Driver(compose)

    @Before
    fun begin() {
        assumeTrue("no service runs", Sandbox.runs)
        Sandbox.liftLimits()
        phone.open()
    }

    @After
    fun end() {
        seen += TestPhone.visited
        phone.close()
    }

    @Test
    fun `a citizen registers, and a reader accepts the QR on the screen`() = with(phone) {
        val citizen = Sandbox.adults[0]
        welcome()
        registers(citizen)
        readsDocuments(citizen)
        showsQr(citizen)
        looksAround()
        changesPin()
        forgetsPinAndRemembers()
    }

    @Test
    fun `a rejected citizen sends another photo, and is approved`() = with(phone) {
        thorough = false
        val citizen = Sandbox.adults[1]
        begins()
        entersData(citizen)
        sends()
        pairs()
        Sandbox.reject(digits(), "face-mismatch", "CONTOH")
        at(ScreenId.Rejected, turned = true)
        openAgain()
        sees("CONTOH")
        touch(TextKey.REJECTION_OPTION_PHOTO)
        takesPhoto()
        pairs()
        Sandbox.approve(digits())
        activates(citizen)
        createsPin()
        touch(TextKey.DOCUMENTS_TITLE)
        sees(TextKey.DOCUMENTS_UPDATE)
        Sandbox.block(citizen.nik, true)
        touch(TextKey.DOCUMENTS_UPDATE)
        at(ScreenId.Blocked, turned = true)
        openAgain()
        touch(TextKey.COMMON_CHECK_AGAIN)
        sees(TextKey.BLOCKED_STILL)
        Sandbox.block(citizen.nik, false)
        touch(TextKey.COMMON_CHECK_AGAIN)
        unlocks()
    }

    @Test
    fun `an account on another phone is a conflict, and the old phone says that it has moved`() = with(phone) {
        thorough = false
        val citizen = Sandbox.adults[2]
        registers(citizen)
        takesOtherPhone()
        begins()
        entersData(citizen)
        sends()
        pairs()
        val digits = digits()
        Sandbox.approve(digits)
        at(ScreenId.Conflict, turned = true)
        openAgain()
        touch(TextKey.COMMON_CHECK_AGAIN)
        sees(TextKey.CONFLICT_STILL)
        Sandbox.releaseOldPhone(digits)
        touch(TextKey.COMMON_CHECK_AGAIN)
        activates(citizen)
        createsPin()
        takesOtherPhone()
        at(ScreenId.Lock)
        pin(PIN, TextKey.PIN_OPEN)
        at(ScreenId.Released, turned = true)
        openAgain()
        touch(TextKey.SETTINGS_ERASE)
        at(ScreenId.Erase)
        touch(TextKey.ERASE_CONFIRM)
        at(ScreenId.Welcome)
    }

    @Test
    fun `a long form is amended, and what was entered is kept when the registration expires`() = with(phone) {
        thorough = false
        val citizen = Sandbox.person("without_mother")
        TestPhone.configuration = Sandbox.configuration(form = "long")
        openAgain()
        begins()
        fillsLongForm(citizen)
        sends()
        pairs()
        Sandbox.reject(digits(), "data-mismatch")
        at(ScreenId.Rejected)
        touch(TextKey.REJECTION_OPTION_FORM)
        at(ScreenId.FormLong, turned = true)
        type(TextKey.FIELD_BIRTH_PLACE, citizen.birthPlace)
        touch(TextKey.COMMON_NEXT)
        pairs()
        Sandbox.passTime(DAY_SECONDS)
        TestPhone.clock.pass(DAY_SECONDS * 1000)
        at(ScreenId.Expired, turned = true)
        openAgain()
        touch(TextKey.EXPIRED_RESTART)
        at(ScreenId.Terms)
        touch(TextKey.TERMS_AGREE)
        touch(TextKey.COMMON_NEXT)
        at(ScreenId.FormLong)
        sees(citizen.name)
    }

    @Test
    fun `a phone is released for another person, and erased`() = with(phone) {
        thorough = false
        for (way in listOf(TextKey.SETTINGS_RELEASE to TextKey.RELEASE_CONFIRM, ERASE)) {
            registers(Sandbox.person("without_mother"))
            touch(TextKey.HOME_SETTINGS)
            touch(way.first)
            touch(way.second)
            at(ScreenId.ConfirmPin)
            pin(OTHER_PIN, TextKey.COMMON_NEXT)
            sees(TextKey.ERROR_WRONG_PIN, "attempts_left" to 9)
            pin(PIN, TextKey.COMMON_NEXT)
            at(ScreenId.Welcome)
            openAgain()
            at(ScreenId.Welcome)
        }
    }

    @Test
    fun `ten wrong PINs erase the data, and the app says so`() = with(phone) {
        thorough = false
        registers(Sandbox.person("under_17_married"))
        touch(TextKey.HOME_SETTINGS)
        back()
        touch(TextKey.NAV_LOCK)
        at(ScreenId.Lock)
        for (left in 9 downTo 0) {
            val wait = (stage as Stage.Locked).retryAfterMs
            // The pad of the last try must be gone, or what is typed into it goes with it.
            if (wait > 0uL) at(ScreenId.LockWait)
            TestPhone.clock.pass(wait.toLong())
            at(ScreenId.Lock)
            pin("73910$left", TextKey.PIN_OPEN)
            if (left == 0) break
            stageIs("a try less") { (it as? Stage.Locked)?.attemptsLeft?.toInt() == left }
            sees(TextKey.ERROR_WRONG_PIN, "attempts_left" to left)
        }
        at(ScreenId.Unusable, turned = true)
        sees(TextKey.UNUSABLE_WIPED)
        touch(TextKey.LOST_REGISTER_AGAIN)
        at(ScreenId.Welcome)
    }

    @Test
    fun `an app that is too old says so, and one without a folder can try again`() = with(phone) {
        thorough = false
        withoutFolder { at(ScreenId.CannotStart, turned = true) }
        touch(TextKey.COMMON_RETRY)
        at(ScreenId.Welcome)
        Sandbox.issueTrust(JSONObject().put("lowest_app", JSONArray(listOf(99, 0, 0))))
        try {
            begins()
            entersData(Sandbox.person("without_mother"))
            takesPhoto()
            at(ScreenId.Update, turned = true)
        } finally {
            Sandbox.issueTrust(JSONObject().put("lowest_app", JSONArray(listOf(0, 0, 0))))
        }
        openAgain()
        at(ScreenId.PairScan)
    }

    @Test
    fun `a citizen changes the blood type, and the document on the phone changes`() = with(phone) {
        thorough = false
        val citizen = Sandbox.person("without_parents")
        registers(citizen)
        thorough = true
        choosesService()
        val blood = fillsServiceForm()
        photographsLetter()
        queuesApplication()
        sendsInBackground()
        correctsAnswer(citizen)
        getsDocument(citizen, blood)
        discardsDraft()
    }

    companion object {
        private val seen = mutableSetOf<ScreenId>()

        private val ERASE = TextKey.SETTINGS_ERASE to TextKey.ERASE_CONFIRM

        /** After it a registration that nobody has decided is over. */
        private const val DAY_SECONDS = 24 * 3600L + 1

        /** [ScreenId.DocumentOpening] comes only if a document takes longer than a frame; it has its picture. */
        @JvmStatic
        @AfterClass
        fun `every screen was seen`() {
            Figures.report().forEach(::println)
            if (Sandbox.runs) assertEquals(emptyList<ScreenId>(), ScreenId.entries - seen - ScreenId.DocumentOpening)
        }
    }
}
