package org.ikdcore.app.journey

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import org.ikdcore.app.support.Sandbox
import org.json.JSONObject
import org.junit.After
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** Citizens who apply for services, on the real library and the real service: with an officer, and without a network. */
@RunWith(RobolectricTestRunner::class)
class ServicesJourneyTest {
    @get:Rule
    val compose = createEmptyComposeRule()

    private val phone = Driver(compose).apply { thorough = false }

    @Before
    fun begin() {
        assumeTrue("no service runs", Sandbox.runs)
        Sandbox.liftLimits()
        phone.open()
    }

    @After
    fun end() {
        if (!Sandbox.runs) return
        Sandbox.online()
        Sandbox.faceVerdict(null)
        phone.close()
    }

    @Test
    fun `a citizen moves after a face check and a visit, and the KTP has the new address`() = with(phone) {
        val citizen = Sandbox.person("blocked")
        Sandbox.changeRecord(citizen, JSONObject().put("blocked", false))
        registers(citizen)
        hasFamilyCard()
        startsService("Surat pindah")
        val street = fillsMove()
        photographsForMove()
        showsFaceAndQueues()
        isAskedToCome(citizen)
        hasMoved(citizen, street)
    }

    @Test
    fun `a refused citizen reads why and applies again, and mends one answer and one paper`() = with(phone) {
        val citizen = Sandbox.person("without_mother")
        registers(citizen)
        startsService(BLOOD_SERVICE)
        appliesForBloodType()
        isRefusedAndAppliesAgain(citizen)
        mendsAnswerAndPaper(citizen)
    }

    @Test
    fun `a death is recorded, and nothing on the way to it is cheerful`() = with(phone) {
        val citizen = Sandbox.person("deceased")
        Sandbox.changeRecord(citizen, JSONObject().put("deceased", false))
        registers(citizen)
        hasFamilyCard()
        unwanted = CHEERFUL
        startsService("Pencatatan kematian")
        val family = answers().members.map { it.name }
        val dead = family.first { it != citizen.name }
        fillsDeath(dead, citizen.name, Sandbox.adults.take(2))
        sendsDeath()
        deathIsRecorded(citizen, dead)
    }

    @Test
    fun `what is queued without a network is sent by a job of the system while the app is closed`() = with(phone) {
        val citizen = Sandbox.person("under_17_married")
        registers(citizen)
        queuesOffline()
        cannotQueueTwice()
        jobSendsLater(citizen)
    }
}
