package org.ikdcore.app.journey

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.support.TestPhone
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey
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
        newPhone()
        begins()
        entersData(citizen)
        sends()
        pairs()
        Sandbox.approve(digits())
        at(ScreenId.Conflict, turned = true)
        openAgain()
        touch(TextKey.COMMON_CHECK_AGAIN)
        sees(TextKey.CONFLICT_STILL)
    }

    companion object {
        private val seen = mutableSetOf<ScreenId>()

        /**
         * What no citizen of this journey comes to: each has its state in the pictures, whose test fails for a screen
         * that is not composed there.
         */
        private val elsewhere = setOf(
            ScreenId.FormLong, ScreenId.Expired, ScreenId.Released, ScreenId.Unusable, ScreenId.Update,
            ScreenId.CannotStart,
        )

        @JvmStatic
        @AfterClass
        fun `every screen was seen`() {
            if (Sandbox.runs) assertEquals(emptyList<ScreenId>(), ScreenId.entries - seen - elsewhere)
        }
    }
}
