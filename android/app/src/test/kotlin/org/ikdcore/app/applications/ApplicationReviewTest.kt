package org.ikdcore.app.applications

import org.ikdcore.FaceCheckState
import org.ikdcore.FaceRefusalReason
import org.ikdcore.ProblemSeverity
import org.ikdcore.app.model.ReviewState
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** What the papers and the review show, and what a touch does. */
@RunWith(RobolectricTestRunner::class)
internal class ApplicationReviewTest : ApplicationScreens() {
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
    fun `a face that was refused stands above the answers`() {
        val refused = FaceCheckState.Refused(FaceRefusalReason.SEE_OFFICER, emptyList(), 0u, null)
        review(ReviewState(data.review(face = true), face = refused))
        seesAtOnce("Tunjukkan wajah Anda kepada petugas")
    }

    @Test
    fun `a touch without the declaration shows its switch`() {
        review(ReviewState(data.review(), undeclared = true, failedTouches = 1))
        seesAtOnce("Aktifkan tombol ini jika Anda setuju.")
    }

    @Test
    fun `buttons of papers say of which paper`() {
        papers(data.contents())
        touch("Foto dokumen ini: Kartu Keluarga")
        touch("Pilih dari galeri: Kartu Keluarga")
        touch("Hapus halaman 1: Surat hasil pemeriksaan")
        assertEquals(listOf("take kk", "pick kk", "delete surat"), said)
    }

    @Test
    fun `what the officer wrote about a paper stands where it is photographed`() {
        papers(data.contents(application = data.application(correction(editing = true))))
        sees("Foto tidak terbaca.")
        assertEquals(1, count("Ditandai petugas"))
    }
}
