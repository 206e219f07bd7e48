package org.ikdcore.app.ui.applications

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.decodeToImageBitmap
import org.ikdcore.Application
import org.ikdcore.ApplicationState
import org.ikdcore.DefinitionField
import org.ikdcore.FieldType
import org.ikdcore.StateKind
import org.ikdcore.app.model.ApplicationEnd
import org.ikdcore.app.model.Lens
import org.ikdcore.app.model.Place
import org.ikdcore.app.model.UnlockedModel
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.parts.ConfirmPage
import org.ikdcore.app.ui.selfie.TakeSelfie
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

/** The places of services and applications. Exhaustive: a new place does not compile until it has a screen. */
@Composable
fun ApplicationPlace(model: UnlockedModel, place: Place.Applying, bar: @Composable () -> Unit) {
    val applications = model.applications
    when (place) {
        Place.Services -> ServicesScreen(
            applications.state,
            onApplication = model::openApplication,
            onService = {
                applications.choose(it)
                model.go(Place.Service)
            },
            onRetry = applications::open,
            onBack = model::back,
            bottomBar = bar,
        )
        Place.Service -> ServicePlace(model)
        Place.ApplicationForm -> FormPlace(model)
        is Place.ApplicationOptions -> OptionsPlace(model, place.field)
        Place.ApplicationPapers -> PapersPlace(model)
        Place.PaperCamera -> PaperCameraPlace(model)
        Place.ApplicationReview -> ReviewPlace(model)
        Place.Application -> StatePlace(model)
        is Place.ApplicationLeaving -> LeavingPlace(model, place.end)
    }
}

@Composable
private fun ServicePlace(model: UnlockedModel) {
    val applications = model.applications
    val service = applications.service ?: return
    val ofService = applications.state.applications.filter { it.service == service.id }
    ServiceScreen(
        service,
        ofService.firstOrNull { it.state is ApplicationState.Draft },
        ofService.firstOrNull { it.isUnderWay },
        applications.begin.busy,
        applications.begin.failure,
        onStart = model::startApplication,
        onApplication = model::openApplication,
        onDraft = {
            model.opened.open(it)
            model.fillIn()
        },
        onBack = model::back,
    )
}

@Composable
private fun FormPlace(model: UnlockedModel) {
    val (opened, answers) = model.opened to model.answers
    val contents = opened.contents
    val keys = contents?.visible.orEmpty()
    ApplicationFormScreen(
        ApplicationFormState(
            contents,
            keys.associateWith(answers::answer),
            keys.mapNotNull { key -> answers.faultAt(key)?.let { key to it } }.toMap(),
            keys.associateWith(answers::remarksAt),
            opened.regions,
            if (answers.shown && answers.failedTouches > 0) answers.faults.size else 0,
            answers.failedTouches,
            answers.target,
            answers.failure ?: opened.failure,
        ),
        ApplicationFormActions(
            onType = answers::type,
            onChoose = answers::choose,
            onLeave = answers::leave,
            onOptions = { field ->
                if (field.kind == FieldType.REGION) answers.chooseRegion(field)
                model.go(Place.ApplicationOptions(field.key))
            },
            onNext = { answers.next(model::afterForm) },
            onLater = model::afterForm,
            onBack = model::back,
        ),
    )
}

@Composable
private fun OptionsPlace(model: UnlockedModel, key: String) {
    val answers = model.answers
    val field = model.opened.contents?.definition?.sections.orEmpty().flatMap { it.fields }
        .firstOrNull { it.key == key } ?: return
    if (field.kind == FieldType.REGION) return RegionPlace(model, field)
    OptionsScreen(
        words(field.label),
        inside = null,
        field.options.map { it.code.toString() to words(it.label) },
        answers.failure,
        onChoose = {
            answers.choose(key, it)
            model.back()
        },
        onBack = model::back,
    )
}

/** Province, regency or city, district: one list after the other. */
@Composable
private fun RegionPlace(model: UnlockedModel, field: DefinitionField) {
    val answers = model.answers
    val choosing = answers.region?.takeIf { it.field.key == field.key }
    val path = choosing?.path.orEmpty()
    val level = when (path.size) {
        0 -> TextKey.LABEL_PROVINCE
        1 -> TextKey.LABEL_REGENCY
        else -> TextKey.LABEL_DISTRICT
    }
    // Each list begins at its top, wherever the one before was scrolled to.
    key(path.size) {
        OptionsScreen(
            text(TextKey.APPLICATION_FORM_CHOSEN, "label" to words(field.label), "value" to text(level)),
            path.takeIf { it.isNotEmpty() }?.reversed()?.joinToString { it.name },
            choosing?.choices.orEmpty().map { it.code to it.name },
            answers.failure,
            onChoose = { code ->
                choosing?.choices?.firstOrNull { it.code == code }?.let { answers.take(it, model::back) }
            },
            onBack = { if (!answers.regionAbove()) model.back() },
        )
    }
}

@Composable
private fun PapersPlace(model: UnlockedModel) {
    val papers = model.papers
    val shell = LocalShell.current
    PapersScreen(
        PapersState(model.opened.contents, papers.previews, papers.failure ?: model.opened.failure),
        PapersActions(
            onTake = {
                papers.want(it)
                model.go(Place.PaperCamera)
            },
            onPick = {
                papers.want(it)
                papers.pick(shell.photos) { model.go(Place.PaperCamera) }
            },
            onDelete = papers::remove,
            onNext = { model.go(Place.ApplicationReview) },
            onBack = model::back,
        ),
    )
}

/** The camera, and what it has taken. */
@Composable
private fun PaperCameraPlace(model: UnlockedModel) {
    val papers = model.papers
    val shell = LocalShell.current
    val (attachment, _) = papers.wanted ?: return
    val taken = papers.taken
    val operation = papers.operation
    if (taken != null) {
        val photo = remember(taken) { taken.preview.decodeToImageBitmap() }
        PaperReviewScreen(
            attachment,
            photo,
            taken.advice,
            operation.busy,
            operation.failure,
            onAccept = {
                papers.accept {
                    shell.feel(Haptic.Done)
                    model.back()
                }
            },
            onAgain = papers::again,
        )
        return
    }
    var openings by remember { mutableIntStateOf(1) }
    val source = remember(openings) { shell.openCamera(Lens.Back) }
    DisposableEffect(source) { onDispose { source.close() } }
    shell.KeepAwake()
    val camera by source.state.collectAsState()
    PaperCameraScreen(
        attachment,
        camera,
        operation.busy,
        operation.failure,
        PaperCameraActions(
            onTake = { papers.take(source) },
            onPick = { papers.pick(shell.photos) },
            onAllow = shell::openSettings,
            onReopen = { openings++ },
            onBack = model::back,
        ),
    ) { shell.CameraPicture(source, Modifier.fillMaxSize()) }
}

@Composable
private fun ReviewPlace(model: UnlockedModel) {
    val review = model.review
    review.selfie?.let { return TakeSelfie(it, step = null, onBack = review::end) }
    ReviewScreen(
        review.state,
        model.opened.contents,
        model.opened.regions,
        ReviewActions(
            onField = model::fillIn,
            onPapers = model::openPapers,
            onDeclare = review::declare,
            onSend = review::send,
            onPin = review::prove,
            onBiometric = review::proveByBiometric,
            onClosePin = review::end,
            onOther = model::openApplication,
            onBack = model::back,
        ),
    )
}

@Composable
private fun StatePlace(model: UnlockedModel) {
    val opened = model.opened
    val all = model.applications.state
    val application = opened.application
    val review = model.review
    review.selfie?.let { return TakeSelfie(it, step = null, onBack = review::end) }
    ApplicationScreen(
        ApplicationScreenState(
            application,
            opened.contents,
            opened.regions,
            application?.let { all.left[it.id] },
            all.exchanging,
            opened.busy || review.state.busy,
            opened.failure ?: review.state.failure,
            review.state.face,
        ),
        ApplicationActions(
            onFill = model::mend,
            onCorrect = { opened.correct(model::mend) },
            onMove = opened::moveToNewerForm,
            onSendNow = { application?.let { model.applications.sendNow(it.id) } },
            onCancel = opened::cancel,
            onEnd = { model.go(Place.ApplicationLeaving(it)) },
            onDocuments = { model.switch(Place.Documents) },
            onAgain = { application?.let { model.applyAgain(it.service) } },
            onOthers = model::toServices,
            onBack = model::back,
            onFace = { review.showFace(model.applications::exchangeNow) },
        ),
    )
}

/** Withdrawing or deleting, after it was confirmed. */
@Composable
private fun LeavingPlace(model: UnlockedModel, end: ApplicationEnd) {
    val opened = model.opened
    when (end) {
        ApplicationEnd.Withdraw -> ConfirmPage(
            ScreenId.ApplicationWithdraw,
            text(TextKey.APPLICATION_WITHDRAW_TITLE),
            text(TextKey.APPLICATION_WITHDRAW_BODY),
            text(TextKey.APPLICATION_WITHDRAW_CONFIRM),
            text(TextKey.APPLICATION_WITHDRAW_KEEP),
            onConfirm = { opened.withdraw(model::back) },
            onKeep = model::back,
            busy = opened.busy,
        ) { ApplicationFailure(opened.failure) }
        ApplicationEnd.Discard -> ConfirmPage(
            ScreenId.ApplicationDiscard,
            text(TextKey.APPLICATION_DISCARD_TITLE),
            text(TextKey.APPLICATION_DISCARD_BODY),
            text(TextKey.APPLICATION_DISCARD_CONFIRM),
            text(TextKey.APPLICATION_DISCARD_KEEP),
            onConfirm = { opened.discard(model::toServices) },
            onKeep = model::back,
            busy = opened.busy,
        ) { ApplicationFailure(opened.failure) }
    }
}

/** Sent or about to be, and not decided. */
private val Application.isUnderWay
    get() = when (kind) {
        StateKind.DRAFT, StateKind.ISSUED, StateKind.REFUSED, StateKind.WITHDRAWN, StateKind.EXPIRED -> false
        StateKind.QUEUED, StateKind.SENDING, StateKind.RECEIVED, StateKind.IN_REVIEW, StateKind.VISIT_NEEDED,
        StateKind.CORRECT, StateKind.APPROVED, StateKind.SIGNING,
        -> true
    }
