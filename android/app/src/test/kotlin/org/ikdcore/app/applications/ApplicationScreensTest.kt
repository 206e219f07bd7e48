package org.ikdcore.app.applications

import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import org.ikdcore.Answer
import org.ikdcore.ApplicationState
import org.ikdcore.LeftReason
import org.ikdcore.ProblemSeverity
import org.ikdcore.ReasonCode
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** What the form and an application show of each state, and what a touch does. */
@RunWith(RobolectricTestRunner::class)
internal class ApplicationScreensTest : ApplicationScreens() {
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
    fun `what the officer wrote about an answer stands where it is corrected`() {
        form(data.contents(application = data.application(correction(editing = true))))
        sees("CONTOH CATATAN")
        assertEquals(1, count("Ditandai petugas"))
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
    fun `a service without papers has no size that is sent`() {
        state(ApplicationState.Sending(0u, 0u, true), left = LeftReason.FAILED)
        sees("Belum terkirim.")
        seesNot("0 B")
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
    fun `a refusal has a reason and a note, and leads to a new application`() {
        state(ApplicationState.Refused(ReasonCode.NOT_ELIGIBLE, "CONTOH CATATAN"))
        sees("Syarat layanan ini belum terpenuhi.")
        sees("CONTOH CATATAN")
        touch("Ajukan permohonan")
        assertEquals(listOf("again"), said)
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
}
