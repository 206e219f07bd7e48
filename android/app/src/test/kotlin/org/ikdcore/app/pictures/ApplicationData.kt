package org.ikdcore.app.pictures

import org.ikdcore.Answer
import org.ikdcore.Application
import org.ikdcore.ApplicationContents
import org.ikdcore.ApplicationEvent
import org.ikdcore.ApplicationReview
import org.ikdcore.ApplicationState
import org.ikdcore.DefinitionAttachment
import org.ikdcore.DefinitionField
import org.ikdcore.DefinitionSection
import org.ikdcore.FaceStep
import org.ikdcore.FieldOption
import org.ikdcore.FieldType
import org.ikdcore.FormDefinition
import org.ikdcore.FormPromise
import org.ikdcore.FormText
import org.ikdcore.HeldPaper
import org.ikdcore.MemberChoice
import org.ikdcore.Problem
import org.ikdcore.ProblemSeverity
import org.ikdcore.ReturnReason
import org.ikdcore.ServiceInfo
import org.ikdcore.StateKind
import org.ikdcore.SubmissionReceipt

/** Services and applications as the core gives them, for pictures and tests of screens. */
internal object ApplicationData {
    private const val NOW = ExampleData.NOW
    private const val HOUR = 3600uL
    private const val DAY = 86_400uL

    fun text(id: String, en: String) = FormText(id, en)

    private val promise = FormPromise(
        24u,
        text("Target layanan 24 jam sejak berkas lengkap.", "The aim is 24 hours once the papers are complete."),
    )

    val bloodTitle = text("Perubahan golongan darah", "Change of blood type")
    val deathTitle = text("Pencatatan kematian", "Registration of a death")

    val blood = ServiceInfo(
        "golongan-darah",
        1u,
        bloodTitle,
        text(
            "Ubah golongan darah di KTP dan kartu keluarga Anda. Layanan ini gratis.",
            "Change the blood type on your KTP and family card. It is free.",
        ),
        text(
            "Surat hasil pemeriksaan dari rumah sakit, puskesmas, atau PMI.",
            "A letter with the test result from a hospital, health centre or the Red Cross.",
        ),
        promise,
        quiet = false,
        needsUpdate = false,
    )

    val death = blood.copy(
        id = "kematian",
        title = deathTitle,
        intro = text("Catat kematian anggota keluarga.", "Register the death of a family member."),
        needs = text("Surat keterangan kematian.", "The letter about the death."),
        quiet = true,
    )

    val services = listOf(
        blood,
        death,
        blood.copy(
            id = "surat-pindah",
            title = text("Surat pindah", "Moving letter"),
            intro = null,
            needsUpdate = true,
        ),
    )

    fun option(code: ULong, id: String, en: String = id) = FieldOption(code, text(id, en))

    fun field(
        key: String,
        kind: FieldType,
        label: FormText,
        required: Boolean = true,
        hint: FormText? = null,
        options: List<FieldOption> = emptyList(),
        level: UByte? = null,
    ) = DefinitionField(key, kind, label, hint, required, null, null, options, level)

    private val bloodTypes = listOf("A", "B", "AB", "O", "A+", "A-", "B+", "B-").mapIndexed { at, name ->
        option((at + 1).toULong(), name)
    }

    private val holder = DefinitionSection(
        "pemohon",
        text("Pemohon", "Applicant"),
        null,
        listOf(
            field("nama", FieldType.NAME, text("Nama lengkap", "Full name")),
            field("nik", FieldType.NIK, text("NIK", "NIK")),
            field("alamat", FieldType.ADDRESS, text("Alamat", "Address")),
        ),
    )

    private val change = DefinitionSection(
        "golongan",
        text("Golongan darah", "Blood type"),
        null,
        listOf(
            field("baru", FieldType.CODE, text("Menjadi", "Change it to"), options = bloodTypes),
            field("nomor", FieldType.TEXT, text("Nomor surat", "Number of the letter")),
            field("tanggal", FieldType.DATE, text("Tanggal surat", "Date of the letter")),
            field(
                "penerbit", FieldType.TEXT, text("Diterbitkan oleh", "Issued by"),
                hint = text("Nama rumah sakit, puskesmas, atau PMI.", "Name of the hospital or health centre."),
            ),
        ),
    )

    /** One field of each other type. */
    private val others = DefinitionSection(
        "lain",
        text("Peristiwa", "Event"),
        text("Isi yang Anda ketahui.", "Fill in what you know."),
        listOf(
            field("anggota", FieldType.MEMBER, text("Anggota keluarga", "Family member")),
            field("kk", FieldType.KK, text("Nomor KK", "Family card number"), required = false),
            field("saksi", FieldType.NIK, text("NIK saksi", "NIK of the witness")),
            field("pukul", FieldType.TIME, text("Pukul", "Time")),
            field("berat", FieldType.INT, text("Berat bayi (gram)", "Weight (grams)")),
            field("wilayah", FieldType.REGION, text("Tempat kejadian", "Place"), level = 2u),
            field(
                "sebab", FieldType.CODE, text("Sebab", "Cause"),
                options = listOf(option(1u, "Sakit", "Illness"), option(2u, "Kecelakaan", "Accident")),
            ),
            field("semua", FieldType.YES_NO, text("Semua anggota ikut?", "Does everybody move?")),
            field("saksi_nama", FieldType.NAME, text("Nama saksi", "Name of the witness")),
        ),
    )

    private val letter = DefinitionAttachment(
        "surat",
        text("Surat hasil pemeriksaan", "Letter with the blood test"),
        text("Nama dan golongan darah harus terbaca.", "Name and blood type must be legible."),
        text(
            "Apakah ini surat hasil pemeriksaan golongan darah Anda?",
            "Is this the letter with your blood test?",
        ),
        required = true,
        pages = 2u,
        group = null,
    )
    val paper get() = letter

    private val card = letter.copy(
        kind = "kk",
        label = text("Kartu Keluarga", "Family card"),
        hint = null,
        required = false,
        pages = 1u,
    )

    private val statement = text(
        "Saya menyatakan bahwa isian dan dokumen ini benar. Saya tahu bahwa keterangan palsu dapat dihukum.",
        "I declare that these answers and papers are true. I know that false information is punishable.",
    )

    val definition = FormDefinition(
        "golongan-darah", 1u, bloodTitle, blood.intro!!, blood.needs, promise, listOf(holder, change),
        listOf(letter, card), statement, needsFaceCheck = false, subject = null, quiet = false,
    )

    /** All types of fields. */
    val everyType = definition.copy(sections = listOf(holder, change, others))

    private val history = listOf(
        ApplicationEvent(StateKind.DRAFT, NOW - DAY * 2u),
        ApplicationEvent(StateKind.QUEUED, NOW - DAY),
        ApplicationEvent(StateKind.RECEIVED, NOW - DAY + HOUR),
    )

    private val receipt = SubmissionReceipt(
        1u, "9971-2026-000123", "Disdukcapil Kota Umpama", NOW - DAY + HOUR, NOW + DAY, example = true,
    )

    private fun kindOf(state: ApplicationState) = when (state) {
        is ApplicationState.Draft -> StateKind.DRAFT
        is ApplicationState.Queued -> StateKind.QUEUED
        is ApplicationState.Sending -> StateKind.SENDING
        ApplicationState.Received -> StateKind.RECEIVED
        ApplicationState.InReview -> StateKind.IN_REVIEW
        is ApplicationState.VisitNeeded -> StateKind.VISIT_NEEDED
        is ApplicationState.Correct -> StateKind.CORRECT
        ApplicationState.Approved -> StateKind.APPROVED
        ApplicationState.Signing -> StateKind.SIGNING
        is ApplicationState.Issued -> StateKind.ISSUED
        is ApplicationState.Refused -> StateKind.REFUSED
        ApplicationState.Withdrawn -> StateKind.WITHDRAWN
        ApplicationState.Expired -> StateKind.EXPIRED
    }

    /** An application in [state], with the history that it has by then. */
    fun application(state: ApplicationState, quiet: Boolean = false, returned: ReturnReason? = null): Application {
        val kind = kindOf(state)
        val local = setOf(StateKind.DRAFT, StateKind.QUEUED, StateKind.SENDING)
        val past = if (kind in local) history.take(1) else history
        return Application(
            "a1", if (quiet) "kematian" else "golongan-darah", if (quiet) deathTitle else bloodTitle, quiet, 1u, kind,
            state, NOW - HOUR, NOW - DAY * 2u,
            if (past.last().state == kind) past else past + ApplicationEvent(kind, NOW - HOUR),
            receipt.takeIf { kind !in local }, returned, FaceStep.NOT_NEEDED, unseen = false, newerForm = null,
        )
    }

    val draft = application(ApplicationState.Draft(NOW + DAY * 88u))

    val answers = listOf(
        Answer("nama", "WAHYU SETYANTORO"),
        Answer("nik", "9971011708850001"),
        Answer("alamat", "JL. CONTOH NO. 12, RT 004/RW 013, UMPAMA, MISALNYA, KOTA UMPAMA, PROVINSI CONTOH"),
        Answer("baru", "7"),
        Answer("nomor", "445/PMI/2026"),
        Answer("tanggal", "2026-11-20"),
        Answer("penerbit", "PMI Kota Umpama"),
    )

    val page = HeldPaper("surat", 1u, 312_000u)

    fun problem(
        field: String?,
        severity: ProblemSeverity,
        words: FormText,
        attachment: String? = null,
        check: String = "required",
    ) = Problem(field, attachment, check, severity, words)

    private val locked = listOf("nama", "nik", "alamat")

    fun contents(
        definition: FormDefinition = this.definition,
        answers: List<Answer> = this.answers,
        problems: List<Problem> = emptyList(),
        papers: List<HeldPaper> = listOf(page),
        application: Application = draft,
        locked: List<String> = this.locked,
    ) = ApplicationContents(
        application, definition, answers, definition.sections.flatMap { it.fields }.map { it.key }, locked,
        listOf("surat", "kk"), listOf("surat", "kk"), papers,
        listOf(
            MemberChoice("9971011708850001", "WAHYU SETYANTORO"),
            MemberChoice("9971014203870002", "DEWI ANGGRAINI"),
        ),
        problems, editable = true,
    )

    val missing = text("Bagian ini masih kosong.", "This is still empty.")
    val contradicts = text(
        "Golongan darah ini bertentangan dengan yang tercatat. Pastikan sama dengan surat.",
        "This blood type contradicts the recorded one. Make sure that it is the one in the letter.",
    )
    val noPaper = text("Foto dokumen ini belum ada.", "There is no photo of this paper yet.")

    fun review(problems: List<Problem> = emptyList(), face: Boolean = false) = ApplicationReview(
        problems,
        canQueue = problems.none { it.severity == ProblemSeverity.FAULT },
        statement,
        face = if (face) FaceStep.NEEDED else FaceStep.NOT_NEEDED,
        listOf(page),
        bytes = 480_000u,
        requests = 20u,
        slowSeconds = 118u,
    )
}
