package org.ikdcore.app.pictures

import android.graphics.Bitmap
import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.Paint
import androidx.compose.ui.graphics.asAndroidBitmap
import java.io.ByteArrayOutputStream
import org.ikdcore.Answer
import org.ikdcore.ApplicationContents
import org.ikdcore.ApplicationState
import org.ikdcore.Difference
import org.ikdcore.ErrorCode
import org.ikdcore.FaceCheckState
import org.ikdcore.FaceGuidance
import org.ikdcore.FaceRefusalReason
import org.ikdcore.FormText
import org.ikdcore.LeftReason
import org.ikdcore.Marked
import org.ikdcore.Notice
import org.ikdcore.NoticeKind
import org.ikdcore.PaperAdvice
import org.ikdcore.Problem
import org.ikdcore.ProblemSeverity
import org.ikdcore.ReasonCode
import org.ikdcore.ReturnReason
import org.ikdcore.StateKind
import org.ikdcore.app.model.ApplicationsState
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.model.Place
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.model.ReviewState
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.applications.ApplicationActions
import org.ikdcore.app.ui.applications.ApplicationFormActions
import org.ikdcore.app.ui.applications.ApplicationFormScreen
import org.ikdcore.app.ui.applications.ApplicationFormState
import org.ikdcore.app.ui.applications.ApplicationScreen
import org.ikdcore.app.ui.applications.ApplicationScreenState
import org.ikdcore.app.ui.applications.OptionsScreen
import org.ikdcore.app.ui.applications.PaperCameraActions
import org.ikdcore.app.ui.applications.PaperCameraScreen
import org.ikdcore.app.ui.applications.PaperReviewScreen
import org.ikdcore.app.ui.applications.PapersActions
import org.ikdcore.app.ui.applications.PapersScreen
import org.ikdcore.app.ui.applications.PapersState
import org.ikdcore.app.ui.applications.ReviewActions
import org.ikdcore.app.ui.applications.ReviewScreen
import org.ikdcore.app.ui.applications.ServiceScreen
import org.ikdcore.app.ui.applications.ServicesScreen
import org.ikdcore.app.ui.home.BottomBar
import org.ikdcore.app.ui.parts.ConfirmPage
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

private val data = ApplicationData
private const val NOW = ExampleData.NOW
private const val DAY = 86_400uL
private val home: @Composable () -> Unit = { BottomBar(Place.Home, {}, {}) }
private val formActions = ApplicationFormActions({ _, _ -> }, { _, _ -> }, {}, {}, {}, {}, {})
private val paperActions = PapersActions({}, {}, {}, {}, {})
private val cameraActions = PaperCameraActions({}, {}, {}, {}, {})
private val reviewActions = ReviewActions({}, {}, {}, {}, {}, {}, {}, {}, {})
private val stateActions = ApplicationActions({}, {}, {}, {}, {}, {}, {}, {}, {}, {})

/** A drawn sheet of paper with lines on it. */
internal fun drawnPaper(): ImageBitmap = ImageBitmap(300, 400).also { picture ->
    val paint = Paint()
    val canvas = Canvas(picture)
    paint.color = Color(0xFF5B6B71)
    canvas.drawRect(Rect(0f, 0f, 300f, 400f), paint)
    paint.color = Color(0xFFFBFBF7)
    canvas.drawRect(Rect(30f, 24f, 270f, 376f), paint)
    paint.color = Color(0xFF3A4548)
    for (line in 0 until 12) canvas.drawRect(Rect(54f, 60f + line * 24, 246f - line % 3 * 40, 66f + line * 24), paint)
}

private val preview = ByteArrayOutputStream().also {
    drawnPaper().asAndroidBitmap().compress(Bitmap.CompressFormat.PNG, 100, it)
}.toByteArray()

@Composable
private fun Form(
    contents: ApplicationContents,
    faults: Map<String, FormText> = emptyMap(),
    remarks: Map<String, List<Problem>> = emptyMap(),
) = ApplicationFormScreen(
    ApplicationFormState(
        contents, contents.answers.associate { it.field to it.text }, faults, remarks,
        mapOf("99.71" to "KOTA UMPAMA, PROVINSI CONTOH"), faults.size,
    ),
    formActions,
)

@Composable
private fun Review(state: ReviewState) = ReviewScreen(state, data.contents(), emptyMap(), reviewActions)

@Composable
private fun State(
    state: ApplicationState,
    quiet: Boolean = false,
    left: LeftReason? = null,
    exchanging: Boolean = false,
    returned: ReturnReason? = null,
) {
    val application = data.application(state, quiet, returned)
    ApplicationScreen(
        ApplicationScreenState(application, data.contents(application = application), emptyMap(), left, exchanging),
        stateActions,
    )
}

private val warning = data.problem("baru", ProblemSeverity.WARNING, data.contradicts, check = "compatible_blood")
private val correction = ApplicationState.Correct(
    NOW + DAY * 14u,
    listOf(
        Marked("nomor", null, ReasonCode.MISMATCH_PAPER, "Nomor di surat 446."),
        Marked(null, "surat", ReasonCode.UNREADABLE, null),
    ),
    listOf(Difference("nama", "WAHYU SETYANTORO S.T.")),
    editing = false,
)

/** Services and applications, in the states that look different. */
val applicationFixtures: List<Pair<String, @Composable () -> Unit>> = listOf(
    "services" to {
        val mine = listOf(data.application(correction).copy(unseen = true), data.application(ApplicationState.Received))
        ServicesScreen(ApplicationsState(data.services, mine), {}, {}, {}, {}, home)
    },
    "services-offline" to
        { ServicesScreen(ApplicationsState(data.services, failure = ExampleData.offline), {}, {}, {}, {}, home) },
    "service" to { ServiceScreen(data.blood, null, null, false, null, {}, {}, {}, {}) },
    "service-draft" to {
        val running = data.application(ApplicationState.InReview, quiet = true)
        val full = ExampleData.failure(ErrorCode.TOO_MANY_DRAFTS, Remedy.Redraw)
        ServiceScreen(data.death, data.draft, running, false, full, {}, {}, {}, {})
    },
    "service-update" to { ServiceScreen(data.services[2], null, null, false, null, {}, {}, {}, {}) },
    "application-form" to {
        Form(data.contents(), remarks = mapOf("baru" to listOf(warning)))
    },
    "application-form-faults" to {
        val only = listOf("nama", "nik", "alamat", "baru")
        val answers = data.answers.filter { it.field in only }
        Form(data.contents(answers = answers), listOf("nomor", "tanggal", "penerbit").associateWith { data.missing })
    },
    "application-form-types" to {
        val answers = data.answers + listOf(
            Answer("wilayah", "99.71"), Answer("pukul", "07:30"),
            Answer("anggota", "9971014203870002"), Answer("sebab", "1"),
        )
        Form(data.contents(data.everyType.copy(sections = data.everyType.sections.takeLast(1)), answers))
    },
    "application-form-correction" to {
        val fields = data.definition.sections.flatMap { it.fields }.map { it.key }
        Form(data.contents(application = data.application(correction.copy(editing = true)), locked = fields - "nomor"))
    },
    "application-options" to {
        OptionsScreen(
            "Menjadi", null,
            data.definition.sections[1].fields[0].options.map {
                it.code.toString() to it.label.id
            } + ("0" to "Tidak tahu"),
            null, {}, {}
        )
    },
    "application-papers" to
        { PapersScreen(PapersState(data.contents(), mapOf(data.page to preview)), paperActions) },
    "application-papers-empty" to { PapersScreen(PapersState(data.contents(papers = emptyList())), paperActions) },
    "application-papers-correction" to {
        val all = data.contents(application = data.application(correction.copy(editing = true)))
        val contents = all.copy(openPapers = listOf("surat"))
        PapersScreen(PapersState(contents, mapOf(data.page to preview)), paperActions)
    },
    "paper-camera" to {
        PaperCameraScreen(data.paper, CameraState.Running, false, null, cameraActions) {
            Image(drawnPaper(), contentDescription = null, modifier = Modifier.fillMaxSize())
        }
    },
    "paper-camera-missing" to { PaperCameraScreen(data.paper, CameraState.Missing, false, null, cameraActions) {} },
    "paper-review" to { PaperReviewScreen(data.paper, drawnPaper(), emptyList(), false, null, {}, {}) },
    "paper-review-advice" to {
        val advice = listOf(PaperAdvice.BLURRY, PaperAdvice.CUT_OFF)
        PaperReviewScreen(data.paper, drawnPaper(), advice, false, null, {}, {})
    },
    "application-review" to { Review(ReviewState(data.review(listOf(warning)))) },
    "application-review-faults" to {
        val faults = listOf(
            data.problem("nomor", ProblemSeverity.FAULT, data.missing),
            data.problem(null, ProblemSeverity.FAULT, data.noPaper, attachment = "surat"),
        )
        Review(ReviewState(data.review(faults)))
    },
    "application-review-undeclared" to {
        val open = ExampleData.failure(ErrorCode.APPLICATION_OPEN, Remedy.SeeApplication("a2"))
        Review(ReviewState(data.review(), undeclared = true, failure = open))
    },
    "application-review-face" to {
        val refused = FaceCheckState.Refused(FaceRefusalReason.RETAKE, listOf(FaceGuidance.TOO_DARK), 2u, null)
        Review(ReviewState(data.review(face = true), declared = true, face = refused))
    },
    "application-pin" to { Review(ReviewState(data.review(), declared = true, pinNeeded = true, biometric = true)) },
    "application-draft" to { State(ApplicationState.Draft(NOW + DAY * 88u), returned = ReturnReason.Duplicate) },
    "application-queued" to { State(ApplicationState.Queued(NOW, 480_000u, false), left = LeftReason.METERED) },
    "application-sending" to { State(ApplicationState.Sending(120_000u, 480_000u, false), exchanging = true) },
    "application-received" to { State(ApplicationState.Received) },
    "application-visit" to {
        State(ApplicationState.VisitNeeded("Loket 3, Disdukcapil Kota Umpama", NOW + DAY * 7u, "KTP dan surat asli"))
    },
    "application-correct" to { State(correction) },
    "application-refused" to {
        State(ApplicationState.Refused(ReasonCode.NOT_ELIGIBLE, "Surat ini bukan atas nama Anda."))
    },
    "application-issued" to { State(ApplicationState.Issued(listOf("d1"), null)) },
    "application-issued-quiet" to {
        val result = FormText("Kematian sudah dicatat.", "The death has been registered.")
        State(ApplicationState.Issued(emptyList(), result), quiet = true)
    },
    "application-withdraw" to {
        ConfirmPage(
            ScreenId.ApplicationWithdraw, text(TextKey.APPLICATION_WITHDRAW_TITLE),
            text(TextKey.APPLICATION_WITHDRAW_BODY), text(TextKey.APPLICATION_WITHDRAW_CONFIRM),
            text(TextKey.APPLICATION_WITHDRAW_KEEP), {}, {},
        )
    },
    "application-discard" to {
        ConfirmPage(
            ScreenId.ApplicationDiscard, text(TextKey.APPLICATION_DISCARD_TITLE),
            text(TextKey.APPLICATION_DISCARD_BODY), text(TextKey.APPLICATION_DISCARD_CONFIRM),
            text(TextKey.APPLICATION_DISCARD_KEEP), {}, {},
        )
    },
)

/** What the home says of applications. */
internal val notices = listOf(
    Notice("a1", "golongan-darah", data.bloodTitle, NoticeKind.Changed(StateKind.CORRECT)),
    Notice("a1", "golongan-darah", data.bloodTitle, NoticeKind.CorrectionDue(NOW + DAY * 2u, 2u)),
)
