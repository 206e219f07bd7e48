package org.ikdcore.app.applications

import android.content.ComponentName
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextReplacement
import org.ikdcore.Answer
import org.ikdcore.ApplicationContents
import org.ikdcore.ApplicationState
import org.ikdcore.Difference
import org.ikdcore.FormText
import org.ikdcore.LeftReason
import org.ikdcore.Marked
import org.ikdcore.Problem
import org.ikdcore.ProblemSeverity
import org.ikdcore.ReasonCode
import org.ikdcore.app.model.ReviewState
import org.ikdcore.app.pictures.ApplicationData
import org.ikdcore.app.pictures.PictureActivity
import org.ikdcore.app.pictures.PictureShell
import org.ikdcore.app.platform.AndroidTexts
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.applications.ApplicationActions
import org.ikdcore.app.ui.applications.ApplicationFormActions
import org.ikdcore.app.ui.applications.ApplicationFormScreen
import org.ikdcore.app.ui.applications.ApplicationFormState
import org.ikdcore.app.ui.applications.ApplicationScreen
import org.ikdcore.app.ui.applications.ApplicationScreenState
import org.ikdcore.app.ui.applications.ReviewActions
import org.ikdcore.app.ui.applications.ReviewScreen
import org.ikdcore.app.ui.theme.IkdTheme
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

/** The screens of applications: what they show of each state and what a touch does, without the library. */
@RunWith(RobolectricTestRunner::class)
class ApplicationScreensTest {
    @get:Rule
    val compose = createEmptyComposeRule()

    private val data = ApplicationData
    private val said = mutableListOf<String>()
    private var controller: ActivityController<PictureActivity>? = null

    @After
    fun close() {
        controller?.close()
    }

    private fun show(screen: @Composable () -> Unit) {
        val application = RuntimeEnvironment.getApplication()
        val name = ComponentName(application, PictureActivity::class.java)
        shadowOf(application.packageManager).addActivityIfNotPresent(name)
        controller = Robolectric.buildActivity(PictureActivity::class.java).setup().also { at ->
            at.get().setContent {
                val texts = AndroidTexts(at.get())
                CompositionLocalProvider(LocalShell provides PictureShell, LocalTexts provides texts) {
                    IkdTheme { screen() }
                }
            }
        }
        compose.waitForIdle()
    }

    private fun form(
        contents: ApplicationContents = data.contents(data.everyType),
        faults: Map<String, FormText> = emptyMap(),
        remarks: Map<String, List<Problem>> = emptyMap(),
        found: Int = 0,
    ) = show {
        ApplicationFormScreen(
            ApplicationFormState(
                contents, contents.answers.associate { it.field to it.text }, faults, remarks,
                mapOf("99.71" to "KOTA UMPAMA"), found,
            ),
            ApplicationFormActions(
                { key, text -> said += "type $key $text" },
                { key, text -> said += "choose $key $text" },
                { said += "leave $it" },
                { said += "options ${it.key}" },
                { said += "next" },
                { said += "later" },
                { said += "back" },
            ),
        )
    }

    private fun state(state: ApplicationState, quiet: Boolean = false, left: LeftReason? = null) = show {
        val application = data.application(state, quiet)
        ApplicationScreen(
            ApplicationScreenState(application, data.contents(application = application), left = left),
            ApplicationActions(
                { said += "fill" }, { said += "correct" }, { said += "move" }, { said += "send" }, { said += "cancel" },
                { said += "end $it" }, { said += "documents" }, { said += "others" }, { said += "back" },
            ),
        )
    }

    private fun review(review: ReviewState, contents: ApplicationContents = data.contents()) = show {
        ReviewScreen(
            review,
            contents,
            emptyMap(),
            ReviewActions(
                {
                    said += "field $it"
                }, { said += "papers" }, { said += "declare $it" }, { said += "send" }, {}, {}, {},
                { said += "other $it" }, {},
            ),
        )
    }

    private fun count(words: String) =
        compose.onAllNodes(hasText(words, substring = true)).fetchSemanticsNodes().size

    private fun sees(words: String) = assertTrue("“$words” is not among ${onScreen()}", count(words) > 0)

    private fun onScreen() = compose.onAllNodes(SemanticsMatcher("any") { true }).fetchSemanticsNodes()
        .flatMap { node -> node.config.getOrElse(SemanticsProperties.Text) { emptyList() }.map { it.text } }

    private fun seesNot(words: String) = assertEquals("“$words” is on the screen", 0, count(words))

    private fun touch(words: String) {
        val node = compose.onAllNodes((hasText(words) or hasContentDescription(words)) and hasClickAction())[0]
        // What is pinned to the bottom does not scroll.
        runCatching { node.performScrollTo() }
        node.performClick()
        compose.waitForIdle()
    }

    private fun type(label: String, value: String) {
        compose.onAllNodes(hasText(label) and hasSetTextAction())[0].performScrollTo().performTextReplacement(value)
        compose.waitForIdle()
    }

    @Test
    fun `a text is handed over as it is typed`() {
        form()
        type("Nomor surat", "446")
        assertEquals("type nomor 446", said.last())
    }

    @Test
    fun `the day of a date becomes a part of it`() {
        form()
        type("Tanggal", "21")
        assertEquals("type tanggal 21-11-2026", said.last { it.startsWith("type") })
    }

    @Test
    fun `hour and minute become a time`() {
        form()
        type("Jam", "07")
        assertEquals("type pukul 07:", said.last { it.startsWith("type") })
    }

    @Test
    fun `a family card number is typed in groups and counted`() {
        form(data.contents(data.everyType, data.answers + Answer("kk", "99710117")))
        sees("9971 0117")
        sees("8/16")
    }

    @Test
    fun `few options are radio buttons`() {
        form(data.contents(data.everyType, data.answers + Answer("sebab", "1")))
        compose.onNode(hasText("Sakit") and hasClickAction()).assertIsSelected()
        touch("Kecelakaan")
        assertEquals("choose sebab 2", said.last())
    }

    @Test
    fun `many options open a list`() {
        form()
        sees("B+")
        touch("Ganti: Menjadi")
        assertEquals("options baru", said.last())
    }

    @Test
    fun `a region shows its name and opens the lists`() {
        form(data.contents(data.everyType, data.answers + Answer("wilayah", "99.71")))
        sees("KOTA UMPAMA")
        touch("Ganti: Tempat kejadian")
        assertEquals("options wilayah", said.last())
    }

    @Test
    fun `members of the family are chosen by name and named by NIK`() {
        form()
        touch("DEWI ANGGRAINI")
        assertEquals("choose anggota 9971014203870002", said.last())
    }

    @Test
    fun `yes and no are words for people and codes for the core`() {
        form()
        touch("Tidak")
        assertEquals("choose semua no", said.last())
    }

    @Test
    fun `what comes from documents is read and has no entry`() {
        form()
        sees("WAHYU SETYANTORO")
        sees("dari dokumen Anda")
        assertEquals(0, compose.onAllNodes(hasText("Nama lengkap") and hasSetTextAction()).fetchSemanticsNodes().size)
    }

    @Test
    fun `in a correction other answers are not said to come from documents`() {
        val application = data.application(correction(editing = true))
        val keys = data.definition.sections.flatMap { it.fields }.map { it.key }
        form(data.contents(application = application, locked = keys - "nomor"))
        sees("Hanya bagian yang ditandai petugas yang dapat diubah.")
        sees("tidak perlu diubah")
        seesNot("dari dokumen Anda")
    }

    @Test
    fun `a fault stands at its entry and belongs to it`() {
        form(faults = mapOf("nomor" to data.missing))
        val entry = hasSetTextAction() and hasText("Nomor surat") and hasText("Bagian ini masih kosong.")
        assertEquals(1, compose.onAllNodes(entry).fetchSemanticsNodes().size)
        assertEquals(1, compose.onAllNodes(errors("Bagian ini masih kosong.")).fetchSemanticsNodes().size)
    }

    @Test
    fun `a fault of radio buttons is spoken when it appears`() {
        form(faults = mapOf("sebab" to data.missing))
        val spoken = errors("Bagian ini masih kosong.") and live(LiveRegionMode.Polite)
        assertEquals(1, compose.onAllNodes(spoken).fetchSemanticsNodes().size)
    }

    @Test
    fun `a warning has its word and stops nobody`() {
        form(remarks = mapOf("baru" to listOf(data.problem("baru", ProblemSeverity.WARNING, data.contradicts))))
        sees("Periksa lagi")
        touch("Lanjut: foto dokumen")
        assertEquals("next", said.last())
    }

    @Test
    fun `a form with faults can be completed later`() {
        form(faults = mapOf("nomor" to data.missing), found = 1)
        touch("Lengkapi nanti")
        assertEquals("later", said.last())
    }

    @Test
    fun `a fault in the review leads to its field`() {
        review(ReviewState(data.review(listOf(data.problem("nomor", ProblemSeverity.FAULT, data.missing)))))
        touch("Perbaiki: Nomor surat")
        assertEquals("field nomor", said.last())
        seesNot("Kirim permohonan")
    }

    @Test
    fun `a missing paper in the review leads to the papers`() {
        val missing = data.problem(null, ProblemSeverity.FAULT, data.noPaper, attachment = "surat")
        review(ReviewState(data.review(listOf(missing))))
        touch("Perbaiki: Surat hasil pemeriksaan")
        assertEquals("papers", said.last())
    }

    @Test
    fun `the review says what it costs and asks for the declaration`() {
        review(ReviewState(data.review(), undeclared = true))
        sees("Di sinyal lemah kira-kira")
        sees("Aktifkan tombol ini jika Anda setuju.")
        touch("Saya menyatakan demikian")
        assertEquals("declare true", said.last())
    }

    @Test
    fun `a draft is continued or deleted`() {
        state(ApplicationState.Draft(1_800_000_000u))
        touch("Lanjutkan isian")
        touch("Hapus isian")
        assertEquals(listOf("fill", "end Discard"), said)
    }

    @Test
    fun `what waits for Wi-Fi can be sent at once or taken back`() {
        state(ApplicationState.Queued(1u, 480_000u, false), left = LeftReason.METERED)
        sees("Menunggu Wi-Fi")
        touch("Kirim sekarang")
        touch("Batalkan pengiriman")
        assertEquals(listOf("send", "cancel"), said)
    }

    @Test
    fun `what has left the phone is withdrawn and not taken back`() {
        state(ApplicationState.Sending(480_000u, 480_000u, true))
        seesNot("Batalkan pengiriman")
        touch("Tarik permohonan")
        assertEquals(listOf("end Withdraw"), said)
    }

    @Test
    fun `a receipt has number and office`() {
        state(ApplicationState.Received)
        sees("9971-2026-000123")
        sees("Disdukcapil Kota Umpama")
    }

    @Test
    fun `a visit has a place, a day and what to bring`() {
        state(ApplicationState.VisitNeeded("Loket 3", 1_796_000_000u, "KTP asli"))
        sees("Loket 3")
        sees("KTP asli")
        sees("Paling lambat")
    }

    @Test
    fun `a correction names what was marked, why, and what differs`() {
        state(correction(editing = false))
        sees("Nomor surat")
        sees("Berbeda dengan dokumen yang difoto.")
        sees("CONTOH CATATAN")
        sees("WAHYU S.T.")
        touch("Perbaiki sekarang")
        assertEquals(listOf("correct"), said)
    }

    @Test
    fun `a refusal has a reason and a note`() {
        state(ApplicationState.Refused(ReasonCode.NOT_ELIGIBLE, "CONTOH CATATAN"))
        sees("Syarat layanan ini belum terpenuhi.")
        sees("CONTOH CATATAN")
    }

    @Test
    fun `what was issued leads to the documents`() {
        state(ApplicationState.Issued(listOf("d1"), null))
        touch("Lihat dokumen")
        assertEquals(listOf("documents"), said)
    }

    @Test
    fun `a death that was registered has its own sentence and no word about documents`() {
        state(ApplicationState.Issued(emptyList(), data.text("Kematian sudah dicatat.", "Registered.")), quiet = true)
        sees("Kematian sudah dicatat.")
        seesNot("daftar dokumen")
        seesNot("Lihat dokumen")
    }

    private fun correction(editing: Boolean) = ApplicationState.Correct(
        1_796_000_000u,
        listOf(Marked("nomor", null, ReasonCode.MISMATCH_PAPER, "CONTOH CATATAN")),
        listOf(Difference("nama", "WAHYU S.T.")),
        editing,
    )

    private fun errors(words: String) = SemanticsMatcher.expectValue(SemanticsProperties.Error, words)

    private fun live(mode: LiveRegionMode) = SemanticsMatcher.expectValue(SemanticsProperties.LiveRegion, mode)
}
